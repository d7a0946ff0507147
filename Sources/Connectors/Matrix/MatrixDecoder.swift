import BotCore
import FoundationEssentials

/// Turns one event of a room's timeline into what plugins understand. Pure: all it knows was handed to it. Whatever it
/// does not know it leaves out.
struct MatrixDecoder {
  private static let maxText = 20_000
  private static let maxMentions = 50
  /// Bytes of an id of the platform.
  private static let maxID = 255

  let me: String
  let community: ID<Community>
  let now: Date
  /// When the platform had told all that there was; what it tells later cannot have been seen before, whatever time it
  /// claims. `nil` where the claimed time is all that is known.
  var notBefore: Date?

  /// The event whose sender or kind must be known before this one can be read.
  static func original(of event: JSON) -> String? {
    switch event["type"]?.string {
    case "m.room.redaction": redacted(event)
    case "m.room.message" where relation(event)?["rel_type"]?.string == "m.replace": related(relation(event))
    default: nil
    }
  }

  /// What a later edit or redaction needs to know of this event.
  static func item(of event: JSON) -> MatrixRecent.Item {
    let sender = event["sender"]?.string ?? ""
    let relation = relation(event)
    switch event["type"]?.string {
    case "m.room.message", "m.room.encrypted":
      return .message(sender: sender, thread: thread(relation))
    case "m.reaction":
      guard let emoji = relation?["key"]?.string, emoji.utf8.count <= maxID, let message = related(relation)
      else { return .other }
      return .reaction(emoji: emoji, sender: sender, message: message)
    default: return .other
    }
  }

  /// - Parameters:
  ///   - original: what the event edits or redacts, if it does.
  ///   - at: when it happened, where that was decided before.
  func events(_ event: JSON, _ room: MatrixRoom, _ original: MatrixRecent.Item?, at: Date? = nil) -> [Event] {
    guard let id = event["event_id"]?.string, let sender = event["sender"]?.string else { return [] }
    let head = Head(id: id, sender: sender, at: at ?? time(event), room: room)
    switch event["type"]?.string {
    case "m.room.member": return membership(event, head)
    case "m.room.encrypted": return [encrypted(head)]
    case _ where sender == me: return []
    case "m.room.message": return message(event, head, original)
    case "m.reaction": return reaction(event, head)
    case "m.room.redaction": return redaction(event, head, original)
    default: return []
    }
  }

  /// A member who was found in the room's list.
  func snapshot(_ user: String, in room: MatrixRoom) -> Event? {
    guard user != me else { return nil }
    return .joined(
      room.member(user), channel: ID(room.id), in: community, at: now, mark: "snapshot", via: .snapshot)
  }

  /// What every kind of event has.
  private struct Head {
    let id: String
    let sender: String
    let at: Date
    let room: MatrixRoom

    var channel: ID<Channel> { ID(room.id) }
  }

  /// When the event happened. A homeserver may claim any time; neither the future is believed nor a past in which the
  /// event would have been seen.
  func time(_ event: JSON) -> Date {
    guard let claimed = MatrixNumber.date(event["origin_server_ts"]) else { return now }
    return min(max(claimed, notBefore ?? claimed), now)
  }

  private func make(_ kind: Event.Kind, _ key: String, _ head: Head) -> Event {
    Event(id: ID(head.id), key: key, community: community, at: head.at, kind: kind)
  }
}

extension MatrixDecoder {
  private func message(_ event: JSON, _ head: Head, _ original: MatrixRecent.Item?) -> [Event] {
    guard let content = event["content"] else { return [] }
    if let relation = Self.relation(event), relation["rel_type"]?.string == "m.replace" {
      return edit(content, relation, head, original)
    }
    guard let message = message(ID(head.id), content, thread: Self.thread(Self.relation(event)), head) else {
      return []
    }
    return [.posted(message, in: community, at: head.at, id: head.id)]
  }

  /// Only the author's own edits count; anybody may send an event that claims to be one.
  private func edit(_ content: JSON, _ relation: JSON, _ head: Head, _ original: MatrixRecent.Item?)
    -> [Event]
  {
    guard let id = Self.related(relation), let new = content["m.new_content"],
      case .message(head.sender, let thread) = original, var message = message(ID(id), new, thread: thread, head)
    else { return [] }
    // Two edits may claim one time.
    message.version = MatrixKey.version(head.id)
    return [.edited(message, in: community, at: head.at, id: head.id)]
  }

  private func message(_ id: ID<Message>, _ content: JSON, thread: String?, _ head: Head) -> Message? {
    let type = content["msgtype"]?.string
    guard type != "m.key.verification.request", let body = MatrixBody(content) else { return nil }
    let isBot = type == "m.notice" || type == "m.server_notice"
    let mentions = mentions(content)
    return Message(
      id, in: head.channel, named: head.room.title, thread: thread.map { ID($0) },
      by: head.room.member(head.sender, isBot: isBot), Self.capped(body.text), mentions: mentions,
      mentionsBot: mentions.contains(ID(me)),
      isDirect: head.room.isDirect, link: link(id, head.room))
  }

  private func mentions(_ content: JSON) -> [ID<Member>] {
    if let named = content["m.mentions"] {
      return (named["user_ids"]?.array ?? []).prefix(Self.maxMentions).compactMap(\.string)
        .filter { $0.utf8.count <= Self.maxID }.map { ID($0) }
    }
    // Clients from before intentional mentions only write the name.
    return content["body"]?.string?.contains(me) == true ? [ID(me)] : []
  }

  private func link(_ id: ID<Message>, _ room: MatrixRoom) -> String {
    // Ids of rooms of version 12 name no server; the bot's own is in the room for certain.
    "https://matrix.to/#/\(Percent.encode(room.id))/\(Percent.encode(id.raw))"
      + "?via=\(Percent.encode(MatrixRoom.server(me)))"
  }

  private func reaction(_ event: JSON, _ head: Head) -> [Event] {
    guard case .reaction(let emoji, _, let message) = Self.item(of: event) else { return [] }
    return [
      .reacted(
        emoji, by: head.room.member(head.sender), to: ID(message), channel: head.channel, in: community, at: head.at,
        mark: head.id, id: head.id)
    ]
  }

  private func redaction(_ event: JSON, _ head: Head, _ original: MatrixRecent.Item?) -> [Event] {
    guard let target = Self.redacted(event), let original else { return [] }
    switch original {
    case .message:
      return [.deleted(ID(target), channel: head.channel, in: community, at: head.at, id: head.id)]
    case .reaction(let emoji, let sender, let message):
      let kind = Event.Kind.unreacted(
        emoji: emoji, member: head.room.member(sender), message: ID(message), channel: head.channel)
      return sender == me ? [] : [make(kind, "unreacted/\(head.channel)/\(target)", head)]
    case .other:
      return []
    }
  }

  private func encrypted(_ head: Head) -> Event {
    let detail = JSON.compact(("room_id", .string(head.room.id)), ("name", .optional(head.room.title)))
    var event = make(.other(name: "encrypted", detail: detail.text), "encrypted/\(head.channel)", head)
    // Once per room, however many messages come: they all carry one id.
    event.id = ID(event.key)
    return event
  }

  /// Changes of a name or picture are membership events too, from "join" to "join". Coming into a conversation with the
  /// bot is no joining of the community.
  private func membership(_ event: JSON, _ head: Head) -> [Event] {
    guard let user = event["state_key"]?.string, user != me, let content = event["content"],
      !head.room.isDirect
    else { return [] }
    let before = Self.before(event)
    let old = before?["membership"]?.string
    let new = content["membership"]?.string
    guard new != old else { return [] }
    var member = head.room.member(user)
    if let name = content["displayname"]?.string ?? before?["displayname"]?.string {
      member.name = MatrixRoom.capped(name)
    }
    switch new {
    case "join":
      return [.joined(member, channel: head.channel, in: community, at: head.at, mark: head.id, id: head.id)]
    case "leave" where old == "join", "ban" where old == "join":
      return [.left(member, channel: head.channel, in: community, at: head.at, mark: head.id, id: head.id)]
    case "knock":
      let kind = Event.Kind.joinRequested(
        member: member, channel: head.channel, answer: content["reason"]?.string.map(Self.capped))
      return [make(kind, "knocked/\(head.channel)/\(user)/\(head.id)", head)]
    default:
      return []
    }
  }
}

extension MatrixDecoder {
  /// Up to room version 10 the id stands beside the content.
  private static func redacted(_ event: JSON) -> String? {
    id(event["redacts"]) ?? id(event["content"]?["redacts"])
  }

  /// What a state event replaced; some homeservers push it beside the content.
  private static func before(_ event: JSON) -> JSON? { event["unsigned"]?["prev_content"] ?? event["prev_content"] }

  /// Where in a run of a timeline the bot's own way into the room stands.
  static func arrival(_ items: [JSON], _ me: String) -> Int? {
    items.lastIndex { isOwnMembership($0, me) && isJoin($0["content"]) && !isJoin(before($0)) }
  }

  static func isOwnMembership(_ event: JSON, _ me: String) -> Bool {
    event["type"]?.string == "m.room.member" && event["state_key"]?.string == me
  }

  static func isJoin(_ content: JSON?) -> Bool { content?["membership"]?.string == "join" }

  private static func relation(_ event: JSON) -> JSON? { event["content"]?["m.relates_to"] }

  private static func related(_ relation: JSON?) -> String? { id(relation?["event_id"]) }

  /// Ids in a content are a member's words: only what can be an event's id is taken for one.
  private static func id(_ json: JSON?) -> String? {
    json?.string.flatMap { $0.hasPrefix("$") && $0.utf8.count <= maxID ? $0 : nil }
  }

  private static func thread(_ relation: JSON?) -> String? {
    relation?["rel_type"]?.string == "m.thread" ? related(relation) : nil
  }

  private static func capped(_ text: String) -> String {
    text.utf8.count <= maxText ? text : String(text.unicodeScalars.prefix(maxText))
  }
}
