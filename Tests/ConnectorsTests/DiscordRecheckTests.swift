import BotCore
import BotTesting
import FoundationEssentials
import Testing

@testable import Connectors

struct DiscordRecheckTests {
  private func start(_ town: DiscordTown) async throws -> (Discord, Cursor?) {
    let discord = town.connector { $0.recheckEvery = .minutes(1) }
    var cursor: Cursor?
    _ = try await discord.round(&cursor)
    town.pass(.minutes(1))
    return (discord, cursor)
  }

  @Test func anEditIsSeenOnce() async throws {
    let town = DiscordTown()
    var (discord, cursor) = try await start(town)
    let id = town.say("helo")
    #expect(try await discord.told(&cursor) == ["posted helo"])
    town.pass(.minutes(1))
    town.edit(id, "hello")
    let edits = try await discord.round(&cursor)
    #expect(DiscordTown.lines(edits) == ["edited hello"])
    #expect(edits[0].at == DiscordTown.start + .minutes(2))
    #expect(edits[0].key == "edited/1000/\(id)/\(edits[0].at.milliseconds)")
    town.pass(.minutes(1))
    #expect(try await discord.round(&cursor).isEmpty)
  }

  @Test func betweenTwoRechecksNothingOldIsRead() async throws {
    let town = DiscordTown()
    var (discord, cursor) = try await start(town)
    town.say("hello")
    _ = try await discord.round(&cursor)
    let before = await town.calls.count
    town.pass(.seconds(20))
    _ = try await discord.round(&cursor)
    #expect(await town.calls.dropFirst(before) == ["GET /guilds/700/channels", "GET /guilds/700/threads/active"])
  }

  @Test func anEditDuringAPauseIsSeenAndOneBeforeTheFirstStartIsNot() async throws {
    let town = DiscordTown()
    let old = town.say("old")
    town.pass(.seconds(1))
    town.edit(old, "older")
    town.pass(.seconds(1))
    var (discord, cursor) = try await start(town)
    let id = town.say("helo")
    #expect(try await discord.told(&cursor) == ["posted helo"])
    town.pass(.hours(1))
    town.edit(id, "hello")
    discord = town.connector { $0.recheckEvery = .minutes(1) }
    #expect(try await discord.told(&cursor) == ["edited hello"])
  }

  @Test func aMessageThatIsReadAlreadyEditedIsNotToldTwice() async throws {
    let town = DiscordTown()
    var (discord, cursor) = try await start(town)
    let id = town.say("helo")
    town.edit(id, "hello")
    #expect(try await discord.told(&cursor) == ["posted hello"])
    town.pass(.minutes(1))
    #expect(try await discord.round(&cursor).isEmpty)
  }

  @Test func whatIsMissingWithinThePageWasDeleted() async throws {
    let town = DiscordTown()
    var (discord, cursor) = try await start(town)
    let (one, two) = (town.say("one"), town.say("two"))
    town.say("three")
    _ = try await discord.round(&cursor)
    town.delete(one)
    town.delete(two)
    town.pass(.minutes(1))
    let gone = try await discord.round(&cursor)
    #expect(DiscordTown.lines(gone) == ["deleted \(one)", "deleted \(two)"])
    #expect(gone[0].key == "deleted/1000/\(one)")
    town.pass(.minutes(1))
    #expect(try await discord.round(&cursor).isEmpty)
  }

  @Test func whatIsOlderThanThePageIsNotTakenForDeleted() async throws {
    let town = DiscordTown()
    var (discord, cursor) = try await start(town)
    town.say("old")
    _ = try await discord.round(&cursor)
    for number in 1...60 { town.say("m\(number)") }
    #expect(try await discord.round(&cursor).count == 60)
    town.pass(.minutes(1))
    #expect(try await discord.round(&cursor).isEmpty)
  }

  @Test func theBotsOwnMessagesAreNeitherReadNorMissed() async throws {
    let town = DiscordTown()
    var (discord, cursor) = try await start(town)
    let id = town.say("I am the bot", by: DiscordTown.me)
    #expect(try await discord.round(&cursor).isEmpty)
    town.edit(id, "changed")
    town.pass(.minutes(1))
    #expect(try await discord.round(&cursor).isEmpty)
    town.delete(id)
    town.pass(.minutes(1))
    #expect(try await discord.round(&cursor).isEmpty)
  }

  /// The store may refuse what a round brought: then the next round begins where that one did.
  @Test func whatCouldNotBeStoredIsToldAgain() async throws {
    let town = DiscordTown()
    var (discord, cursor) = try await start(town)
    let (one, two) = (town.say("one"), town.say("two"))
    #expect(try await discord.told(&cursor) == ["posted one", "posted two"])
    town.pass(.minutes(1))
    town.edit(one, "won")
    town.delete(two)
    let lost = cursor
    let told = ["edited won", "deleted \(two)"]
    #expect(Set(try await discord.told(&cursor)) == Set(told))
    #expect(cursor != lost)
    cursor = lost
    #expect(Set(try await discord.told(&cursor)) == Set(told))
    town.pass(.minutes(1))
    #expect(try await discord.round(&cursor).isEmpty)
  }

  @Test func deletionsAloneMoveTheCursorToo() async throws {
    let town = DiscordTown()
    var (discord, cursor) = try await start(town)
    let id = town.say("one")
    #expect(try await discord.told(&cursor) == ["posted one"])
    town.pass(.minutes(1))
    town.delete(id)
    let before = cursor
    for _ in 1...2 {
      cursor = before
      #expect(try await discord.told(&cursor) == ["deleted \(id)"])
      #expect(cursor != before)
    }
  }

  @Test func whatAFaultCutShortIsToldLater() async throws {
    let town = DiscordTown()
    var (discord, cursor) = try await start(town)
    let id = town.say("one")
    #expect(try await discord.told(&cursor) == ["posted one"])
    town.pass(.minutes(1))
    town.delete(id)
    town.fail("GET /channels/1100/messages", 401)
    await #expect(throws: ConnectorError.unauthorized("no")) { try await discord.poll(cursor) }
    #expect(try await discord.told(&cursor) == ["deleted \(id)"])
  }

  @Test func channelsThatAreNoMoreAreForgotten() async throws {
    let town = DiscordTown()
    var (discord, cursor) = try await start(town)
    for channel in [DiscordTown.general, DiscordTown.help] { town.say("hello", in: channel) }
    _ = try await discord.round(&cursor)
    #expect(Set(discord.memories.withLock { $0.begin(at: cursor) }.versions.keys) == ["1000", "1100"])
    town.state.withLock { _ = $0.channels.removeLast() }
    _ = try await discord.round(&cursor)
    #expect(Set(discord.memories.withLock { $0.begin(at: cursor) }.versions.keys) == ["1000"])
  }

  @Test func aMemoryKeepsWhatConcernsItsChannelsAndIsStillClosed() {
    var memory = DiscordMemory()
    memory.versions = ["1": [:], "2": [:]]
    memory.missing = ["1": Snowflake(value: 3), "2": Snowflake(value: 4)]
    memory.closed = ["1": DiscordTown.start, "members": DiscordTown.start + .seconds(1)]
    memory.keep(["2"], at: DiscordTown.start)
    #expect(memory.versions == ["2": [:]])
    #expect(memory.missing == ["2": Snowflake(value: 4)])
    #expect(memory.closed == ["members": DiscordTown.start + .seconds(1)])
  }

  @Test func aRecheckFindsNewsThatTheListDidNotName() async throws {
    let town = DiscordTown()
    var (discord, cursor) = try await start(town)
    for number in 1...120 { town.say("m\(number)") }
    town.state.withLock {
      $0.channels = $0.channels.map { json in
        var object = json.object ?? JSONObject()
        object["last_message_id"] = .null
        return .object(object)
      }
    }
    #expect(try await discord.round(&cursor).count == 120)
  }
}
