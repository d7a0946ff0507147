import BotCore
import CSQLite

/// One connection to one SQLite file: keeps its prepared statements and turns every failure into a `StoreError`.
/// For one thread. SQL is always a literal, so no value can ever become part of it.
final class SQLiteConnection {
  enum Mode: Equatable { case create, write, read }

  let path: String
  let handle: OpaquePointer
  /// The first failure since it was last cleared; a transaction with one must not be committed.
  var failure: StoreError?
  private var statements: [UnsafePointer<UInt8>: OpaquePointer] = [:]

  init(path: String, mode: Mode) throws(StoreError) {
    let access =
      switch mode {
      case .create: SQLITE_OPEN_READWRITE | SQLITE_OPEN_CREATE
      case .write: SQLITE_OPEN_READWRITE
      case .read: SQLITE_OPEN_READONLY
      }
    Self.keepTemporaryFiles(beside: path)
    var opened: OpaquePointer?
    let code = sqlite3_open_v2(path, &opened, access | SQLITE_OPEN_NOMUTEX | SQLITE_OPEN_EXRESCODE, nil)
    guard let opened, code == SQLITE_OK else {
      let error = SQLiteFault.error(
        code, String(cString: sqlite3_errstr(code)), system: opened.map { sqlite3_system_errno($0) } ?? 0, path: path)
      sqlite3_close_v2(opened)
      throw error
    }
    self.path = path
    handle = opened
    sqlite3_busy_timeout(handle, 5000)
    _ = botrun_sqlite_defensive(handle)
  }

  /// Of the first store that the process opens: what SQLite builds for a while is to lie where the store's data are allowed
  /// to lie, and where there is space for them, not in a folder for all.
  private static let hasFolder = Lock(false)

  private static func keepTemporaryFiles(beside path: String) {
    guard let end = path.lastIndex(of: "/") else { return }
    hasFolder.withLock { hasFolder in
      if !hasFolder { botrun_sqlite_temporary_folder(String(path[...end])) }
      hasFolder = true
    }
  }

  deinit {
    for statement in statements.values { sqlite3_finalize(statement) }
    sqlite3_close_v2(handle)
  }

  var isInTransaction: Bool { sqlite3_get_autocommit(handle) == 0 }
  var lastRow: Int64 { sqlite3_last_insert_rowid(handle) }

  /// Runs statements without values, such as a schema.
  func execute(_ script: String) throws(StoreError) {
    try check(sqlite3_exec(handle, script, nil, nil, nil))
  }

  /// Runs one statement and returns how many rows it changed.
  @discardableResult
  func run(_ sql: StaticString, _ values: SQLiteValue...) throws(StoreError) -> Int {
    let statement = try bound(sql, values)
    defer { sqlite3_reset(statement) }
    let code = sqlite3_step(statement)
    guard code == SQLITE_DONE || code == SQLITE_ROW else { throw fault(code) }
    return Int(sqlite3_changes(handle))
  }

  func rows<Row>(_ sql: StaticString, _ values: SQLiteValue..., read: (SQLiteRow) throws -> Row) throws -> [Row] {
    try collect(sql, values, atMost: .max, read)
  }

  /// The first so many rows of which `read` makes something.
  func rows<Row>(
    _ sql: StaticString, _ values: SQLiteValue..., atMost limit: Int, read: (SQLiteRow) throws -> Row?
  ) throws -> [Row] {
    try collect(sql, values, atMost: limit, read)
  }

  private func collect<Row>(
    _ sql: StaticString, _ values: [SQLiteValue], atMost limit: Int, _ read: (SQLiteRow) throws -> Row?
  ) throws -> [Row] {
    let statement = try bound(sql, values)
    defer { sqlite3_reset(statement) }
    var rows: [Row] = []
    while rows.count < limit {
      let code = sqlite3_step(statement)
      if code == SQLITE_DONE { break }
      guard code == SQLITE_ROW else { throw fault(code) }
      if let row = try read(SQLiteRow(statement: statement)) { rows.append(row) }
    }
    return rows
  }

  /// The first row, where there is one.
  func first<Row>(_ sql: StaticString, _ values: SQLiteValue..., read: (SQLiteRow) throws -> Row) throws -> Row? {
    let statement = try bound(sql, values)
    defer { sqlite3_reset(statement) }
    let code = sqlite3_step(statement)
    if code == SQLITE_DONE { return nil }
    guard code == SQLITE_ROW else { throw fault(code) }
    return try read(SQLiteRow(statement: statement))
  }

  /// Within a transaction: writes what has changed so far to the file, so that a lack of space shows before the commit.
  func flush() throws(StoreError) { try check(sqlite3_db_cacheflush(handle)) }

  func check(_ code: Int32) throws(StoreError) {
    guard code == SQLITE_OK else { throw fault(code) }
  }

  func fault(_ code: Int32) -> StoreError {
    let error = SQLiteFault.error(
      code, String(cString: sqlite3_errmsg(handle)), system: sqlite3_system_errno(handle), path: path)
    if failure == nil { failure = error }
    return error
  }

  private func bound(_ sql: StaticString, _ values: [SQLiteValue]) throws(StoreError) -> OpaquePointer {
    let statement = try prepared(sql)
    var index: Int32 = 0
    for value in values {
      index += 1
      try check(value.bind(to: statement, at: index))
    }
    return statement
  }

  // A literal's address is its name here: looking it up costs nothing beside running it.
  private func prepared(_ sql: StaticString) throws(StoreError) -> OpaquePointer {
    if let statement = statements[sql.utf8Start] { return statement }
    var statement: OpaquePointer?
    let code = sql.withUTF8Buffer { text in
      text.withMemoryRebound(to: CChar.self) { text in
        sqlite3_prepare_v3(
          handle, text.baseAddress, Int32(text.count), UInt32(SQLITE_PREPARE_PERSISTENT), &statement, nil)
      }
    }
    try check(code)
    guard let statement else { throw fault(SQLITE_MISUSE) }
    statements[sql.utf8Start] = statement
    return statement
  }
}
