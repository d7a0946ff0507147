public import BotCore
public import FoundationEssentials

/// Who wants no message of the bot's own accord. Kept as hashes, so that it outlives the erasure of the member.
extension SQLiteStore {
  /// Use it within a transaction.
  public func setOptOut(_ member: ID<Member>, in community: ID<Community>, at date: Date?) throws {
    let hash = try hash(of: member, in: community)
    guard let date else {
      try db.run("DELETE FROM optouts WHERE community = ? AND member = ?", .id(community), .text(hash))
      return
    }
    try db.run(
      "INSERT OR IGNORE INTO optouts (community, member, at) VALUES (?, ?, ?)", .id(community), .text(hash),
      .date(date))
  }

  /// Since when; `nil` for somebody who has not said so.
  public func optedOut(_ member: ID<Member>, in community: ID<Community>) throws -> Date? {
    let db = try db
    guard try db.first("SELECT 1 FROM optouts LIMIT 1", read: { _ in true }) != nil else { return nil }
    return try db.first(
      "SELECT at FROM optouts WHERE community = ? AND member = ?", .id(community),
      .text(try hash(of: member, in: community)), read: { $0.date(0) })
  }
}
