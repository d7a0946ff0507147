import BotCore
import FoundationEssentials

/// All figures of a community and a period. What each of them means stands in docs/kpis.md.
public struct Report: Sendable {
  public let community: String
  public let period: Period
  public let groups: [FigureGroup]
  private let isExport: Bool
  /// When the record begins, in milliseconds since 1970.
  let start: Int64?
  let weeks: [ReportWeek]
  let daily: [Int]
  let cohorts: [Newcomers.Cohort]
  let curve: [Int]
  let topics: [(name: String, messages: Int)]
  let flags: [Moderation.Group]
  let acts: [Automation.Row]
  /// Who wrote most, the most active first.
  let members: [(name: String, messages: Int)]

  /// Under which name plugins measure how a message sounds.
  public static let sentimentName = "sentiment"
  private static let mostMembers = 10
  private static let mostTopics = 20

  /// - Parameters:
  ///   - names: of members, by their hashes, where the reader has asked for them. Without: "member 1".
  ///   - isExport: the record holds what people wrote and nothing of the bot: nothing is told of that.
  ///   - unmeasured: why no mood was measured, where none was.
  public init(
    _ ledger: Ledger, _ period: Period, community: String, names: [UInt64: String] = [:], isExport: Bool = false,
    unmeasured: Unmeasured = .noPlugin
  ) {
    (self.community, self.period) = (community, period)
    (start, self.isExport) = (ledger.start, isExport)
    let activity = Activity(ledger, period)
    let newcomers = Newcomers(ledger, period)
    let replies = Replies(ledger)
    let counts = ledger.counts(in: period)
    let spread = Concentration(counts)
    let measured = Measured(ledger, period)
    let moderation = Moderation(ledger, period)
    let automation = Automation(ledger, period)
    let isKnown = ledger.start.map { $0 < period.instants.upperBound } ?? false
    let all = ReportGroups(
      period: period, activity: activity, newcomers: newcomers, questions: Questions(replies, ledger, period),
      spread: spread, measured: measured, moderation: moderation, automation: automation,
      unmeasured: unmeasured
    ).all(isExport: isExport)
    groups = isKnown ? all : all.map(\.untold)
    weeks = isKnown ? period.mondays.map { ReportWeek(ledger, replies, period.week($0)) } : []
    (daily, cohorts) = (activity.daily, newcomers.cohorts)
    curve = spread.counts.count < Figure.leastGroup ? [] : spread.curve
    topics = Array(measured.topics.prefix(Self.mostTopics))
    (flags, acts) = (moderation.groups, automation.rows)
    members = Self.members(counts, ledger, period, names)
  }

  /// Why a report may have no mood to tell, with what to do.
  public enum Unmeasured: Sendable, Hashable {
    case noPlugin
    /// The plugin instance of this name is there, but does not measure it.
    case isOff(instance: String)
    /// It was asked to be left out.
    case leftOut
    /// It is measured; no message was one that could be read.
    case nothingToRead

    var words: String {
      switch self {
      case .noPlugin: "not measured: add the plugin listen"
      case .isOff(let instance): "not measured: set \"mood\": true in the plugin \(instance)"
      case .leftOut: "left out with --no-mood"
      case .nothingToRead: "no message yet in a language that the bot can read"
      }
    }
  }

  /// Where fewer than three wrote, nobody is listed.
  private static func members(
    _ counts: [UInt64: Int], _ ledger: Ledger, _ period: Period, _ names: [UInt64: String]
  ) -> [(String, Int)] {
    guard counts.count >= Figure.leastGroup else { return [] }
    var order: [UInt64: Int] = [:]
    for post in ledger.posts(in: period) where order[post.member] == nil { order[post.member] = order.count }
    // Of two who wrote as much the one who began earlier comes first.
    let ranked = counts.sorted { ($1.value, order[$0.key] ?? 0) < ($0.value, order[$1.key] ?? 0) }
    return ranked.prefix(mostMembers).enumerated().map { place, member in
      (names[member.key] ?? "member \(place + 1)", member.value)
    }
  }

  /// What a reader has to know before the figures; `nil` where the record is as long as the period.
  var caution: String? {
    let zone = period.zone
    guard let start else {
      return "Nothing has been recorded yet. Figures come with the first message that the bot sees."
    }
    let begun = zone.local(Date(milliseconds: start)).dayNumber
    let first = Day.text(begun)
    if start >= period.instants.upperBound {
      return "Nothing is known of this time: the record begins on \(first)."
    }
    if isExport { return nil }
    let today = zone.local(Date(milliseconds: period.until)).dayNumber
    let goesOn = period.days.upperBound >= today ? "Today is not over." : nil
    let isShort = begun > period.days.lowerBound || begun == period.days.lowerBound && goesOn != nil
    let begins = isShort ? "The record begins on \(first)." : nil
    let parts = [begins, goesOn].compactMap(\.self)
    return parts.isEmpty ? nil : parts.joined(separator: " ") + " What needs more time says so."
  }

  public func figure(_ id: String) -> Figure? { groups.lazy.flatMap(\.figures).first { $0.id == id } }
}

/// A week of a report, for the charts and for comparing.
struct ReportWeek: Sendable {
  let monday: Int
  /// Fewer than 7 at the ends of the period.
  let days: Int
  let messages: Int
  let members: Int
  let joined: Int
  let asked: Int
  let judged: Int
  let unanswered: Int
  /// Milliseconds; `nil` where fewer than three questions were answered.
  let median: Ratio?
  /// 0 where they are of fewer than three people.
  let scored: Int
  let negative: Int
  let flags: Int

  init(_ ledger: Ledger, _ replies: Replies, _ period: Period) {
    let counts = ledger.counts(in: period)
    let questions = Questions(replies, ledger, period)
    let measured = Measured(ledger, period)
    monday = Period.monday(of: period.days.lowerBound)
    days = period.days.count
    messages = counts.values.reduce(0, +)
    members = counts.count
    joined = ledger.joins.count { period.contains($0.value) }
    (asked, judged) = (questions.asked, questions.judged)
    unanswered = questions.judged - questions.waits.count
    median = questions.waits.count < Figure.leastGroup ? nil : questions.median
    (scored, negative) = measured.isTold ? (measured.scored, measured.negative) : (0, 0)
    flags = Moderation(ledger, period).raised
  }
}
