internal import BotCore
internal import FoundationEssentials

/// Turns what Slack tells into events. Pure; fields and kinds that it does not know are let through as `.other`.
///
/// **Joins and leaves** can be told twice, by a message (`channel_join`) and by an event (`member_joined_channel`),
/// with times that differ a little. Both become one: the event's key holds the time in minutes, its id the time half a
/// minute later in minutes. Two tellings at most 30 s apart share one or the other, whatever minute they straddle, and
/// the store drops an event whose id *or* key it has seen. Who joins again more than a minute later is a new event.
struct SlackDecoder: Sendable {
  let community: ID<Community>
  /// Ids of the bot's own user, bot and app: what it did itself is no event.
  let own: Set<String>
  /// Ends with a slash; empty where it is not known yet.
  let workspace: String
  let channelNames: [String: String]
  let people: SlackPeople

  static let metadataType = "botrun"

  /// - Parameters:
  ///   - json: an inner event, or a message of a channel's history.
  ///   - channel: where the message stands, if it does not say so itself.
  ///   - delivery: Slack's `event_id`, if there is one.
  ///   - time: when the delivery says that it happened; for events without a time of their own.
  /// - Returns: `nil` for what the bot did itself.
  func event(_ json: JSON, channel: String? = nil, delivery: String? = nil, time: SlackTimestamp? = nil) -> Event? {
    guard !isOwn(json) else { return nil }
    let at = json.timestamp("event_ts") ?? json.timestamp("ts") ?? time
    let known: Event? =
      switch json["type"]?.string {
      case "message", "app_mention": message(json, channel ?? json["channel"]?.string, delivery)
      case "member_joined_channel", "member_left_channel": membership(json, json["channel"]?.string, at)
      case "team_join": joinedTeam(json, at)
      case "reaction_added", "reaction_removed": reaction(json, delivery, at)
      case "invite_requested": json["invite_request"].flatMap { invitation($0, at) }
      default: nil
      }
    return known ?? other(json, delivery, at)
  }

  /// The edit that a message of a history shows; `nil` where it shows none, or the bot's own.
  func edit(_ message: JSON, channel: String) -> Event? {
    guard !isOwn(message), message["type"]?.string == "message", Self.isPlain(message["subtype"]?.string),
      let posted = message.timestamp("ts"), let edited = message["edited"]?.timestamp("ts")
    else { return nil }
    var read = read(message, channel, posted)
    read.version = edited.microseconds
    return .edited(read, in: community, at: edited.date)
  }

  private func isOwn(_ json: JSON) -> Bool {
    let about = json["message"] ?? json["previous_message"] ?? json
    // Any app can write the mark: it counts for as long as the bot does not know who it is.
    guard !own.isEmpty else { return about["metadata"]?["event_type"]?.string == Self.metadataType }
    return [json["user"]?.string, about["user"]?.string, about["bot_id"]?.string, about["app_id"]?.string]
      .contains { $0.map { own.contains($0) } ?? false }
  }

  // MARK: Messages

  private func message(_ json: JSON, _ channel: String?, _ delivery: String?) -> Event? {
    guard let channel else { return nil }
    let at = json.timestamp("ts")
    let subtype = json["subtype"]?.string
    switch subtype {
    case _ where Self.isPlain(subtype):
      guard let at else { return nil }
      return .posted(read(json, channel, at), in: community, at: at.date, id: delivery)
    case "channel_join", "group_join", "channel_leave", "group_leave": return membership(json, channel, at)
    case "message_changed": return edited(json, channel, delivery)
    case "message_deleted":
      guard let deleted = json.timestamp("deleted_ts") else { return nil }
      return .deleted(
        ID(deleted.raw), channel: ID(channel), in: community, at: (json.timestamp("event_ts") ?? at ?? deleted).date,
        id: delivery)
    default: return nil
    }
  }

  /// Whether a message of this kind is something said.
  private static func isPlain(_ subtype: String?) -> Bool {
    subtype.map { ["bot_message", "me_message", "file_share", "thread_broadcast"].contains($0) } ?? true
  }

  /// `nil` where the text stayed as it was: Slack tells unfurled links and new files in the same way.
  private func edited(_ json: JSON, _ channel: String, _ delivery: String?) -> Event? {
    guard let message = json["message"], let posted = message.timestamp("ts"),
      let at = message["edited"]?.timestamp("ts") ?? json.timestamp("event_ts"),
      message["text"] != json["previous_message"]?["text"]
    else { return nil }
    var read = read(message, channel, posted)
    read.version = at.microseconds
    read.isDirect = isDirect(json, channel)
    return .edited(read, in: community, at: at.date, id: delivery)
  }

  private func read(_ json: JSON, _ channel: String, _ at: SlackTimestamp) -> Message {
    let markup = SlackMarkup(json["text"]?.string ?? "")
    let thread = json["thread_ts"]?.string
    return Message(
      ID(at.raw), in: ID(channel), named: channelNames[channel], thread: thread == at.raw ? nil : thread.map { ID($0) },
      by: author(json), markup.text, mentions: markup.mentions,
      mentionsBot: markup.mentions.contains { own.contains($0.raw) },
      isDirect: isDirect(json, channel), link: link(channel, at))
  }

  private func isDirect(_ json: JSON, _ channel: String) -> Bool {
    json["channel_type"]?.string.map { $0 == "im" } ?? channel.hasPrefix("D")
  }

  private func author(_ json: JSON) -> Member {
    let bot = json["bot_id"]?.string
    let profile = json["user_profile"]
    let name =
      [profile?["display_name"], json["username"], profile?["name"], json["bot_profile"]?["name"]]
      .compactMap { $0?.string }.first { !$0.isEmpty }
    var author = member(json["user"]?.string ?? bot ?? "unknown")
    author.name = name ?? author.name
    author.isBot = author.isBot || bot != nil
    return author
  }

  /// As far as the person is known.
  private func member(_ id: String) -> Member { people[id] ?? Member(ID(id), isBot: id == Member.slackbot) }

  private func link(_ channel: String, _ at: SlackTimestamp) -> String? {
    guard !workspace.isEmpty else { return nil }
    return "\(workspace)archives/\(channel)/p\(String(at.raw.filter { $0 != "." }))"
  }

  // MARK: Members

  private func membership(_ json: JSON, _ channel: String?, _ at: SlackTimestamp?) -> Event? {
    guard let channel, let user = json["user"]?.string, let at else { return nil }
    let hasLeft = json["type"]?.string == "member_left_channel" || json["subtype"]?.string?.hasSuffix("_leave") == true
    return hasLeft ? left(member(user), ID(channel), at) : joined(member(user), ID(channel), at)
  }

  func joined(_ member: Member, _ channel: ID<Channel>, _ at: SlackTimestamp) -> Event {
    .joined(
      member, channel: channel, in: community, at: at.date, mark: Self.minute(at),
      id: "joined/" + Self.halfMinute(member, channel, at))
  }

  private func left(_ member: Member, _ channel: ID<Channel>, _ at: SlackTimestamp) -> Event {
    .left(
      member, channel: channel, in: community, at: at.date, mark: Self.minute(at),
      id: "left/" + Self.halfMinute(member, channel, at))
  }

  private static func minute(_ at: SlackTimestamp) -> String { String(at.seconds / 60) }

  private static func halfMinute(_ member: Member, _ channel: ID<Channel>, _ at: SlackTimestamp) -> String {
    "\(channel)/\(member.id)/half \((at.seconds + 30) / 60)"
  }

  private func joinedTeam(_ json: JSON, _ at: SlackTimestamp?) -> Event? {
    guard let user = json["user"], let member = Member(slack: user), let at else { return nil }
    return .joined(
      member, channel: nil, in: community, at: at.date, mark: Self.minute(at), id: Self.joinedTeamID(member))
  }

  /// Somebody who is in the workspace's list of members and was not at the last look. The id is the same as that of
  /// Slack's own word of it, so that the store takes only one of both.
  func found(_ member: Member, at now: Date) -> Event {
    .joined(member, channel: nil, in: community, at: now, mark: "list", id: Self.joinedTeamID(member))
  }

  private static func joinedTeamID(_ member: Member) -> String { "joined//\(member.id)" }

  /// Somebody asks that a person be let into the workspace. What is approved or declined is the request, so its id
  /// stands for the person, who has none yet.
  func invitation(_ request: JSON, _ at: SlackTimestamp?) -> Event? {
    guard let id = request["id"]?.string, let at = request.timestamp("date_created") ?? at else { return nil }
    let name = request["real_name"]?.string.flatMap { $0.isEmpty ? nil : $0 }
    return .joinRequested(
      Member(ID(id), name: name), channel: nil, answer: request["request_reason"]?.string, in: community, at: at.date,
      mark: id)
  }

  private func reaction(_ json: JSON, _ delivery: String?, _ at: SlackTimestamp?) -> Event? {
    guard let emoji = json["reaction"]?.string, let user = json["user"]?.string, let at,
      let item = json["item"], let message = item["ts"]?.string, let channel = item["channel"]?.string
    else { return nil }
    let member = member(user)
    return json["type"]?.string == "reaction_removed"
      ? .unreacted(
        emoji, by: member, to: ID(message), channel: ID(channel), in: community, at: at.date, mark: at.raw, id: delivery
      )
      : .reacted(
        emoji, by: member, to: ID(message), channel: ID(channel), in: community, at: at.date, mark: at.raw, id: delivery
      )
  }

  private func other(_ json: JSON, _ delivery: String?, _ at: SlackTimestamp?) -> Event? {
    guard let type = json["type"]?.string, let at else { return nil }
    let name = [type, json["subtype"]?.string].compactMap { $0 }.joined(separator: ".")
    return .other(name, json.withoutSecrets, in: community, at: at.date, mark: delivery ?? at.raw, id: delivery)
  }
}
