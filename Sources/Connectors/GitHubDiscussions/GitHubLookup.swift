public import BotCore
public import FoundationEssentials

extension GitHubDiscussions {
  /// 250 of the newest posts at the place.
  private static let maxPages = 5
  /// How far GitHub's clock and ours may differ.
  private static let clockSlack = Duration.minutes(5)

  /// Where a reply goes: the discussion or issue, and the comment of the first level below which it is put.
  struct Place {
    let kind: GitHubNode
    let top: String
    let comment: String?
  }

  /// Looks for the post by its mark: among the category's newest discussions, or the newest answers at the place of a
  /// reply.
  public func findPosted(_ action: Action, key: String, since: Date) async throws -> ID<Message>? {
    do {
      switch action {
      case .post(_, let channel, _): return try await findDiscussion(channel, key, since - Self.clockSlack)
      case .reply(_, let message, _): return try await findReply(to: message, key, since - Self.clockSlack)
      case .schedule, .direct, .edit, .react, .pin, .hide, .delete, .timeout, .ban, .grant, .approve, .decline, .flag,
        .settle, .hold,
        .timer, .fetch, .measure:
        return nil
      }
    } catch let fault as PlatformFault {
      // Where the place is gone, so is what was posted there.
      if fault.kind == .missing { return nil }
      throw fault.asConnectorError
    }
  }

  /// - Throws: `PlatformFault`, `HTTPError`.
  func place(of message: MessageRef) async throws -> Place {
    let kind = GitHubNode(message)
    switch kind {
    case .discussion, .issue: return Place(kind: kind, top: message.id.raw, comment: nil)
    case .issueComment:
      guard let thread = message.thread else { throw PlatformFault(.missing, "the comment's issue is not known") }
      return Place(kind: kind, top: thread.raw, comment: nil)
    case .comment:
      let node = try await api.query(GitHubQuery.parent, ["id": .string(message.id.raw)])["node"]
      guard let id = node?["id"]?.string,
        let discussion = node?["discussion"]?["id"]?.string ?? message.thread?.raw
      else { throw PlatformFault(.missing, "GitHub has no comment \(message.id)") }
      return Place(kind: kind, top: discussion, comment: node?["replyTo"]?["id"]?.string ?? id)
    }
  }

  private func findDiscussion(_ channel: ID<Channel>, _ key: String, _ since: Date) async throws -> ID<Message>? {
    guard let category = try await directory.category(channel) else { return nil }
    var place: JSON = .null
    for _ in 0..<Self.maxPages {
      let data = try await api.query(
        GitHubQuery.ownDiscussions,
        [
          "owner": .string(settings.owner), "name": .string(settings.name), "category": .string(category.id),
          "after": place,
        ])
      let page = data["repository"]?["discussions"]
      // Nothing that cannot be read means that nothing stands there.
      guard let nodes = page?["nodes"]?.array else { throw PlatformFault(.broken, "GitHub's answer has no list") }
      if let found = Self.marked(nodes, key) { return found }
      guard try Self.isYoung(nodes.last, since), page?["pageInfo"]?["hasNextPage"]?.bool == true,
        let end = page?["pageInfo"]?["endCursor"]
      else { return nil }
      place = end
    }
    throw Self.tooMuch
  }

  private func findReply(to message: MessageRef, _ key: String, _ since: Date) async throws -> ID<Message>? {
    let target = try await self.place(of: message)
    var place: JSON = .null
    for _ in 0..<Self.maxPages {
      let data = try await api.query(
        GitHubQuery.ownComments, ["id": .string(target.comment ?? target.top), "before": place])
      let page = data["node"]?["comments"] ?? data["node"]?["replies"]
      // Nothing that cannot be read means that nothing stands there.
      guard let nodes = page?["nodes"]?.array else { throw PlatformFault(.broken, "GitHub's answer has no list") }
      if let found = Self.marked(nodes, key) { return found }
      guard try Self.isYoung(nodes.first, since), page?["pageInfo"]?["hasPreviousPage"]?.bool == true,
        let start = page?["pageInfo"]?["startCursor"]
      else { return nil }
      place = start
    }
    throw Self.tooMuch
  }

  /// The place where the look ends is younger than the post would be, so nobody knows.
  private static let tooMuch = PlatformFault(.busy, "there are too many new posts to look through")

  /// Whether what comes before a page's oldest post may be the one that is looked for; not where there is none.
  private static func isYoung(_ oldest: JSON?, _ since: Date) throws -> Bool {
    guard let oldest else { return false }
    guard let created = oldest.time("createdAt") else {
      throw PlatformFault(.broken, "GitHub's answer tells no time of a post")
    }
    return created >= since
  }

  private static func marked(_ nodes: [JSON], _ key: String) -> ID<Message>? {
    nodes.first { $0["viewerDidAuthor"]?.bool == true && GitHubMarker.isMarked($0["body"]?.string ?? "", key) }
      .flatMap { $0["id"]?.string }.map { ID($0) }
  }
}
