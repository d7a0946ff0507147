/// A token or key. It has no description but `<secret>`, so it cannot reach a log, an error or a page by accident.
public struct Secret: Sendable, Hashable, CustomStringConvertible, CustomDebugStringConvertible, CustomReflectable {
  private let value: String

  public init(_ value: String) { self.value = value }

  public var description: String { "<secret>" }
  public var debugDescription: String { description }
  public var customMirror: Mirror { Mirror(self, children: []) }

  public var isEmpty: Bool { value.isEmpty }

  /// The secret itself, for a header or a signature. Every use is a place to look at in a review.
  public func reveal() -> String { value }
}
