import BotCore
import FoundationEssentials
import Glibc
import Testing

@testable import BotRuntime

@Suite struct StoreBackupTests {
  let folder = Folder()
  var path: String { folder.file("botrun.sqlite") }
  var copy: String { folder.file("copy.sqlite") }

  private func error(_ body: () throws -> Void) -> String? {
    #expect(throws: StoreError.self) { try body() }?.description
  }

  @Test(arguments: StoreMaker.all)
  func theCopyHoldsWhatTheStoreHeld(_ maker: StoreMaker) throws {
    let store = try maker.make(folder)
    _ = try store.admit(.testing("1"), state: .pending, now: .at(0))
    try store.backup(to: copy)
    _ = try store.admit(.testing("2"), state: .pending, now: .at(0))
    let other = try SQLiteStore(path: copy)
    #expect(try other.events(in: .pending, limit: 9).map(\.event) == [.testing("1")])
  }

  @Test func theCopyIsOneFile() throws {
    let store = try SQLiteStore(path: path)
    try store.backup(to: copy)
    #expect(folder.names == ["botrun.sqlite", "botrun.sqlite-shm", "botrun.sqlite-wal", "copy.sqlite"])
  }

  @Test func aFileThatIsThereIsNotOverwritten() throws {
    try Data("mine".utf8).write(to: URL(filePath: copy))
    let store = try SQLiteStore(path: path)
    #expect(
      error { try store.backup(to: copy) }
        == "the backup \(copy) cannot be made: a file of that name exists; choose another name, or move the file away")
    #expect(FileManager.default.contents(atPath: copy) == Data("mine".utf8))
  }

  @Test func aFailedBackupLeavesNothing() throws {
    let store = try SQLiteStore(path: path)
    let target = folder.file("none/copy.sqlite")
    #expect(error { try store.backup(to: target) }?.hasPrefix("the backup \(target) cannot be made: ") == true)
    #expect(folder.names.filter { $0.contains("copy") } == [])
  }

  /// Whatever process of this machine, or of another container, has the number that a part is named by.
  @Test func whatKilledBackupsLeftBehindIsRemoved() throws {
    let left = [
      "copy.sqlite.part-\(getpid())", "copy.sqlite.part-\(getppid())", "copy.sqlite.part-\(getppid())-journal",
      "copy.sqlite.part-7-wal",
    ]
    let others = [
      "copy.sqlite.part-", "copy.sqlite.part-x", "copy.sqlite.part-0", "mycopy.sqlite.part-7", "other.sqlite.part-7",
    ]
    for name in left + others { try Data("half".utf8).write(to: URL(filePath: folder.file(name))) }
    let store = try SQLiteStore(path: path)
    try store.backup(to: copy)
    #expect(folder.names.filter { $0.contains("part-") } == others.sorted())
    #expect(try SQLiteStore(path: copy).integrity() == [])
  }

  /// In a container of its own it may have any number, also the one of this process, or one that nobody here has.
  @Test func aBackupThatIsBeingMadeElsewhereIsLeftAlone() throws {
    let names = ["copy.sqlite.part-\(getpid())", "copy.sqlite.part-\(getpid())-journal", "copy.sqlite.part-4194305"]
    for name in names { try Data("half".utf8).write(to: URL(filePath: folder.file(name))) }
    let files = [0, 2].map { open(folder.file(names[$0]), O_RDWR) }
    for file in files { try #require(flock(file, LOCK_EX | LOCK_NB) == 0) }
    let store = try SQLiteStore(path: path)
    try store.backup(to: copy)
    #expect(folder.names.filter { $0.contains("part-") } == names.sorted())
    #expect(names.allSatisfy { FileManager.default.contents(atPath: folder.file($0)) == Data("half".utf8) })
    #expect(try SQLiteStore(path: copy).integrity() == [])
    for file in files { close(file) }
  }

  @Test func whoeverMakesABackupHasItsPartLocked() throws {
    let part = try BackupPart.make(for: copy)
    let other = try BackupPart.make(for: copy)
    #expect(part.path != other.path)
    BackupPart.removeLeftBehind(of: copy)
    #expect(folder.names.count == 2)
    // What has its name by now is not its own.
    unlink(part.path)
    try Data("another's".utf8).write(to: URL(filePath: part.path))
    part.discard()
    other.discard()
    #expect(folder.names == [ConfigPath.last(part.path)])
  }

  @Test func theCopyIsOfOneMomentWhileAnotherConnectionWrites() async throws {
    let reader = try SQLiteStore(path: path)
    let path = path
    let writing = Task.detached {
      let writer = try SQLiteStore(path: path)
      var index = 0
      while !Task.isCancelled, index < 20_000 {
        try writer.transaction {
          for _ in 0..<10 {
            index += 1
            _ = try writer.admit(.testing("\(index)"), state: .done, now: .at(0))
          }
          try writer.setMeta("events", "\(index)")
        }
      }
      return index
    }
    var counts: [Int] = []
    for round in 0..<8 {
      let target = folder.file("copy\(round)")
      try reader.backup(to: target)
      let backup = try SQLiteStore(path: target, readOnly: true)
      let events = try backup.tallies()["events.done"] ?? 0
      #expect(try backup.meta("events") ?? "0" == "\(events)")
      counts.append(events)
    }
    writing.cancel()
    let written = try await writing.value
    #expect(counts == counts.sorted())
    #expect(written >= counts[7])
  }
}
