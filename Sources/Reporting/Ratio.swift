import BotCore

/// A figure as a fraction of whole numbers, so that it is exact until it is shown.
public struct Ratio: Sendable, Hashable {
  public let over: Int
  public let under: Int

  /// `nil` where nothing can be told: nothing to divide by.
  public init?(_ over: Int, _ under: Int) {
    guard under > 0 else { return nil }
    (self.over, self.under) = (over, under)
  }

  /// Rounded to so many decimals, halves away from zero: 2 of 3 with 4 decimals is 6667.
  public func scaled(_ decimals: Int) -> Int {
    let factor = (0..<decimals).reduce(1) { value, _ in value * 10 }
    let (high, low) = abs(over).multipliedFullWidth(by: factor)
    let (quotient, remainder) = under.dividingFullWidth((high, low))
    let rounded = remainder >= under - remainder ? quotient + 1 : quotient
    return over < 0 ? -rounded : rounded
  }

  /// As it is written in JSON and CSV: 0.6667.
  public func text(_ decimals: Int = 4) -> String { Self.text(scaled(decimals), decimals) }

  /// "66.7 %".
  public var percent: String {
    let tenths = Ratio(over * 100, under)?.scaled(1) ?? 0
    return Self.text(tenths, 1) + " %"
  }

  static func text(_ scaled: Int, _ decimals: Int) -> String {
    let digits = String(abs(scaled))
    let padded = String(repeating: "0", count: max(0, decimals + 1 - digits.count)) + digits
    let point = padded.index(padded.endIndex, offsetBy: -decimals)
    let whole = decimals == 0 ? padded : padded[..<point] + "." + padded[point...]
    return (scaled < 0 ? "-" : "") + whole
  }
}
