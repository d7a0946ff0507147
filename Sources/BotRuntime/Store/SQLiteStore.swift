import BotCore
import CSQLite
import FoundationEssentials
import Glibc

/// The store in one SQLite file, for one process. What a commit has accepted survives a crash of the machine
/// (write-ahead log, synchronous FULL). For one thread; other processes may read and back up meanwhile.
public final class SQLiteStore: Store {
  /// As it was given; `:memory:` for a store that ends with the process.
  public let path: String
  private var connection: SQLiteConnection?
  /// What was read of the facts' words and key: forgotten when something is undone, which may undo these, too.
  /// With the day on which the word was last noted to be in use.
  var factWords: [String: (number: Int64, day: Int64)] = [:]
  var factKey: SipHash?
  var cache = RecordCache()
  /// Set for a replay only: what it holds, SQLite does not.
  var replay: ReplayMemory?
  /// The state of the file that the cache follows, and of the transaction that is open.
  private var cachedVersion: Int?
  private var isOpen = false
  /// Nobody else can see it, and nothing of it has to survive: records need not reach SQLite before they have to.
  private var isVolatile: Bool { path == ":memory:" }
  /// While nobody else can write.
  var usesCache: Bool { isOpen || isVolatile }

  /// Opens the store, creates it where there is none, and brings an older one to this version's form.
  /// - Parameter readOnly: for commands that look while the bot runs; nothing is created or changed.
  /// - Throws: `StoreError`.
  public convenience init(path: String, readOnly: Bool = false) throws {
    try self.init(path: path, readOnly: readOnly, migrations: Migrations.all)
  }

  init(path: String, readOnly: Bool = false, migrations: [String]) throws {
    self.path = path
    if readOnly {
      connection = try Self.look(path, migrations)
    } else {
      connection = try Self.open(path, migrations)
    }
  }

  /// A store in memory that ends with the process and forgets events once they were handled.
  static func forReplay() throws -> SQLiteStore {
    let store = try SQLiteStore(path: ":memory:")
    store.replay = ReplayMemory()
    return store
  }

  private static func look(_ path: String, _ migrations: [String]) throws -> SQLiteConnection {
    let db = try SQLiteConnection(path: path, mode: .read)
    let version = try Migrations.check(db, knows: migrations.count)
    guard version == migrations.count else {
      throw StoreError(
        path, "it has the form \(version) of an older botrun, this one reads the form \(migrations.count)",
        "run \"botrun run\" once, which brings it up to date")
    }
    return db
  }

  private static func open(_ path: String, _ migrations: [String]) throws -> SQLiteConnection {
    keepPrivate(path)
    let db = try SQLiteConnection(path: path, mode: .create)
    guard sqlite3_db_readonly(db.handle, "main") == 0 else { throw db.fault(SQLITE_READONLY) }
    if try Migrations.check(db, knows: migrations.count) == 0 {
      // Only possible while there is no table yet.
      try db.execute("PRAGMA auto_vacuum = INCREMENTAL")
    }
    // What is deleted is overwritten, or an erased member could still be read out of the file's free pages.
    // The log is copied back every 8 MiB, and its file cut to 64 MiB after a burst. Of pages 2 MiB are kept: what is read
    // through now and then would fill whatever there is, and the kernel has them anyway.
    try db.execute(
      """
      PRAGMA journal_mode = WAL; PRAGMA synchronous = FULL; PRAGMA wal_autocheckpoint = 2000;
      PRAGMA journal_size_limit = 67108864; PRAGMA cache_size = -2000; PRAGMA temp_store = MEMORY;
      PRAGMA trusted_schema = OFF; PRAGMA secure_delete = ON
      """)
    try Migrations.apply(migrations, to: db)
    return db
  }

  // What members wrote is nobody else's business. SQLite gives its log the same permissions as the file.
  static func keepPrivate(_ path: String) {
    guard path != ":memory:" else { return }
    let file = Glibc.open(path, O_CREAT | O_EXCL | O_WRONLY | O_CLOEXEC, 0o600)
    if file >= 0 { Glibc.close(file) }
  }

  var db: SQLiteConnection {
    get throws {
      guard let connection else {
        throw StoreError(path, "it was closed", "report this as a fault of botrun")
      }
      return connection
    }
  }

  public func transaction<R>(_ body: () throws -> R) throws -> R {
    let db = try db
    try db.run("BEGIN IMMEDIATE")
    db.failure = nil
    cache.begin()
    replay?.begin()
    defer { isOpen = false }
    do {
      try lookForOtherWriters()
      isOpen = true
      let result = try body()
      if !isVolatile { try flushRecords() }
      // SQLite may have undone everything by itself, and a caller may have caught the error that told so.
      if let failure = db.failure { throw failure }
      FaultPoint.storeWritten.pass()
      try db.run("COMMIT")
      return result
    } catch {
      if db.isInTransaction { _ = try? db.run("ROLLBACK") }
      forgetWords()
      cache.undo(to: 0)
      replay?.undo()
      throw error
    }
  }

  private func lookForOtherWriters() throws {
    if isVolatile { return }
    let version = try foreignVersion()
    if version != cachedVersion { cache.forget() }
    cachedVersion = version
  }

  public func savepoint<R>(_ body: () throws -> R) throws -> R {
    let db = try db
    try db.run("SAVEPOINT turn")
    let mark = cache.mark
    do {
      let result = try body()
      try db.run("RELEASE turn")
      return result
    } catch {
      cache.undo(to: mark)
      replay?.forgetDue()
      if db.isInTransaction {
        try db.run("ROLLBACK TO turn")
        try db.run("RELEASE turn")
      }
      forgetWords()
      throw error
    }
  }

  private func forgetWords() { (factWords, factKey) = ([:], nil) }

  public func foreignVersion() throws -> Int {
    if replay != nil { return 0 }
    // Nobody else writes while a transaction is open.
    if isOpen, let cachedVersion { return cachedVersion }
    return try db.first("PRAGMA data_version", read: { $0.count(0) }) ?? 0
  }

  public func proveSpace() throws {
    try setMeta(Self.proof, String(repeating: ".", count: 64 << 10))
    try db.flush()
    try setMeta(Self.proof, nil)
  }

  private static let proof = "proof"

  public func integrity() throws -> [String] {
    let db = try db
    do {
      return try db.rows("PRAGMA quick_check(20)", read: { $0.text(0) }).filter { $0 != "ok" }
    } catch let error as StoreError where error.isDamage {
      // Damage can be such that the check itself comes to no end.
      return [String(cString: sqlite3_errmsg(db.handle))]
    }
  }

  /// Ends what another thread has under way on this connection, with an error. The store must be open.
  func interrupt() {
    if let connection { sqlite3_interrupt(connection.handle) }
  }

  public func close() { connection = nil }

  /// Tells a row that cannot be read by its table and key.
  func reading<Value>(_ place: @autoclosure () -> String, _ read: () throws -> Value) throws -> Value {
    do {
      return try read()
    } catch let error as JSONShapeError {
      throw unreadable(place(), error.description)
    } catch let error as JSONSyntaxError {
      throw unreadable(place(), error.message)
    }
  }

  /// The rows that can be read; the others are handed to `park`, with the reason.
  func readable<Row>(
    _ rows: [(number: Int64, row: Result<Row, any Error>)], park: (_ number: Int64, _ reason: String) throws -> Void
  ) throws -> [Row] {
    try rows.compactMap { number, row in
      do {
        return try row.get()
      } catch let error as StoreError where error.isOfOneRow {
        try park(number, error.fault)
        return nil
      }
    }
  }

  private func unreadable(_ place: String, _ fault: String) -> StoreError {
    var error = StoreError(
      path, "\(place) cannot be read: \(fault)", "start the botrun that wrote it, or restore a backup")
    error.isOfOneRow = true
    return error
  }
}
