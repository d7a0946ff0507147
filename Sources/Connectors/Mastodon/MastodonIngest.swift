public import BotCore
public import FoundationEssentials
internal import Signing

extension Mastodon {
  /// Takes the instance's webhooks at `/webhook`. Nothing is read before its signature was found right. Until the bot
  /// knows its own account, the instance is asked to come again, which it does for days.
  public func ingest(_ request: WebhookRequest, now: Date) -> Ingest {
    guard request.path == "/webhook" else { return .reject(status: 404, reason: "no such page") }
    guard request.method == "POST" else { return .reject(status: 405, reason: "only POST is taken here") }
    guard signature.verify(request.headers["X-Hub-Signature"], of: request.body) else {
      return .reject(status: 401, reason: "the signature is missing or wrong, or \"webhookSecret\" is not set")
    }
    guard let body = try? JSON(parsing: request.body), let name = body["event"]?.string else {
      return .reject(status: 400, reason: "the body is not what Mastodon sends without a template of one's own")
    }
    guard let me = api.known else {
      return .reject(status: 503, reason: "the bot does not know its own account yet")
    }
    return .events(events(name, body, decoder(me: me.id, now: now)), WebhookResponse())
  }

  private func events(_ name: String, _ body: JSON, _ decoder: MastodonDecoder) -> [Event] {
    let object = body["object"] ?? .null
    let at = body.time("created_at") ?? decoder.now
    switch name {
    case "status.created": return isHeard(object, decoder.me) ? decoder.events(ofStatus: object) : []
    case "status.updated": return isHeard(object, decoder.me) ? decoder.edited(object) : []
    case "report.created": return decoder.events(ofReport: object, by: nil)
    case "account.created" where settings.joins == .accounts, "account.approved" where settings.joins == .accounts:
      return account(object, at, decoder)
    default:
      let mark = "\(object.id("id") ?? "")/\(body["created_at"]?.string ?? object["updated_at"]?.string ?? "")"
      return [.other(name, body, in: decoder.community, at: at, mark: mark)]
    }
  }

  private func account(_ account: JSON, _ at: Date, _ decoder: MastodonDecoder) -> [Event] {
    guard let member = decoder.member(admin: account), member.id.raw != decoder.me else { return [] }
    if MastodonAccounts.isIn(account) { return [decoder.joined(member, at: at)] }
    return account["approved"]?.bool == false ? decoder.asked(account).map { [$0] } ?? [] : []
  }

  /// The instance tells of every post of its members, private ones too. The bot hears what the timelines that are read
  /// would bring, and what mentions it.
  private func isHeard(_ status: JSON, _ me: String) -> Bool {
    if (status["mentions"]?.array ?? []).contains(where: { $0.id("id") == me }) { return true }
    guard status["visibility"]?.string == "public" else { return false }
    let carried = (status["tags"]?.array ?? []).compactMap { $0["name"]?.string?.lowercased() }
    return settings.local || carried.contains { tags.contains($0) }
  }
}
