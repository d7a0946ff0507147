import BotCore
import FoundationEssentials

/// Members who can answer, by id or by role, and whose turn it is.
///
/// Who has a role is learnt when they write: a record `expert/<member>` keeps their name and when they were called last.
struct Experts: Sendable {
  let ids: Set<String>
  let roles: Set<String>
  /// Those whose record, as it stands, is known to need no change.
  private let known = Lock<[ID<Member>: String]>([:])

  private static let prefix = "expert/"
  private static let kept = Duration.days(180)
  /// So many are known at once.
  private static let most = 500

  init(ids: [String], roles: [String]) {
    self.ids = Set(ids)
    self.roles = Set(roles)
  }

  /// Learns who writes: costs a look into the store once for each expert, and nothing for all others.
  func hear(_ member: Member, _ context: inout Context) throws {
    guard !member.isBot, ids.contains(member.id.raw) || member.roles.contains(where: roles.contains) else { return }
    guard known.withLock({ $0[member.id] }) != member.name else { return }
    let key = Self.prefix + member.id.raw
    if let old = try context.store.record(key), old.value["name"]?.string == member.name,
      old.expires.map({ $0 > context.now + .days(30) }) ?? true
    {
      known.withLock { known in
        if known.count > Self.most { known.removeAll() }
        known[member.id] = member.name
      }
      return
    }
    let called = try context.store.value(key)?["called"]?.double ?? 0
    write(member.id, member.name, called: called, &context)
  }

  /// Those who were not called for the longest time, and are called now.
  func call(_ count: Int, besides asker: ID<Member>, _ context: inout Context) throws -> [(
    id: ID<Member>, name: String
  )] {
    var found: [String: (name: String, called: Double)] = [:]
    for id in ids { found[id] = (id, 0) }
    for (key, record) in try context.store.records(startingWith: Self.prefix, limit: Self.most) {
      let id = String(key.dropFirst(Self.prefix.count))
      found[id] = (record.value["name"]?.string ?? id, record.value["called"]?.double ?? 0)
    }
    found[asker.raw] = nil
    let next = found.sorted { ($0.value.called, $0.key) < ($1.value.called, $1.key) }.prefix(count)
    for (id, expert) in next { write(ID(id), expert.name, called: context.now.timeIntervalSince1970, &context) }
    return next.map { (ID($0.key), $0.value.name) }
  }

  private func write(_ id: ID<Member>, _ name: String, called: Double, _ context: inout Context) {
    context.store.set(
      Self.prefix + id.raw, ["name": .string(name), "called": .double(called)], of: id, expires: context.now + Self.kept
    )
  }
}
