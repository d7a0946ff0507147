internal import BotCore

/// Finds out, as a moderator, who asks for an account on the instance and who got one.
///
/// Who asks is in the list of those who wait for approval; who leaves it is looked up. An account counts as joined once
/// it is approved and its address is confirmed.
struct MastodonAccounts {
  private let api: MastodonAPI
  private let decoder: MastodonDecoder

  private static let path = "/api/v2/admin/accounts"
  /// Looked up in one round; the others have their turn in the next ones. At two rounds a minute that is a sixth of
  /// the requests that an account may make.
  private static let lookedUp = 5
  private static let mostPages = 10
  static let mark = "accounts"

  init(_ api: MastodonAPI, _ decoder: MastodonDecoder) {
    self.api = api
    self.decoder = decoder
  }

  /// The very first reading tells of nobody. Whom it tells of and how far it came go together, also where it throws:
  /// nobody is told twice then, and nobody is left out.
  func read(_ place: inout MastodonCursor, _ events: inout [Event]) async throws {
    let pending = try await list("pending", after: nil)
    guard let last = place[Self.mark] else {
      let newest = Mastodon.newest(try await page("active", [("limit", "1")]))
      place.waiting = pending.compactMap { $0.id("id") }
      place[Self.mark] = newest ?? "0"
      return
    }
    let active = try await list("active", after: last)
    events += pending.filter { !place.waiting.contains($0.id("id") ?? "") }.compactMap(decoder.asked)
    for account in active { events += take(account, &place) }
    for account in pending { wait(account.id("id"), &place) }
    if let newest = Mastodon.newest(active) { place[Self.mark] = newest }
    try await settle(&place, &events, pending: Set(pending.compactMap { $0.id("id") }))
  }

  private func take(_ account: JSON, _ place: inout MastodonCursor) -> [Event] {
    guard Self.isIn(account) else {
      wait(account.id("id"), &place)
      return []
    }
    return joined(account).map { [$0] } ?? []
  }

  private func wait(_ id: String?, _ place: inout MastodonCursor) {
    if let id, !place.waiting.contains(id) { place.waiting.append(id) }
  }

  private func joined(_ account: JSON) -> Event? {
    guard let member = decoder.member(admin: account), member.id.raw != decoder.me else { return nil }
    return decoder.joined(member, at: account.time("created_at") ?? decoder.now)
  }

  static func isIn(_ account: JSON) -> Bool {
    account["approved"]?.bool != false && account["confirmed"]?.bool != false && account["suspended"]?.bool != true
  }

  /// What became of those who no longer wait for approval.
  private func settle(
    _ place: inout MastodonCursor, _ events: inout [Event], pending: Set<String>
  ) async throws {
    for id in place.waiting.filter({ !pending.contains($0) }).prefix(Self.lookedUp) {
      // Whom a look cannot find out about waits behind the others.
      place.waiting.removeAll { $0 == id }
      place.waiting.append(id)
      let account = try await api.look("/api/v1/admin/accounts/" + Percent.encode(id))
      if let account, !Self.isIn(account), account["suspended"]?.bool != true { continue }
      place.waiting.removeLast()
      // They came in just now, whenever they asked.
      if let account, Self.isIn(account), let member = decoder.member(admin: account) {
        events.append(decoder.joined(member, at: decoder.now))
      }
    }
  }

  private func list(_ status: String, after last: String?) async throws -> [JSON] {
    var found: [JSON] = []
    var edge = last ?? "0"
    for _ in 0..<Self.mostPages {
      let items = try await page(status, [("min_id", edge), ("limit", "100")])
      guard let newest = Mastodon.newest(items), MastodonID.isNewer(newest, than: edge) else { break }
      found += items
      edge = newest
    }
    return found
  }

  private func page(_ status: String, _ query: [(String, String)]) async throws -> [JSON] {
    try await api.get(Self.path, [("origin", "local"), ("status", status)] + query).array ?? []
  }
}
