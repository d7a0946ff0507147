internal import BotCore
internal import FoundationEssentials

/// Slack takes at most 1,000 members a page, and 20 pages a minute.
private enum List {
  static let pageSize = 999
  static let maxPages = 20
}

extension Slack {
  /// What a list tells that no message does: who joined the workspace, who asks to be let in. A list that cannot be
  /// read holds up nothing else.
  func lookAround(_ round: inout SlackRound) async {
    if settings.members == .workspace, let found = await trying("users.list", { try await workspaceMembers() }) {
      round.events += newcomers(found, nil, &round.place).map { decoder(own: []).found($0, at: tools.now()) }
    }
    if let admin, let found = await trying("admin.inviteRequests.list", { try await invitations(admin) }) {
      round.events += found
    }
  }

  /// Who is in a channel and was not at the last look, and whom no "has joined" message told of in between.
  func readMembers(_ channel: ID<Channel>, _ round: inout SlackRound) async throws {
    let list = try await api.list(
      "conversations.members", "members", [("channel", channel.raw), ("limit", "\(List.pageSize)")],
      most: List.maxPages)
    guard list.isWhole else { return tellTooLong("conversations.members") }
    let found = newcomers(list.items.compactMap { $0.string.map { Member(ID($0)) } }, channel, &round.place)
    let now = tools.now()
    directory.state.withLock { state in
      for member in found { state.people.want(member.id.raw, at: now) }
    }
    await directory.learnNames(log: tools.log)
    let decoder = decoder(own: [])
    round.events += found.map { decoder.joined(decoder.people[$0.id.raw] ?? $0, channel, SlackTimestamp(now)) }
  }

  private func workspaceMembers() async throws -> [Member] {
    let list = try await api.list("users.list", "members", [("limit", "\(List.pageSize)")], most: List.maxPages)
    guard list.isWhole else {
      tellTooLong("users.list")
      return []
    }
    let members = list.items.filter { $0["deleted"]?.bool != true }.compactMap { Member(slack: $0) }
    directory.state.withLock { state in
      for member in members { state.people.note(member, at: tools.now()) }
    }
    return members
  }

  /// The first look finds nobody, and neither does an empty list.
  private func newcomers(_ list: [Member], _ channel: ID<Channel>?, _ place: inout SlackCursor) -> [Member] {
    guard !list.isEmpty else { return [] }
    let before = place[rollOf: channel]
    place[rollOf: channel] = MemberRoll(list.map(\.id))
    let own = directory.state.withLock { $0.identity?.user }
    guard let before else { return [] }
    return list.filter { !before.contains($0.id) && $0.id.raw != own }
  }

  private func invitations(_ admin: SlackAPI) async throws -> [Event] {
    let team = try await directory.identity().team
    let list = try await admin.list(
      "admin.inviteRequests.list", "invite_requests", [("team_id", team), ("limit", "100")], most: List.maxPages)
    let decoder = decoder(own: [])
    return list.items.compactMap { decoder.invitation($0, nil) }
  }

  private func tellTooLong(_ method: String) {
    tools.log(
      .warning, "a list of members is too long to be compared",
      ["method": method, "most": "\(List.pageSize * List.maxPages)"])
  }

  /// `nil` where it cannot be read. What the token may not do is told once and then left alone.
  private func trying<Found>(_ method: String, _ read: () async throws -> Found) async -> Found? {
    guard !directory.state.withLock({ $0.closed.contains(method) }) else { return nil }
    do {
      return try await read()
    } catch ConnectorError.refused(let reason), ConnectorError.unauthorized(let reason) {
      directory.close(method, reason, log: tools.log)
    } catch {
      tools.log(.info, "a list cannot be read now", ["method": method, "reason": "\(error)"])
    }
    return nil
  }
}
