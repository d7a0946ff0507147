import BotCore
import FoundationEssentials
import TextAnalysis

/// What was counted of a topic since the last report, and in the report before.
struct TopicCount {
  private(set) var count = 0
  /// Of those whose language is known.
  private(set) var negative = 0
  private(set) var positive = 0
  private(set) var judged = 0
  private(set) var members = MemberSketch()
  /// By channel; at most ten.
  private(set) var places: [Incident.Place] = []
  /// `nil`: there was no report yet.
  private(set) var before: Int?

  private static let mostPlaces = 10

  static func key(_ name: String) -> String { "topic/\(name)" }

  init(_ json: JSON?) {
    count = json?["count"]?.int ?? 0
    negative = json?["negative"]?.int ?? 0
    positive = json?["positive"]?.int ?? 0
    judged = json?["judged"]?.int ?? 0
    members = MemberSketch(json?["members"])
    before = json?["before"]?.int
    places = (json?["places"]?.array ?? []).compactMap { place in
      guard let id = place[0]?.string, let name = place[1]?.string, let count = place[2]?.int else { return nil }
      return Incident.Place(id: ID(id), name: name, count: count)
    }
  }

  var json: JSON {
    .compact(
      ("count", .int(count)), ("negative", .int(negative)), ("positive", .int(positive)), ("judged", .int(judged)),
      ("members", members.json), ("before", before.map { .int($0) }),
      ("places", .array(places.map { .array([.string($0.id.raw), .string($0.name), .int($0.count)]) })))
  }

  mutating func add(_ message: Message, _ feeling: Sentiment.Label) {
    count += 1
    members.add(message.author.id)
    if feeling != .unknown { judged += 1 }
    if feeling == .negative { negative += 1 }
    if feeling == .positive { positive += 1 }
    if let index = places.firstIndex(where: { $0.id == message.channel }) {
      places[index].count += 1
    } else if places.count < Self.mostPlaces {
      places.append(.init(id: message.channel, name: message.channelName ?? message.channel.plainName, count: 1))
    }
  }

  /// As the next period begins.
  var rolled: TopicCount {
    var next = TopicCount(nil)
    next.before = count
    return next
  }
}

/// The time since the last report, and how many messages came in it.
struct TopicPeriod {
  static let key = "period"
  /// From so many messages on, only a part is read for phrases: every second, then every third, and so on.
  private static let readWhole = 2000

  let since: Date
  /// The first period has nothing before it.
  let isFirst: Bool
  var messages = 0
  /// Those that were read for phrases, now and in the period before.
  var read = 0
  let readBefore: Int

  init(_ json: JSON?, now: Date) {
    since = json?["since"]?.date ?? now
    isFirst = json?["first"]?.bool ?? true
    messages = json?["messages"]?.int ?? 0
    read = json?["read"]?.int ?? 0
    readBefore = json?["readBefore"]?.int ?? 0
  }

  private init(since: Date, readBefore: Int) {
    self.since = since
    self.readBefore = readBefore
    isFirst = false
  }

  var json: JSON {
    [
      "since": .of(since), "first": .bool(isFirst), "messages": .int(messages), "read": .int(read),
      "readBefore": .int(readBefore),
    ]
  }

  func reads(_ message: ID<Message>) -> Bool {
    let part = UInt64(1 + messages / Self.readWhole)
    if part == 1 { return true }
    var random = SeededRandom(seed: message.raw)
    return random.next() % part == 0
  }

  func next(at now: Date) -> TopicPeriod { TopicPeriod(since: now, readBefore: read) }
}
