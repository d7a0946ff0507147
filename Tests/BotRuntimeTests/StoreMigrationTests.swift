import BotCore
import FoundationEssentials
import Testing

@testable import BotRuntime

@Suite struct StoreMigrationTests {
  let folder = Folder()
  var path: String { folder.file("botrun.sqlite") }
  let next = Migrations.all + ["CREATE TABLE extra (a INTEGER) STRICT"]

  private func error(_ body: () throws -> Void) -> String? {
    #expect(throws: StoreError.self) { try body() }?.description
  }

  @Test func anOlderStoreIsBroughtForwardWithItsContent() throws {
    try SQLiteStore(path: path).setMeta("a", "1")
    let store = try SQLiteStore(path: path, migrations: next)
    #expect(try store.meta("a") == "1")
    #expect(try store.db.first("SELECT count(*) FROM extra", read: { $0.count(0) }) == 0)
    #expect(try store.db.first("PRAGMA user_version", read: { $0.count(0) }) == next.count)
  }

  @Test func aNewerStoreIsRefused() throws {
    _ = try SQLiteStore(path: path, migrations: next)
    let sentence =
      "the store \(path): a newer botrun wrote it (its form is \(next.count), this botrun knows up to \(next.count - 1)); "
      + "start the newer botrun, or restore a backup from before the upgrade"
    #expect(error { _ = try SQLiteStore(path: path) } == sentence)
    #expect(error { _ = try SQLiteStore(path: path, readOnly: true) } == sentence)
  }

  @Test func aReaderDoesNotBringAStoreForward() throws {
    _ = try SQLiteStore(path: path)
    #expect(
      error { _ = try SQLiteStore(path: path, readOnly: true, migrations: next) }
        == "the store \(path): it has the form \(next.count - 1) of an older botrun, this one reads the form \(next.count); "
        + "run \"botrun run\" once, which brings it up to date")
  }

  @Test func aStepThatFailsLeavesTheOldForm() throws {
    try SQLiteStore(path: path).setMeta("a", "1")
    let broken = Migrations.all + ["CREATE TABLE extra (a INTEGER) STRICT; DROP TABLE meta; DROP TABLE nonesuch"]
    _ = error { _ = try SQLiteStore(path: path, migrations: broken) }
    #expect(try SQLiteStore(path: path).meta("a") == "1")
  }

  @Test func anotherProgramsDatabaseIsRefusedAndUnchanged() throws {
    let db = try SQLiteConnection(path: path, mode: .create)
    try db.execute("CREATE TABLE photos (name TEXT); PRAGMA user_version = 1")
    let before = FileManager.default.contents(atPath: path)
    #expect(
      error { _ = try SQLiteStore(path: path) }
        == "the store \(path): the file belongs to another program; "
        + "name another file in the configuration, at store.path")
    #expect(FileManager.default.contents(atPath: path) == before)
  }

  @Test func aFileThatIsNoDatabaseIsRefused() throws {
    try Data(String(repeating: "diary ", count: 1000).utf8).write(to: URL(filePath: path))
    #expect(
      error { _ = try SQLiteStore(path: path) }
        == "the store \(path): the file is no botrun store; if it is meant to be the bot's own, it is damaged: move it away and restore a backup; "
        + "else name another file in the configuration, at store.path")
  }

  @Test func aRowOfANewerVersionIsSetAsideAndNamed() throws {
    let store = try SQLiteStore(path: path)
    _ = try store.admit(.testing("1"), state: .pending, now: .at(0))
    _ = try store.admit(.testing("2"), state: .pending, now: .at(0))
    try store.db.execute("UPDATE events SET kind = 'waved' WHERE sequence = 1")
    #expect(try store.events(in: .pending, limit: 1).map(\.sequence) == [2])
    #expect(
      error { _ = try store.events(in: .parked, limit: 1) }
        == "the store \(path): event 1 cannot be read: an event says \"waved\", which this version does not know; "
        + "start the botrun that wrote it, or restore a backup")
  }
}
