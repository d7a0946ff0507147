import BotCore
import FoundationEssentials
import Glibc
import Testing

@testable import BotRuntime

/// Damage that is found while the bot works already: the look takes longer than a start waits for it.
@Suite struct LateDamageTests {
  @Test func damageThatIsFoundLateEndsTheRunAndTheNextWaitsForTheLook() async throws {
    let town = try Town()
    let run = ["run", "--config", town.home.file("config.json")]
    let first = try town.start()
    try await town.waitUntilReady()
    #expect(try await town.deliver(town.slack.join("UADA"), to: first))
    try await town.waitUntilSettled()
    first.send(SIGKILL)
    #expect(try await first.end() == .killed(SIGKILL))
    let path = town.home.file("botrun.sqlite")
    try SlowDamage().plant(in: path)

    // It serves meanwhile; what it acknowledged is done before it ends.
    let second = try town.start()
    #expect(try await town.deliver(town.slack.join("UBEN"), to: second), "\(second.errors)")
    try await eventually("both are greeted: \(second.errors)") { town.slack.posts.count == 3 }
    #expect(second.errors.contains("the store is large: it is looked through for damage while the bot works"))
    #expect(try await second.end() == .exited(74))
    #expect(second.errors.contains("the store \(path): the file is damaged (non-TEXT value in slow.mark)"))
    #expect(
      second.errors.contains("stop the bot, move the file away for a look, and restore the newest backup in its place"))

    let left = town.home.bytes(of: "botrun.sqlite")
    let third = try await town.home.run(run)
    #expect(third.end == .exited(74))
    #expect(!third.errors.contains("while the bot works"), "it waits for the verdict before it begins")
    #expect(third.errors.contains("the file is damaged (non-TEXT value in slow.mark)"))
    #expect(town.home.bytes(of: "botrun.sqlite") == left)
    #expect(town.slack.posts.count == 3)
  }
}

/// A table over which a look through the store takes seconds, and whose last row says that its text is none. The bot itself
/// never reads it.
private struct SlowDamage {
  private static let size = 20_000_000
  private static let last = "the last row"
  /// More than twice as long as a start waits.
  private static let length: Duration = .seconds(8)

  func plant(in path: String) throws {
    try fill(path, rows: Int(Self.length / (try cost(in: path))) + 1)
    var bytes = Array(try #require(FileManager.default.contents(atPath: path)))
    let text = try #require(Array(Self.last.utf8).first(in: bytes))
    // What kind of value it is stands before the text, as 13 and twice the length; one less is a blob.
    #expect(bytes[text - 1] == UInt8(13 + 2 * Self.last.utf8.count))
    bytes[text - 1] -= 1
    try Data(bytes).write(to: URL(filePath: path))
  }

  /// All of it in the one file: its log ends with the connection. What is worked out for each row takes the time.
  private func fill(_ path: String, rows: Int) throws {
    let db = try SQLiteConnection(path: path, mode: .write)
    try db.execute(
      """
      CREATE TABLE slow (
        size INTEGER, mark TEXT, length INTEGER NOT NULL AS (length(hex(zeroblob(size)))) VIRTUAL
      ) STRICT;
      BEGIN
      """)
    for _ in 0..<rows { try db.run("INSERT INTO slow VALUES (?, ?)", .int(Self.size), .text("a row")) }
    try db.run("INSERT INTO slow VALUES (0, ?)", .text(Self.last))
    try db.execute("COMMIT")
  }

  /// How long one row takes, of the processor's time: a busy moment must not make the look too short.
  private func cost(in path: String) throws -> Duration {
    let db = try SQLiteConnection(path: path, mode: .read)
    func processor() -> Double {
      var time = timespec()
      clock_gettime(CLOCK_THREAD_CPUTIME_ID, &time)
      return Double(time.tv_sec) + Double(time.tv_nsec) / 1e9
    }
    let begun = processor()
    for _ in 0..<3 { _ = try db.first("SELECT length(hex(zeroblob(?)))", .int(Self.size), read: { $0.int(0) }) }
    return .seconds((processor() - begun) / 3)
  }
}

extension [UInt8] {
  /// Where these bytes begin in others.
  fileprivate func first(in bytes: [UInt8]) -> Int? {
    bytes.indices.dropLast(count - 1).first { bytes[$0...].starts(with: self) }
  }
}
