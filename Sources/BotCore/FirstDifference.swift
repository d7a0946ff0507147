/// Two texts, cut so that people see where they begin to differ; short ones are whole.
public struct FirstDifference: Sendable, Hashable {
  public static let longest = 90
  /// Of what is the same in both, so much stands before the difference.
  private static let lead = 30

  public let before: String
  public let after: String

  public init(_ before: String, _ after: String) {
    let start = max(before.count, after.count) > Self.longest ? Self.start(before, after) : 0
    self.before = Self.cut(before, from: start)
    self.after = Self.cut(after, from: start)
  }

  public var isSeen: Bool { before != after }

  /// Where the shown part of both begins, at a word.
  private static func start(_ before: String, _ after: String) -> Int {
    let same = Array(zip(before, after).prefix { $0 == $1 }.map(\.0))
    guard same.count > lead else { return 0 }
    // The word that differs, and whole words before it.
    let word = same.lastIndex(of: " ").map { $0 + 1 } ?? 0
    guard same.count - word <= 2 * lead else { return same.count - lead }
    guard word > lead else { return 0 }
    return same[(word - lead)...].firstIndex(of: " ").map { $0 + 1 } ?? word
  }

  private static func cut(_ text: String, from start: Int) -> String {
    let rest = text.dropFirst(start)
    let shown = rest.count > longest ? rest.prefix(longest - 1) + "…" : rest
    return (start > 0 ? "…" : "") + shown
  }
}
