import BotCore
import FoundationEssentials
import Glibc
import Testing

@testable import BotRuntime

/// A disk that is full or read-only, and a file that is damaged: told plainly, nothing that was acknowledged is lost, and the bot
/// goes on when it is mended.
@Suite struct StoreFaultTests {
  private func town(storeAt path: String) throws -> Town {
    let town = try Town()
    let text = String(decoding: town.home.bytes(of: "config.json"), as: UTF8.self)
    let with = text.dropFirst().drop { $0.isWhitespace }
    try town.home.write("{ \"store\": { \"path\": \"\(path)\" }, \(with)", to: "config.json")
    return town
  }

  private func posts(_ users: [String]) -> [String] {
    (users.map { "#general: Welcome <@\($0)>!" } + ["#general: What did you learn?"]).sorted()
  }

  @Test(.enabled(if: SmallDisk.isPossible, "needs root, to make a small disk"))
  func aFullDiskIsToldAndLosesNothing() async throws {
    let town = try town(storeAt: "disk/botrun.sqlite")
    let disk = try await SmallDisk(in: town.home, as: "disk", kibibytes: 3000)
    let run = ["run", "--config", town.home.file("config.json")]
    let bot = try disk.start(run, name: "first")
    try await town.waitUntilReady()
    disk.fill()
    // What it has of the disk lasts for a while, and a little longer each time that its log begins anew.
    var (taken, looks): ([String], Int) = ([], 0)
    var event = town.slack.join("U1000")
    while looks < 3, taken.count < 500 {
      if await town.deliver(event) {
        taken.append("U\(1000 + taken.count)")
        event = town.slack.join("U\(1000 + taken.count)")
        looks = 0
      } else {
        looks = await town.get("/readyz")?.text.contains("the disk is full") == true ? looks + 1 : 0
        try await Clock.system.sleep(.milliseconds(500))
      }
    }
    #expect(looks == 3)
    let last = "U\(1000 + taken.count)"
    #expect(await town.get("/healthz")?.status == 200)
    #expect(bot.errors.contains("the store takes nothing; it is tried again until it does"))
    #expect(bot.errors.contains("free some space; what was being written was undone"))

    // Worse: killed and started again while the disk is full.
    bot.send(SIGKILL)
    #expect(try await bot.end() == .killed(SIGKILL))
    let full = try disk.start(run, name: "full")
    try await eventually("it says so: \(full.errors)") { full.errors.contains("the disk is full") }
    // Its log may have begun anew with the start; taken or refused, Slack tells it again below.
    _ = await town.deliver(event)
    full.send(SIGKILL)
    _ = try await full.end()

    disk.free()
    let second = try disk.start(run, name: "second")
    #expect(try await town.deliver(event, to: second), "\(second.errors)")
    let wanted = posts(taken + [last])
    try await eventually("all are greeted") { town.slack.posts.count >= wanted.count }
    #expect(try await second.stop() == .exited(0))
    #expect(town.slack.posts == wanted)
    let doctor = try await disk.run([BotProcess.binary, "doctor", "--config", town.home.file("config.json")])
    #expect(doctor.output.contains("botrun.sqlite is whole"))
  }

  @Test(.enabled(if: SmallDisk.isPossible, "needs root, to make a small disk"))
  func theSameProcessGoesOnWhenThereIsSpaceAgain() async throws {
    let town = try town(storeAt: "disk/botrun.sqlite")
    let disk = try await SmallDisk(in: town.home, as: "disk", kibibytes: 3000)
    let bot = try disk.start(["run", "--config", town.home.file("config.json")], name: "first")
    try await town.waitUntilReady()
    disk.fill()
    var count = 0
    while await town.deliver(town.slack.join("U\(1000 + count)")), count < 500 { count += 1 }
    disk.free()
    #expect(try await town.deliver(town.slack.join("U\(1000 + count)"), to: bot))
    let wanted = posts((0...count).map { "U\(1000 + $0)" })
    try await eventually("all are greeted") { town.slack.posts.count >= wanted.count }
    try await eventually("it is ready again") { await town.isReady() }
    #expect(try await bot.stop() == .exited(0))
    #expect(town.slack.posts == wanted)
    #expect(bot.errors.contains("the store takes commits again"))
  }

  @Test(.enabled(if: SmallDisk.isPossible, "needs root, to make a small disk"))
  func aReadOnlyDiskIsToldAtTheStart() async throws {
    let town = try town(storeAt: "disk/botrun.sqlite")
    let disk = try await SmallDisk(in: town.home, as: "disk", kibibytes: 3000)
    let run = ["run", "--config", town.home.file("config.json")]
    let first = try disk.start(run, name: "first")
    try await town.waitUntilReady()
    #expect(try await town.deliver(town.slack.join("UADA"), to: first))
    try await eventually("she is greeted") { town.slack.posts.count == 2 }
    #expect(try await first.stop() == .exited(0))

    try await disk.setReadOnly(true)
    let refused = try await disk.run([BotProcess.binary] + run)
    #expect(refused.end == .exited(74))
    #expect(refused.errors.contains("Read-only file system; check that"), "\(refused.errors)")

    try await disk.setReadOnly(false)
    let second = try disk.start(run, name: "second")
    #expect(try await town.deliver(town.slack.join("UBEN"), to: second))
    try await eventually("he is greeted") { town.slack.posts.count == 3 }
    #expect(try await second.stop() == .exited(0))
    #expect(town.slack.posts == posts(["UADA", "UBEN"]))
  }

  /// Overwritten in its middle, as by a bad disk, after a kill.
  @Test func aDamagedStoreIsToldLeftAsItIsAndReplacedByTheBackup() async throws {
    let town = try Town()
    let config = ["--config", town.home.file("config.json")]
    let first = try town.start()
    try await town.waitUntilReady()
    for number in 0..<40 { #expect(try await town.deliver(town.slack.join("U\(1000 + number)"), to: first)) }
    try await town.waitUntilSettled()
    let greeted = town.slack.posts
    #expect(try await town.home.run(["backup"] + config + [town.home.file("copy.sqlite")]).end == .exited(0))
    first.send(SIGKILL)
    #expect(try await first.end() == .killed(SIGKILL))
    let path = town.home.file("botrun.sqlite")
    // Its log would hide what is done to the file.
    try SQLiteStore(path: path).close()
    let damaged = try Self.overwriteMiddle(of: path)

    let refused = try await town.home.run(["run"] + config)
    #expect(refused.end == .exited(74))
    #expect(refused.errors.contains("the file is damaged"), "\(refused.errors)")
    #expect(refused.errors.contains("restore the newest backup"))
    #expect(town.home.bytes(of: "botrun.sqlite") == damaged)
    let doctor = try await town.home.run(["doctor"] + config)
    #expect(doctor.end == .exited(69))
    #expect(doctor.output.contains("botrun.sqlite is damaged"))

    for name in town.home.names where name.hasPrefix("botrun.sqlite") { unlink(town.home.file(name)) }
    rename(town.home.file("copy.sqlite"), path)
    let second = try town.start()
    #expect(try await town.deliver(town.slack.join("UBEN"), to: second))
    try await town.waitUntilReady()
    try await town.waitUntilSettled()
    #expect(try await second.stop() == .exited(0))
    #expect(town.slack.posts == (greeted + ["#general: Welcome <@UBEN>!"]).sorted())
  }

  /// After an orderly end nobody looks through the file: what cannot be read is told when it is come upon, and nothing is
  /// acknowledged that could not be written.
  @Test func damageThatIsComeUponIsToldAndNothingIsTakenMeanwhile() async throws {
    let town = try Town()
    let first = try town.start()
    try await town.waitUntilReady()
    for number in 0..<40 { #expect(try await town.deliver(town.slack.join("U\(1000 + number)"), to: first)) }
    try await town.waitUntilSettled()
    let greeted = town.slack.posts
    #expect(try await first.stop() == .exited(0))
    let path = town.home.file("botrun.sqlite")
    let whole = town.home.bytes(of: "botrun.sqlite")
    _ = try Self.overwriteMiddle(of: path)
    let second = try town.start()
    let event = town.slack.join("UBEN")
    if try await !town.deliver(event, to: second, within: .seconds(3)) {
      try await eventually("the damage is told: \(second.errors)") {
        second.errors.contains("damaged") || second.errors.contains("cannot be read")
      }
    }
    second.send(SIGKILL)
    _ = try await second.end()
    for name in town.home.names where name.hasPrefix("botrun.sqlite") { unlink(town.home.file(name)) }
    try Data(whole).write(to: URL(filePath: path))
    let third = try town.start()
    #expect(try await town.deliver(event, to: third))
    try await town.waitUntilSettled()
    #expect(try await third.stop() == .exited(0))
    #expect(Set(town.slack.posts) == Set(greeted + ["#general: Welcome <@UBEN>!"]))
  }

  private static func overwriteMiddle(of path: String) throws -> [UInt8] {
    var bytes = Array(try #require(FileManager.default.contents(atPath: path)))
    let third = bytes.count / 3 / 4096 * 4096
    for index in third..<2 * third { bytes[index] = 0xAB }
    try Data(bytes).write(to: URL(filePath: path))
    return bytes
  }
}
