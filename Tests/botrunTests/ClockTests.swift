import BotCore
import FoundationEssentials
import Glibc
import Testing

@testable import BotRuntime

/// A clock that is wrong and set right, the nights on which clocks are changed, and zone data that is gone.
@Suite struct ClockTests {
  private static let clock = "clock"

  private func set(_ seconds: Double, in town: Town) throws { try town.home.write("\(seconds)\n", to: Self.clock) }

  private func start(_ town: Town, with more: [String: String] = [:]) throws -> BotProcess {
    try town.start(with: more.merging(["BOTRUN_TEST_CLOCK": town.home.file(Self.clock)]) { $1 })
  }

  private func welcomes(_ town: Town) -> [String] { town.slack.posts.filter { $0.contains("Welcome") } }

  /// Signatures bear a time: a bot whose clock is a day off takes nothing, says so, and the platform tells it again later.
  @Test(arguments: [86_400.0, -86_400]) func aDayOffNothingIsTakenAndNothingIsLost(seconds: Double) async throws {
    let town = try Town()
    try set(0, in: town)
    let bot = try start(town)
    try await town.waitUntilReady()
    #expect(try await town.deliver(town.slack.join("UADA"), to: bot))
    try await town.waitUntilSettled()

    try set(seconds, in: town)
    let event = town.slack.join("UBEN")
    #expect(await !town.deliver(event))
    #expect(bot.errors.contains("an inbound request was rejected"))
    // It looks at the time again at least every five seconds.
    try await Clock.system.sleep(.seconds(6))

    try set(0, in: town)
    #expect(try await town.deliver(event, to: bot))
    #expect(try await town.deliver(event, to: bot))
    try await eventually("he is greeted, though a post of the channel stands in the wrong time") {
      welcomes(town) == ["#general: Welcome <@UADA>!", "#general: Welcome <@UBEN>!"]
    }
    try await Clock.system.sleep(.seconds(6))
    #expect(try await bot.stop() == .exited(0))
    #expect(welcomes(town).count == 2)
    // Of the day that the clock showed too early the post has been made; it is not made again.
    let daily = town.slack.posts.count { $0.hasSuffix("What did you learn?") }
    #expect(daily == (seconds > 0 ? 2 : 1))
    #expect(bot.errors.contains("the clock was set back") == true)
  }

  /// Killed while the clock is wrong, started when it is right: waits are measured from what it was.
  @Test func aClockThatIsMendedBetweenTwoRunsDoublesNothing() async throws {
    let town = try Town()
    try set(86_400, in: town)
    town.slack.fail("chat.postMessage", with: .status(500, stores: true))
    let first = try start(town, with: ["BOTRUN_TEST_FAULT": FaultPoint.deliveryRecorded.rawValue])
    #expect(try await first.end(within: .seconds(20)) == .killed(SIGKILL))
    #expect(town.slack.posts == ["#general: What did you learn?"])
    try set(0, in: town)
    let second = try start(town)
    #expect(try await town.deliver(town.slack.join("UADA"), to: second))
    try await eventually("the doubt is settled") {
      (try? town.home.look { try $0.tallies() })?.filter { $0.key.hasPrefix("deliveries.") } == ["deliveries.sent": 3]
    }
    #expect(try await second.stop() == .exited(0))
    #expect(town.slack.posts == ["#general: Welcome <@UADA>!", "#general: What did you learn?"])
  }

  struct Night: Sendable, CustomTestStringConvertible {
    let testDescription: String
    /// When the post is to stand, in UTC, and when the clocks show its time a second time, if they do.
    let due: String
    let again: String?

    static let all = [
      Night(testDescription: "spring: 01:30 is left out", due: "2026-03-29T01:00:00Z", again: nil),
      Night(
        testDescription: "autumn: 01:30 comes twice", due: "2026-10-25T00:30:00Z", again: "2026-10-25T01:30:00Z"),
    ]
  }

  @Test(arguments: Night.all) func onTheNightThatClocksChangeAPostIsMadeOnce(_ night: Night) async throws {
    let town = try Town()
    let text = String(decoding: town.home.bytes(of: "config.json"), as: UTF8.self)
    let parts = text.components(separatedBy: "\"every\": \"1d\"")
    try #require(parts.count == 2)
    try town.home.write(
      parts.joined(separator: "\"cron\": \"30 1 * * *\""), to: "config.json")
    try zone("Europe/London", in: town)
    try before(night.due, by: 600, in: town)
    let first = try start(town)
    try await town.waitUntilReady()
    #expect(town.slack.posts == [])
    try before(night.due, by: 1, in: town)
    try await eventually("it is posted") { town.slack.posts == ["#general: What did you learn?"] }
    try await town.waitUntilSettled()
    first.send(SIGKILL)
    #expect(try await first.end() == .killed(SIGKILL))
    let second = try start(town)
    try await town.waitUntilReady()
    if let again = night.again { try before(again, by: 1, in: town) }
    try await Clock.system.sleep(.seconds(9))
    #expect(try await second.stop() == .exited(0))
    #expect(town.slack.posts == ["#general: What did you learn?"])
  }

  private func zone(_ name: String, in town: Town) throws {
    let text = String(decoding: town.home.bytes(of: "config.json"), as: UTF8.self)
    let parts = text.components(separatedBy: "\"id\": \"town\",")
    try #require(parts.count == 2)
    try town.home.write(parts.joined(separator: "\"id\": \"town\", \"timezone\": \"\(name)\","), to: "config.json")
  }

  private func before(_ time: String, by seconds: Double, in town: Town) throws {
    let wanted = try #require(Date(timestamp: time))
    try set(wanted.timeIntervalSince(Clock.system.now()) - seconds, in: town)
  }

  @Test func withoutZoneDataABotThatServedBeforeStoresAndWaits() async throws {
    let town = try Town()
    try zone("Europe/London", in: town)
    let zones = town.home.file("zones")
    try FileManager.default.createDirectory(atPath: zones + "/Europe", withIntermediateDirectories: true)
    let fresh = try await town.home.run(["run", "--config", town.home.file("config.json")], with: ["TZDIR": zones])
    #expect(fresh.end == .exited(78))
    #expect(fresh.errors.contains("there are no time zone files in \(zones)"))
    #expect(fresh.errors.contains("install tzdata (Debian: apt-get install tzdata), or use \"UTC\""))

    let first = try town.start()
    try await town.waitUntilReady()
    #expect(try await town.deliver(town.slack.join("UADA"), to: first))
    try await town.waitUntilSettled()
    #expect(try await first.stop() == .exited(0))

    let second = try town.start(with: ["TZDIR": zones])
    #expect(try await town.deliver(town.slack.join("UBEN"), to: second))
    #expect(await town.get("/readyz")?.status == 503)
    #expect(second.errors.contains("safe mode: what comes is stored") && second.errors.contains("install tzdata"))
    #expect(welcomes(town) == ["#general: Welcome <@UADA>!"])
    try Data(try #require(FileManager.default.contents(atPath: "/usr/share/zoneinfo/Europe/London")))
      .write(to: URL(filePath: zones + "/Europe/London"))
    second.send(SIGHUP)
    try await eventually("he is greeted") { welcomes(town).count == 2 }
    #expect(try await second.stop() == .exited(0))
    #expect(welcomes(town) == ["#general: Welcome <@UADA>!", "#general: Welcome <@UBEN>!"])
  }
}
