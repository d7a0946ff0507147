import BotCore
import FoundationEssentials
import Glibc
import Testing

@testable import BotRuntime

/// Kills where a run begins, recovers, ends, or copies: the second fault, before the first is mended.
@Suite struct RecoveryKillTests {
  /// The first run dies while a post is under way, the second while it makes that good.
  @Test(arguments: [
    FaultPoint.storeWritten, .startDoubted, .pendingNoted, .commitBefore, .commitAfter, .turnWritten,
    .deliveryLookedFor,
    .deliveryRecorded,
  ])
  func aSecondKillDuringTheRecoveryChangesNothing(_ point: FaultPoint) async throws {
    try await KillTests.gate.pass {
      let town = try Town()
      let first = try town.start(with: ["BOTRUN_TEST_FAULT": FaultPoint.deliveryPerformed.rawValue])
      var missed: [FakeSlackEvent] = []
      let question = try await KillTests.day(in: town) { event in
        if try await !town.deliver(event, to: first) { missed.append(event) }
      }
      missed.append(question)
      #expect(try await first.end(within: .seconds(20)) == .killed(SIGKILL))

      let second = try town.start(with: ["BOTRUN_TEST_FAULT": point.rawValue])
      var again: [FakeSlackEvent] = []
      for event in missed where try await !town.deliver(event, to: second) { again.append(event) }
      #expect(try await second.end(within: .seconds(20)) == .killed(SIGKILL), "\(point) is never reached")
      try KillTests.expectWholeEvents(in: town)
      try await KillTests.finish(again, in: town)
    }
  }

  @Test func aKillAtTheVeryEndIsAnUncleanEnd() async throws {
    let town = try Town()
    let first = try town.start(with: ["BOTRUN_TEST_FAULT": FaultPoint.engineStopping.rawValue])
    _ = try await KillTests.day(in: town) { event in
      let isTaken = try await town.deliver(event, to: first)
      #expect(isTaken)
    }
    try await town.waitUntilSettled()
    first.send(SIGTERM)
    #expect(try await first.end() == .killed(SIGKILL))
    #expect(try town.home.look { try $0.meta("running") } != nil)
    try await KillTests.finish([], in: town)
  }

  /// A store is always of exactly one version, and the next start goes on from it.
  @Test(arguments: 1...Migrations.all.count) func aKillBetweenTwoStepsOfTheFormLeavesAnOlderForm(step: Int) async throws
  {
    let town = try Town()
    let first = try town.start(with: ["BOTRUN_TEST_FAULT": "\(FaultPoint.storeMigrated.rawValue):\(step)"])
    #expect(try await first.end() == .killed(SIGKILL))
    let form = try SQLiteConnection(path: town.home.file("botrun.sqlite"), mode: .write)
    #expect(try Migrations.check(form, knows: Migrations.all.count) == step)
    let second = try town.start()
    try await town.waitUntilReady()
    try await town.waitUntilSettled()
    #expect(try await second.stop() == .exited(0))
    #expect(town.slack.posts == ["#general: What did you learn?"])
  }

  @Test func aKillDuringABackupLeavesNoHalfOne() async throws {
    let town = try Town()
    let bot = try town.start()
    try await town.waitUntilReady()
    #expect(try await town.deliver(town.slack.join("UADA"), to: bot))
    try await town.waitUntilSettled()
    let command = ["backup", "--config", town.home.file("config.json"), town.home.file("copy.sqlite")]
    let killed = try await town.home.run(command, with: ["BOTRUN_TEST_FAULT": FaultPoint.backupCopied.rawValue])
    #expect(killed.end == .killed(SIGKILL))
    #expect(!town.home.names.contains("copy.sqlite"))
    let done = try await town.home.run(command)
    #expect(done.end == .exited(0), "\(done.errors)")
    let copy = try SQLiteStore(path: town.home.file("copy.sqlite"), readOnly: true)
    #expect(try copy.integrity() == [])
    #expect(try copy.tallies()["deliveries.sent"] == 3)
    copy.close()
    #expect(try await bot.stop() == .exited(0))
  }
}
