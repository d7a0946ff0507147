import BotCore

/// A text that is too long for one message goes out as several deliveries. The first has the action's own key, the
/// others that key with their number; all have one order key, so they go out one after the other.
extension Delivery {
  private static let separator: Character = "-"

  static func key(ofPart number: Int, of key: String) -> String { "\(key)\(separator)\(number)" }

  /// The key of the part that has to stand there before this one may; `nil` for a first or only part.
  var keyOfPartBefore: String? {
    guard let end = key.lastIndex(of: Self.separator), let number = Int(key[key.index(after: end)...]) else {
      return nil
    }
    let first = String(key[..<end])
    return number > 2 ? Self.key(ofPart: number - 1, of: first) : first
  }
}

extension Action {
  /// The action, or several whose texts fit into one message each. An edit cannot become several messages: its text is
  /// cut. Only the first part of a named post has the name.
  func parts(longest: Int, length: (Text) -> Int) -> [Action] {
    switch self {
    case .post(let text, let channel, let name):
      text.parts(longest: longest, length: length).enumerated().map { index, part in
        .post(text: part, in: channel, named: index == 0 ? name : nil)
      }
    case .reply(let text, let message):
      text.parts(longest: longest, length: length).map { .reply(text: $0, to: message) }
    case .direct(let text, let member):
      text.parts(longest: longest, length: length).map { .direct(text: $0, to: member) }
    case .schedule(let text, let channel, let at):
      text.parts(longest: longest, length: length).map { .schedule(text: $0, in: channel, at: at) }
    case .edit(let name, let text): [.edit(named: name, text: text.cut(longest: longest, length: length))]
    case .react, .pin, .hide, .delete, .timeout, .ban, .grant, .approve, .decline, .flag, .timer, .fetch, .measure:
      [self]
    }
  }
}
