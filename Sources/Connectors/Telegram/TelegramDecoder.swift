internal import BotCore
internal import FoundationEssentials

/// Turns updates into events. Pure; what it does not know is let through as `.other`.
///
/// **Joins and leaves** are told twice, by a service message (`new_chat_members`) and, to administrators, by a
/// `chat_member` update, with times that may differ a little. Both become one: the event's key holds the time in
/// minutes, its id the time half a minute later in minutes. Two tellings at most 30 s apart share one or the other,
/// whatever minute they straddle, and the store drops an event whose id *or* key it has seen. Who joins again more than
/// a minute later is a new event.
struct TelegramDecoder: Sendable {
  let community: ID<Community>
  /// The bot's id, from its token.
  let own: Int?
  let identity: TelegramIdentity?
  /// Those that count without the bot's name behind them; in lower case.
  let commands: Set<String>
  let serves: @Sendable (TelegramChat) -> Bool
  /// The time of updates that carry none.
  let received: Date

  private static let frame = "update_id"

  /// - Returns: nothing for what the bot did itself, and for what happens in chats that are not served.
  func events(_ update: JSON) -> [Event] {
    guard let number = update["update_id"]?.int,
      let (kind, body) = update.object?.members.first(where: { $0.key != Self.frame }).map({ ($0.key, $0.value) })
    else { return [] }
    if let chat = Self.chat(of: body), !chat.isPrivate, !serves(chat) { return [] }
    let id = "\(own.map { String($0) } ?? "")/\(number)"
    let known: [Event]? =
      switch kind {
      case "message", "channel_post": message(body, id, number)
      case "edited_message", "edited_channel_post": edited(body, id, number)
      case "message_reaction": reactions(body, id, number)
      case "chat_member": membership(body)
      case "chat_join_request": request(body, id).map { [$0] }
      default: nil
      }
    return known ?? [.other(kind, body, in: community, at: Self.date(body) ?? received, mark: id, id: id)]
  }

  static func chat(of body: JSON) -> TelegramChat? { TelegramChat(body["chat"] ?? body["message"]?["chat"]) }

  private static func date(_ body: JSON) -> Date? {
    (body["date"] ?? body["message"]?["date"])?.unixTime
  }

  private func isOwn(_ user: JSON?) -> Bool { user?["id"]?.int.map { $0 == own } ?? false }

  // MARK: Messages

  private func message(_ json: JSON, _ id: String, _ number: Int) -> [Event]? {
    guard let read = TelegramMessage(json) else { return nil }
    if let members = json["new_chat_members"]?.array {
      return members.filter { !isOwn($0) }.map { joined(TelegramMember.member($0), read.channel, read.date) }
    }
    if let member = json["left_chat_member"] {
      return isOwn(member) ? [] : [left(TelegramMember.member(member), read.channel, read.date)]
    }
    guard !isOwn(json["from"]) || json["sender_chat"] != nil else { return [] }
    guard read.hasContent else {
      return [.other("message." + read.service, json, in: community, at: read.date, mark: id, id: id)]
    }
    let markup = read.markup(identity)
    let message = read.message(markup, own: own)
    guard let name = markup.command.flatMap({ ownCommand($0, in: read.chat) }) else {
      return [.posted(message, in: community, at: read.date, id: id)]
    }
    return [.command(name, markup.arguments, message, in: community, at: read.date, id: id)]
  }

  /// The command without the bot's name; `nil` where it is for another bot, or for none: else whoever puts a slash before
  /// a message would be heard by nobody.
  private func ownCommand(_ command: String, in chat: TelegramChat) -> String? {
    let parts = command.split(separator: "@", maxSplits: 1)
    guard let name = parts.first else { return nil }
    let isOwn =
      if parts.count == 2 {
        identity.map { parts[1].lowercased() == $0.username.lowercased() } ?? true
      } else {
        chat.isPrivate || commands.contains(name.lowercased())
      }
    return isOwn ? String(name) : nil
  }

  private func edited(_ json: JSON, _ id: String, _ number: Int) -> [Event]? {
    guard let read = TelegramMessage(json), read.hasContent else { return nil }
    guard !isOwn(json["from"]) || json["sender_chat"] != nil else { return [] }
    let at = read.edited ?? read.date
    // Two edits in one second have the same time, but not the same number, by poll and webhook alike.
    let version = Int(at.timeIntervalSince1970) * 1000 + abs(number % 1000)
    let message = read.message(read.markup(identity), own: own, version: version)
    return [.edited(message, in: community, at: at, id: id)]
  }

  // MARK: Reactions

  private func reactions(_ json: JSON, _ id: String, _ number: Int) -> [Event]? {
    guard let chat = TelegramChat(json["chat"]), let message = json["message_id"]?.int, let at = Self.date(json),
      let member = json["user"].map(TelegramMember.member)
        ?? TelegramChat(json["actor_chat"]).map({ Member(ID(String($0.id)), name: $0.title) })
    else { return nil }
    guard !isOwn(json["user"]) else { return [] }
    let old = Self.emoji(json["old_reaction"])
    let new = Self.emoji(json["new_reaction"])
    let (target, channel) = (ID<Message>(String(message)), ID<Channel>(String(chat.id)))
    let gone = old.filter { !new.contains($0) }.map {
      Event.unreacted($0, by: member, to: target, channel: channel, in: community, at: at, mark: "\(number)")
    }
    let come = new.filter { !old.contains($0) }.map {
      Event.reacted($0, by: member, to: target, channel: channel, in: community, at: at, mark: "\(number)")
    }
    return gone + come
  }

  private static func emoji(_ reactions: JSON?) -> [String] {
    (reactions?.array ?? []).compactMap { reaction in
      reaction["emoji"]?.string ?? reaction["custom_emoji_id"]?.string.map { TelegramReaction.customPrefix + $0 }
        ?? reaction["type"]?.string
    }
  }

  // MARK: Members

  private func membership(_ json: JSON) -> [Event]? {
    guard let chat = TelegramChat(json["chat"]), let at = Self.date(json),
      let was = TelegramMember.isIn(json["old_chat_member"]), let state = json["new_chat_member"],
      let user = state["user"], let now = TelegramMember.isIn(state), was != now
    else { return nil }
    guard !isOwn(user) else { return [] }
    var member = TelegramMember.member(user)
    member.roles = TelegramMember.roles(state)
    let channel = ID<Channel>(String(chat.id))
    return [now ? joined(member, channel, at) : left(member, channel, at)]
  }

  private func joined(_ member: Member, _ channel: ID<Channel>, _ at: Date) -> Event {
    .joined(
      member, channel: channel, in: community, at: at, mark: Self.minute(at),
      id: "joined/\(channel)/\(member.id)/half \(Self.minute(at + .seconds(30)))")
  }

  private func left(_ member: Member, _ channel: ID<Channel>, _ at: Date) -> Event {
    .left(
      member, channel: channel, in: community, at: at, mark: Self.minute(at),
      id: "left/\(channel)/\(member.id)/half \(Self.minute(at + .seconds(30)))")
  }

  private static func minute(_ date: Date) -> String { String(Int(date.timeIntervalSince1970) / 60) }

  private func request(_ json: JSON, _ id: String) -> Event? {
    guard let chat = TelegramChat(json["chat"]), let user = json["from"], let at = Self.date(json) else { return nil }
    return .joinRequested(
      TelegramMember.member(user), channel: ID(String(chat.id)), answer: json["bio"]?.string, in: community, at: at,
      mark: String(Int(at.timeIntervalSince1970)), id: id)
  }
}
