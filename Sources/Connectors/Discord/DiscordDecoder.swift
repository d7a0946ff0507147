internal import BotCore
internal import FoundationEssentials

/// Turns what Discord tells into events. Pure; fields that it does not know are left alone, kinds of messages that it
/// does not know become `.other`.
///
/// A thread is a channel of its own to Discord. Here its messages stand in the channel that the thread is in, and the
/// thread's id, which is that of the message it hangs on, is their `thread`.
struct DiscordDecoder: Sendable {
  let community: ID<Community>
  /// The bot's own user: what it said itself is no event.
  let me: String
  let guildID: String
  let guild: DiscordGuild?
  let members: [String: DiscordMember]
  let names: [String: String]

  /// Discord's documentation, "Message Types".
  private enum Kind {
    static let said = [0, 19, 20, 23]
    static let joined = 7
    static let threadStart = 21
    static let autoModeration = 24
  }

  /// - Parameter channel: where the message was read.
  /// - Returns: `nil` for what the bot said itself, and for what stands elsewhere already.
  func event(_ json: JSON, in channel: DiscordChannel) -> Event? {
    guard let id = json.snowflake("id"), !isOwn(json) else { return nil }
    let at = json.time("timestamp") ?? id.date
    switch json["type"]?.int {
    case nil: return .posted(message(json, id, in: channel), in: community, at: at)
    case let kind? where Kind.said.contains(kind):
      return .posted(message(json, id, in: channel), in: community, at: at)
    case Kind.joined: return joined(json, at)
    case Kind.threadStart: return nil
    case Kind.autoModeration: return reported(json, id, at) ?? other(json, id, at)
    default: return other(json, id, at)
    }
  }

  /// A message whose text was changed; `nil` where it never was.
  func edited(_ json: JSON, in channel: DiscordChannel) -> Event? {
    guard let id = json.snowflake("id"), !isOwn(json), Kind.said.contains(json["type"]?.int ?? 0),
      let at = json.time("edited_timestamp")
    else { return nil }
    return .edited(message(json, id, in: channel), in: community, at: at)
  }

  func isOwn(_ json: JSON) -> Bool { json["author"]?["id"]?.string == me }

  private func message(_ json: JSON, _ id: Snowflake, in channel: DiscordChannel) -> Message {
    let home = channel.isThread ? channel.parent ?? channel.id : channel.id
    let markup = DiscordMarkup(Self.content(json), names: markupNames(json))
    let called = (json["mentions"]?.array ?? []).compactMap { $0["id"]?.string }.map { ID<Member>($0) }
    let mentions = markup.mentions + called.filter { !markup.mentions.contains($0) }
    let edited = json.time("edited_timestamp")?.milliseconds ?? 0
    return Message(
      ID(id.text), in: ID(home), named: names[home], thread: channel.isThread ? ID(channel.id) : nil,
      by: author(json), markup.text, mentions: mentions, mentionsBot: mentions.contains(ID(me)),
      link: "https://discord.com/channels/\(guildID)/\(channel.id)/\(id.text)", version: Int(edited))
  }

  /// Where a message holds nothing but a forwarded one or a poll, that counts as what was said.
  private static func content(_ json: JSON) -> String {
    let texts = [
      json["content"], json["message_snapshots"]?[0]?["message"]?["content"], json["poll"]?["question"]?["text"],
    ]
    return texts.compactMap { $0?.string }.first { !$0.isEmpty } ?? ""
  }

  private func author(_ json: JSON) -> Member {
    guard let user = json["author"], let id = user["id"]?.string else { return Member("unknown") }
    let isBot = DiscordMember.isBot(user) || json["webhook_id"]?.string != nil
    let listed = members[id]
    return Member(
      ID(id), name: listed?.name ?? DiscordMember.name(of: user), isBot: isBot,
      roles: (listed?.roles ?? []).map { guild?.role($0)?.name ?? $0 })
  }

  func markupNames(_ json: JSON) -> DiscordMarkup.Names {
    let users = json["mentions"]?.array ?? []
    return DiscordMarkup.Names(
      member: { id in
        members[id]?.name ?? users.first { $0["id"]?.string == id }.flatMap { DiscordMember.name(of: $0) }
      },
      channel: { names[$0] }, role: { guild?.role($0)?.name })
  }

  /// Discord's own welcome: its author is who joined.
  private func joined(_ json: JSON, _ at: Date) -> Event? {
    guard json["author"]?["id"]?.string != nil else { return nil }
    return joined(author(json), at)
  }

  func joined(_ member: Member, _ at: Date) -> Event {
    .joined(member, channel: nil, in: community, at: at, mark: String(at.milliseconds / 1000))
  }

  /// An alert of Discord's AutoMod names what it is about in the fields of its embed.
  private func reported(_ json: JSON, _ id: Snowflake, _ at: Date) -> Event? {
    let embed = (json["embeds"]?.array ?? []).first { $0["type"]?.string == "auto_moderation_message" }
    func field(_ name: String) -> String? {
      (embed?["fields"]?.array ?? []).first { $0["name"]?.string == name }?["value"]?.string
    }
    guard let message = field("flagged_message_id"), let channel = field("channel_id"), Snowflake.isID(message),
      Snowflake.isID(channel)
    else { return nil }
    let rule = field("rule_name").map { "AutoMod: \($0)" } ?? "AutoMod"
    return .reported(
      ID(message), channel: ID(channel), by: Member("automod", name: "AutoMod", isBot: true), reason: rule,
      in: community, at: at, mark: id.text)
  }

  private func other(_ json: JSON, _ id: Snowflake, _ at: Date) -> Event {
    .other("message.\(json["type"]?.int ?? 0)", json, in: community, at: at, mark: id.text)
  }

  /// - Returns: `nil` where the request names nobody.
  func requested(_ json: JSON) -> Event? {
    guard let id = json.snowflake("id"), let user = json["user_id"]?.string ?? json["user"]?["id"]?.string else {
      return nil
    }
    let member = Member(ID(user), name: json["user"].flatMap { DiscordMember.name(of: $0) })
    let answers = (json["form_responses"]?.array ?? []).compactMap { field -> String? in
      guard let answer = Self.answer(field) else { return nil }
      return [field["label"]?.string, answer].compactMap { $0 }.joined(separator: " ")
    }
    return .joinRequested(
      member, channel: nil, answer: answers.isEmpty ? nil : answers.joined(separator: "\n"), in: community,
      at: json.time("created_at") ?? id.date, mark: id.text)
  }

  /// What was written, or chosen; agreeing to the rules is no answer.
  private static func answer(_ field: JSON) -> String? {
    if let text = field["response"]?.string { return text }
    return field["response"]?.int.flatMap { field["choices"]?[$0]?.string }
  }
}
