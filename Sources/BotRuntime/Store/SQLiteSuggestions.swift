public import BotCore
public import FoundationEssentials

extension SQLiteStore {
  public func insert(_ suggestion: Suggestion) throws {
    try db.run(
      """
      INSERT OR REPLACE INTO suggestions (delivery, community, told, why, expires, state, person)
      VALUES (?, ?, ?, ?, ?, ?, ?)
      """,
      .int(suggestion.delivery), .id(suggestion.community), .text(suggestion.told), .text(suggestion.why),
      .date(suggestion.expires), .text(suggestion.state.rawValue), .text(suggestion.person))
  }

  public func update(_ suggestion: Suggestion) throws {
    try db.run(
      "UPDATE suggestions SET state = ?, person = ? WHERE delivery = ?",
      .text(suggestion.state.rawValue), .text(suggestion.person), .int(suggestion.delivery))
  }

  public func suggestion(_ delivery: Int64) throws -> Suggestion? {
    try db.first(
      "SELECT delivery, community, told, why, expires, state, person FROM suggestions WHERE delivery = ?",
      .int(delivery), read: suggestion)
  }

  public func openSuggestions(of community: ID<Community>, limit: Int) throws -> [Suggestion] {
    try db.rows(
      """
      SELECT delivery, community, told, why, expires, state, person FROM suggestions INDEXED BY suggestions_open
      WHERE community = ? AND state = 'open' ORDER BY expires, delivery LIMIT ?
      """, .id(community), .int(limit), read: suggestion)
  }

  public func suggestions(toldAs name: String, limit: Int) throws -> [Suggestion] {
    try db.rows(
      """
      SELECT delivery, community, told, why, expires, state, person FROM suggestions
      WHERE told = ? ORDER BY delivery LIMIT ?
      """, .text(name), .int(limit), read: suggestion)
  }

  public func nextLapse(of community: ID<Community>) throws -> Date? {
    try db.first(
      "SELECT min(expires) FROM suggestions INDEXED BY suggestions_open WHERE community = ? AND state = 'open'",
      .id(community), read: { $0.optionalDate(0) }) ?? nil
  }

  private func suggestion(_ row: SQLiteRow) throws -> Suggestion {
    let id = row.int(0)
    guard let state = Suggestion.State(rawValue: row.text(5)) else {
      return try reading("suggestion \(id)") { throw JSONShapeError(unknown: row.text(5), of: "a suggestion") }
    }
    return Suggestion(
      delivery: id, community: row.id(1), told: row.text(2), why: row.text(3), expires: row.date(4), state: state,
      person: row.text(6))
  }
}
