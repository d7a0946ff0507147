import BotCore
import CSQLite
import Testing

@testable import BotRuntime

/// The flags that are not resolved, of which there may be very many.
@Suite struct StoreFlagsTests {
  private let store: SQLiteStore

  init() throws { store = try SQLiteStore(path: ":memory:") }

  private func insert(
    _ title: String, _ severity: Flag.Severity, _ state: StoredFlag.State = .open,
    in community: ID<Community> = "lobby",
    at second: Double
  ) throws {
    var flag = StoredFlag(
      id: 0, community: community, instance: "lobby/watch", flag: Flag(title, severity: severity, text: "look"),
      state: .open, created: .at(second), updated: .at(second), by: "")
    flag.id = try store.insert(flag)
    flag.state = state
    if state != .open { try store.update(flag) }
  }

  @Test func theGravestAndOfEqualsTheOldestAreFoundWithoutALookAtAll() throws {
    try insert("late notice", .notice, at: 1)
    try insert("warning", .warning, .acknowledged, at: 2)
    try insert("later urgent", .urgent, at: 9)
    try insert("early urgent", .urgent, .snoozed, at: 3)
    try insert("done", .urgent, .resolved, at: 0)
    try insert("elsewhere", .urgent, in: "garden", at: 0)
    for second in 1...50 { try insert("more", .notice, at: Double(10 + second)) }
    let found = try store.unresolvedFlags(of: "lobby", limit: 4)
    #expect(found.gravest.map(\.flag.title) == ["later urgent", "late notice", "more", "more"])
    #expect(found.count == 54)
    let all = try store.unresolvedFlags(of: "lobby", limit: 60).gravest.map(\.flag.title)
    #expect(all.suffix(2) == ["warning", "early urgent"], "what somebody takes care of, and then what was put off")
    #expect(try looks() == [0, 0], "no row was looked at that is not told, and none was sorted")
  }

  /// Steps through whole tables, and sorts, of all that was read of flags.
  private func looks() throws -> [Int32] {
    let db = try store.db
    var (scanned, sorted): (Int32, Int32) = (0, 0)
    var statement = sqlite3_next_stmt(db.handle, nil)
    while let one = statement {
      if String(cString: sqlite3_sql(one)).contains("FROM flags") {
        scanned += sqlite3_stmt_status(one, SQLITE_STMTSTATUS_FULLSCAN_STEP, 0)
        sorted += sqlite3_stmt_status(one, SQLITE_STMTSTATUS_SORT, 0)
      }
      statement = sqlite3_next_stmt(db.handle, one)
    }
    return [scanned, sorted]
  }
}
