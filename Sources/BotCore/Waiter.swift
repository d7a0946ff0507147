/// A plugin that puts off what it is going to say, so that people can be told that it has overlooked nothing.
public protocol Waiter: Plugin {
  /// What it does until this timer is due. `nil`: nothing that anybody waits for.
  func waits(for timer: String) -> Wait?
  /// Whether nothing will come of it any more, although the timer still stands. Changes no record.
  func isOver(_ timer: String, _ context: Context) throws -> Bool
}

extension Waiter {
  public func isOver(_ timer: String, _ context: Context) -> Bool { false }
}

/// What a plugin does until a timer is due.
public struct Wait: Sendable, Hashable, ExpressibleByStringLiteral {
  /// In a few words, after which the name of what it is about follows: "has a greeting for".
  public let words: String
  public let about: Subject?

  public enum Subject: Sendable, Hashable {
    case member(ID<Member>)
    case message(MessageRef)
    case channel(ID<Channel>)
  }

  public init(_ words: String, about: Subject? = nil) { (self.words, self.about) = (words, about) }
  public init(stringLiteral words: String) { self.init(words) }
}
