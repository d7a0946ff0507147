/// A plugin that puts off what it is going to say, so that people can be told that it has overlooked nothing.
public protocol Waiter: Plugin {
  /// What it does until this timer is due. `nil`: nothing that anybody waits for.
  func waits(for timer: String) -> Wait?
}

/// What a plugin does until a timer is due.
public struct Wait: Sendable, Hashable, ExpressibleByStringLiteral {
  /// In a few words: "gathers greetings", or "has a greeting for", where the name of `member` follows.
  public let words: String
  /// Whom it is for.
  public let member: ID<Member>?

  public init(_ words: String, _ member: ID<Member>? = nil) { (self.words, self.member) = (words, member) }
  public init(stringLiteral words: String) { self.init(words) }
}
