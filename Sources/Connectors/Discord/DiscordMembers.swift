internal import BotCore
internal import FoundationEssentials

/// Who joined, who left, who asks to join.
extension DiscordRound {
  private static let listSize = 1000
  /// Members who came while the list was being read can be missing from it, though later ones are in it.
  private static let joinOverlap: Int64 = 600_000
  private static let mostRecent = 2000

  /// Reads the whole list: Discord orders it by the age of the accounts, not by who came last.
  mutating func readMembers() async throws {
    guard !isClosed("members") else { return }
    do {
      let members = try await list()
      let isFirst = place.joined == nil
      let newest = members.compactMap { $0.joined?.milliseconds }.max() ?? tools.now().milliseconds
      let since = (place.joined ?? newest) - Self.joinOverlap
      for member in members where member.id != decoder.me {
        guard let joined = member.joined, joined.milliseconds > since else { continue }
        if isFirst {
          place.recent[MemberRoll.name(ID(member.id))] = joined.milliseconds
        } else {
          tell(decoder.joined(member.member(decoder.guild), joined), of: ID(member.id))
        }
      }
      place.joined = max(place.joined ?? newest, newest)
      keep(members)
      noteAnswer()
    } catch {
      try goOn(
        without: "members", error, "the list of members cannot be read: only welcome messages tell who joins", "members"
      )
    }
  }

  private mutating func list() async throws -> [DiscordMember] {
    var members: [DiscordMember] = []
    var after = "0"
    for _ in 0..<limits.memberPages {
      let page =
        try await api.read(
          "/guilds/\(settings.guild)/members", [("limit", "\(Self.listSize)"), ("after", after)]
        ).array ?? []
      members += page.compactMap { DiscordMember($0) }
      let last = page.compactMap { $0["user"]?.snowflake("id") }.max()
      guard page.count == Self.listSize, let last else { return members }
      after = last.text
    }
    warnOnce("the server has more members than are read: of the others, only welcome messages tell who joins", members)
    return members
  }

  private mutating func warnOnce(_ message: String, _ members: [DiscordMember]) {
    guard memory.warned.insert(message).inserted else { return }
    tools.log(.warning, message, ["read": "\(members.count)"])
  }

  /// Adds a joining unless it was told already, by the list or by Discord's welcome message.
  mutating func tell(_ event: Event, of member: ID<Member>) {
    let at = event.at.milliseconds
    let name = MemberRoll.name(member)
    if let known = place.recent[name], abs(at - known) <= Self.joinOverlap { return }
    place.recent[name] = at
    events.append(event)
  }

  mutating func forgetJoins() {
    let newest = max(place.recent.values.max() ?? 0, place.joined ?? 0)
    place.recent = place.recent.filter { $0.value > newest - 6 * Self.joinOverlap }
    if place.recent.count > Self.mostRecent {
      let kept = place.recent.sorted { $0.value > $1.value }.prefix(Self.mostRecent)
      place.recent = Dictionary(kept.map { ($0.key, $0.value) }) { first, _ in first }
    }
  }

  /// Names and roles serve the messages; who is missing since the last look has left.
  private mutating func keep(_ members: [DiscordMember]) {
    guard members.count <= limits.members else {
      if settings.leaves { warnOnce("the server has too many members to tell who leaves", members) }
      return
    }
    let now = Dictionary(members.map { ($0.id, $0) }) { first, _ in first }
    directory.state.withLock { $0.members = now }
    guard settings.leaves else { return }
    let before = memory.members
    memory.members = now
    for member in before.values.filter({ now[$0.id] == nil }).sorted(by: { $0.id < $1.id }) {
      events.append(
        .left(
          member.member(decoder.guild), channel: nil, in: tools.community.id, at: tools.now(),
          mark: String(member.joined?.milliseconds ?? 0)))
    }
  }

  /// Who waits for a moderator's decision to be let in. The first reading tells of nobody.
  mutating func readRequests() async throws {
    guard decoder.guild?.hasRequests == true, !isClosed("requests") else { return }
    do {
      let waiting = try await DiscordRequests(api: api, guild: settings.guild).list("SUBMITTED")
      noteAnswer()
      let known = place.requests
      place.requests = Set(waiting.compactMap { $0["id"]?.string })
      guard let known else { return }
      events += waiting.filter { !known.contains($0["id"]?.string ?? "") }.compactMap { decoder.requested($0) }
    } catch {
      try goOn(without: "requests", error, "applications to join cannot be read", "requests")
    }
  }
}

/// Applications to join a server (Discord's documentation, "Guild Join Request").
struct DiscordRequests: Sendable {
  private static let pageSize = 100
  private static let maxPages = 10

  let api: DiscordAPI
  let guild: String

  /// The newest first, at most 1,000.
  func list(_ status: String) async throws -> [JSON] {
    var found: [JSON] = []
    var before: Snowflake?
    for _ in 0..<Self.maxPages {
      let query = [("status", status), ("limit", "\(Self.pageSize)")] + (before.map { [("before", $0.text)] } ?? [])
      let page = try await api.read("/guilds/\(guild)/requests", query)["guild_join_requests"]?.array ?? []
      found += page
      before = page.compactMap { $0.snowflake("id") }.min()
      // Those that are decided are paged by the time of the decision, which is no id: their newest are enough.
      guard page.count == Self.pageSize, before != nil, status == "SUBMITTED" else { break }
    }
    return found
  }

  /// Decides the member's application. One that was decided so before is done.
  func decide(_ member: ID<Member>, _ status: String, reason: String?) async throws -> Outcome {
    if let id = try await find(member, "SUBMITTED") {
      let body = JSON.compact(
        ("action", .string(status)), ("rejection_reason", .optional(reason.map { String($0.prefix(160)) })))
      try await api.write("PATCH", "/guilds/\(guild)/requests/\(id)", body)
      return .done(nil)
    }
    if try await find(member, status) != nil { return .done(nil) }
    return .refused(.target, reason: "\(member) has no application to join that waits for a decision")
  }

  private func find(_ member: ID<Member>, _ status: String) async throws -> String? {
    try await list(status).first { $0["user_id"]?.string == member.raw }?["id"]?.string
  }
}
