internal import BotCore

/// What a token must be allowed for something to work.
struct SlackScope {
  let names: [String]
  /// What does not work without them; `nil` where nothing does.
  let lost: String?

  /// Without these the connector does not work.
  static let needed = ["chat:write", "channels:read", "channels:history"].map { SlackScope(names: [$0], lost: nil) }

  static func wanted(_ settings: SlackSettings) -> [SlackScope] {
    let always = [
      SlackScope(names: ["groups:read", "groups:history"], lost: "private channels are not read"),
      SlackScope(names: ["im:write", "im:history"], lost: "direct messages cannot be sent, or looked for"),
      SlackScope(names: ["users:read"], lost: "members are known by their ids alone, and newcomers are not listed"),
      SlackScope(names: ["reactions:write"], lost: "reactions cannot be added"),
      SlackScope(names: ["pins:write"], lost: "messages cannot be pinned"),
      SlackScope(names: ["channels:manage"], lost: "nobody can be removed from a channel"),
      SlackScope(names: ["usergroups:read", "usergroups:write"], lost: "nobody can be put into a user group"),
    ]
    let webhook = [
      SlackScope(names: ["reactions:read"], lost: "reactions are not seen"),
      SlackScope(names: ["commands"], lost: "there are no slash commands"),
    ]
    return always + (settings.receive == .webhook ? webhook : [])
  }
}

extension Slack {
  /// What to do about scopes that a bot's token lacks, in the words of Slack's pages.
  static func adding(_ scopes: [String]) -> String {
    "add \(scopes.joined(separator: " and ")) at https://api.slack.com/apps under OAuth & Permissions, Bot Token Scopes, then Reinstall to Workspace"
  }

  static func problems(scopes: Set<String>?, _ settings: SlackSettings) -> [Problem] {
    guard let scopes else { return [] }
    return (SlackScope.needed + SlackScope.wanted(settings)).compactMap { scope in
      let missing = scope.names.filter { !scopes.contains($0) }
      guard !missing.isEmpty else { return nil }
      let subject = "scope " + missing.joined(separator: ", ")
      guard let lost = scope.lost else {
        return Problem(subject: subject, fault: "the token lacks it", remedy: adding(missing))
      }
      return Problem(
        .warning, subject: subject, fault: "the token lacks it: \(lost)",
        remedy: "where that is wanted, " + adding(missing))
    }
  }
}
