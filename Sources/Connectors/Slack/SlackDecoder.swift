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
      default: nil
      }
    return known ?? other(json, delivery, at)
  }

  private func isOwn(_ json: JSON) -> Bool {
    let about = json["message"] ?? json["previous_message"] ?? json
    return [json["user"]?.string, about["user"]?.string, about["bot_id"]?.string, about["app_id"]?.string]
      .contains { $0.map { own.contains($0) } ?? false }
      || about["metadata"]?["event_type"]?.string == Self.metadataType
  }

  // MARK: Messages

  private func message(_ json: JSON, _ channel: String?, _ delivery: String?) -> Event? {
    guard let channel else { return nil }
    let at = json.timestamp("ts")
    switch json["subtype"]?.string {
    case nil, "bot_message", "me_message", "file_share", "thread_broadcast":
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
      by: author(json), markup.text, mentions: markup.mentions, isDirect: isDirect(json, channel),
      link: link(channel, at))
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
    return Member(ID(json["user"]?.string ?? bot ?? "unknown"), name: name, isBot: bot != nil)
  }

  private func link(_ channel: String, _ at: SlackTimestamp) -> String? {
    guard !workspace.isEmpty else { return nil }
    return "\(workspace)archives/\(channel)/p\(String(at.raw.filter { $0 != "." }))"
  }

  // MARK: Members

  private func membership(_ json: JSON, _ channel: String?, _ at: SlackTimestamp?) -> Event? {
    guard let channel, let user = json["user"]?.string, let at else { return nil }
    let hasLeft = json["type"]?.string == "member_left_channel" || json["subtype"]?.string?.hasSuffix("_leave") == true
    let member = Member(ID(user))
    let id = "\(hasLeft ? "left" : "joined")/\(channel)/\(user)/half \((at.seconds + 30) / 60)"
    let mark = String(at.seconds / 60)
    return hasLeft
      ? .left(member, channel: ID(channel), in: community, at: at.date, mark: mark, id: id)
      : .joined(member, channel: ID(channel), in: community, at: at.date, mark: mark, id: id)
  }

  private func joinedTeam(_ json: JSON, _ at: SlackTimestamp?) -> Event? {
    guard let user = json["user"], let id = user["id"]?.string, let at else { return nil }
    let profile = user["profile"]
    let name =
      [profile?["display_name"], profile?["real_name"], user["name"]].compactMap { $0?.string }.first { !$0.isEmpty }
    let member = Member(
      ID(id), name: name, isBot: user["is_bot"]?.bool ?? false, locale: user["locale"]?.string)
    return .joined(member, channel: nil, in: community, at: at.date, mark: String(at.seconds / 60))
  }

  private func reaction(_ json: JSON, _ delivery: String?, _ at: SlackTimestamp?) -> Event? {
    guard let emoji = json["reaction"]?.string, let user = json["user"]?.string, let at,
      let item = json["item"], let message = item["ts"]?.string, let channel = item["channel"]?.string
    else { return nil }
    let added = Event.reacted(
      emoji, by: Member(ID(user)), to: ID(message), channel: ID(channel), in: community, at: at.date, mark: at.raw,
      id: delivery)
    guard json["type"]?.string == "reaction_removed" else { return added }
    let key = "un" + added.key
    return Event(
      id: ID(delivery ?? key), key: key, community: community, at: at.date,
      kind: .unreacted(emoji: emoji, member: Member(ID(user)), message: ID(message), channel: ID(channel)))
  }

  private func other(_ json: JSON, _ delivery: String?, _ at: SlackTimestamp?) -> Event? {
    guard let type = json["type"]?.string, let at else { return nil }
    let name = [type, json["subtype"]?.string].compactMap { $0 }.joined(separator: ".")
    let key = "other/\(name)/\(delivery ?? at.raw)"
    return Event(
      id: ID(delivery ?? key), key: key, community: community, at: at.date, kind: .other(name: name, detail: json.text))
  }
}
