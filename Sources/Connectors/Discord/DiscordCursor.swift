internal import BotCore
internal import FoundationEssentials

/// How far the server was read. Written as a JSON object with sorted keys, so that nothing changes where nothing
/// happened.
///
/// A channel or thread that is not in `places` begins at `seen`, what was the newest message anywhere in the round
/// before: so threads may be dropped when they go to sleep, and whatever is said in a new one is read.
struct DiscordCursor: Hashable {
  /// The newest message of each channel and thread that was read.
  var places: [String: Snowflake] = [:]
  /// The newest message that the lists named in the last round; `nil` before the first.
  var seen: Snowflake?
  /// Where reading began: nothing before it is ever read.
  var start: Snowflake?
  /// Milliseconds since 1970: when reading began.
  var began: Int64?
  /// Milliseconds since 1970: the newest edit that was told.
  var edited: Int64?
  /// Milliseconds since 1970: the newest joining in the list of members.
  var joined: Int64?
  /// Who was told to have joined lately, by `MemberRoll.name`, and when, so that the list and the welcome message are not
  /// taken for two.
  var recent: [String: Int64] = [:]
  /// The applications to join that were waiting at the last look; `nil` before the first.
  var requests: Set<String>?
  /// How many rounds told of something: so no two rounds that did return the same cursor.
  var told = 0

  init() {}

  /// Anything that is no cursor of ours counts as a first start.
  init(_ cursor: Cursor?) {
    guard let json = cursor.flatMap({ try? JSON(parsing: $0.raw) }) else { return }
    for member in json["places"]?.object?.members ?? [] { places[member.key] = Snowflake(member.value.string) }
    for member in json["recent"]?.object?.members ?? [] {
      recent[Self.name(member.key)] = member.value.int.map { Int64($0) }
    }
    seen = json.snowflake("seen")
    start = json.snowflake("start")
    began = json["began"]?.int.map { Int64($0) }
    edited = json["edited"]?.int.map { Int64($0) }
    joined = json["joined"]?.int.map { Int64($0) }
    told = json["told"]?.int ?? 0
    requests = json["requests"]?.array.map { Set($0.compactMap(\.string)) }
  }

  /// Earlier versions wrote the ids of the members themselves, which are longer than any name of the roll.
  private static func name(_ key: String) -> String {
    key.utf8.count > 7 && Snowflake.isID(key) ? MemberRoll.name(ID(key)) : key
  }

  var cursor: Cursor {
    let json = JSON.compact(
      ("places", Self.sorted(places.mapValues { .string($0.text) })), ("seen", .optional(seen?.text)),
      ("start", .optional(start?.text)), ("began", began.map { .int(Int($0)) }),
      ("edited", edited.map { .int(Int($0)) }),
      ("joined", joined.map { .int(Int($0)) }), ("recent", Self.sorted(recent.mapValues { .int(Int($0)) })),
      ("requests", requests.map { .array($0.sorted().map { .string($0) }) }), ("told", told == 0 ? nil : .int(told)))
    return Cursor(json.text)
  }

  private static func sorted(_ values: [String: JSON]) -> JSON {
    .object(JSONObject(values.sorted { $0.key < $1.key }.map { ($0.key, $0.value) }))
  }

  /// A message of a thread may be a little older than what was seen elsewhere in the same moment.
  private static let overlap = Duration.minutes(1)

  /// Where reading of a channel goes on.
  func place(of channel: String, catchUp: Date) -> Snowflake {
    var place = places[channel]
    if place == nil, let seen {
      let before = Snowflake(seen.date - Self.overlap)
      place = max(before, start ?? before)
    }
    return max(place ?? Snowflake(value: 0), Snowflake(catchUp))
  }
}
