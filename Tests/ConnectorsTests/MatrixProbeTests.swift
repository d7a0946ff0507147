import BotCore
import BotTesting
import Testing

@testable import Connectors

@Suite struct MatrixProbeTests {
  @Test func allIsWellWithAModerator() async throws {
    #expect(await (try MatrixScript([:])).matrix.probe() == [])
  }

  @Test(
    arguments: [
      (
        "GET account/whoami", .matrix(401, "M_UNKNOWN_TOKEN"),
        Problem(
          subject: "token", fault: "the homeserver does not accept the access token (M_UNKNOWN_TOKEN: no)",
          remedy: "log the bot's account in again and set \"token\" to the new access_token")
      ),
      (
        "GET account/whoami", HTTPResponse(status: 404),
        Problem(
          subject: "homeserver",
          fault: "https://matrix.test/ does not answer as it should "
            + "(the homeserver answered 404, not as a Matrix homeserver does)",
          remedy: "check that \"homeserver\" is the address of the Matrix homeserver")
      ),
      (
        "GET joined_rooms", .json(["joined_rooms": []]),
        Problem(
          .warning, subject: "!lobby", fault: "@bot:test has not joined the room",
          remedy: "a public room is joined when the bot starts; invite @bot:test to any other")
      ),
      (
        "GET rooms/!lobby/state/m.room.power_levels/", .json(["events": ["m.room.message": 50]]),
        Problem(
          subject: "#lobby:test", fault: "@bot:test may not post there",
          remedy: "raise its power level in the room's settings, or lower the one for sending messages")
      ),
      (
        "GET rooms/!lobby/state/m.room.power_levels/", .json([:]),
        Problem(
          .warning, subject: "#lobby:test", fault: "@bot:test may not redact, ban, kick, pin, mute, grant there",
          remedy: "make it a moderator (power level 50) if it is to moderate, an admin (100) to mute and to give roles")
      ),
      (
        "GET rooms/!lobby/state/m.room.power_levels/",
        .json(["users": ["@bot:test": 50], "events": ["m.room.power_levels": 100]]),
        Problem(
          .warning, subject: "#lobby:test", fault: "@bot:test may not mute, grant there",
          remedy: "make it an admin (power level 100) if it is to mute members or give them roles")
      ),
      (
        "GET rooms/!lobby/state/m.room.encryption/", .json(["algorithm": "m.megolm.v1.aes-sha2"]),
        Problem(
          .warning, subject: "#lobby:test", fault: "the room is encrypted, so the bot cannot read it",
          remedy: "use a room without encryption; it cannot be switched off in a room")
      ),
    ] as [(String, HTTPResponse, Problem)])
  func whatIsMissingIsToldWithItsRemedy(_ call: String, _ answer: HTTPResponse, _ problem: Problem) async throws {
    #expect(await (try MatrixScript([call: answer])).matrix.probe() == [problem])
  }

  @Test func anAliasOfNothingIsTold() async throws {
    let script = try MatrixScript([:], rooms: ["#gone:test"])
    #expect(
      await script.matrix.probe() == [
        Problem(
          subject: "#gone:test", fault: "no room has this alias", remedy: "write the room's id or published alias")
      ])
  }

  @Test func aBotInNoRoomIsTold() async throws {
    let script = try MatrixScript(["GET joined_rooms": .json(["joined_rooms": []])], rooms: [])
    #expect(
      await script.matrix.probe() == [
        Problem(
          .warning, subject: "rooms", fault: "@bot:test is in no room",
          remedy: "invite @bot:test to a room, or list the rooms to join in \"rooms\"")
      ])
  }

  private func moderated(_ name: ID<Channel>, _ answers: [String: HTTPResponse] = [:]) async throws -> [Problem] {
    let community = Community(id: "lobby", platform: "matrix", moderators: name)
    return await (try MatrixScript(answers, tools: { .testing(http: $0, community: community) })).matrix.probe()
  }

  @Test func theModeratorsRoomMustBeThere() async throws {
    #expect(try await moderated("!lobby") == [])
    #expect(try await moderated("#lobby") == [])
    #expect(
      try await moderated("#mods:test") == [
        Problem(
          subject: "moderators", fault: "no room has the alias #mods:test", remedy: "correct \"moderators\"")
      ])
    #expect(
      try await moderated("!mods") == [
        Problem(
          subject: "moderators", fault: "@bot:test is not in the room !mods",
          remedy: "invite @bot:test there and add the room to \"rooms\"")
      ])
  }

  @Test(
    arguments: [
      (.json(["duration_ms": 3]), nil),
      (.matrix(404, "M_UNRECOGNIZED"), nil),
      (
        .matrix(403, "M_FORBIDDEN"),
        Problem(
          subject: "registration", fault: "the token is of no application service botrun",
          remedy: "write the registration's as_token as \"token\", and its id as \"registration\"")
      ),
      (
        .matrix(502, "M_CONNECTION_FAILED", "refused"),
        Problem(
          subject: "registration", fault: "the homeserver cannot push to the bot (M_CONNECTION_FAILED: refused)",
          remedy: "check that the registration's url is https://<your host>/communities/<id>, and its hs_token")
      ),
    ] as [(HTTPResponse, Problem?)])
  func whetherTheHomeserverReachesTheBotIsTried(_ answer: HTTPResponse, _ problem: Problem?) async throws {
    let call = "POST https://matrix.test/_matrix/client/v1/appservice/botrun/ping"
    let script = try MatrixScript([call: answer]) { settings in
      settings.receive = .push
      settings.hsToken = Secret("from the homeserver")
    }
    #expect(await script.matrix.probe() == (problem.map { [$0] } ?? []))
    #expect(await script.writes == [call + " {}"])
  }
}

@Suite struct MatrixSettingsTests {
  private final class Source: SettingSource {
    var faults: [String] = []

    func report(fault: String, remedy: String, at path: JSONPath, onKey: Bool) {
      faults.append("\(path): \(fault): \(remedy)")
    }

    func file(_ path: String) throws(SettingFault) -> [UInt8] { throw SettingFault("no file", "none") }
    func conceal(_ path: JSONPath) {}
    func secret(_ reference: String, at path: JSONPath) throws(SettingFault) -> Secret { Secret("hush") }
    func zone(_ name: String) throws(SettingFault) -> Zone { .utc }
    func text(_ name: String) -> String? { nil }
    var textNames: [String] { [] }
  }

  private func read(_ json: JSON) -> (MatrixSettings?, [String]) {
    let source = Source()
    return (MatrixSettings.read(SettingNode(json, at: JSONPath(), from: source)), source.faults)
  }

  @Test func twoSettingsAreEnough() {
    let (settings, faults) = read(["homeserver": "https://matrix.test", "token": "env:T"])
    #expect(faults == [])
    #expect(settings?.rooms == [] && settings?.acceptInvites == true && settings?.notice == true)
  }

  @Test func pushingNeedsATokenAndAnAccount() {
    let (_, faults) = read(["homeserver": "https://matrix.test", "token": "env:T", "receive": "push"])
    #expect(
      faults == [
        ": what is pushed cannot be told from a forgery without the hs_token: "
          + "add \"hsToken\": \"env:MATRIX_HS_TOKEN\", or set \"receive\": \"sync\"",
        ": an application service acts as one of the accounts of its namespace, and none is told: "
          + "add \"user\": \"@bot:example.org\", or set \"receive\": \"sync\"",
      ])
  }

  @Test func everyMistakeIsToldAtItsPlace() {
    let (settings, faults) = read([
      "homeserver": "matrix.test", "token": "env:T", "rooms": ["!ok", "#ok:test", "lobby", "#lobby"],
      "receive": "push", "user": "bot",
    ])
    let remedy = "write \"!id\" as the room's settings show it, or \"#name:server\""
    #expect(settings == nil)
    #expect(
      faults == [
        "homeserver: \"matrix.test\" is no address of a homeserver: write for example \"https://matrix.example.org\"",
        ": what is pushed cannot be told from a forgery without the hs_token: "
          + "add \"hsToken\": \"env:MATRIX_HS_TOKEN\", or set \"receive\": \"sync\"",
        "user: \"bot\" is no account: write it as \"@bot:example.org\"",
        "rooms[2]: \"lobby\" is neither a room id nor an alias: \(remedy)",
        "rooms[3]: \"#lobby\" is neither a room id nor an alias: \(remedy)",
      ])
  }
}
