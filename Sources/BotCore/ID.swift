/// An identifier that belongs to one kind of thing: an `ID<Member>` cannot be handed over as an `ID<Message>`.
public struct ID<Of>: Hashable, Sendable, Comparable, CustomStringConvertible, ExpressibleByStringLiteral {
  /// As the platform writes it.
  public let raw: String

  public init(_ raw: String) { self.raw = raw }
  public init(stringLiteral raw: String) { self.raw = raw }

  public var description: String { raw }

  public static func < (a: Self, b: Self) -> Bool { a.raw < b.raw }
}
