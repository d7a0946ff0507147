import BotCore
import BotTesting
import FoundationEssentials
import Testing

@testable import Connectors

struct DiscordMembersTests {
  private func start(
    _ town: DiscordTown, _ change: (inout DiscordSettings) -> Void = { _ in }
  ) async throws -> (Discord, Cursor?) {
    let discord = town.connector {
      $0.membersEvery = .minutes(1)
      change(&$0)
    }
    var cursor: Cursor?
    #expect(try await discord.round(&cursor).isEmpty)
    town.pass(.minutes(1))
    return (discord, cursor)
  }

  @Test func whoJoinsAfterTheFirstReadingIsToldOnce() async throws {
    let town = DiscordTown()
    town.join("60", "Early")
    var (discord, cursor) = try await start(town)
    town.join("40", "Ada")
    let events = try await discord.round(&cursor)
    #expect(DiscordTown.lines(events) == ["joined Ada"])
    let at = DiscordTown.start + .minutes(1)
    #expect(events[0].at == at)
    #expect(events[0].key == "joined//40/\(at.milliseconds / 1000)")
    guard case .memberJoined(_, _, via: .transition) = events[0].kind else { throw ConnectorError.refused("snapshot") }
    town.pass(.minutes(1))
    #expect(try await discord.round(&cursor).isEmpty)
  }

  @Test func theListAndTheWelcomeMessageMakeOneJoining() async throws {
    let town = DiscordTown()
    var (discord, cursor) = try await start(town)
    town.join("40", "Ada")
    town.pass(.seconds(2))
    town.say("", by: "40", type: 7)
    #expect(try await discord.told(&cursor) == ["joined User 40"])
    town.pass(.minutes(2))
    #expect(try await discord.round(&cursor).isEmpty)
  }

  @Test func whoLeavesAndComesBackLaterJoinsAgain() async throws {
    let town = DiscordTown()
    var (discord, cursor) = try await start(town)
    town.join("40", "Ada")
    #expect(try await discord.told(&cursor) == ["joined Ada"])
    town.leave("40")
    town.pass(.minutes(30))
    town.join("40", "Ada")
    #expect(try await discord.told(&cursor) == ["joined Ada"])
  }

  @Test func whoJoinedDuringAPauseIsTold() async throws {
    let town = DiscordTown()
    var (discord, cursor) = try await start(town)
    town.pass(.hours(5))
    town.join("40", "Ada")
    town.pass(.hours(5))
    discord = town.connector { $0.membersEvery = .minutes(1) }
    #expect(try await discord.told(&cursor) == ["joined Ada"])
  }

  @Test func aLongListIsReadPageByPage() async throws {
    let town = DiscordTown()
    for number in 0..<1500 { town.join("\(10_000 + number)", "M\(number)") }
    var (discord, cursor) = try await start(town)
    #expect(await town.calls.filter { $0 == "GET /guilds/700/members" }.count == 2)
    town.join("99999", "Last")
    #expect(try await discord.told(&cursor) == ["joined Last"])
  }

  @Test func leavesAreToldWhereThatIsWanted() async throws {
    let town = DiscordTown()
    town.join("40", "Ada")
    var (discord, cursor) = try await start(town) { $0.leaves = true }
    town.leave("40")
    #expect(try await discord.told(&cursor) == ["left Ada"])
    town.pass(.minutes(1))
    #expect(try await discord.round(&cursor).isEmpty)
  }

  @Test func aLeaveThatCouldNotBeStoredIsToldAgain() async throws {
    let town = DiscordTown()
    town.join("40", "Ada")
    var (discord, cursor) = try await start(town) { $0.leaves = true }
    _ = try await discord.round(&cursor)
    town.pass(.minutes(1))
    town.leave("40")
    let before = cursor
    for _ in 1...2 {
      cursor = before
      #expect(try await discord.told(&cursor) == ["left Ada"])
    }
    town.pass(.minutes(1))
    #expect(try await discord.round(&cursor).isEmpty)
  }

  @Test func aServerThatIsTooLargeIsNamedOnce() async throws {
    let town = DiscordTown()
    for number in 0..<1000 { town.join("\(10_000 + number)", "M\(number)") }
    var discord = town.connector {
      $0.membersEvery = .minutes(1)
      $0.leaves = true
    }
    discord.limits = DiscordLimits(memberPages: 1, members: 999)
    var cursor: Cursor?
    for _ in 1...3 {
      #expect(try await discord.round(&cursor).isEmpty)
      town.pass(.minutes(1))
    }
    #expect(
      town.state.withLock { $0.logged } == [
        "the server has more members than are read: of the others, only welcome messages tell who joins",
        "the server has too many members to tell who leaves",
      ])
  }

  @Test func aListThatGivesNoAnswerKeepsNoChannelFromBeingRead() async throws {
    let town = DiscordTown()
    var (discord, cursor) = try await start(town)
    town.say("hello")
    town.join("40", "Ada")
    // The bot's own entry may be read.
    town.fail("GET /guilds/700/members", 500)
    #expect(try await discord.told(&cursor) == ["posted hello"])
    town.pass(.minutes(1))
    #expect(try await discord.told(&cursor) == ["joined Ada"])
  }

  @Test func namesAndRolesOfTheListServeTheMessages() async throws {
    let town = DiscordTown()
    town.state.withLock {
      $0.members.append(DiscordTown.member("50", "Ada", joined: DiscordTown.start - .days(1), roles: ["720"]))
    }
    var (discord, cursor) = try await start(town)
    town.say("hello <@50> <@&720>")
    let message = try #require(try await discord.round(&cursor).first?.message)
    #expect(message.author == Member("50", name: "Ada", roles: ["Gardener"]))
    #expect(message.text == "hello @Ada @Gardener")
  }

  @Test func withoutTheIntentTheListRestsAndWelcomeMessagesTell() async throws {
    let town = DiscordTown()
    let discord = town.connector { $0.membersEvery = .seconds(1) }
    var cursor: Cursor?
    // The bot's own entry may be read; the list is refused.
    try await discord.directory.guild()
    town.fail("GET /guilds/700/members", 403, ["message": "Missing Access", "code": 50001])
    _ = try await discord.round(&cursor)
    town.pass(.seconds(5))
    town.say("", by: "40", type: 7)
    #expect(try await discord.told(&cursor) == ["joined User 40"])
    #expect(await town.calls.filter { $0 == "GET /guilds/700/members" }.count == 1)
  }

  @Test func applicationsToJoinAreToldWhereTheServerDecides() async throws {
    let town = DiscordTown()
    func request(_ id: String, _ user: String) -> JSON {
      [
        "id": .string(id), "user_id": .string(user), "application_status": "SUBMITTED",
        "created_at": "2026-01-01T00:00:00.681000+00:00", "user": DiscordTown.user(user, "User \(user)"),
        "form_responses": [
          ["field_type": "TERMS", "label": "Rules", "response": true],
          ["field_type": "TEXT_INPUT", "label": "Why?", "response": "for fun"],
          ["field_type": "MULTIPLE_CHOICE", "label": "Where?", "choices": ["Here", "There"], "response": 1],
        ],
      ]
    }
    town.state.withLock { state in
      var guild = state.guild.object ?? JSONObject()
      guild["features"] = ["MEMBER_VERIFICATION_MANUAL_APPROVAL"]
      state.guild = .object(guild)
      state.requests = [request("1", "60")]
    }
    var (discord, cursor) = try await start(town)
    town.state.withLock { $0.requests.append(request("2", "61")) }
    #expect(try await discord.told(&cursor) == ["asked User 61: Why? for fun\nWhere? There"])
    town.pass(.minutes(1))
    #expect(try await discord.round(&cursor).isEmpty)
  }
}

extension DiscordMembersTests {
  @Test func whoHasYetToAcceptTheRulesIsPending() throws {
    let listed: JSON = ["user": ["id": "40", "username": "ada"], "roles": ["7"], "pending": true]
    #expect(DiscordMember(listed)?.member(nil).roles == ["7", "pending"])
    let accepted: JSON = ["user": ["id": "40", "username": "ada"], "roles": [], "pending": false]
    #expect(DiscordMember(accepted)?.member(nil).roles == [])
  }
}
