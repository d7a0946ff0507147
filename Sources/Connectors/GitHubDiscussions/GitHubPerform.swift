public import BotCore
internal import FoundationEssentials

extension GitHubDiscussions {
  /// GitHub asks for a second between two changes and takes 500 posts in an hour ("Rate limits for the GraphQL API",
  /// secondary limits). Twenty posts may go before they are spread over the hour.
  public func buckets(for action: Action) -> [Bucket] {
    let burst = 20
    let posts = Bucket(
      GitHubBucket.posts, spacing: .seconds(3600 / Double(settings.postsPerHour - burst)), burst: burst)
    let changes = Bucket(GitHubBucket.changes, spacing: .seconds(60 / Double(settings.changesPerMinute)))
    return switch action {
    case .post, .reply: [posts, changes]
    case .edit, .react, .hide, .delete: [changes]
    case .ban, .grant: [Bucket(GitHubBucket.rest), changes]
    case .schedule, .direct, .pin, .timeout, .approve, .decline, .flag, .settle, .hold, .timer, .fetch, .measure: []
    }
  }

  public func perform(_ action: Action, key: String) async -> Outcome {
    switch action {
    case .post(let text, let channel, _): await post(text, in: channel, key)
    case .reply(let text, let message, _): await reply(text, to: message, key)
    case .react(let emoji, let message): await react(emoji, to: message)
    case .hide(let message, let reason): await hide(message, reason)
    case .delete(let message, _): await delete(message)
    case .ban(let member, _): await block(member)
    case .grant(let role, let member): await add(member, toTeam: role)
    case .edit: .refused(.unsupported, reason: "an edit needs the message that the name stands for")
    case .direct: .refused(.unsupported, reason: "GitHub has no direct messages")
    case .pin: .refused(.unsupported, reason: "GitHub's API cannot pin a discussion; pin it on its page")
    case .schedule, .timeout, .approve, .decline:
      .refused(.unsupported, reason: "GitHub has nothing of this for discussions")
    case .flag, .settle, .hold, .timer, .fetch, .measure: .refused(.unsupported, reason: "this is nothing to send")
    }
  }

  /// Changes a discussion, title included, or a comment of the bot's own.
  public func edit(_ message: MessageRef, text: Text, key: String) async -> Outcome {
    let id: JSON = .string(message.id.raw)
    switch GitHubNode(message) {
    case .discussion:
      let titled = GitHubTitle(text)
      return await change(.updateDiscussion, body: titled.body, key, isHarmless: true) {
        ["discussionId": id, "title": .string(titled.title), "body": $0]
      }
    case .comment:
      return await change(.updateDiscussionComment, body: text, key, isHarmless: true) {
        ["commentId": id, "body": $0]
      }
    case .issueComment:
      return await change(.updateIssueComment, body: text, key, isHarmless: true) { ["id": id, "body": $0] }
    case .issue: return .refused(.unsupported, reason: "the bot opens no issues, so it edits none")
    }
  }

  // MARK: Saying

  private func post(_ text: Text, in channel: ID<Channel>, _ key: String) async -> Outcome {
    do {
      let place = try await directory.place()
      guard let category = try await directory.category(channel) else {
        let known = place.categories.map(\.slug).joined(separator: ", ")
        return .refused(.target, reason: "\(settings.repository) has no category \(channel); it has \(known)")
      }
      let titled = GitHubTitle(text)
      return await change(.createDiscussion, body: titled.body, key) {
        [
          "repositoryId": .string(place.repository), "categoryId": .string(category.id),
          "title": .string(titled.title), "body": $0,
        ]
      }
    } catch {
      // Nothing was posted yet: whatever kept the categories from being read, trying again is safe.
      return Outcome(error, bucket: GitHubBucket.posts, isHarmless: true)
    }
  }

  private func reply(_ text: Text, to message: MessageRef, _ key: String) async -> Outcome {
    do {
      let place = try await self.place(of: message)
      return switch place.kind {
      case .issue, .issueComment:
        await change(.addComment, body: text, key) { ["subjectId": .string(place.top), "body": $0] }
      case .discussion, .comment:
        await change(.addDiscussionComment, body: text, key) {
          .compact(
            ("discussionId", .string(place.top)), ("replyToId", .optional(place.comment)), ("body", $0))
        }
      }
    } catch {
      return Outcome(error, bucket: GitHubBucket.posts, isHarmless: true)
    }
  }

  /// Sends a text with its mark.
  private func change(
    _ mutation: GitHubMutation, body: Text, _ key: String, isHarmless: Bool = false, _ input: (JSON) -> JSON
  ) async -> Outcome {
    let rendered = GitHubText.render(body)
    guard !rendered.isEmpty else { return .refused(.content, reason: "the text is empty") }
    let length = rendered.unicodeScalars.count
    guard length <= GitHubText.most else {
      return .refused(.content, reason: "the text has \(length) characters; GitHub takes \(GitHubText.most)")
    }
    return await change(mutation, input(.string(GitHubMarker.mark(rendered, key))), isHarmless: isHarmless)
  }

  /// - Parameter isHarmless: to do it twice changes nothing more.
  func change(_ mutation: GitHubMutation, _ input: JSON, isHarmless: Bool) async -> Outcome {
    do {
      let answer = try await api.mutate(mutation, input)
      let said = [answer["discussion"], answer["comment"], answer["commentEdge"]?["node"], answer["issueComment"]]
      return .done(said.compactMap { $0?["id"]?.string }.first.map { ID($0) })
    } catch {
      return Outcome(error, bucket: GitHubBucket.changes, isHarmless: isHarmless)
    }
  }

  // MARK: The rest

  private func react(_ emoji: String, to message: MessageRef) async -> Outcome {
    guard let reaction = GitHubReaction(emoji: emoji) else {
      let known = GitHubReaction.allCases.map(\.emoji).joined(separator: " ")
      return .refused(.content, reason: "GitHub has no reaction \(emoji); it has \(known)")
    }
    return await change(
      .addReaction, ["subjectId": .string(message.id.raw), "content": .string(reaction.rawValue)], isHarmless: true)
  }

  private func delete(_ message: MessageRef) async -> Outcome {
    let mutation: GitHubMutation
    switch GitHubNode(message) {
    case .discussion: mutation = .deleteDiscussion
    case .comment: mutation = .deleteDiscussionComment
    case .issueComment: mutation = .deleteIssueComment
    case .issue: return .refused(.unsupported, reason: "the bot deletes no issues; an owner may on their page")
    }
    let outcome = await change(mutation, ["id": .string(message.id.raw)], isHarmless: true)
    // What is not there needs no deleting; an earlier try may have done it.
    if case .refused(.target, _) = outcome, await isGone(message) { return .done(nil) }
    return outcome
  }

  private func isGone(_ message: MessageRef) async -> Bool {
    do {
      _ = try await api.query(GitHubQuery.node, ["id": .string(message.id.raw)])
      return false
    } catch {
      return (error as? PlatformFault)?.kind == .missing
    }
  }
}
