internal import BotCore
internal import FoundationEssentials

/// What the variables of a body stand for.
struct WebhookValues {
  let text: WebhookText
  let author: String
  let community: ID<Community>
  let key: String
  let now: Date

  /// - Parameter kind: what the action is called.
  func values(of action: Action, _ kind: WebhookAction) -> [String: String] {
    var values = common(kind)
    switch action {
    case .post(let text, let channel, let name):
      add(text, to: &values)
      (values["id"], values["channel"], values["name"]) = (key, channel.raw, name)
    case .schedule(let text, let channel, let at):
      add(text, to: &values)
      (values["id"], values["channel"], values["at"]) = (key, channel.raw, at.timestamp)
    case .reply(let text, let message, _):
      add(text, to: &values)
      (values["id"], values["channel"], values["to"]) = (key, message.channel.raw, message.id.raw)
      values["thread"] = (message.thread ?? message.id).raw
    case .direct(let text, let member):
      add(text, to: &values)
      (values["id"], values["member"]) = (key, member.raw)
    case .react(let emoji, let message):
      add(message, to: &values)
      values["emoji"] = emoji
    case .pin(let message): add(message, to: &values)
    case .hide(let message, let reason), .delete(let message, let reason):
      add(message, to: &values)
      values["reason"] = reason
    case .timeout(let member, let until, let reason):
      (values["member"], values["until"], values["reason"]) = (member.raw, until.timestamp, reason)
    case .ban(let member, let reason), .decline(let member, let reason):
      (values["member"], values["reason"]) = (member.raw, reason)
    case .grant(let role, let member): (values["role"], values["member"]) = (role, member.raw)
    case .approve(let member): values["member"] = member.raw
    case .edit, .flag, .settle, .hold, .timer, .fetch, .measure: break
    }
    return values
  }

  func values(ofEdit message: MessageRef, _ text: Text) -> [String: String] {
    var values = common(.edit)
    add(text, to: &values)
    add(message, to: &values)
    return values
  }

  private func common(_ kind: WebhookAction) -> [String: String] {
    [
      "kind": kind.rawValue, "key": key, "author": author, "community": community.raw, "time": now.timestamp,
    ]
  }

  private func add(_ text: Text, to values: inout [String: String]) {
    values["text"] = self.text.render(text)
    values["plain"] = self.text.render(text, as: .plain)
    values["markdown"] = self.text.render(text, as: .markdown)
    values["html"] = self.text.render(text, as: .html)
    values["title"] = self.text.title(text)
  }

  private func add(_ message: MessageRef, to values: inout [String: String]) {
    (values["id"], values["channel"], values["thread"]) = (message.id.raw, message.channel.raw, message.thread?.raw)
  }
}
