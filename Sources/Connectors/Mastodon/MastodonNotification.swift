internal import BotCore
internal import FoundationEssentials

extension MastodonDecoder {
  /// What the instance tells the bot's account; nothing of accounts that its moderators have limited.
  func events(ofNotification json: JSON) -> [Event] {
    guard let type = json["type"]?.string, let id = json.id("id") else { return [] }
    let at = json.time("created_at") ?? now
    let status = json["status"] ?? .null
    let actor = json["account"].flatMap { member($0) }
    guard actor?.id.raw != me, json["account"]?["limited"]?.bool != true else { return [] }
    let known: [Event]? =
      switch type {
      case "mention", "status", "quote": status.object.map { _ in events(ofStatus: status) }
      case "update": status.object.map { _ in edited(status) }
      case "favourite": reacted("⭐", actor, status, at, id)
      case "reblog": reacted("🔁", actor, status, at, id)
      case "pleroma:emoji_reaction", "emoji_reaction":
        json["emoji"]?.string.flatMap { reacted($0, actor, status, at, id) }
      case "follow" where joins == .follows:
        actor.map { [.joined($0, channel: nil, in: community, at: at, mark: id)] }
      case "follow_request" where joins == .follows:
        actor.map { [.joinRequested($0, channel: nil, answer: nil, in: community, at: at, mark: id)] }
      case "admin.sign_up" where joins == .accounts: actor.map { [joined($0, at: at)] }
      case "admin.report": json["report"].map { events(ofReport: $0, by: actor) }
      default: nil
      }
    return known ?? [.other(type, json, in: community, at: at, mark: id)]
  }

  private func reacted(_ emoji: String, _ member: Member?, _ status: JSON, _ at: Date, _ id: String) -> [Event]? {
    guard let member, let message = status.id("id") else { return nil }
    return [
      .reacted(
        emoji, by: member, to: ID(message), channel: ID(status["visibility"]?.string ?? "public"), in: community,
        at: at, mark: id)
    ]
  }
}
