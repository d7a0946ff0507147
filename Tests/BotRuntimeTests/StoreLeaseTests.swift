import BotCore
import FoundationEssentials
import Glibc
import Testing

@testable import BotRuntime

@Suite struct StoreLeaseTests {
  let folder = Folder()
  var path: String { folder.file("botrun.sqlite") }
  let first = Lease.Holder(
    version: "0.1.0", process: 4711, host: "example", since: Date(timestamp: "2026-11-22T05:00:59Z") ?? .distantPast)

  @Test func theSecondIsToldWhoTheFirstIs() throws {
    let lease = try Lease.acquire(path: path, holder: first)
    let error = #expect(throws: StoreError.self) { try Lease.acquire(path: path, holder: first) }
    #expect(
      error?.description == "the store \(path) is in use by botrun 0.1.0, process 4711 on host example "
        + "since 2026-11-22 05:00 UTC; stop it, or start this one with --standby")
    withExtendedLifetime(lease) {}
  }

  @Test func theLeaseEndsWithItsValueAndTheFileStays() throws {
    _ = try Lease.acquire(path: path, holder: first)
    let again = try Lease.acquire(path: path, holder: Lease.Holder(version: "0.2.0", since: .at(0)))
    #expect(folder.names == ["botrun.sqlite.lock"])
    let line = String(decoding: try #require(FileManager.default.contents(atPath: path + ".lock")), as: UTF8.self)
    #expect(line.hasPrefix(#"{"version":"0.2.0","process":\#(getpid()),"host":""#))
    #expect(line.hasSuffix("\"since\":\"2026-01-01T00:00:00.000Z\"}\n"))
    withExtendedLifetime(again) {}
  }

  @Test func aLinkToWhatIsNotThereYetHasTheLockOfWhatItLeadsTo() throws {
    symlink("volume.sqlite", folder.file("one.sqlite"))
    symlink(folder.file("one.sqlite"), folder.file("two.sqlite"))
    let lease = try Lease.acquire(path: folder.file("two.sqlite"), holder: first)
    for name in ["two.sqlite", "one.sqlite", "volume.sqlite"] {
      #expect(throws: StoreError.self) { try Lease.acquire(path: folder.file(name), holder: first) }
    }
    #expect(folder.names.filter { $0.hasSuffix(".lock") } == ["volume.sqlite.lock"])
    withExtendedLifetime(lease) {}
  }

  @Test func aLockThatIsThereBesideALinkCountsToo() throws {
    symlink("volume.sqlite", folder.file("one.sqlite"))
    symlink("one.sqlite", folder.file("two.sqlite"))
    // As an earlier version left it, which locked what it was named.
    let old = open(folder.file("one.sqlite.lock"), O_RDWR | O_CREAT, 0o600)
    #expect(flock(old, LOCK_EX | LOCK_NB) == 0)
    for name in ["one.sqlite", "two.sqlite"] {
      #expect(throws: StoreError.self) { try Lease.acquire(path: folder.file(name), holder: first) }
      #expect(Lease.look(path: folder.file(name)) == .held(by: "another process"))
    }
    close(old)
    #expect(Lease.look(path: folder.file("two.sqlite")) == .free)
    let lease = try Lease.acquire(path: folder.file("two.sqlite"), holder: first)
    let again = open(folder.file("one.sqlite.lock"), O_RDWR)
    #expect(flock(again, LOCK_EX | LOCK_NB) != 0)
    close(again)
    withExtendedLifetime(lease) {}
  }

  /// The same file by two names is not waited for by whoever has it.
  @Test func aLinkedFolderHasOneLock() throws {
    mkdir(folder.file("real"), 0o700)
    symlink("real", folder.file("linked"))
    for _ in 0..<2 {
      let lease = try Lease.acquire(path: folder.file("linked/botrun.sqlite"), holder: first)
      #expect(throws: StoreError.self) { try Lease.acquire(path: folder.file("real/botrun.sqlite"), holder: first) }
      withExtendedLifetime(lease) {}
    }
  }

  @Test(arguments: ["", "not json", "{}"])
  func aHolderThatHasNotWrittenYetIsAnotherProcess(_ content: String) throws {
    let file = open(path + ".lock", O_RDWR | O_CREAT, 0o600)
    defer { close(file) }
    write(file, content, content.utf8.count)
    #expect(flock(file, LOCK_EX | LOCK_NB) == 0)
    let error = #expect(throws: StoreError.self) { try Lease.acquire(path: path, holder: first) }
    #expect(error?.fault == "the store \(path) is in use by another process")
  }

  @Test func childProcessesDoNotInheritIt() throws {
    let lease = try Lease.acquire(path: path, holder: first)
    // Other tests open and close files meanwhile: only the descriptor of this lock file counts.
    let mine = try FileManager.default.contentsOfDirectory(atPath: "/proc/self/fd").compactMap { Int32($0) }
      .filter { (try? FileManager.default.destinationOfSymbolicLink(atPath: "/proc/self/fd/\($0)")) == path + ".lock" }
    #expect(mine.count == 1)
    #expect(mine.allSatisfy { fcntl($0, F_GETFD) & FD_CLOEXEC != 0 })
    withExtendedLifetime(lease) {}
  }

  @Test func aFolderThatIsNotThereIsNamed() {
    let missing = folder.file("none/botrun.sqlite")
    let error = #expect(throws: StoreError.self) { try Lease.acquire(path: missing, holder: first) }
    #expect(
      error?.description == "the lock file \(missing).lock cannot be opened: No such file or directory; "
        + "check that the folder exists and that the user who runs botrun may write to it")
  }
}
