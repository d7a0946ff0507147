import BotCore
import Dispatch
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

  /// A number that no process has: one that has just ended.
  private func endedProcess() throws -> pid_t {
    var process = pid_t()
    var words: [UnsafeMutablePointer<CChar>?] = [strdup("true"), nil]
    defer { free(words[0]) }
    try #require(posix_spawn(&process, "/bin/true", nil, nil, &words, nil) == 0)
    var status: Int32 = 0
    try #require(waitpid(process, &status, 0) == process)
    return process
  }

  @Test func whatKilledBackupsLeftBehindIsRemoved() throws {
    let (ended, running) = (try endedProcess(), getppid())
    let left = [
      "copy.sqlite.part-\(ended)", "copy.sqlite.part-\(ended)-journal", "copy.sqlite.part-\(getpid())",
    ]
    let others = [
      "copy.sqlite.part-\(running)", "copy.sqlite.part-", "copy.sqlite.part-x", "copy.sqlite.part-0",
      "mycopy.sqlite.part-\(ended)", "other.sqlite.part-\(ended)",
    ]
    for name in left + others { try Data("half".utf8).write(to: URL(filePath: folder.file(name))) }
    let store = try SQLiteStore(path: path)
    try store.backup(to: copy)
    #expect(folder.names.filter { $0.contains("part-") } == others.sorted())
    #expect(try SQLiteStore(path: copy).integrity() == [])
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
