internal import BotCore
internal import FoundationEssentials

/// Reads discussions through GraphQL and tells what is new in them.
struct GitHubReader {
  /// 1,000 discussions.
  static let maxPages = 20
  /// 1,000 comments of the first level.
  static let maxCommentPages = 20
  /// 500 replies to one comment beyond the newest.
  static let maxReplyPages = 5

  let api: GitHubAPI
  let decoder: GitHubDecoder
  let readsReactions: Bool
  /// Reactions from before are no news.
  var reactionsSince = Date.distantPast

  struct List {
    var nodes: [JSON] = []
    /// GitHub's own time when it answered, where it told.
    var at: Date?
  }

  /// Newest change first: those that changed at `after` or later, and what else stands on their pages.
  /// - Throws: `PlatformFault`, `HTTPError`.
  func discussions(after: Date) async throws -> List {
    var found = List()
    var place: JSON = .null
    for _ in 0..<Self.maxPages {
      let (data, at) = try await api.datedQuery(
        GitHubQuery.discussions,
        [
          "owner": .string(api.settings.owner), "name": .string(api.settings.name), "after": place,
          "reactions": .bool(readsReactions),
        ])
      let page = data["repository"]?["discussions"]
      guard let nodes = page?["nodes"]?.array else { throw PlatformFault(.broken, "GitHub's answer has no list") }
      found.nodes += nodes
      found.at = found.at ?? at
      let isPast = nodes.last?.time("updatedAt").map { $0 < after } ?? true
      guard !isPast, page?["pageInfo"]?["hasNextPage"]?.bool == true, let end = page?["pageInfo"]?["endCursor"] else {
        return found
      }
      place = end
    }
    api.tools.log(.warning, "too much to read at once: the oldest discussions were left out", [:])
    return found
  }

  /// What a discussion's own text tells that is later than `after`.
  func opening(of discussion: JSON, after: Date) -> [Event] {
    said(discussion, in: Self.channel(discussion), thread: nil, after: after)
  }

  /// What a discussion's comments and replies tell that is later than `after`.
  /// - Throws: `PlatformFault`, `HTTPError`.
  func comments(of id: String, in channel: ID<Channel>, after: Date) async throws -> [Event] {
    var events: [Event] = []
    var place: JSON = .null
    for _ in 0..<Self.maxCommentPages {
      let data = try await api.query(
        GitHubQuery.comments, ["id": .string(id), "after": place, "reactions": .bool(readsReactions)])
      let page = data["node"]?["comments"]
      guard let nodes = page?["nodes"]?.array else {
        throw PlatformFault(.broken, "GitHub's answer has no list of comments")
      }
      for comment in nodes {
        events += said(comment, in: channel, thread: ID(id), after: after)
        for reply in try await replies(to: comment, after: after) {
          events += said(reply, in: channel, thread: ID(id), after: after)
        }
      }
      guard page?["pageInfo"]?["hasNextPage"]?.bool == true, let end = page?["pageInfo"]?["endCursor"] else {
        return events
      }
      place = end
    }
    api.tools.log(.warning, "a discussion has too many comments: the newest were left out", ["discussion": id])
    return events
  }

  /// The replies that came with a comment, and as many before them as are new.
  private func replies(to comment: JSON, after: Date) async throws -> [JSON] {
    var page = comment["replies"]
    var found = page?["nodes"]?.array ?? []
    for _ in 0..<Self.maxReplyPages {
      guard let id = comment["id"], page?["pageInfo"]?["hasPreviousPage"]?.bool == true,
        let start = page?["pageInfo"]?["startCursor"], let oldest = found.first?.time("createdAt"), oldest > after
      else { break }
      page = try await api.query(
        GitHubQuery.replies, ["id": id, "before": start, "reactions": .bool(readsReactions)])["node"]?["replies"]
      found = (page?["nodes"]?.array ?? []) + found
    }
    return found
  }

  private func said(_ json: JSON, in channel: ID<Channel>, thread: ID<Message>?, after: Date) -> [Event] {
    guard let post = GitHubPost(node: json, in: channel, thread: thread) else { return [] }
    var events = reactions(to: json, after: after, in: channel)
    if let deleted = json.time("deletedAt") {
      // A comment with answers leaves its place when it is deleted.
      if deleted > after { events.append(.deleted(post.id, channel: channel, in: decoder.community, at: deleted)) }
      return events
    }
    guard !decoder.isOwn(post) else { return events }
    if post.created > after {
      events.append(.posted(post.message { decoder.isOwn($0) }, in: decoder.community, at: post.created))
    }
    if let edited = post.edited, edited > after {
      events.append(
        .edited(
          post.message(version: post.version(at: edited)) { decoder.isOwn($0) }, in: decoder.community, at: edited))
    }
    return events
  }

  /// Reactions to a discussion or a comment that are later than `after`.
  func reactions(to json: JSON, after: Date, in channel: ID<Channel>) -> [Event] {
    guard let id = json["id"]?.string else { return [] }
    return (json["reactions"]?["nodes"]?.array ?? []).compactMap { reaction in
      guard let login = reaction["user"]?["login"]?.string, let at = reaction.time("createdAt"),
        at > max(after, reactionsSince), let content = reaction["content"]?.string, !decoder.isOwn(login)
      else { return nil }
      return .reacted(
        GitHubReaction(rawValue: content)?.emoji ?? content, by: Member(ID(login)), to: ID(id), channel: channel,
        in: decoder.community, at: at, mark: at.timestamp)
    }
  }

  static func channel(_ discussion: JSON) -> ID<Channel> {
    ID(discussion["category"]?["slug"]?.string ?? "discussions")
  }
}
