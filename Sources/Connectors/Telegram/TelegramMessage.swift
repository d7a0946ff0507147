internal import BotCore
internal import FoundationEssentials

/// Reads a `Message` of the Bot API.
struct TelegramMessage {
  let json: JSON
  let chat: TelegramChat
  let id: Int
  let date: Date

  /// `nil` where the chat, the id or the time is missing.
  init?(_ json: JSON) {
    guard let chat = TelegramChat(json["chat"]), let id = json["message_id"]?.int, let date = json["date"]?.unixTime
    else {
      return nil
    }
    (self.json, self.chat, self.id) = (json, chat, id)
    self.date = date
  }

  var edited: Date? { json["edit_date"]?.unixTime }
  var channel: ID<Channel> { ID(String(chat.id)) }

  /// Whether somebody said or showed something; what is left tells of the chat itself.
  var hasContent: Bool { Self.contents.contains { json[$0] != nil } }

  /// What it tells of the chat, as Telegram names it: `pinned_message`.
  var service: String {
    json.object?.keys.first { !Self.frame.contains($0) && !Self.contents.contains($0) } ?? "empty"
  }

  func markup(_ own: TelegramIdentity?) -> TelegramMarkup {
    let isText = json["text"] != nil
    return TelegramMarkup(
      (isText ? json["text"] : json["caption"])?.string ?? "",
      (isText ? json["entities"] : json["caption_entities"])?.array ?? [], own: own)
  }

  /// - Parameter own: the bot's id.
  func message(_ markup: TelegramMarkup, own: Int?, version: Int = 0) -> Message {
    Message(
      ID(String(id)), in: channel, named: chat.name, thread: thread.map { ID(String($0)) }, by: author, markup.text,
      mentions: markup.mentions,
      mentionsBot: own.map { markup.mentions.contains(ID(String($0))) } ?? false, isDirect: chat.isPrivate, link: link,
      version: version)
  }

  /// In a forum the topic; elsewhere the message that the replies hang on.
  private var thread: Int? {
    let thread = json["message_thread_id"]?.int
    if json["is_topic_message"]?.bool == true { return thread }
    if chat.isForum { return nil }
    let root = thread ?? json["reply_to_message"]?["message_id"]?.int
    return root == id ? nil : root
  }

  /// Anonymous administrators and linked channels speak as a chat; what `from` says then only stands for it.
  var author: Member {
    if let sender = TelegramChat(json["sender_chat"]) ?? (json["from"] == nil ? chat : nil) {
      return Member(
        ID(String(sender.id)), name: sender.title ?? sender.username,
        roles: sender.id == chat.id ? ["administrator"] : [])
    }
    var member = TelegramMember.member(json["from"])
    if let tag = json["sender_tag"]?.string, !tag.isEmpty { member.roles.append(tag) }
    return member
  }

  private var link: String? {
    if let username = chat.username, !chat.isPrivate { return "https://t.me/\(username)/\(id)" }
    let prefix = -1_000_000_000_000
    return chat.id < prefix ? "https://t.me/c/\(prefix - chat.id)/\(id)" : nil
  }

  private static let contents: Set = [
    "text", "caption", "rich_message", "animation", "audio", "document", "live_photo", "paid_media", "photo", "sticker",
    "story", "video", "video_note", "voice", "checklist", "contact", "dice", "game", "poll", "venue", "location",
    "invoice", "giveaway",
  ]
  /// Fields that any message can have.
  private static let frame: Set = [
    "message_id", "message_thread_id", "direct_messages_topic", "from", "sender_chat", "sender_boost_count",
    "sender_business_bot", "sender_tag", "date", "guest_query_id", "business_connection_id", "chat", "forward_origin",
    "is_topic_message", "is_automatic_forward", "reply_to_message", "external_reply", "quote", "reply_to_story",
    "reply_to_checklist_task_id", "reply_to_poll_option_id", "via_bot", "guest_bot_caller_user",
    "guest_bot_caller_chat", "edit_date", "has_protected_content", "is_from_offline", "is_paid_post", "media_group_id",
    "author_signature", "paid_star_count", "entities", "caption_entities", "link_preview_options",
    "suggested_post_info", "effect_id", "show_caption_above_media", "has_media_spoiler", "reply_markup",
  ]
}

/// Reads a `User` of the Bot API, and the states of a `ChatMember`.
enum TelegramMember {
  static func member(_ user: JSON?) -> Member {
    let name = [user?["first_name"], user?["last_name"]].compactMap { $0?.string }.filter { !$0.isEmpty }
      .joined(separator: " ")
    return Member(
      ID(user?["id"]?.int.map { String($0) } ?? "unknown"), name: name.isEmpty ? user?["username"]?.string : name,
      isBot: user?["is_bot"]?.bool ?? false, locale: user?["language_code"]?.string)
  }

  /// Whether a `ChatMember` is in the chat; `nil` for a status that is not known.
  static func isIn(_ state: JSON?) -> Bool? {
    switch state?["status"]?.string {
    case "creator", "administrator", "member": true
    case "restricted": state?["is_member"]?.bool ?? true
    case "left", "kicked": false
    default: nil
    }
  }

  static func roles(_ state: JSON?) -> [String] {
    let status = state?["status"]?.string
    let rank = status == "creator" || status == "administrator" ? ["administrator"] : []
    return rank + [state?["tag"]?.string].compactMap { $0 }.filter { !$0.isEmpty }
  }
}

extension JSON {
  /// Seconds since 1970, to the end of the year 9999.
  var unixTime: Date? {
    int.flatMap { (0...253_402_300_799).contains($0) ? Date(timeIntervalSince1970: Double($0)) : nil }
  }
}
