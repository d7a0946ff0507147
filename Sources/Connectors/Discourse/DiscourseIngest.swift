public import BotCore
public import FoundationEssentials
internal import Signing

extension Discourse {
  /// How long after registering a confirmed e-mail address is that of a new account, and not a new address.
  private static let confirmsWithin = Duration.days(30)

  /// Takes Discourse's requests at `/webhook`. What is not signed with the webhook's secret is refused before a byte of
  /// it is read. The body is JSON, whatever content type the webhook was set to.
  public func ingest(_ request: WebhookRequest, now: Date) -> Ingest {
    guard request.path == "/webhook" else { return .reject(status: 404, reason: "no such page") }
    guard request.method == "POST" else { return .reject(status: 405, reason: "only POST is taken here") }
    let code = request.headers["X-Discourse-Event-Signature"]
    guard signature.verify(code, of: request.body) else {
      return .reject(status: 401, reason: "the signature is missing or wrong; compare webhookSecret with the webhook's")
    }
    guard let envelope = (try? JSON(parsing: request.body))?.object else {
      return .reject(status: 400, reason: "the body is no JSON object")
    }
    guard let type = request.headers["X-Discourse-Event-Type"] ?? envelope.keys.first, type != "ping",
      let body = envelope[type]
    else { return .answer(.text("OK")) }
    let delivery = DiscourseDelivery(
      event: request.headers["X-Discourse-Event"] ?? type, body: body, mark: String((code ?? "").suffix(16)), now: now)
    return .events(event(delivery).map { [$0] } ?? [], WebhookResponse())
  }

  private func event(_ delivery: DiscourseDelivery) -> Event? {
    let body = delivery.body
    switch delivery.event {
    case "post_created": return ifHeard(body) { decoder.posted(body) }
    case "post_edited": return ifHeard(body) { decoder.edited(body) }
    case "post_destroyed": return ifHeard(body) { decoder.deleted(body, now: delivery.now) }
    case "post_liked": return ifHeard(body["post"] ?? .null) { decoder.liked(body, now: delivery.now) }
    case "user_created", "user_confirmed_email", "user_approved": return arrived(delivery)
    case "user_destroyed": return decoder.left(body, now: delivery.now)
    case "reviewable_created": return reviewed(delivery)
    default: return DiscourseDecoder.isPrivate(body) ? nil : other(delivery)
    }
  }

  /// Webhooks bring the private messages of everybody: only those that the bot takes part in are read.
  private func ifHeard(_ post: JSON, _ event: () -> Event?) -> Event? {
    let isHeard =
      DiscourseDecoder.isPrivate(post)
      ? settings.privateMessages && directory.takesPart(in: post["topic_id"]?.int)
      : listens(to: post["category_id"]?.int, slug: post["category_slug"]?.string)
    return isHeard ? event() : nil
  }

  private func arrived(_ delivery: DiscourseDelivery) -> Event? {
    let user = delivery.body
    let isReal = user["staged"]?.bool != true && (user["id"]?.int ?? 0) > 0
    switch (delivery.event, settings.joining) {
    case ("user_created", .created) where isReal:
      return decoder.joined(user, at: user.time("created_at") ?? delivery.now)
    case ("user_created", .approved) where isReal: return decoder.asked(user)
    case ("user_confirmed_email", .confirmed) where isReal && isNew(user, delivery.now):
      return decoder.joined(user, at: delivery.now)
    case ("user_approved", .approved) where isReal: return decoder.joined(user, at: delivery.now)
    default: return other(delivery)
    }
  }

  private func reviewed(_ delivery: DiscourseDelivery) -> Event? {
    guard let event = DiscourseReview(decoder).event(delivery.body) else { return other(delivery) }
    if case .reported = event.kind, !listens(to: delivery.body["category_id"]?.int, slug: nil) { return nil }
    return event
  }

  private func isNew(_ user: JSON, _ now: Date) -> Bool {
    user.time("created_at").map { now < $0 + Self.confirmsWithin } ?? true
  }

  private func other(_ delivery: DiscourseDelivery) -> Event? {
    decoder.other(delivery.event, delivery.body, at: delivery.now, mark: delivery.mark)
  }

  /// Whether a category is one of those that the settings name.
  func listens(to category: Int?, slug: String?) -> Bool {
    guard !settings.categories.isEmpty else { return true }
    guard let category else { return false }
    let known = directory.state.withLock { $0.categories }
    return settings.categories.contains { name in
      if let place = DiscoursePlace(name) { return place == .category(category) }
      let bare = name.hasPrefix("#") ? String(name.dropFirst()) : name
      return bare == String(category) || bare == slug || DiscourseDirectory.find(name, in: known)?.id == category
    }
  }
}

/// One request of a webhook.
private struct DiscourseDelivery {
  /// Such as `post_created`.
  let event: String
  let body: JSON
  /// The end of the signature: the same when the same body comes again, while the id in the header is a new one each
  /// time.
  let mark: String
  let now: Date
}

extension DiscourseDirectory {
  func takesPart(in topic: Int?) -> Bool {
    topic.map { topic in state.withLock { $0.privateTopics.contains(topic) } } ?? false
  }

  func takePart(in topic: Int?) {
    guard let topic else { return }
    state.withLock { if $0.privateTopics.count < Self.mostPrivateTopics { $0.privateTopics.insert(topic) } }
  }

  private static let mostPrivateTopics = 10_000
}
