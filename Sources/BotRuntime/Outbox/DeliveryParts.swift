public import BotCore
import FoundationEssentials

/// A text that is too long for one message goes out as several deliveries. The first has the action's own key, the
/// others that key with their number; all have one order key, so they go out one after the other.
extension Delivery {
  private static let separator: Character = "-"

  /// The note of a part that waits for the one before it, which a person has to settle.
  static let waitsForPart = "the part of the text that comes before it was not sent, or is in doubt"

  static func key(ofPart number: Int, of key: String) -> String { "\(key)\(separator)\(number)" }

  /// The key of the part that has to stand there before this one may; `nil` for a first or only part.
  var keyOfPartBefore: String? {
    guard let (first, number) = partKey else { return nil }
    return number > 2 ? Self.key(ofPart: number - 1, of: first) : first
  }

  /// The key that the next part has, if there is one.
  var keyOfPartAfter: String {
    guard let (first, number) = partKey else { return Self.key(ofPart: 2, of: key) }
    return Self.key(ofPart: number + 1, of: first)
  }

  /// The deliveries of several messages that make up one text; this one is the first of them.
  func divided(into parts: [Action]) -> [Delivery] {
    parts.enumerated().map { index, action in
      var part = self
      part.action = action
      if index > 0 { (part.key, part.members) = (Self.key(ofPart: index + 1, of: key), []) }
      return part
    }
  }

  private var partKey: (first: String, number: Int)? {
    guard let end = key.lastIndex(of: Self.separator), let number = Int(key[key.index(after: end)...]) else {
      return nil
    }
    return (String(key[..<end]), number)
  }
}

extension Store {
  /// Lets the next part of a text go out where it waited for this one, which stands there now. Use it within a
  /// transaction.
  /// - Returns: the part that may go.
  func releasePart(after delivery: Delivery, now: Date) throws -> Delivery? {
    guard var next = try self.delivery(key: delivery.keyOfPartAfter), next.state == .held,
      next.note == Delivery.waitsForPart
    else { return nil }
    (next.state, next.note, next.due, next.updated) = (.queued, "", now, now)
    try update(next)
    return next
  }
}

extension Action {
  /// The action, or several whose texts fit into one message each. Those of a named post and of its edits have names of
  /// their own, by which each message is found again.
  func parts(longest: Int, length: (Text) -> Int) -> [Action] {
    switch self {
    case .post(let text, let channel, let name):
      Self.named(name, text.parts(longest: longest, length: length)) { .post(text: $0, in: channel, named: $1) }
    case .reply(let text, let message, let name):
      Self.named(name, text.parts(longest: longest, length: length)) { .reply(text: $0, to: message, named: $1) }
    case .direct(let text, let member):
      text.parts(longest: longest, length: length).map { .direct(text: $0, to: member) }
    case .schedule(let text, let channel, let at):
      text.parts(longest: longest, length: length).map { .schedule(text: $0, in: channel, at: at) }
    case .edit(let name, let text):
      Self.named(name, text.parts(longest: longest, length: length)) { .edit(named: $1 ?? name, text: $0) }
    case .react, .pin, .hide, .delete, .timeout, .ban, .grant, .approve, .decline, .flag, .settle,
      .hold, .timer, .fetch, .measure:
      [self]
    }
  }

  private static func named(_ name: String?, _ texts: [Text], _ make: (Text, String?) -> Action) -> [Action] {
    texts.enumerated().map { index, text in
      make(text, index == 0 ? name : name.map { PartName.of($0, index + 1) })
    }
  }

  /// Takes away a message of a post that has become shorter.
  static func takeAway(_ number: Int, of name: String) -> Action {
    .edit(named: PartName.of(name, number), text: Text(""))
  }

  /// Whether it takes a message of a long post away.
  public var takesAway: Bool {
    if case .edit(let name, let text) = self { PartName.isPart(name) && text.plain.isEmpty } else { false }
  }

  /// The name of the post that it makes or changes; `nil` for its further messages, and for all else.
  var postName: String? {
    switch self {
    case .post(_, _, let name?), .reply(_, _, let name?), .edit(let name, _): PartName.isPart(name) ? nil : name
    case .post, .reply, .schedule, .direct, .react, .pin, .hide, .delete, .timeout, .ban, .grant, .approve, .decline,
      .flag, .settle, .hold, .timer, .fetch, .measure:
      nil
    }
  }
}
