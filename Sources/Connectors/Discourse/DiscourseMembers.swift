internal import BotCore
internal import FoundationEssentials

extension Discourse {
  /// 500 registrations between two rounds.
  private static let mostPages = 5
  private static let pageSize = 100

  /// Who registered since the last round, and who became a member of those that registered before. The first reading
  /// only finds out who is there.
  func newMembers(_ place: inout DiscourseCursor) async throws -> [Event] {
    let seen = place.user
    let floor = seen.map { min($0, place.waiting.min() ?? $0) }
    guard let rows = try await ifOpen("new members", { try await accounts("new", until: floor) }) else { return [] }
    place.user = max(seen ?? 0, rows.compactMap { $0["id"]?.int }.max() ?? 0)
    guard let seen else {
      place.waiting = Set(rows.filter { isReal($0) && !isMember($0) }.compactMap { $0["id"]?.int })
      return []
    }
    var events: [Event] = []
    for row in rows.reversed() where isReal(row) {
      guard let id = row["id"]?.int, id > seen || place.waiting.contains(id) else { continue }
      guard isMember(row) else {
        place.waiting.insert(id)
        continue
      }
      // Who waited has joined only now.
      let hasWaited = place.waiting.remove(id) != nil
      let at = hasWaited ? tools.now() : row.time("created_at") ?? tools.now()
      events += decoder.joined(row, at: at).map { [$0] } ?? []
    }
    if !rows.isEmpty { place.waiting = stillWaiting(place.waiting, among: rows) }
    return events
  }

  /// Without the accounts that are gone, and without those that registered too long ago to be read every round.
  private func stillWaiting(_ waiting: Set<Int>, among rows: [JSON]) -> Set<Int> {
    let there = Set(rows.compactMap { $0["id"]?.int })
    let oldest = rows.count < Self.mostPages * Self.pageSize ? Int.min : there.min() ?? Int.min
    let kept = waiting.filter { there.contains($0) }.sorted().suffix(DiscourseCursor.mostWaiting)
    let late = waiting.filter { $0 < oldest }.count + waiting.filter { there.contains($0) }.count - kept.count
    if late > 0 {
      tools.log(.warning, "too many accounts wait to become members: the oldest are given up", ["count": "\(late)"])
    }
    return Set(kept)
  }

  /// Who waits to be approved and did not at the last round.
  func pendingMembers(_ place: inout DiscourseCursor) async throws -> [Event] {
    guard let rows = try await ifOpen("pending members", { try await accounts("pending", until: nil) }) else {
      return []
    }
    let known = place.pending
    place.pending = MemberRoll(rows.compactMap { $0["id"]?.int.map { ID(String($0)) } })
    guard let known else { return [] }
    return rows.reversed().filter { row in
      isReal(row) && row["id"]?.int.map { !known.contains(ID(String($0))) } ?? false
    }.compactMap { decoder.asked($0) }
  }

  /// Newest first, 100 a page.
  private func accounts(_ flag: String, until seen: Int?) async throws -> [JSON] {
    var rows: [JSON] = []
    for page in 1...Self.mostPages {
      let answer = try await api.ask("GET", "/admin/users/list/\(flag).json", query: [("page", "\(page)")]).json
      let more = answer.array ?? []
      rows += more
      let oldest = more.compactMap { $0["id"]?.int }.min() ?? 0
      if more.count < Self.pageSize || oldest <= seen ?? oldest { break }
    }
    return rows
  }

  private func isReal(_ row: JSON) -> Bool { (row["id"]?.int ?? 0) > 0 && row["staged"]?.bool != true }

  private func isMember(_ row: JSON) -> Bool {
    switch settings.joining {
    case .created: true
    case .confirmed: row["active"]?.bool == true
    case .approved: row["approved"]?.bool == true
    }
  }
}
