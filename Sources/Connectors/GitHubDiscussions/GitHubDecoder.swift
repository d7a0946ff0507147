internal import BotCore
internal import FoundationEssentials

/// Turns what GitHub's webhooks tell into events. Pure; kinds and actions that it does not know are let through as
/// `.other`, named `<event>.<action>`.
struct GitHubDecoder: Sendable {
  let community: ID<Community>
  /// The bot's login; `nil` as long as it is not known.
  let own: String?
  /// `owner/name`.
  let repository: String
  let readsIssues: Bool

  static let issues: ID<Channel> = "issues"

  /// - Parameters:
  ///   - name: the header `X-GitHub-Event`.
  ///   - delivery: the header `X-GitHub-Delivery`; a delivery that GitHub sends again keeps it.
  ///   - now: when what happened is not dated.
  /// - Returns: `nil` for what the bot did itself, and for other repositories.
  func event(_ name: String, _ payload: JSON, delivery: String?, now: Date) -> Event? {
    guard isOurs(payload) else { return nil }
    let action = payload["action"]?.string
    let telling = Telling(payload: payload, action: action, delivery: delivery, now: now)
    switch name {
    case "discussion":
      if let post = discussion(payload["discussion"]), let found = said(post, telling) { return found.event }
    case "discussion_comment":
      if let post = comment(payload), let found = said(post, telling) { return found.event }
    case "issues" where readsIssues:
      if let post = payload["issue"].flatMap({ GitHubPost(webhook: $0, in: Self.issues, thread: nil) }),
        let found = said(post, telling)
      {
        return found.event
      }
    case "issue_comment" where readsIssues:
      if let post = issueComment(payload), let found = said(post, telling) { return found.event }
    case "member", "organization", "membership":
      if let event = membership(name, telling) { return isOwn(event.actor?.id.raw) ? nil : event }
    default: break
    }
    return isOwn(payload["sender"]?["login"]?.string) ? nil : other(name, telling)
  }

  /// Whether an account is the bot's own.
  func isOwn(_ login: String?) -> Bool {
    guard let own, let login else { return false }
    return Self.plain(own) == Self.plain(login)
  }

  /// Until the bot knows its own name, its mark tells its posts; later anybody could hide behind that.
  func isOwn(_ post: GitHubPost) -> Bool {
    own == nil ? GitHubMarker.isMarked(post.text) : isOwn(post.author.id.raw)
  }

  // MARK: What was said

  private struct Telling {
    let payload: JSON
    let action: String?
    let delivery: String?
    let now: Date
  }

  /// `event` is `nil` where what was said is the bot's own.
  private struct Found { let event: Event? }

  /// `nil` for actions that are no saying.
  private func said(_ post: GitHubPost, _ telling: Telling) -> Found? {
    switch telling.action {
    case "created", "opened":
      guard !isOwn(post) else { return Found(event: nil) }
      return Found(
        event: .posted(post.message { isOwn($0) }, in: community, at: post.created, id: telling.delivery))
    case "edited":
      guard !isOwn(post) else { return Found(event: nil) }
      let at = post.edited ?? telling.now
      return Found(
        event: .edited(
          post.message(version: post.version(at: at)) { isOwn($0) }, in: community, at: at, id: telling.delivery))
    case "deleted":
      guard !isOwn(telling.payload["sender"]?["login"]?.string) else { return Found(event: nil) }
      return Found(
        event: .deleted(post.id, channel: post.channel, in: community, at: telling.now, id: telling.delivery))
    default: return nil
    }
  }

  private func discussion(_ json: JSON?) -> GitHubPost? {
    json.flatMap { GitHubPost(webhook: $0, in: Self.channel($0), thread: nil) }
  }

  private func comment(_ payload: JSON) -> GitHubPost? {
    guard let comment = payload["comment"], let discussion = payload["discussion"] else { return nil }
    let thread: ID<Message>? = discussion["node_id"]?.string.map { ID($0) }
    return GitHubPost(webhook: comment, in: Self.channel(discussion), thread: thread)
  }

  private func issueComment(_ payload: JSON) -> GitHubPost? {
    guard let comment = payload["comment"], let issue = payload["issue"]?["node_id"]?.string else { return nil }
    return GitHubPost(webhook: comment, in: Self.issues, thread: ID(issue))
  }

  private static func channel(_ discussion: JSON) -> ID<Channel> {
    ID(discussion["category"]?["slug"]?.string ?? "discussions")
  }

  // MARK: Members

  /// Who comes or goes. Organisation and repository are one and the same group: who enters both joined once.
  private func membership(_ name: String, _ telling: Telling) -> Event? {
    let payload = telling.payload
    guard let user = payload["member"] ?? payload["membership"]?["user"], user["login"]?.string != nil else {
      return nil
    }
    let member = GitHubPost.member(webhook: user)
    let team: ID<Channel>? = payload["team"]?["slug"]?.string.map { ID("team/" + $0) }
    switch telling.action {
    case "added", "member_added":
      return .joined(
        member, channel: team, in: community, at: telling.now, mark: Self.membershipMark, id: telling.delivery)
    case "removed", "member_removed":
      return .left(
        member, channel: team, in: community, at: telling.now, mark: Self.membershipMark, id: telling.delivery)
    default: return nil
    }
  }

  /// Nothing that GitHub tells dates a joining, so all tellings of it share this.
  static let membershipMark = "member"

  // MARK: The rest

  private func other(_ name: String, _ telling: Telling) -> Event {
    let full = [name, telling.action].compactMap { $0 }.joined(separator: ".")
    let at = telling.payload["discussion"]?["updated_at"]?.string.flatMap { Date(timestamp: $0) }
    let mark = telling.delivery ?? (at ?? telling.now).timestamp
    return .other(full, telling.payload, in: community, at: at ?? telling.now, mark: mark, id: telling.delivery)
  }

  private func isOurs(_ payload: JSON) -> Bool {
    if let full = payload["repository"]?["full_name"]?.string { return full.lowercased() == repository.lowercased() }
    if let organization = payload["organization"]?["login"]?.string {
      return organization.lowercased() == repository.prefix { $0 != "/" }.lowercased()
    }
    return true
  }

  private static func plain(_ login: String) -> String {
    let login = login.lowercased()
    return login.hasSuffix("[bot]") ? String(login.dropLast("[bot]".count)) : login
  }
}
