import BotCore
import FoundationEssentials

/// Somebody who joined and was not greeted yet.
struct Newcomer: Sendable, Hashable {
  let id: ID<Member>
  let name: String
  var roles: [String]
  let locale: String?
  /// When they joined, by the platform's time.
  var at: Date
  /// Where they joined.
  let joined: ID<Channel>?
  /// Where they are to be greeted; `nil` for a private message, and where that is not known.
  var place: ID<Channel>?
  /// When the delay is over.
  var ready: Date
  /// When they were to be greeted, had the bot been there.
  var planned: Date
  /// Whether they wait for others, to be greeted with them.
  var isCollected = false
  /// Whether they came while the bot was away, nobody knows when.
  var isFound = false

  init(_ member: Member, at: Date, joined: ID<Channel>?, ready: Date) {
    (id, name, roles, locale) = (member.id, member.name, member.roles, member.locale)
    (self.at, self.joined, self.ready, planned) = (at, joined, ready, ready)
  }

  init?(_ json: JSON) {
    guard let id = json["id"]?.string, let name = json["name"]?.string, let ready = json["ready"]?.double
    else { return nil }
    self.id = ID(id)
    self.name = name
    roles = json["roles"]?.array?.compactMap(\.string) ?? []
    locale = json["locale"]?.string
    joined = json["joined"]?.string.map { ID($0) }
    place = json["place"]?.string.map { ID($0) }
    self.ready = Date(timeIntervalSince1970: ready)
    at = Date(timeIntervalSince1970: json["at"]?.double ?? ready)
    planned = Date(timeIntervalSince1970: json["planned"]?.double ?? ready)
    isCollected = json["collected"]?.bool ?? false
    isFound = json["found"]?.bool ?? false
  }

  var json: JSON {
    .compact(
      ("id", .string(id.raw)), ("name", .string(name)),
      ("roles", roles.isEmpty ? nil : .array(roles.map { .string($0) })), ("locale", .optional(locale)),
      ("joined", .optional(joined?.raw)), ("place", .optional(place?.raw)),
      ("at", .double(at.timeIntervalSince1970)), ("ready", .double(ready.timeIntervalSince1970)),
      ("planned", .double(planned.timeIntervalSince1970)), ("collected", isCollected ? true : nil),
      ("found", isFound ? true : nil))
  }

  var knownPlace: ID<Channel> {
    get throws {
      if let place { return place }
      throw SettingFault(
        "the platform does not tell where \(id) joined, and no channel is set",
        "set \"channel\" of the plugin welcome")
    }
  }

  var mention: Text { Text([.mention(member: id, name: name)]) }

  var channelText: Text {
    joined.map { Text([.channel(id: $0, name: $0.plainName)]) } ?? Text()
  }
}
