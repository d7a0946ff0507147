import BotCore
import Glibc
import Testing

@testable import BotRuntime

/// Answers of the platform that come late, wrong or not at all.
@Suite struct DoubtTests {
  /// Killed from outside while the platform has the request: before or after it did what was asked.
  @Test(arguments: [true, false]) func aRequestUnderWayAtTheEndIsSettledByLookingForIt(stores: Bool) async throws {
    let town = try Town()
    town.slack.fail("chat.postMessage", with: .hanging(stores: stores))
    let first = try town.start()
    try await eventually("the post of the day is under way") { town.slack.calls(of: "chat.postMessage") == 1 }
    first.send(SIGKILL)
    #expect(try await first.end() == .killed(SIGKILL))
    #expect(town.slack.posts == (stores ? ["#general: What did you learn?"] : []))

    let second = try town.start()
    try await eventually("the bot runs") { await town.get("/healthz")?.status == 200 }
    try await town.waitUntilSettled()
    #expect(try await second.stop() == .exited(0))
    #expect(town.slack.posts == ["#general: What did you learn?"])
    #expect(town.slack.pinned == ["What did you learn?"])
    #expect(town.slack.calls(of: "chat.postMessage") == (stores ? 1 : 2))
  }

  @Test func everyKindOfFaultEndsWithOnePost() async throws {
    let town = try Town()
    town.slack.fail(
      "chat.postMessage", with: .limited(after: 1), .status(500, stores: false), .status(502, stores: true),
      .internalErrorAfterStoring)
    let bot = try town.start()
    for user in ["UADA", "UBEN"] { #expect(try await town.deliver(town.slack.join(user), to: bot)) }
    #expect(try await town.deliver(town.slack.say("Where are the rules?", by: "UADA", in: "CHELP"), to: bot))
    try await town.waitUntilSettled()
    #expect(try await bot.stop() == .exited(0))
    #expect(
      town.slack.posts == [
        "#general: Welcome <@UADA>!", "#general: Welcome <@UBEN>!", "#general: What did you learn?",
        "#help, to \"Where are the rules?\": In the first pinned message.",
      ])
    #expect(town.slack.state.withLock { $0.faults["chat.postMessage"]?.count } == 0)
  }

  @Test func aRefusedPostFailsAlone() async throws {
    let town = try Town()
    town.slack.fail("chat.postMessage", with: .refusing("msg_too_long"))
    let bot = try town.start()
    try await eventually("the post of the day was refused") {
      ((try? town.home.look { try $0.tallies() }) ?? [:])["deliveries.failed"] == 1
    }
    #expect(try await town.deliver(town.slack.join("UADA"), to: bot))
    try await town.waitUntilSettled()
    #expect(town.slack.posts == ["#general: Welcome <@UADA>!"])
    #expect(try await bot.stop() == .exited(0))
    let list = try await town.home.run("outbox", "list", "--config", town.home.file("config.json"))
    #expect(list.end == .exited(0))
    #expect(list.output.hasPrefix("1     failed    town/schedule in #general: What did you learn?\n"))
  }

  @Test func aTokenThatIsNotTakenStopsTheSendingAndIsTold() async throws {
    let town = try Town()
    let bot = try town.home.start(
      "run", "--config", town.home.file("config.json"), with: ["SLACK_TOKEN": "xoxb-of-yesterday"])
    try await eventually("the bot is not ready and says why") {
      await town.get("/readyz")?.text.contains("town: the token is not accepted: invalid_auth") == true
    }
    #expect(await town.get("/readyz")?.status == 503)
    #expect(await town.get("/healthz")?.status == 200)
    #expect(!bot.errors.contains("xoxb-of-yesterday"))
    #expect(try await bot.stop() == .exited(0))
    #expect(town.slack.posts == [])
  }
}
