internal import BotCore

/// Looks whether the bot could do its work: token, intents, server, channels, permissions.
struct DiscordProbe {
  let settings: DiscordSettings
  let community: Community
  let api: DiscordAPI
  let directory: DiscordDirectory

  private static let portal = "in the Developer Portal, page Bot, under Privileged Gateway Intents"

  /// The application's flags (Discord's documentation, "Application Flags").
  private enum Flag {
    static let members = 1 << 14 | 1 << 15
    static let messageContent = 1 << 18 | 1 << 19
  }

  func problems() async -> [Problem] {
    do {
      _ = try await directory.me()
    } catch {
      return [fault(error, asking: "token")]
    }
    var problems = await intents()
    do {
      let guild = try await directory.guild()
      try await directory.list()
      problems += permissions(guild) + channels()
    } catch {
      problems.append(fault(error, asking: "guild"))
    }
    return problems
  }

  private func intents() async -> [Problem] {
    // An answer without flags tells nothing, and neither does none: what is missing then shows in the polls.
    guard let application = try? await api.read("/applications/@me") else { return [] }
    var problems: [Problem] = []
    if let flags = application["flags"]?.int { problems += Self.problems(flags: flags, settings) }
    if let key = application["verify_key"]?.string, !settings.publicKey.isEmpty, key != settings.publicKey.lowercased()
    {
      problems.append(
        Problem(
          subject: "publicKey", fault: "it is not the key of this application",
          remedy:
            "copy Public Key from the page General Information of \(application["name"]?.string ?? "the application")"))
    }
    return problems
  }

  static func problems(flags: Int, _ settings: DiscordSettings) -> [Problem] {
    var problems: [Problem] = []
    if flags & Flag.messageContent == 0 {
      problems.append(
        Problem(
          subject: "Message Content Intent", fault: "it is off, so Discord hides what members write",
          remedy: "turn on Message Content Intent \(portal)"))
    }
    if flags & Flag.members == 0 && settings.membersEvery > .zero {
      problems.append(
        Problem(
          .warning, subject: "Server Members Intent",
          fault: "it is off, so the list of members cannot be read; only Discord's welcome messages tell who joins",
          remedy: "turn on Server Members Intent \(portal), or set \"membersEvery\": \"0s\""))
    }
    return problems
  }

  /// What concerns the server as a whole.
  private func permissions(_ guild: DiscordGuild) -> [Problem] {
    guard let rights = directory.known.rights else { return [] }
    let base = rights.base
    let wanted: [(DiscordPermissions, String, String)] = [
      (.manageMessages, "Manage Messages", "messages of others cannot be deleted"),
      (.pinMessages, "Pin Messages", "messages cannot be pinned"),
      (.moderateMembers, "Moderate Members", "members cannot be timed out"),
      (.banMembers, "Ban Members", "members cannot be banned"),
      (.manageRoles, "Manage Roles", "roles cannot be given"),
      (.addReactions, "Add Reactions", "the bot cannot react"),
    ]
    var problems = wanted.filter { !base.contains($0.0) }.map {
      Problem(
        .warning, subject: "permission \($0.1)", fault: "the bot lacks it: \($0.2)",
        remedy: "where that is wanted, allow \($0.1) for the bot's role under Server Settings, Roles")
    }
    if base.contains(.manageRoles), !guild.roles.contains(where: { $0.id != guild.id && rights.canGrant($0) }) {
      problems.append(
        Problem(
          .warning, subject: "roles", fault: "no role stands below the bot's, so it can give none",
          remedy: "drag the bot's role above the roles that it shall give, under Server Settings, Roles"))
    }
    if guild.hasRequests && !base.contains(.kickMembers) {
      problems.append(
        Problem(
          .warning, subject: "permission Kick Members", fault: "the bot lacks it: applications to join stay unseen",
          remedy: "where that is wanted, allow Kick Members for the bot's role under Server Settings, Roles"))
    }
    return problems
  }

  private func channels() -> [Problem] {
    let known = directory.known
    let all = known.channels + known.threads
    let named = settings.channels + [community.moderators?.raw].compactMap { $0 }
    if settings.channels.isEmpty, !all.contains(where: { $0.hasMessages && missing(in: $0).isEmpty }) {
      return [
        Problem(
          subject: "channels", fault: "the bot may read and write in no channel",
          remedy: "allow View Channels, Send Messages and Read Message History for the bot's role")
      ]
    }
    return named.flatMap { name -> [Problem] in
      guard let channel = all.first(where: { $0.isCalled(name) }) else {
        let nearest = Spelling.nearest(to: name, in: all.map { "#" + $0.name }).map { "did you mean \($0)? " } ?? ""
        return [
          Problem(
            subject: "channel \(name)", fault: "the server has none of this name",
            remedy: nearest + "give its #name, or its id (right-click the channel, Copy Channel ID)")
        ]
      }
      let lacking = channel.isThread ? [] : missing(in: channel)
      guard !lacking.isEmpty else { return [] }
      let list = lacking.joined(separator: ", ")
      return [
        Problem(
          subject: "channel \(name)", fault: "the bot lacks there: \(list)",
          remedy: "Edit Channel, Permissions: add the bot's role and allow \(list)")
      ]
    }
  }

  private func missing(in channel: DiscordChannel) -> [String] {
    guard let rights = directory.known.rights else { return [] }
    let permissions = rights.permissions(in: channel)
    let needed: [(DiscordPermissions, String)] = [
      (.viewChannel, "View Channel"), (.sendMessages, "Send Messages"), (.readMessageHistory, "Read Message History"),
    ]
    return needed.filter { !permissions.contains($0.0) && (channel.hasMessages || $0.0 == .viewChannel) }.map(\.1)
  }

  private func fault(_ error: any Error, asking subject: String) -> Problem {
    guard let fault = error as? PlatformFault else {
      return Problem(
        subject: "api", fault: "\(settings.api) gives no answer: \(error)", remedy: "check the address and the network")
    }
    switch fault.kind {
    case .token:
      return Problem(
        subject: "token", fault: "Discord does not accept it: \(fault.reason)",
        remedy: "in the Developer Portal, page Bot, choose Reset Token and use the new token")
    case .missing, .forbidden:
      return Problem(
        subject: subject, fault: "the bot is not in the server \(settings.guild): \(fault.reason)",
        remedy: "open the install link from the Developer Portal, page Installation, and add the bot to the server")
    case .limited:
      return Problem(.warning, subject: "discord", fault: "Discord limits the rate", remedy: "ask again in a minute")
    case .busy, .broken:
      return Problem(.warning, subject: "discord", fault: fault.reason, remedy: "ask again in a minute")
    case .duplicate, .unsupported, .rejected, .foreign:
      return Problem(
        subject: subject, fault: "Discord's API answers otherwise than documented: \(fault.reason)",
        remedy: "check \"guild\" and \"api\"")
    }
  }
}
