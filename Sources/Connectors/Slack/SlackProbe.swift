public import BotCore

extension Slack {
  /// Without these the connector does not work; with the others, what they name.
  private static let neededScopes = ["chat:write", "channels:read", "channels:history"]
  private static let wantedScopes = [
    ("groups:history", "private channels are not read"), ("im:write", "direct messages cannot be sent"),
    ("reactions:write", "reactions cannot be added"), ("pins:write", "messages cannot be pinned"),
  ]
  private static let scopesPage = "at https://api.slack.com/apps under OAuth & Permissions, Bot Token Scopes"

  public func probe() async -> [Problem] {
    do {
      let identity = try await directory.identity()
      var problems = Self.problems(scopes: identity.scopes)
      if !settings.team.isEmpty && identity.team != settings.team {
        problems.append(
          Problem(
            subject: "team", fault: "the token is of the workspace \(identity.team), not of \(settings.team)",
            remedy: "use the token of \(settings.team), or correct \"team\""))
      }
      return problems + Self.problems(channels: settings.channels, among: try await directory.channels())
    } catch ConnectorError.unauthorized(let reason) {
      return [
        Problem(
          subject: "token", fault: "Slack does not accept the token: \(reason)",
          remedy: "install the app again at https://api.slack.com/apps and use its new Bot User OAuth Token")
      ]
    } catch ConnectorError.limited {
      return [
        Problem(.warning, subject: "slack", fault: "Slack limits the rate", remedy: "ask again in a minute")
      ]
    } catch ConnectorError.refused(let reason) {
      return [Problem(subject: "slack", fault: "Slack refuses: \(reason)", remedy: "check the app's permissions")]
    } catch {
      return [
        Problem(
          subject: "api", fault: "\(settings.api) gives no answer: \(error)",
          remedy: "check the address and the network")
      ]
    }
  }

  static func problems(scopes: Set<String>?) -> [Problem] {
    guard let scopes else { return [] }
    let needed = neededScopes.filter { !scopes.contains($0) }.map {
      Problem(
        subject: "scope \($0)", fault: "the token lacks it",
        remedy: "add \($0) \(scopesPage), and install the app again")
    }
    let wanted = wantedScopes.filter { !scopes.contains($0.0) }.map {
      Problem(
        .warning, subject: "scope \($0.0)", fault: "the token lacks it: \($0.1)",
        remedy: "where that is wanted, add \($0.0) \(scopesPage), and install the app again")
    }
    return needed + wanted
  }

  static func problems(channels wanted: [String], among all: [SlackChannel]) -> [Problem] {
    if wanted.isEmpty && !all.contains(where: \.isMember) {
      return [
        Problem(
          .warning, subject: "channels", fault: "the bot is a member of no channel",
          remedy: "write /invite @<the bot's name> in each channel that it should serve")
      ]
    }
    return wanted.compactMap { name in
      let bare = name.hasPrefix("#") ? String(name.dropFirst()) : name
      guard let channel = all.first(where: { $0.name == bare || $0.id.raw == bare }) else {
        let nearest = Spelling.nearest(to: bare, in: all.map(\.name)).map { "did you mean #\($0)? " } ?? ""
        return Problem(
          subject: "channel \(name)", fault: "there is none of this name that the bot can see",
          remedy: nearest + "correct the name, or invite the bot if the channel is private")
      }
      guard !channel.isMember else { return nil }
      return Problem(
        subject: "channel \(name)", fault: "the bot is no member of it",
        remedy: "write /invite @<the bot's name> in the channel")
    }
  }
}
