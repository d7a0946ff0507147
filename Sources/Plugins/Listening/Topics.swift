public import BotCore
import FoundationEssentials
import TextAnalysis

/// Tells the moderators once a week what is talked about: how often your topics came up, how that has changed, how it
/// sounds, and which phrases are new.
///
/// ```json
/// {
///   "plugin": "topics",
///   "topics": [
///     { "name": "release 3", "words": ["release 3", "version 3"] },
///     { "name": "pricing", "words": ["price", "prices", "too expensive"], "exclusions": ["price tag"] }
///   ],
///   "report": "0 9 * * mon"
/// }
/// ```
///
/// **What it does**
/// - Counts the messages in which one of a topic's words stands, and about how many members wrote them. How many of them are
///   negative or positive is told for English.
/// - `report`: when the report comes, into the moderators' channel; each covers the time since the one before, and compares.
///   Where none of the topics came up, now or before, and no phrase is new, nothing is posted.
/// - `emerging`: tells phrases of two words that come up far more than in the report before, by three members or more.
///   The first report has nothing to compare with and tells none. In a large community not every message is read
///   for this, but a fair part of them.
/// - `!topics`, by managers: the same, so far.
///
/// **What it never does**
/// - Show anything in public, or tell who thinks what.
/// - Keep what members wrote: only counts, and pairs of words.
public struct Topics: Plugin {
  public struct Settings: SettingGroup {
    @Setting("What to count.")
    public var topics: [WatchedTopic] = []
    @Setting("Whether phrases are told that come up far more than before.")
    public var emerging: Bool = true
    @Setting("How often a phrase must have been said to be told.", .range(3...10_000))
    public var minimum: Int = 5
    @Setting("Words that no emerging phrase may hold, beside the most common English and German ones.", .noBlanks)
    public var stopWords: [String] = []
    @Setting("Where to look, by name or id. Empty: everywhere.", .names(.channel), .noBlanks)
    public var channels: [String] = []
    @Setting("When to report, as a cron line in the community's zone. Left out: Mondays at 9.")
    public var report: Cron? = nil

    public init() {}

    public func check(_ node: SettingNode) {
      node.warnOfUnreadReports()
      if topics.isEmpty, !emerging {
        node.fail("there is nothing to count", "give \"topics\", or leave \"emerging\" out")
      }
      for (index, topic) in topics.enumerated() where topics[..<index].contains(where: { $0.name == topic.name }) {
        node.place(of: "topics", at: index).fail(
          "there are two topics \"\(topic.name)\"", "join them into one")
      }
    }
  }

  private static let mondays = try? Cron("0 9 * * mon")

  public static let about = PluginAbout(
    name: "topics", summary: "Tells the moderators once a week what is talked about, and what is new.",
    needs: [.messages, .post], maxEventAge: .days(7))

  private static let reportTimer = "report"
  private static let command = "topics"

  public var claims: [Claim] { [Claim(.command(Self.command), remedy: "join the topics of both into one")] }

  public let triggers: Set<Trigger> = [.messagePosted, .command, .started, .due]
  private let settings: Settings
  private let cron: Cron?
  private let words: WordKinds
  private let phrases: PhraseReader
  private let sentiment: Lock<SentimentReader>

  public init(_ settings: Settings) {
    self.settings = settings
    cron = settings.report ?? Self.mondays
    words = WordKinds(settings.topics.map { WordKinds.Kind(.category($0.name), $0.words, without: $0.exclusions) })
    phrases = PhraseReader(stopWords: settings.stopWords)
    sentiment = Lock(SentimentReader())
  }

  public func handle(_ event: Event, _ context: inout Context) throws -> [Action] {
    if let command = BotCommand(event, [Self.command]) {
      guard context.obeys(command) else { return [] }
      return [Answer(command.message, context.community).saying(try report(&context).text)]
    }
    switch event.kind {
    case .messagePosted(let message):
      return try count(message, &context)
    case .started: return try started(&context)
    case .due(Self.reportTimer, let planned): return try due(planned, &context)
    case .due, .memberJoined, .memberLeft, .joinRequested, .messageEdited, .messageDeleted, .reacted, .unreacted,
      .reported, .command, .fetched, .delivered, .settled, .other:
      return []
    }
  }

  /// - Returns: the topics, for the reports.
  private func count(_ message: Message, _ context: inout Context) throws -> [Action] {
    if message.isDirect || message.isModerators(context.community.moderators) || CommandMark.isIn(message.text) {
      return []
    }
    guard settings.channels.isEmpty || settings.channels.contains(where: message.isIn) else { return [] }
    var period = TopicPeriod(try context.store.value(TopicPeriod.key), now: context.now)
    period.messages += 1
    if settings.emerging, period.reads(message.id) {
      period.read += 1
      try PhraseTable.add(phrases.phrases(in: message.text), by: message.author.id, &context)
    }
    context.store.set(TopicPeriod.key, period.json)
    let found = words.findings(in: message.text)
    if found.isEmpty { return [] }
    let feeling = sentiment.withLock { $0.read(message.text).label }
    var actions: [Action] = []
    for case .category(let name) in found.map(\.kind) {
      var topic = TopicCount(try context.store.value(TopicCount.key(name)))
      topic.add(message, feeling)
      context.store.set(TopicCount.key(name), topic.json)
      actions.append(.measure(name: "topic/\(name)", value: 1, of: message.ref))
    }
    return actions
  }

  /// Sets the timer of the report, unless it stands already.
  private func started(_ context: inout Context) throws -> [Action] {
    let planned = try context.store.value("planned")
    if planned?["cron"]?.string == cron?.text, planned?["at"]?.date != nil { return [] }
    return plan(&context)
  }

  private func plan(_ context: inout Context) -> [Action] {
    let next = cron.flatMap { Schedule.cron($0).next(after: context.now, in: context.community.timezone) }
    context.store.set("planned", .compact(("cron", .optional(cron?.text)), ("at", next.map { JSON.of($0.at) })))
    return next.map { [.timer(name: Self.reportTimer, at: $0.at)] } ?? []
  }

  private func due(_ planned: Date, _ context: inout Context) throws -> [Action] {
    guard try context.store.value("planned")?["at"]?.date == planned else { return [] }
    let report = try report(&context)
    try roll(report.phrases, &context)
    let told = report.isEmpty ? [] : [context.community.report(report.text, title: "What is talked about")]
    return told + plan(&context)
  }

  private func report(_ context: inout Context) throws -> TopicReport {
    TopicReport(
      period: TopicPeriod(try context.store.value(TopicPeriod.key), now: context.now), now: context.now,
      zone: context.community.timezone,
      topics: try settings.topics.map { ($0.name, TopicCount(try context.store.value(TopicCount.key($0.name)))) },
      phrases: settings.emerging ? try PhraseTable.read(context.store) : PhraseTable(), minimum: settings.minimum)
  }

  /// A new period begins.
  private func roll(_ phrases: PhraseTable, _ context: inout Context) throws {
    for topic in settings.topics {
      let key = TopicCount.key(topic.name)
      context.store.set(key, TopicCount(try context.store.value(key)).rolled.json)
    }
    let period = TopicPeriod(try context.store.value(TopicPeriod.key), now: context.now)
    context.store.set(TopicPeriod.key, period.next(at: context.now).json)
    try phrases.roll(&context)
  }
}

/// One entry of `topics`.
public struct WatchedTopic: SettingGroup {
  @Setting("How the report calls it.", .notEmpty)
  public var name: String
  @Setting("Words and phrases that belong to it.", .atLeastOne, .noBlanks)
  public var words: [String]
  @Setting("Phrases within which a word does not count.", .noBlanks)
  public var exclusions: [String] = []

  public init() {}
}
