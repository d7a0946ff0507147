public import BotCore

extension Slack {
  public func probe() async -> [Problem] {
    do {
      let identity = try await directory.identity()
      let problems = Self.problems(scopes: identity.scopes, settings) + Self.problems(identity, team: settings.team)
      let channels = Self.problems(
        channels: settings.channels, moderators: tools.community.moderators, among: try await directory.channels(),
        bot: identity.name)
      return problems + channels + (await adminProblems(identity))
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

  static func problems(_ identity: SlackIdentity, team: String) -> [Problem] {
    guard !team.isEmpty, identity.team != team else { return [] }
    return [
      Problem(
        subject: "team", fault: "the token is of the workspace \(identity.team), not of \(team)",
        remedy: "use the token of \(team), or correct \"team\"")
    ]
  }

  /// - Parameter moderators: where flags go; a channel of this platform.
  static func problems(
    channels wanted: [String], moderators: ID<Channel>?, among all: [SlackChannel], bot: String
  ) -> [Problem] {
    let invitation = "write /invite @\(bot.isEmpty ? "<the bot's name>" : bot) in"
    var found: [Problem] = []
    if wanted.isEmpty && !all.contains(where: \.isMember) {
      found.append(
        Problem(
          .warning, subject: "channels", fault: "the bot is a member of no channel",
          remedy: "\(invitation) each channel that it should serve"))
    }
    let named =
      wanted.map { ("channel \($0)", $0) } + (moderators.map { [("moderators \($0)", $0.raw)] } ?? [])
    return found + named.compactMap { problem($0.0, channel: $0.1, among: all, invitation) }
  }

  private static func problem(
    _ subject: String, channel name: String, among all: [SlackChannel], _ invitation: String
  ) -> Problem? {
    let bare = name.hasPrefix("#") ? String(name.dropFirst()) : name
    guard let channel = all.first(where: { $0.name == bare || $0.id.raw == bare }) else {
      let nearest = Spelling.nearest(to: bare, in: all.map(\.name)).map { "did you mean #\($0)? " } ?? ""
      return Problem(
        subject: subject, fault: "there is none of this name that the bot can see",
        remedy: nearest + "correct the name, or invite the bot if the channel is private")
    }
    guard !channel.isMember else { return nil }
    return Problem(
      subject: subject, fault: "the bot is no member of it", remedy: "\(invitation) the channel")
  }

  private func adminProblems(_ bot: SlackIdentity) async -> [Problem] {
    guard let admin else { return [] }
    let subject = "adminToken"
    do {
      let identity = try SlackIdentity(await admin.read("auth.test"))
      if identity.team != bot.team {
        return [
          Problem(
            subject: subject, fault: "it is of the workspace \(identity.team), the bot's of \(bot.team)",
            remedy: "use a token of one workspace for both")
        ]
      }
      guard let scopes = identity.scopes, !scopes.contains("chat:write"), !scopes.contains("admin") else { return [] }
      return [
        Problem(
          .warning, subject: subject, fault: "it lacks the scope chat:write: others' messages cannot be deleted",
          remedy: "add chat:write under OAuth & Permissions, User Token Scopes, then Reinstall to Workspace")
      ]
    } catch ConnectorError.unauthorized(let reason) {
      return [
        Problem(
          subject: subject, fault: "Slack does not accept it: \(reason)",
          remedy: "let an admin install the app again and use its User OAuth Token, which begins with xoxp-")
      ]
    } catch {
      return [Problem(.warning, subject: subject, fault: "it could not be checked: \(error)", remedy: "ask again")]
    }
  }
}
