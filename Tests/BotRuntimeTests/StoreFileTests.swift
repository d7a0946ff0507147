import BotCore
import CSQLite
import FoundationEssentials
import Glibc
import Testing

@testable import BotRuntime

@Suite struct StoreFileTests {
  let folder = Folder()
  var path: String { folder.file("botrun.sqlite") }

  private func error(_ body: () throws -> Void) -> String? {
    #expect(throws: StoreError.self) { try body() }?.description
  }

  @Test func aCommitOfNothingPassesWhereNothingFitsAndAProofDoesNot() throws {
    let store = try SQLiteStore(path: path)
    let pages = try store.db.first("PRAGMA page_count", read: { $0.count(0) }) ?? 0
    try store.db.execute("PRAGMA max_page_count = \(pages)")
    try store.transaction {}
    let fault = error { try store.transaction { try store.proveSpace() } }
    #expect(fault?.contains("the disk is full") == true)
    try store.db.execute("PRAGMA max_page_count = \(pages + 100)")
    try store.transaction { try store.proveSpace() }
    #expect(try store.meta("proof") == nil)
  }

  @Test func everyStateIsThereAfterReopening() throws {
    do {
      let store = try SQLiteStore(path: path)
      try store.transaction {
        for (index, state) in InboxState.allCases.enumerated() {
          _ = try store.admit(.testing("\(index)"), state: .pending, now: .at(0))
          try store.setState(state, attempts: 1, note: "n", ofEvent: Int64(index + 1))
        }
        for state in Delivery.State.allCases {
          var delivery = Delivery.testing("\(state)")
          delivery.id = try store.enqueue(delivery) ?? 0
          delivery.state = state
          try store.update(delivery)
        }
        for state in StoredFlag.State.allCases {
          _ = try store.settle(flag: try store.insert(.testing("\(state)")), as: state, by: "bo", now: .at(0))
        }
        try store.postpone(.testing("1", due: .at(1)))
        try store.postpone(.testing("2", due: nil))
        try store.write(Record("v"), "k", of: "lobby/x")
        try store.setTimer("t", of: "lobby/x", at: .at(1))
        try store.setCursor(Cursor("c"), of: "lobby")
        try store.setPause("p", until: .at(1), note: "")
        _ = try store.count("c", window: .at(0))
        try store.setMeta("m", "v")
      }
      store.close()
    }
    let store = try SQLiteStore(path: path)
    var expected = ["seen": 6, "records": 1, "timers": 5, "counters": 1, "turns.waiting": 1, "turns.parked": 1]
    for state in InboxState.allCases { expected["events.\(state)"] = 1 }
    for state in Delivery.State.allCases { expected["deliveries.\(state)"] = 1 }
    for state in StoredFlag.State.allCases { expected["flags.\(state)"] = 1 }
    #expect(try store.tallies() == expected)
    #expect(try store.cursor(of: "lobby") == Cursor("c"))
    #expect(try store.count("c", window: .at(0)) == 2)
    #expect(try [store.meta("m"), store.pauses().first?.name] == ["v", "p"])
    #expect(try store.record("k", of: "lobby/x") == Record("v"))
  }

  @Test func anotherProcessesWritingIsNoticed() throws {
    let store = try SQLiteStore(path: path)
    let other = try SQLiteStore(path: path)
    let before = try store.foreignVersion()
    try store.setMeta("a", "own")
    #expect(try store.foreignVersion() == before)
    try other.setMeta("a", "other")
    #expect(try store.foreignVersion() != before)
    #expect(try store.meta("a") == "other")
  }

  @Test func onlyTheOwnerCanReadTheFile() throws {
    _ = try SQLiteStore(path: path)
    var info = stat()
    stat(path, &info)
    #expect(info.st_mode & 0o777 == 0o600)
  }

  @Test func aReaderSeesAndCannotWrite() throws {
    let writer = try SQLiteStore(path: path)
    try writer.setMeta("a", "1")
    let reader = try SQLiteStore(path: path, readOnly: true)
    #expect(try reader.meta("a") == "1")
    #expect(
      error { try reader.setMeta("a", "2") }
        == "the store \(path): it can only be read; let the user who runs botrun write to the file and to its folder")
    try writer.setMeta("a", "3")
    #expect(try reader.meta("a") == "3")
  }

  @Test func aReaderDoesNotMakeAStore() {
    #expect(
      error { _ = try SQLiteStore(path: path, readOnly: true) }
        == "the store \(path): it cannot be opened: No such file or directory; "
        + "check that the folder exists and that the user who runs botrun may write to it")
    #expect(folder.names == [])
  }

  @Test func aFolderThatCannotBeWrittenToIsNamed() {
    #expect(
      error { _ = try SQLiteStore(path: "/proc/self/botrun.sqlite") }
        == "the store /proc/self/botrun.sqlite: it cannot be opened: No such file or directory; "
        + "check that the folder exists and that the user who runs botrun may write to it")
  }

  @Test(.enabled(if: geteuid() != 0, "root may write anywhere"))
  func aFileThatCannotBeWrittenToIsNamed() throws {
    try SQLiteStore(path: path).close()
    chmod(path, 0o400)
    #expect(
      error { _ = try SQLiteStore(path: path) }
        == "the store \(path): it can only be read; let the user who runs botrun write to the file and to its folder")
  }

  @Test func aFullDiskUndoesTheTransactionAndTheStoreGoesOn() throws {
    let store = try SQLiteStore(path: path)
    try store.setMeta("a", "old")
    try store.db.execute("PRAGMA max_page_count = 60")
    let full = error {
      try store.transaction {
        try store.setMeta("a", "new")
        for index in 0..<10_000 { _ = try store.admit(.testing("\(index)"), state: .done, now: .at(0)) }
      }
    }
    #expect(full == "the store \(path): the disk is full; free some space; what was being written was undone")
    #expect(try store.meta("a") == "old")
    #expect(try store.tallies() == [:])
    try store.db.execute("PRAGMA max_page_count = 6000")
    #expect(try store.transaction { try store.admit(.testing("1"), state: .done, now: .at(0)) } == 1)
  }

  @Test func aFailureThatSomebodyCaughtStillUndoesTheTransaction() throws {
    let store = try SQLiteStore(path: path)
    try store.db.execute("PRAGMA max_page_count = 60")
    _ = error {
      try store.transaction {
        try store.setMeta("a", "1")
        try? store.savepoint { try store.write(Record(.string(String(repeating: "x", count: 1 << 20))), "k", of: "i") }
      }
    }
    #expect(try store.meta("a") == nil)
  }

  @Test func aLockedStoreIsSaidToBeLocked() throws {
    let store = try SQLiteStore(path: path)
    let other = try SQLiteStore(path: path)
    sqlite3_busy_timeout(try other.db.handle, 1)
    try store.transaction {
      #expect(
        error { try other.transaction {} } == "the store \(path): it is locked by another process; "
          + "stop the other process, or wait until it is done, and try again")
    }
    try other.transaction {}
  }

  @Test func aTransactionDoesNotNest() throws {
    let store = try SQLiteStore(path: path)
    let nested = error { try store.transaction { try store.transaction {} } }
    #expect(nested?.contains("cannot start a transaction within a transaction") == true)
    try store.transaction {}
  }

  @Test func aDamagedFileIsFound() throws {
    do {
      let store = try SQLiteStore(path: path)
      try store.transaction {
        for index in 0..<500 { _ = try store.admit(.testing("\(index)"), state: .done, now: .at(0)) }
      }
      store.close()
    }
    var bytes = try #require(FileManager.default.contents(atPath: path))
    bytes.replaceSubrange(40_000..<60_000, with: Data(repeating: 0xAB, count: 20_000))
    try bytes.write(to: URL(filePath: path))
    let store = try SQLiteStore(path: path)
    #expect(try store.integrity() != [])
  }
}
