public import BotCore
internal import FoundationEssentials

extension Discourse {
  private static let titleWithDate = 11

  func post(_ text: Text, in channel: ID<Channel>, key: String) async throws -> Outcome {
    switch try await before({ try await directory.place(channel) }) {
    case .topic(let topic):
      let body = try DiscourseDraft.body(text, limits)
      return try await send(["topic_id": .int(topic), "raw": raw(body, key)])
    case .category(let category):
      let draft = try DiscourseDraft(topic: text, limits)
      return try await create(draft, ["category": .int(category)], key: key).outcome
    case nil:
      let name = channel.raw
      return .refused(
        .target,
        reason: "there is no category \(name), or the bot may not see it; correct the name, or open it to the bot")
    }
  }

  /// Below the post that is answered, in its topic.
  func reply(_ text: Text, to message: MessageRef, key: String) async throws -> Outcome {
    let body = try DiscourseDraft.body(text, limits)
    let post = try await before { try await directory.post(message.id) }
    guard let topic = post["topic_id"]?.int else { return .refused(.target, reason: "the post stands in no topic") }
    let number = post["post_number"]?.int ?? 1
    return try await send(
      .compact(
        ("topic_id", .int(topic)), ("raw", raw(body, key)),
        ("reply_to_post_number", number > 1 ? .int(number) : nil)))
  }

  func direct(_ text: Text, to member: ID<Member>, key: String) async throws -> Outcome {
    guard DiscourseMember.number(member) == nil else {
      return .refused(.target, reason: "Discourse told no name of the member \(member), only a number")
    }
    let draft = try DiscourseDraft(topic: text, limits)
    let more: JSON = ["archetype": "private_message", "target_recipients": .string(member.raw)]
    let created = try await create(draft, more, key: key)
    directory.takePart(in: created.topic)
    return created.outcome
  }

  /// A topic that waits in the staging category, with a timer that moves it out and makes it new then. A second try
  /// finds the topic of the first by its id, and setting the timer again changes nothing.
  func schedule(_ text: Text, in channel: ID<Channel>, at: Date, key: String) async throws -> Outcome {
    guard !settings.stagingCategory.isEmpty else {
      return .refused(.unsupported, reason: "no stagingCategory is set, where scheduled topics could wait")
    }
    let places = try await before {
      (try await directory.place(ID(settings.stagingCategory)), try await directory.place(channel))
    }
    guard case .category(let staging) = places.0 else {
      return .refused(.target, reason: "there is no category \(settings.stagingCategory); correct stagingCategory")
    }
    guard case .category(let category) = places.1 else {
      return .refused(.target, reason: "only topics in a category can be scheduled, not answers in \(channel)")
    }
    let draft = try DiscourseDraft(topic: text, limits)
    let created = try await create(draft, ["category": .int(staging)], key: key)
    guard let topic = created.topic else { return created.outcome }
    let timer: JSON = [
      "time": .string(at.timestamp), "status_type": "publish_to_category", "category_id": .int(category),
    ]
    // With the same key everything can be done again.
    return try await before {
      _ = try await api.ask("POST", "/t/\(topic)/timer.json", body: .json(timer))
      return created.outcome
    }
  }

  /// Changes the text of a post of the bot's own. The title of a topic stays as it is.
  public func edit(_ message: MessageRef, text: Text, key: String) async -> Outcome {
    do {
      let post = try await directory.post(message.id)
      let isTopic = post["post_number"]?.int == 1
      let body = try isTopic ? DiscourseDraft(topic: text, limits).body : DiscourseDraft.body(text, limits)
      let change: JSON = ["post": ["raw": raw(body, key)]]
      _ = try await api.ask("PUT", "/posts/\(Percent.encode(message.id.raw)).json", body: .json(change))
      return .done(message.id)
    } catch {
      return Outcome(error, bucket: "post", isHarmless: true)
    }
  }

  private var limits: DiscourseDraft.Limits { DiscourseDraft.Limits(settings, signature: tools.community.name) }

  private func raw(_ body: String, _ key: String) -> JSON { .string(body + "\n\n" + DiscourseText.note(key)) }

  // MARK: Sending

  struct Created {
    let outcome: Outcome
    let topic: Int?
  }

  private func send(_ body: JSON) async throws -> Outcome { try await created(body).outcome }

  private func created(_ body: JSON) async throws -> Created {
    let answer = try await api.ask("POST", "/posts.json", body: .json(body)).json
    if answer["action"]?.string == "enqueued" {
      tools.log(.warning, "a post waits in the review queue", ["account": settings.username])
      return Created(outcome: .done(nil), topic: nil)
    }
    // Versions that nest the post.
    let post = answer["post"] ?? answer
    return Created(outcome: .done(post["id"]?.int.map { ID(String($0)) }), topic: post["topic_id"]?.int)
  }

  /// Makes a topic that is known by the key. Discourse refuses a second one of the same key, and by default also one
  /// whose title was used before: that one gets the date.
  private func create(_ draft: DiscourseDraft, _ more: JSON, key: String) async throws -> Created {
    do {
      return try await created(topic(draft.title, draft.body, more, key))
    } catch let fault as PlatformFault where fault.kind == .rejected {
      if let known = try await before({ try await topic(of: key) }) {
        return Created(outcome: .done(known.firstPost), topic: known.id)
      }
      let dated = DiscourseDraft.cut(draft.title, to: settings.titleMax - Self.titleWithDate) + " " + today
      do {
        return try await created(topic(dated, draft.body, more, key))
      } catch let second as PlatformFault where second.kind == .rejected {
        throw fault
      }
    }
  }

  private func topic(_ title: String, _ body: String, _ more: JSON, _ key: String) -> JSON {
    JSON.object(
      JSONObject(
        [("title", .string(title)), ("raw", raw(body, key))] + (more.object?.members ?? []).map { ($0.key, $0.value) }
          + [("external_id", .string(Self.externalID(key)))]))
  }

  private var today: String { String(tools.now().timestamp.prefix(10)) }
}
