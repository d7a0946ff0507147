import BotCore
import FoundationEssentials

/// A seed that was planted, as it is stored: only counts. Replies are records of whoever wrote them.
struct SeedState {
  enum Phase: String {
    /// Sent to the platform.
    case planted
    /// It stands there, and is followed.
    case growing
    case ended
  }

  static let prefix = "seed/"
  static let mostReplies = 500
  private static let mostEmoji = 12

  let id: String
  let text: String
  let channel: ID<Channel>
  let planted: Date
  var phase = Phase.planted
  var message: ID<Message>?
  var replies = 0
  var mentions = 0
  var stances: [Stance: Int] = [:]
  var reactions: [String: Int] = [:]

  init(_ id: String, text: String, in channel: ID<Channel>, at now: Date) {
    self.id = id
    self.text = text
    self.channel = channel
    planted = now
  }

  var key: String { Self.prefix + id }
  var postName: String { "seed-\(id)" }
  var replyPrefix: String { "reply/\(id)/" }

  mutating func react(_ emoji: String, by count: Int) {
    guard reactions[emoji] != nil || reactions.count < Self.mostEmoji else { return }
    reactions[emoji] = max(0, reactions[emoji, default: 0] + count)
  }

  var json: JSON {
    .compact(
      ("id", .string(id)), ("text", .string(text)), ("channel", .string(channel.raw)), ("planted", .of(planted)),
      ("phase", .string(phase.rawValue)), ("message", .optional(message?.raw)), ("replies", .int(replies)),
      ("mentions", .int(mentions)),
      ("stances", Self.json(Dictionary(uniqueKeysWithValues: stances.map { ($0.key.rawValue, $0.value) }))),
      ("reactions", Self.json(reactions)))
  }

  init?(_ json: JSON) {
    guard let id = json["id"]?.string, let text = json["text"]?.string, let channel = json["channel"]?.string,
      let planted = json["planted"]?.date
    else { return nil }
    self.init(id, text: text, in: ID(channel), at: planted)
    phase = json["phase"]?.string.flatMap(Phase.init) ?? .ended
    message = json["message"]?.string.map { ID($0) }
    replies = json["replies"]?.int ?? 0
    mentions = json["mentions"]?.int ?? 0
    for member in json["stances"]?.object?.members ?? [] {
      if let stance = Stance(rawValue: member.key) { stances[stance] = member.value.int ?? 0 }
    }
    for member in json["reactions"]?.object?.members ?? [] { reactions[member.key] = member.value.int ?? 0 }
  }

  private static func json(_ counts: [String: Int]) -> JSON {
    .object(JSONObject(counts.sorted { $0.key < $1.key }.map { ($0.key, .int($0.value)) }))
  }
}

/// A reply to a seed, in a record of whoever wrote it.
struct SeedReply {
  let at: Date
  let name: String
  let text: String
  let link: String?
  let stance: Stance
  /// In the thread; else it only holds one of the seed's terms.
  let isReply: Bool

  init(_ message: Message, _ stance: Stance, isReply: Bool, at: Date) {
    self.at = at
    name = message.author.name
    text = Excerpt.of(message.text, around: "")
    link = message.link
    self.stance = stance
    self.isReply = isReply
  }

  init?(_ json: JSON) {
    guard let at = json["at"]?.date, let stance = json["stance"]?.string.flatMap(Stance.init) else { return nil }
    self.at = at
    self.stance = stance
    name = json["name"]?.string ?? ""
    text = json["text"]?.string ?? ""
    link = json["link"]?.string
    isReply = json["reply"]?.bool ?? false
  }

  var json: JSON {
    .compact(
      ("at", .of(at)), ("name", .string(name)), ("text", .string(text)), ("link", .optional(link)),
      ("stance", .string(stance.rawValue)), ("reply", .bool(isReply)))
  }
}
