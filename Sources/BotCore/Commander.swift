/// A plugin that people can tell something, so that `!help` can say what.
public protocol Commander: Plugin {
  var help: [CommandUse] { get }
}

/// One line of `!help`.
public struct CommandUse: Sendable, Hashable {
  public enum Audience: Sendable, Hashable { case everybody, managers }

  /// As it is written: "!faq and a question".
  public let usage: String
  /// What comes of it, in a few words.
  public let purpose: String
  public let audience: Audience

  public init(_ usage: String, _ purpose: String, for audience: Audience = .managers) {
    (self.usage, self.purpose, self.audience) = (usage, purpose, audience)
  }

  public var line: String { "\(usage): \(purpose)" }
}
