internal import BotCore
internal import FoundationEssentials

/// A discussion, a comment, an issue or a comment on one, as webhooks and GraphQL both tell it: with what they have in
/// common, so that both make the same event of it.
struct GitHubPost: Hashable {
  /// The category's slug, or `issues`. Not the category's id, which old webhooks write in another form.
  let channel: ID<Channel>
  let thread: ID<Message>?
  let id: ID<Message>
  let author: Member
  let text: String
  let link: String?
  let created: Date
  /// `nil` where it was not edited, or the telling does not say.
  var edited: Date?

  /// - Parameters:
  ///   - json: what a webhook calls `discussion`, `comment` or `issue`.
  ///   - thread: the node id of what the comment hangs on.
  init?(webhook json: JSON, in channel: ID<Channel>, thread: ID<Message>?) {
    guard let id = json["node_id"]?.string, let created = json["created_at"]?.string.flatMap({ Date(timestamp: $0) })
    else { return nil }
    self.channel = channel
    self.thread = thread
    self.id = ID(id)
    author = Self.member(webhook: json["user"])
    text = Self.text(title: json["title"]?.string, body: json["body"]?.string)
    link = json["html_url"]?.string
    self.created = created
    edited = json["updated_at"]?.string.flatMap { Date(timestamp: $0) }.flatMap { $0 > created ? $0 : nil }
  }

  /// - Parameter json: a node of GraphQL.
  init?(node json: JSON, in channel: ID<Channel>, thread: ID<Message>?) {
    guard let id = json["id"]?.string, let created = json["createdAt"]?.string.flatMap({ Date(timestamp: $0) }) else {
      return nil
    }
    self.channel = channel
    self.thread = thread
    self.id = ID(id)
    author = Self.member(node: json["author"])
    text = Self.text(title: json["title"]?.string, body: json["body"]?.string)
    link = json["url"]?.string
    self.created = created
    edited = json["lastEditedAt"]?.string.flatMap { Date(timestamp: $0) }
  }

  /// - Parameters:
  ///   - version: 0 as it was posted.
  ///   - isOwn: whether a login is the bot's.
  func message(version: Int = 0, isOwn: (String) -> Bool) -> Message {
    let mentions = GitHubText.mentions(in: text)
    return Message(
      id, in: channel, named: channel.raw, thread: thread, by: author, text,
      mentions: mentions, mentionsBot: mentions.contains { isOwn($0.raw) }, link: link, version: version)
  }

  /// An edit's version tells what the text now is and since which minute, as neither way to hear of it counts the
  /// edits, and their times may differ by a second. Cut to 53 bits, which JSON numbers keep exactly.
  func version(at time: Date) -> Int {
    var hash = FNV(text.utf8)
    let minute = UInt64(max(0, time.timeIntervalSince1970 / 60))
    for shift in stride(from: UInt64(0), to: 40, by: 8) { hash.add(UInt8(truncatingIfNeeded: minute >> shift)) }
    return Int(hash.value >> 11)
  }

  /// `ghost` is GitHub's own name for accounts that are gone.
  static func member(webhook user: JSON?) -> Member {
    Member(ID(user?["login"]?.string ?? "ghost"), isBot: user?["type"]?.string == "Bot")
  }

  /// GraphQL writes an app's name without the `[bot]` that webhooks put behind it.
  static func member(node author: JSON?) -> Member {
    let login = author?["login"]?.string ?? "ghost"
    let isBot = author?["__typename"]?.string == "Bot"
    return Member(ID(isBot && !login.hasSuffix("[bot]") ? login + "[bot]" : login), isBot: isBot)
  }

  /// GitHub's own Markdown, lines ended alike.
  private static func text(title: String?, body: String?) -> String {
    let lines = [title, body].compactMap { $0 }.filter { !$0.isEmpty }.joined(separator: "\n\n")
    return String(decoding: lines.utf8.filter { $0 != UInt8(ascii: "\r") }, as: UTF8.self)
  }
}
