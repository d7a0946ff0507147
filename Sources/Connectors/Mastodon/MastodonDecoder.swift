internal import BotCore
internal import Feeds
internal import FoundationEssentials

/// Turns what Mastodon and its compatibles send into events. Pure; what it does not know goes through as `.other`.
///
/// One thing has one key, whichever way it is seen: a post by its visibility and id, an account that came in by its id,
/// a report by its id.
struct MastodonDecoder: Sendable {
  /// Where reports stand: no place to post in.
  static let reports: ID<Channel> = "reports"

  let community: ID<Community>
  /// The id of the bot's own account: what it did itself is no event.
  let me: String
  /// In lower case, without `#`.
  let tags: [String]
  let joins: MastodonSettings.Joins
  /// For what comes without a time.
  let now: Date

  // MARK: Posts

  /// A post as it is found in a timeline: once edited, it is told as posted and as edited.
  func events(ofStatus json: JSON) -> [Event] {
    guard let message = message(json) else { return [] }
    var first = message
    first.version = 0
    return [.posted(first, in: community, at: json.time("created_at") ?? now)] + edited(json)
  }

  func edited(_ json: JSON) -> [Event] {
    guard let message = message(json), let at = json.time("edited_at") else { return [] }
    return [.edited(message, in: community, at: at)]
  }

  /// `nil` for boosts and for what the bot said.
  func message(_ json: JSON) -> Message? {
    guard let id = json.id("id"), let account = json["account"], json["reblog"]?.object == nil,
      let author = member(account), author.id.raw != me
    else { return nil }
    let visibility = json["visibility"]?.string ?? "public"
    let mentions = (json["mentions"]?.array ?? []).compactMap { $0.id("id").map { ID<Member>($0) } }
    return Message(
      ID(id), in: ID(visibility), named: channelName(json), thread: json.id("in_reply_to_id").map { ID($0) },
      by: author, text(json), mentions: mentions, mentionsBot: mentions.contains(ID(me)),
      isDirect: visibility == "direct", link: json["url"]?.string ?? json["uri"]?.string,
      version: json.time("edited_at").map { Int($0.milliseconds) } ?? 0)
  }

  /// The first of the configured hashtags that the post carries.
  private func channelName(_ json: JSON) -> String? {
    let carried = Set((json["tags"]?.array ?? []).compactMap { $0["name"]?.string?.lowercased() })
    return tags.first { carried.contains($0) }
  }

  /// With the content warning, where there is one, as the first paragraph.
  private func text(_ json: JSON) -> String {
    let content = HTML.plain(json["content"]?.string ?? "")
    guard let warning = json["spoiler_text"]?.string, !warning.isEmpty else { return content }
    return content.isEmpty ? warning : warning + "\n\n" + content
  }

  // MARK: Members

  /// Named by the account's address, `user` or `user@host`, which is what a mention needs.
  func member(_ json: JSON) -> Member? {
    guard let id = json.id("id") else { return nil }
    return Member(
      ID(id), name: json["acct"]?.string ?? json["username"]?.string, isBot: json["bot"]?.bool ?? false,
      roles: (json["roles"]?.array ?? []).compactMap { $0["name"]?.string }.filter { !$0.isEmpty })
  }

  /// Of the account as moderators see it.
  func member(admin json: JSON) -> Member? {
    guard var member = json["account"].flatMap({ member($0) }) ?? member(json) else { return nil }
    member.locale = json["locale"]?.string
    return member
  }

  func joined(_ member: Member, at: Date) -> Event {
    .joined(member, channel: nil, in: community, at: at, mark: "account")
  }

  func asked(_ account: JSON) -> Event? {
    guard let member = member(admin: account) else { return nil }
    let answer = account["invite_request"]?.string
    return .joinRequested(
      member, channel: nil, answer: answer, in: community, at: account.time("created_at") ?? now, mark: "account")
  }

  // MARK: Reports

  /// One event for each post that was reported; a report of an account alone is `.other`.
  /// - Parameters:
  ///   - report: as moderators see it, or as a notification holds it.
  ///   - reporter: where the report does not say.
  func events(ofReport report: JSON, by reporter: Member?) -> [Event] {
    guard let id = report.id("id"), let by = report["account"].flatMap({ member(admin: $0) }) ?? reporter else {
      return []
    }
    let at = report.time("created_at") ?? now
    let posts =
      report["statuses"]?.array.map { $0.compactMap { $0.id("id") } }
      ?? (report["status_ids"]?.array ?? []).compactMap { $0.string ?? $0.int.map { String($0) } }
    guard !posts.isEmpty else {
      return [.other("report.created", report, in: community, at: at, mark: id)]
    }
    let comment = report["comment"]?.string ?? ""
    let reason = comment.isEmpty ? report["category"]?.string ?? "" : comment
    return posts.map {
      .reported(ID($0), channel: Self.reports, by: by, reason: reason, in: community, at: at, mark: id)
    }
  }
}
