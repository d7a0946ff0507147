import BotCore
import BotTesting
import FoundationEssentials
import Testing

@testable import Connectors

struct DiscordProbeTests {
  private let town = DiscordTown()

  private func subjects(_ change: (inout DiscordSettings) -> Void = { _ in }) async -> [String] {
    await town.connector(change).probe().map { "\($0.severity) \($0.subject)" }
  }

  @Test func allIsWell() async { #expect(await town.connector { $0.membersEvery = .minutes(1) }.probe() == []) }

  @Test func aTokenThatIsNotAcceptedIsNamed() async {
    town.fail("GET /users/@me", 401, ["message": "401: Unauthorized", "code": 0])
    #expect(
      await town.connector().probe() == [
        Problem(
          subject: "token", fault: "Discord does not accept it: 401: Unauthorized",
          remedy: "in the Developer Portal, page Bot, choose Reset Token and use the new token")
      ])
  }

  @Test func missingIntentsAreNamedInThePortalsWords() async throws {
    town.state.withLock { $0.application = ["flags": 0] }
    let problems = await town.connector { $0.membersEvery = .minutes(1) }.probe()
    #expect(problems.map(\.subject) == ["Message Content Intent", "Server Members Intent"])
    #expect(problems.map(\.severity) == [.error, .warning])
    #expect(
      problems[0].remedy
        == "turn on Message Content Intent in the Developer Portal, page Bot, under Privileged Gateway Intents")
    #expect(await subjects() == ["error Message Content Intent"])
    town.state.withLock { $0.application = ["flags": .int(1 << 14 | 1 << 18)] }
    #expect(await subjects { $0.membersEvery = .minutes(1) } == [])
  }

  @Test func anApplicationThatTellsNothingIsNoProblem() async {
    town.fail("GET /applications", 501)
    #expect(await subjects() == [])
  }

  @Test func aForeignPublicKeyIsNamed() async {
    #expect(await subjects { $0.publicKey = String(repeating: "ab", count: 32) } == ["error publicKey"])
  }

  @Test func aServerWithoutTheBotIsNamed() async throws {
    town.fail("GET /guilds/700", 404, ["message": "Unknown Guild", "code": 10004])
    let problem = try #require(await town.connector().probe().first)
    #expect(problem.fault == "the bot is not in the server 700: Unknown Guild (10004)")
  }

  @Test func missingPermissionsAreNamed() async {
    town.state.withLock { state in
      var guild = state.guild.object ?? JSONObject()
      guild["roles"] = [["id": "700", "name": "@everyone", "position": 0, "permissions": "68608"]]
      state.guild = .object(guild)
    }
    #expect(
      await subjects() == [
        "warning permission Manage Messages", "warning permission Pin Messages", "warning permission Moderate Members",
        "warning permission Ban Members", "warning permission Manage Roles", "warning permission Add Reactions",
      ])
  }

  @Test func rolesAboveTheBotsAreNoUse() async {
    town.state.withLock { state in
      var guild = state.guild.object ?? JSONObject()
      guild["roles"] = [
        ["id": "700", "name": "@everyone", "position": 0, "permissions": "68608"],
        ["id": "710", "name": "Bot", "position": 1, "permissions": .string(DiscordTown.everything)],
        ["id": "720", "name": "Gardener", "position": 2, "permissions": "0"],
      ]
      state.guild = .object(guild)
    }
    #expect(await subjects() == ["warning roles"])
  }

  @Test func aChannelThatIsNotThereOrClosedIsNamed() async throws {
    town.state.withLock { state in
      var closed = DiscordTown.channel("1200", "staff").object ?? JSONObject()
      closed["permission_overwrites"] = [["id": "700", "type": 0, "allow": "0", "deny": "2048"]]
      closed["permission_overwrites"] = [
        ["id": "710", "type": 0, "allow": "0", "deny": "2048"], ["id": "700", "type": 0, "allow": "0", "deny": "0"],
      ]
      state.channels.append(.object(closed))
    }
    let problems = await town.connector { $0.channels = ["#helpp", "#staff", "#general"] }.probe()
    #expect(problems.map(\.subject) == ["channel #helpp", "channel #staff"])
    #expect(problems[0].remedy.hasPrefix("did you mean #help? "))
    #expect(problems[1].fault == "the bot lacks there: Send Messages")
  }

  @Test func aBotThatMayReadNowhereIsNamed() async {
    town.state.withLock { $0.channels = [] }
    #expect(await subjects() == ["error channels"])
  }
}

struct DiscordRightsTests {
  private func guild(_ roles: [JSON], owner: String = "1") -> DiscordGuild {
    DiscordGuild(["id": "700", "owner_id": .string(owner), "roles": .array(roles)])!
  }

  private func channel(_ overwrites: JSON...) -> DiscordChannel {
    DiscordChannel(["id": "1000", "permission_overwrites": .array(overwrites)])!
  }

  @Test func overwritesApplyFromEveryoneToTheMember() {
    let guild = guild([["id": "700", "permissions": "1024"], ["id": "710", "permissions": "2048", "position": 1]])
    let rights = DiscordRights(guild: guild, member: "900", roles: ["710"])
    #expect(rights.base == [.viewChannel, .sendMessages])
    #expect(
      rights.permissions(in: channel(["id": "700", "allow": "0", "deny": "1024"])) == [.sendMessages])
    #expect(
      rights.permissions(
        in: channel(["id": "700", "allow": "0", "deny": "1024"], ["id": "710", "allow": "1024", "deny": "2048"]))
        == [.viewChannel])
    #expect(
      rights.permissions(
        in: channel(["id": "710", "allow": "0", "deny": "3072"], ["id": "900", "allow": "2048", "deny": "0"]))
        == [.sendMessages])
  }

  @Test func ownersAndAdministratorsMayAll() {
    let closed = channel(["id": "700", "allow": "0", "deny": "1024"])
    let owner = DiscordRights(guild: guild([], owner: "900"), member: "900", roles: [])
    #expect(owner.permissions(in: closed) == .all)
    let admin = DiscordRights(guild: guild([["id": "710", "permissions": "8"]]), member: "900", roles: ["710"])
    #expect(admin.permissions(in: closed) == .all)
  }

  @Test func onlyRolesBelowCanBeGiven() throws {
    let guild = guild([
      ["id": "710", "permissions": "268435456", "position": 3], ["id": "720", "position": 2],
      ["id": "730", "position": 3],
    ])
    let rights = DiscordRights(guild: guild, member: "900", roles: ["710"])
    #expect(rights.canGrant(try #require(guild.role("720"))))
    #expect(!rights.canGrant(try #require(guild.role("730"))))
  }
}

struct DiscordSettingsTests {
  @Test func withoutAKeyThereAreNoCommandsAndWithoutRechecksNoEdits() {
    let some = Discord.about(with: DiscordTown.settings())
    #expect(some.receives == [.poll])
    #expect(some.link == "https://discord.com/channels/700")
    #expect(some.capabilities.isDisjoint(with: [.commands, .edits, .deletions, .members, .joinRequests]))
    let all = Discord.about(
      with: DiscordTown.settings {
        $0.publicKey = String(repeating: "ab", count: 32)
        $0.recheckEvery = .minutes(2)
        $0.membersEvery = .minutes(1)
      })
    #expect(all.capabilities == Discord.about.capabilities)
    #expect(all.receives == [.poll, .webhook])
  }

  @Test func theRouteOfARequestIsItsLimit() {
    func name(_ method: String, _ path: String) -> String? {
      DiscordRoute.name(method, path) { $0 == "3" ? "@50" : $0 }
    }
    #expect(name("GET", "/channels/1/messages") == nil)
    #expect(name("POST", "/channels/1/messages") == "messages/1")
    #expect(name("POST", "/channels/3/messages") == "messages/@50")
    #expect(name("PATCH", "/channels/1/messages/2") == "edits")
    #expect(name("DELETE", "/channels/1/messages/2") == "deletions/1")
    #expect(name("PUT", "/channels/1/messages/2/reactions/x/@me") == "reactions/1")
    #expect(name("PUT", "/channels/1/messages/pins/2") == "pins/1")
    #expect(name("PATCH", "/guilds/1/members/2") == "members")
    #expect(name("PUT", "/guilds/1/bans/2") == "bans")
    #expect(name("PUT", "/guilds/1/members/2/roles/3") == "roles")
    #expect(name("PATCH", "/guilds/1/requests/3") == "requests")
    #expect(name("POST", "/users/@me/channels") == "conversations")
  }

  @Test func sharedLimitsDoNotCountTowardsBeingBlocked() {
    var budget = DiscordBudget(limit: 2)
    let now = DiscordTown.start
    for _ in 0..<5 {
      budget.count(HTTPResponse(status: 429, headers: ["X-RateLimit-Scope": "shared"]), now: now)
      budget.count(HTTPResponse(status: 404), now: now)
    }
    #expect(budget.wait(now: now) == nil)
    budget.count(HTTPResponse(status: 429, headers: ["X-RateLimit-Scope": "user"]), now: now)
    budget.count(HTTPResponse(status: 403), now: now + .minutes(4))
    #expect(budget.wait(now: now + .minutes(4)).map { $0.seconds.rounded() } == 360)
    #expect(budget.wait(now: now + .minutes(10)) == nil)
  }

  @Test func aReasonIsCutBetweenCharacters() {
    #expect(DiscordAPI.auditReason("rude & loud") == "rude%20%26%20loud")
    let long = DiscordAPI.auditReason(String(repeating: "é", count: 200))
    #expect(long.count == 85 * 6 && long.hasSuffix("%A9"))
  }
}
