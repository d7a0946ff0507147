import BotCore
import FoundationEssentials

/// A burst that moderators were told of, as it is stored while it goes on. It holds no member's data but counts; who
/// settled it is a moderator.
struct Incident {
  struct Place: Hashable {
    let id: ID<Channel>
    let name: String
    var count: Int
  }

  /// So many channels are told apart.
  static let mostPlaces = 20
  private static let mostLanguages = 3

  let number: Int
  let kind: String
  /// A channel's id, or `everywhere`.
  let scope: String
  /// When the first of its messages came.
  var opened: Date
  /// When it was last far above the usual.
  var last: Date
  /// The same by the time at which members wrote.
  var lastWritten: Date
  /// When the moderators' text was last changed.
  var told: Date
  var isStale = false
  var count = 0
  /// In the busiest hour so far, and what was usual then.
  var peak = 0
  var usual: Double?
  /// The usual share of negative messages, where it is about the mood.
  var share: Double?
  var members = MemberSketch()
  var places: [Place] = []
  /// The languages of its members.
  var languages: [String] = []
  var state = Flag.State.open
  var by: String?
  var until: Date?
  /// The steps of the escalation that were taken.
  var escalated: Set<Int> = []

  static let everywhere = "*"

  var name: String { "incident-\(number)" }
  var key: String { Self.key(kind, scope) }
  var isResolved: Bool { state == .resolved }

  static func key(_ kind: String, _ scope: String) -> String { "incident/\(kind)/\(scope)" }

  init(_ number: Int, _ kind: String, in scope: String, at now: Date) {
    self.number = number
    self.kind = kind
    self.scope = scope
    (opened, last, lastWritten, told) = (now, now, now, now)
  }

  mutating func add(_ message: Message, count: Int = 1) {
    self.count += count
    members.add(message.author.id)
    addPlace(message.channel, message.channelName ?? message.channel.plainName)
    if let language = message.author.locale, !languages.contains(language), languages.count < Self.mostLanguages {
      languages.append(language)
    }
  }

  mutating func addPlace(_ id: ID<Channel>, _ name: String) {
    if let index = places.firstIndex(where: { $0.id == id }) {
      places[index].count += 1
    } else if places.count < Self.mostPlaces {
      places.append(Place(id: id, name: name, count: 1))
    }
  }

  mutating func measure(_ reading: Series.Reading) {
    guard reading.lately > peak else { return }
    (peak, usual) = (reading.lately, reading.usual)
  }
}

extension Incident {
  var json: JSON {
    .compact(
      ("number", .int(number)), ("kind", .string(kind)), ("scope", .string(scope)), ("opened", .of(opened)),
      ("last", .of(last)), ("written", .of(lastWritten)), ("told", .of(told)), ("stale", .bool(isStale)),
      ("count", .int(count)),
      ("peak", .int(peak)), ("usual", usual.map { .double($0) }), ("share", share.map { .double($0) }),
      ("members", members.json),
      ("places", .array(places.map { .array([.string($0.id.raw), .string($0.name), .int($0.count)]) })),
      ("languages", .array(languages.map { .string($0) })), ("state", .string(state.rawValue)), ("by", .optional(by)),
      ("until", until.map(JSON.of)), ("escalated", .array(escalated.sorted().map { .int($0) })))
  }

  init?(_ json: JSON) {
    guard let number = json["number"]?.int, let kind = json["kind"]?.string, let scope = json["scope"]?.string,
      let opened = json["opened"]?.date, let last = json["last"]?.date, let told = json["told"]?.date
    else { return nil }
    self.init(number, kind, in: scope, opened: opened)
    (self.last, self.told) = (last, told)
    lastWritten = json["written"]?.date ?? last
    isStale = json["stale"]?.bool ?? false
    count = json["count"]?.int ?? 0
    peak = json["peak"]?.int ?? 0
    usual = json["usual"]?.double
    share = json["share"]?.double
    members = MemberSketch(json["members"])
    places = (json["places"]?.array ?? []).compactMap { place in
      guard let id = place[0]?.string, let name = place[1]?.string, let count = place[2]?.int else { return nil }
      return Place(id: ID(id), name: name, count: count)
    }
    languages = json["languages"]?.array?.compactMap(\.string) ?? []
    state = json["state"]?.string.flatMap(Flag.State.init) ?? .open
    by = json["by"]?.string
    until = json["until"]?.date
    escalated = Set(json["escalated"]?.array?.compactMap(\.int) ?? [])
  }

  private init(_ number: Int, _ kind: String, in scope: String, opened: Date) {
    self.init(number, kind, in: scope, at: opened)
  }
}

extension JSON {
  /// Seconds since 1970.
  static func of(_ date: Date) -> JSON { .double(date.timeIntervalSince1970) }
  var date: Date? { double.map { Date(timeIntervalSince1970: $0) } }
}
