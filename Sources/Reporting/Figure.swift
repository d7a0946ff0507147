/// One number of a report, with its name and what it counts.
public struct Figure: Sendable, Hashable {
  public enum Value: Sendable, Hashable {
    case count(Int)
    /// A part of a whole, shown in percent.
    case share(Ratio)
    /// Shown with one decimal.
    case mean(Ratio)
    /// From -1 to 1, shown with two decimals.
    case score(Ratio)
    /// A length of time, in milliseconds.
    case wait(Ratio)
    /// Why it is not told.
    case untold(String)
  }

  /// As docs/kpis.md names it: "questions.unanswered".
  public let id: String
  public let name: String
  public let value: Value
  /// What it was counted over, and how.
  public let note: String

  /// Figures over fewer than so many people or messages tell of single persons, or nothing.
  static let leastGroup = 3
  static let tooFew = "too few to tell"

  /// - Parameter why: how long it takes, or what is lacking.
  static func notYet(_ why: String) -> String { "not known yet: \(why)" }

  /// The figure, unless nothing of its whole has had the time.
  func known(_ isKnown: Bool, _ why: String) -> Figure {
    isKnown ? self : Figure(id, name, .untold(Self.notYet(why)))
  }

  init(_ id: String, _ name: String, _ value: Value, _ note: String = "") {
    (self.id, self.name, self.value, self.note) = (id, name, value, note)
  }

  /// A share is told of three or more.
  init(_ id: String, _ name: String, _ ratio: Ratio?, of noun: String, _ value: (Ratio) -> Value = Value.share) {
    let isTold = (ratio?.under ?? 0) >= Self.leastGroup
    let over = isTold ? "of \(Self.grouped(ratio?.under ?? 0)) \(noun)" : ""
    self.init(id, name, isTold ? ratio.map(value) ?? .untold(Self.tooFew) : .untold(Self.tooFew), over)
  }

  /// The length of time that half of them did not exceed, or another rank of them.
  init(_ id: String, _ name: String, _ wait: Ratio?, count: Int, of noun: String) {
    let isTold = count >= Self.leastGroup
    self.init(
      id, name, isTold ? wait.map(Value.wait) ?? .untold(Self.tooFew) : .untold(Self.tooFew),
      isTold ? "of \(Self.grouped(count)) \(noun)" : "")
  }

  /// 12345 as "12,345".
  static func grouped(_ number: Int) -> String {
    var text = ""
    for (place, digit) in String(abs(number)).reversed().enumerated() {
      if place > 0, place % 3 == 0 { text.append(",") }
      text.append(digit)
    }
    return (number < 0 ? "-" : "") + text.reversed()
  }
}

extension Figure.Value {
  /// For people.
  public var text: String {
    switch self {
    case .count(let count): Figure.grouped(count)
    case .share(let ratio): ratio.percent
    case .mean(let ratio): ratio.text(1)
    case .score(let ratio): ratio.text(2)
    case .wait(let wait): Self.length(wait)
    case .untold(let why): why
    }
  }

  /// For programs: shares and means with four decimals, times in seconds with three. Empty where it is not told.
  public var plain: String {
    switch self {
    case .count(let count): String(count)
    case .share(let ratio), .mean(let ratio), .score(let ratio): ratio.text(4)
    case .wait(let wait): Ratio(wait.over, wait.under * 1000)?.text(3) ?? ""
    case .untold: ""
    }
  }

  /// "2 d 3 h", "1 h 24 min", "35 s": the two largest units, rounded down.
  static func length(_ milliseconds: Ratio) -> String {
    let seconds = milliseconds.over / (milliseconds.under * 1000)
    let units = [("d", seconds / 86_400), ("h", seconds / 3600 % 24), ("min", seconds / 60 % 60), ("s", seconds % 60)]
    guard let first = units.firstIndex(where: { $0.1 > 0 }) else { return "0 s" }
    return units[first...].prefix(2).filter { $0.1 > 0 }.map { "\($0.1) \($0.0)" }.joined(separator: " ")
  }
}

/// Figures that belong together.
public struct FigureGroup: Sendable {
  public let title: String
  public let figures: [Figure]

  /// Where there is no record to count.
  var untold: FigureGroup {
    FigureGroup(
      title: title, figures: figures.map { Figure($0.id, $0.name, .untold(Figure.notYet("there is no record"))) })
  }
}
