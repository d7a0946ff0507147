internal import BotCore

/// Where a post goes: into a category as a topic, or into a topic as an answer.
enum DiscoursePlace: Hashable {
  case category(Int)
  case topic(Int)

  static let topicPrefix = "topic:"

  /// Reads what needs no look-up: `12`, `topic:123`, `https://forum.example.org/t/slug/123/4`, `…/c/slug/12`.
  init?(_ name: String) {
    if let number = Int(name) {
      self = .category(number)
    } else if name.hasPrefix(Self.topicPrefix), let number = Int(name.dropFirst(Self.topicPrefix.count)) {
      self = .topic(number)
    } else if let number = Self.number(in: name, after: "t") {
      self = .topic(number)
    } else if let number = Self.number(in: name, after: "c", last: true) {
      self = .category(number)
    } else {
      return nil
    }
  }

  /// The number in an address's path: of a topic the first, as that of a post may follow, of a category the last.
  private static func number(in address: String, after mark: Substring, last: Bool = false) -> Int? {
    guard address.hasPrefix("https://") || address.hasPrefix("http://") else { return nil }
    let path = address.prefix { $0 != "?" && $0 != "#" }.split(separator: "/").dropFirst(2)
    guard let start = path.firstIndex(of: mark) else { return nil }
    let numbers = path[path.index(after: start)...].compactMap { Int($0) }
    return last ? numbers.last : numbers.first
  }
}
