import FoundationEssentials
import Glibc

@testable import BotRuntime

/// A disk of a few MiB in a name space of its own: only who is started in it sees it, and it is gone with the test.
/// It needs the right to mount, so root.
final class SmallDisk: Sendable {
  static let isPossible =
    geteuid() == 0 && access("/usr/bin/unshare", X_OK) == 0 && access("/usr/bin/nsenter", X_OK) == 0

  private let home: Home
  private let folder: String
  private let holder: BotProcess

  /// - Parameter name: the folder of `home` that becomes the disk.
  init(in home: Home, as name: String, kibibytes: Int) async throws {
    self.home = home
    folder = home.file(name)
    try FileManager.default.createDirectory(atPath: folder, withIntermediateDirectories: true)
    let script = "mount -t tmpfs -o size=\(kibibytes)k,mode=700 none \"$1\" && echo mounted && exec sleep 600"
    holder = try BotProcess(
      ["-m", "--propagation", "private", "sh", "-c", script, "sh", folder], program: "/usr/bin/unshare", in: home.path,
      environment: ["PATH": "/usr/bin:/bin"], name: "disk")
    let holder = holder
    try await eventually("the disk is mounted: \(holder.errors)") { holder.output == "mounted\n" }
  }

  /// A file of it, for those outside.
  func file(_ name: String) -> String { "/proc/\(holder.process)/root\(folder)/\(name)" }

  /// Starts botrun where the disk is seen.
  func start(_ arguments: [String], name: String) throws -> BotProcess {
    try enter([BotProcess.binary] + arguments, name)
  }

  /// Runs something where the disk is seen, to its end.
  @discardableResult
  func run(_ command: [String], name: String = "on-disk") async throws -> Home.Finished {
    let process = try enter(command, name)
    let end = try await process.end()
    return Home.Finished(end: end, output: process.output, errors: process.errors)
  }

  private func enter(_ command: [String], _ name: String) throws -> BotProcess {
    try BotProcess(
      ["-t", "\(holder.process)", "-m"] + command, program: "/usr/bin/nsenter", in: home.path,
      environment: Home.environment, name: name)
  }

  /// Takes all that is free, to the last byte.
  func fill() {
    let ballast = open(file("ballast"), O_WRONLY | O_CREAT | O_CLOEXEC, 0o600)
    defer { close(ballast) }
    for size in [64 << 10, 4 << 10, 1] {
      let bytes = [UInt8](repeating: 1, count: size)
      while write(ballast, bytes, size) == size {}
    }
  }

  func free() { unlink(file("ballast")) }

  func setReadOnly(_ isReadOnly: Bool) async throws {
    try await run(["mount", "-o", "remount,\(isReadOnly ? "ro" : "rw")", folder])
  }
}
