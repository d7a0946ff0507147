import BotCore
import FoundationEssentials

/// What was asked and not answered, for the weekly report.
struct AnswerLog: Sendable {
  /// A question that no entry answered.
  struct Miss: Sendable, Hashable {
    var question: String
    /// The headings that came nearest, with how sure the bot was.
    var nearest: [Near] = []
    /// The best came near: it was at least `near` as sure as it must be.
    var isNear: Bool
    var at: Date

    static let near = 0.75

    /// How sure the bot was of the best.
    var certainty: Double { nearest.first?.confidence ?? 0 }
  }

  struct Near: Sendable, Hashable {
    let heading: String
    let confidence: Double
  }

  /// Since the last report.
  struct Week: Sendable, Hashable {
    var since: Date
    var answered = 0
    var near = 0
    var unanswered = 0
  }

  /// Whether questions are kept that came near no entry.
  let keepsAll: Bool

  private static let kept = Duration.days(30)
  /// So many questions are kept in a week.
  static let most = 400
  private static let (weekKey, prefix) = ("week", "miss/")

  func week(_ store: Draft, now: Date) throws -> Week {
    guard let json = try store.value(Self.weekKey), let since = json["since"]?.double else { return Week(since: now) }
    return Week(
      since: Date(timeIntervalSince1970: since), answered: json["answered"]?.int ?? 0, near: json["near"]?.int ?? 0,
      unanswered: json["unanswered"]?.int ?? 0)
  }

  func write(_ week: Week, _ store: inout Draft) {
    store.set(
      Self.weekKey,
      [
        "since": .double(week.since.timeIntervalSince1970), "answered": .int(week.answered), "near": .int(week.near),
        "unanswered": .int(week.unanswered),
      ])
  }

  func answered(_ context: inout Context) throws {
    var week = try week(context)
    week.answered += 1
    write(week, &context.store)
  }

  /// Keeps a question that was not answered, once.
  func missed(_ message: Message, _ miss: Miss, _ context: inout Context) throws {
    guard miss.isNear || keepsAll else { return }
    let key = Self.key(message.id, in: message.channel)
    if try context.store.contains(key) { return }
    var week = try week(context)
    // What opens a week was asked a moment before it is read.
    week.since = min(week.since, miss.at)
    if miss.isNear { week.near += 1 } else { week.unanswered += 1 }
    write(week, &context.store)
    guard week.near + week.unanswered <= Self.most else { return }
    context.store.set(key, miss.json, of: message.author.id, expires: context.now + Self.kept)
  }

  /// Forgets a question that its writer changed or took back.
  func forget(_ message: ID<Message>, in channel: ID<Channel>, _ store: inout Draft) throws {
    let key = Self.key(message, in: channel)
    if try store.contains(key) { store.remove(key) }
  }

  /// Since a time, in its order.
  func misses(since: Date, _ store: Draft) throws -> [Miss] {
    try store.records(startingWith: Self.prefix, limit: Self.most * 6).compactMap { Miss($0.record.value) }
      .filter { $0.at >= since }.sorted { ($0.at, $0.question) < ($1.at, $1.question) }
  }

  /// Where no report begins a new week, one begins by itself.
  private func week(_ context: Context) throws -> Week {
    let week = try week(context.store, now: context.now)
    return keepsAll || context.now < week.since + .days(7) ? week : Week(since: context.now)
  }

  private static func key(_ message: ID<Message>, in channel: ID<Channel>) -> String {
    "\(prefix)\(channel)/\(message)"
  }
}

extension AnswerLog.Miss {
  var json: JSON {
    .compact(
      ("question", .string(question)), ("at", .double(at.timeIntervalSince1970)), ("near", .bool(isNear)),
      ("nearest", .array(nearest.map { ["heading": .string($0.heading), "sure": .double($0.confidence)] })))
  }

  init?(_ json: JSON) {
    guard let question = json["question"]?.string, let at = json["at"]?.double else { return nil }
    self.question = question
    self.at = Date(timeIntervalSince1970: at)
    isNear = json["near"]?.bool ?? false
    nearest = (json["nearest"]?.array ?? []).compactMap { near in
      near["heading"]?.string.map { AnswerLog.Near(heading: $0, confidence: near["sure"]?.double ?? 0) }
    }
  }
}
