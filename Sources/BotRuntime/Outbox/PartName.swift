import BotCore

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

  /// As the end of a sentence: what plugins call their posts tells people nothing.
  static func sentence(_ name: String) -> String {
    let post = FlagName.flag(of: name).map { "what it said of flag no. \($0)" } ?? "its message"
    return isPart(name) ? "part \(name.dropFirst(whole(name).count + 1).dropLast()) of \(post)" : post
  }

  /// As a person reads it.
  public static func shown(_ name: String) -> String {
    guard isPart(name) else { return name }
    return "\(whole(name)) (\(name.dropFirst(whole(name).count + 1).dropLast()))"
  }
}

/// Under which key the store notes in how many messages a named post stands, where it is more than one.
enum PartsNote {
  static let prefix = "parts/"
  /// Behind all that begin with `prefix`.
  static let end = "parts0"

  static func key(_ name: String, of instance: ID<Instance>) -> String { "\(prefix)\(instance)/\(name)" }

  /// An instance is called after its community: `lobby/welcome`.
  static func read(_ key: String) -> (instance: ID<Instance>, name: String)? {
    let pieces = key.dropFirst(prefix.count).split(separator: "/", maxSplits: 2, omittingEmptySubsequences: false)
    return pieces.count == 3 ? (ID("\(pieces[0])/\(pieces[1])"), String(pieces[2])) : nil
  }
}
