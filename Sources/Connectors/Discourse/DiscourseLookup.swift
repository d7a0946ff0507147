public import BotCore
public import FoundationEssentials

extension Discourse {
  private static let mostPosts = 50
  /// How far the forum's clock and ours may differ.
  private static let clockSlack = Duration.minutes(5)

  /// A topic is found by the id that the bot gave it, an answer by its note among the newest posts of the topic.
  public func findPosted(_ action: Action, key: String, since: Date) async throws -> ID<Message>? {
    do {
      switch action {
      case .post(_, let channel, _):
        guard case .topic(let topic) = try await directory.place(channel) else {
          return try await topic(of: key)?.firstPost
        }
        return try await answer(in: topic, key, since)
      case .direct: return try await topic(of: key)?.firstPost
      case .reply(_, let message, _):
        guard let topic = try await directory.post(message.id)["topic_id"]?.int else { throw Self.unreadable }
        return try await answer(in: topic, key, since)
      case .schedule:
        // Without its timer it would wait for ever: then it is not done yet.
        guard let topic = try await topic(of: key), topic.isTimed else { return nil }
        return topic.firstPost
      case .edit, .react, .pin, .hide, .delete, .timeout, .ban, .grant, .approve, .decline, .flag, .settle, .hold,
        .timer, .fetch,
        .measure:
        return nil
      }
    } catch let fault as PlatformFault {
      // A topic that is gone has no answer in it.
      if fault.kind == .missing { return nil }
      throw fault.asConnectorError
    }
  }

  struct KnownTopic {
    let id: Int
    let firstPost: ID<Message>?
    /// Whether it is to be moved, or was.
    let isTimed: Bool
  }

  /// At most 50 letters, digits, `-` and `_` (Topic::EXTERNAL_ID_MAX_LENGTH).
  static func externalID(_ key: String) -> String {
    String(
      ("botrun-" + key.map { $0.isASCII && ($0.isLetter || $0.isNumber || $0 == "-") ? String($0) : "_" }.joined())
        .prefix(50))
  }

  /// The topic that was made with the key; `nil` where there is none.
  /// - Throws: `PlatformFault`, `HTTPError`.
  func topic(of key: String) async throws -> KnownTopic? {
    // Discourse leads on to the topic's own address.
    var limits = HTTPLimits()
    limits.redirects = 3
    do {
      let json = try await api.ask("GET", "/t/external_id/\(Self.externalID(key)).json", limits: limits).json
      guard let id = json["id"]?.int else { throw Self.unreadable }
      let stream = json["post_stream"]
      let first = stream?["stream"]?[0]?.int ?? stream?["posts"]?[0]?["id"]?.int
      let staging = try await stagingCategory()
      let isMoved = json["category_id"]?.int.map { $0 != staging } ?? false
      let isTimed = json["topic_timer"]?.object != nil || isMoved
      return KnownTopic(id: id, firstPost: first.map { ID(String($0)) }, isTimed: isTimed)
    } catch let fault as PlatformFault where fault.kind == .missing {
      return nil
    }
  }

  private func stagingCategory() async throws -> Int? {
    guard !settings.stagingCategory.isEmpty,
      case .category(let staging) = try await directory.place(ID(settings.stagingCategory))
    else { return nil }
    return staging
  }

  /// What cannot be read is no proof that nothing stands there.
  private static let unreadable = PlatformFault(.broken, "Discourse's answer cannot be read")

  /// Looks through the topic's posts from the newest back to `since`. The topic tells the numbers of all of them.
  /// Anybody can write the note: only the bot's own posts count.
  /// - Throws: `PlatformFault`, `HTTPError`; also where there are too many posts to get back to `since`.
  private func answer(in topic: Int, _ key: String, _ since: Date) async throws -> ID<Message>? {
    let note = DiscourseText.note(key)
    let json = try await api.ask("GET", "/t/\(topic).json").json
    guard let stream = json["post_stream"]?["stream"]?.array else { throw Self.unreadable }
    for id in stream.compactMap(\.int).sorted(by: >).prefix(Self.mostPosts) {
      guard let post = try await postIfThere(id) else { continue }
      guard let author = post["username"]?.string, let raw = post["raw"]?.string, let at = post.time("created_at")
      else { throw Self.unreadable }
      if decoder.isOwn(ID(author)) && raw.contains(note) { return ID(String(id)) }
      if at < since - Self.clockSlack { return nil }
    }
    if stream.count <= Self.mostPosts { return nil }
    throw PlatformFault(.busy, "the topic has too many new posts to look through")
  }

  private func postIfThere(_ id: Int) async throws -> JSON? {
    do {
      return try await directory.post(ID(String(id)))
    } catch let fault as PlatformFault where fault.kind == .missing {
      return nil
    }
  }
}
