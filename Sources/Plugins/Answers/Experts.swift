import BotCore
import FoundationEssentials

/// Members who can answer, by id or by role, and whose turn it is.
///
/// Who has a role is learnt when they write: a record `expert/<member>` keeps their name, their roles of these and when
/// they were called last. Whoever leaves, or writes without the role, is forgotten.
struct Experts: Sendable {
  let ids: Set<String>
  let roles: Set<String>
  /// Those who have a record, with what it says if it needs no change until a time.
  private let known = Lock<[ID<Member>: Known]?>(nil)

  private struct Known: Hashable {
    let name: String
    let roles: [String]
    let until: Date
  }

  private static let prefix = "expert/"
  private static let kept = Duration.days(180)
  /// A record is renewed when it would expire within this time.
  private static let renewed = Duration.days(30)
  /// So many are known at once.
  private static let most = 500

  init(ids: [String], roles: [String]) {
    self.ids = Set(ids)
    self.roles = Set(roles)
  }

  /// Learns who writes: costs a look into the store once for each expert, and nothing for all others.
  func hear(_ member: Member, _ context: inout Context) throws {
    guard !member.isBot, !(ids.isEmpty && roles.isEmpty) else { return }
    let held = member.roles.filter(roles.contains).sorted()
    guard ids.contains(member.id.raw) || !held.isEmpty else { return try forget(member.id, &context) }
    let before = try all(context)[member.id]
    if let before, before.name == member.name, before.roles == held, context.now < before.until { return }
    let old = try context.store.record(Self.prefix + member.id.raw)
    if let known = old.map(Self.known), known.name == member.name, known.roles == held, context.now < known.until {
      self.known.withLock { $0?[member.id] = known }
      return
    }
    let record: JSON = Self.json(name: member.name, roles: held, called: old?.value["called"]?.double ?? 0)
    context.store.set(Self.prefix + member.id.raw, record, of: member.id, expires: context.now + Self.kept)
    // To be looked at again, should the turn not be kept.
    known.withLock { $0?[member.id] = Known(name: "", roles: [], until: .distantPast) }
  }

  /// Somebody is no expert, or left.
  func forget(_ id: ID<Member>, _ context: inout Context) throws {
    guard try all(context)[id] != nil else { return }
    if try context.store.contains(Self.prefix + id.raw) { return context.store.remove(Self.prefix + id.raw) }
    known.withLock { $0?[id] = nil }
  }

  /// Those who were not called for the longest time, and are called now.
  func call(_ count: Int, besides asker: ID<Member>, _ context: inout Context) throws -> [(
    id: ID<Member>, name: String
  )] {
    var found: [String: Record] = [:]
    for id in ids {
      found[id] = Record(Self.json(name: id, roles: [], called: 0), expires: context.now + Self.kept)
    }
    for (key, record) in try context.store.records(startingWith: Self.prefix, limit: Self.most) {
      let id = String(key.dropFirst(Self.prefix.count))
      // The settings may have changed since.
      if ids.contains(id) || Self.known(record).roles.contains(where: roles.contains) { found[id] = record }
    }
    found[asker.raw] = nil
    func called(_ record: Record) -> Double { record.value["called"]?.double ?? 0 }
    let willing = try found.filter { try !context.store.hasOptedOut(ID($0.key)) }
    let next = willing.sorted { (called($0.value), $0.key) < (called($1.value), $1.key) }.prefix(count)
    return next.map { id, record in
      let expert = Self.known(record)
      let json = Self.json(name: expert.name, roles: expert.roles, called: context.now.timeIntervalSince1970)
      // Being called renews nothing: who writes no more is forgotten.
      context.store.set(Self.prefix + id, json, of: ID(id), expires: record.expires)
      return (ID(id), expert.name)
    }
  }

  private func all(_ context: Context) throws -> [ID<Member>: Known] {
    if let known = known.withLock({ $0 }) { return known }
    let records = try context.store.records(startingWith: Self.prefix, limit: Self.most)
    let all = Dictionary(
      uniqueKeysWithValues: records.map { key, record in
        (ID<Member>(String(key.dropFirst(Self.prefix.count))), Self.known(record))
      })
    known.withLock { $0 = all }
    return all
  }

  private static func known(_ record: Record) -> Known {
    Known(
      name: record.value["name"]?.string ?? "", roles: record.value["roles"]?.array?.compactMap(\.string) ?? [],
      until: record.expires.map { $0 - renewed } ?? .distantFuture)
  }

  private static func json(name: String, roles: [String], called: Double) -> JSON {
    .compact(
      ("name", .string(name)), ("called", .double(called)),
      ("roles", roles.isEmpty ? nil : .array(roles.map { .string($0) })))
  }
}
