/// The name by which a further message of a long post is found again: the post's own name and a number, parted by a sign
/// that no plugin writes.
public enum PartName {
  private static let sign: Character = "\u{1F}"

  /// - Parameter number: from 2; the first message has the post's own name.
  static func of(_ name: String, _ number: Int) -> String { "\(prefix(of: name))\(number)\(sign)" }

  /// What the names of all further messages begin with.
  static func prefix(of name: String) -> String { "\(name)\(sign)" }

  static func isPart(_ name: String) -> Bool { name.last == sign }

  /// The post's own name.
  static func whole(_ name: String) -> String { String(name.prefix { $0 != sign }) }

  /// As a person reads it.
  public static func shown(_ name: String) -> String {
    guard isPart(name) else { return name }
    return "\(whole(name)) (\(name.dropFirst(whole(name).count + 1).dropLast()))"
  }
}
