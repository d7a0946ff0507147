import BotCore
import FoundationEssentials

/// An excerpt of what somebody said, kept for a while in case it becomes part of an incident. Its record names the member.
struct Said {
  /// So many are kept of each kind and channel, and shown of an incident.
  static let most = 3
  static let memory = Duration.days(3)

  let message: ID<Message>
  let channel: ID<Channel>
  let channelName: String
  let at: Date
  let name: String
  let text: String
  let link: String?
  /// Counts up within a kind and channel.
  private(set) var order = 0

  init(_ message: Message, around words: [String], at: Date) {
    self.message = message.id
    channel = message.channel
    channelName = message.channelName ?? message.channel.plainName
    self.at = at
    name = message.author.name
    text = Excerpt.of(message.text, around: words.first ?? "")
    link = message.link
  }

  init?(_ json: JSON) {
    guard let id = json["id"]?.string, let at = json["at"]?.double, let text = json["text"]?.string else { return nil }
    message = ID(id)
    channel = ID(json["channel"]?.string ?? "")
    channelName = json["place"]?.string ?? ""
    self.at = Date(timeIntervalSince1970: at)
    name = json["name"]?.string ?? ""
    self.text = text
    link = json["link"]?.string
    order = json["order"]?.int ?? 0
  }

  var json: JSON {
    .compact(
      ("id", .string(message.raw)), ("channel", .string(channel.raw)), ("place", .string(channelName)),
      ("at", .double(at.timeIntervalSince1970)), ("name", .string(name)),
      ("text", .string(text)), ("link", .optional(link)), ("order", .int(order)))
  }

  static func prefix(_ kind: String, _ channel: ID<Channel>) -> String { "said/\(kind)/\(channel)/" }

  /// Keeps it in the place of the oldest.
  /// - Returns: whether it was new.
  func keep(_ kind: String, by message: Message, _ store: inout Draft, now: Date) throws -> Bool {
    let prefix = Self.prefix(kind, message.channel)
    let kept = try (0..<Self.most).map { try store.value(prefix + "\($0)").flatMap(Said.init) }
    if kept.contains(where: { $0?.message == message.id }) { return false }
    let orders = kept.map { $0?.order ?? -1 }
    let slot = orders.indices.reduce(0) { orders[$1] < orders[$0] ? $1 : $0 }
    var said = self
    said.order = 1 + orders.reduce(0, max)
    store.set(prefix + "\(slot)", said.json, of: message.author.id, expires: now + Self.memory)
    return true
  }

  /// The latest of a kind, from some channels, the oldest of them first.
  static func latest(_ kind: String, in channels: [ID<Channel>], since: Date, _ store: Draft) throws -> [Said] {
    var found: [Said] = []
    for channel in channels {
      for slot in 0..<most {
        if let said = try store.value(prefix(kind, channel) + "\(slot)").flatMap(Said.init), said.at >= since {
          found.append(said)
        }
      }
    }
    return found.sorted { ($0.at, $0.order) < ($1.at, $1.order) }.suffix(most)
  }
}
