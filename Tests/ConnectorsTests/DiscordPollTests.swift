import BotCore
import BotTesting
import FoundationEssentials
import Testing

@testable import Connectors

struct DiscordPollTests {
  @Test func theFirstStartBeginsWithWhatComesThen() async throws {
    let town = DiscordTown()
    let old = town.say("old")
    let discord = town.connector()
    var cursor: Cursor?
    #expect(try await discord.round(&cursor).isEmpty)
    #expect(DiscordCursor(cursor).start?.text == old)
    town.pass(.seconds(10))
    town.say("new")
    #expect(try await discord.told(&cursor) == ["posted new"])
    #expect(try await discord.round(&cursor).isEmpty)
  }

  @Test func onlyChannelsWithNewsAreRead() async throws {
    let town = DiscordTown()
    let discord = town.connector()
    var cursor: Cursor?
    _ = try await discord.round(&cursor)
    town.say("hello", in: DiscordTown.help)
    _ = try await discord.round(&cursor)
    _ = try await discord.round(&cursor)
    let reads = await town.calls.filter { $0.contains("/messages") }
    #expect(reads == ["GET /channels/1100/messages"])
    #expect(await town.calls.filter { $0 == "GET /guilds/700/channels" }.count == 3)
  }

  @Test func aPauseIsCaughtUpPageByPage() async throws {
    let town = DiscordTown()
    var cursor: Cursor?
    _ = try await town.connector().round(&cursor)
    for number in 1...250 { town.say("m\(number)") }
    town.pass(.hours(3))
    let again = town.connector()
    #expect(try await again.told(&cursor) == (1...250).map { "posted m\($0)" })
    #expect(await town.calls.filter { $0.contains("/messages") }.count == 3)
  }

  @Test func moreThanOneRoundCanReadGoesOnAtOnce() async throws {
    let town = DiscordTown()
    let discord = town.connector()
    var cursor: Cursor?
    _ = try await discord.round(&cursor)
    for number in 1...2100 { town.say("m\(number)") }
    let first = try await discord.poll(cursor)
    #expect(first.events.count == 2000)
    #expect(first.next == .zero)
    let second = try await discord.poll(first.cursor)
    #expect(second.events.count == 100)
    #expect(second.next == .seconds(10))
  }

  @Test func aRoundOverManyChannelsHasAnEnd() async throws {
    let town = DiscordTown()
    let discord = town.connector()
    var cursor: Cursor?
    _ = try await discord.round(&cursor)
    for number in 1...1250 {
      town.say("g\(number)")
      town.say("h\(number)", in: DiscordTown.help)
    }
    var sizes: [Int] = []
    var told: Set<String> = []
    repeat {
      let poll = try await discord.poll(cursor)
      (cursor, sizes) = (poll.cursor, sizes + [poll.events.count])
      told.formUnion(poll.events.compactMap { $0.message?.text })
      if poll.next != .zero { break }
    } while sizes.count < 9
    #expect(sizes == [2050, 450])
    #expect(told.count == 2500)
  }

  @Test func aChannelThatStaysFullLeavesTheOthersTheirTurn() async throws {
    let town = DiscordTown()
    let discord = town.connector { $0.membersEvery = .minutes(1) }
    var cursor: Cursor?
    _ = try await discord.round(&cursor)
    town.say("help!", in: DiscordTown.help)
    town.join("60", "Ada")
    var told: [[String]] = []
    for round in 1...2 {
      // More than a round takes comes in each.
      for number in 1...2500 { town.say("m\(round)-\(number)") }
      town.pass(.minutes(1))
      let poll = try await discord.poll(cursor)
      (cursor, told) = (poll.cursor, told + [DiscordTown.lines(poll.events)])
      #expect(poll.next == .zero)
    }
    #expect(told[0].count == 2001 && told[0].contains("joined Ada"))
    #expect(told[1].contains("posted help!"))
  }

  @Test func nothingOlderThanCatchUpIsRead() async throws {
    let town = DiscordTown()
    var cursor: Cursor?
    _ = try await town.connector().round(&cursor)
    town.say("long ago")
    town.pass(.days(8))
    town.say("today")
    #expect(try await town.connector().told(&cursor) == ["posted today"])
  }

  @Test func aThreadThatIsNewOrWakesUpIsReadFromWhatWasNotSeen() async throws {
    let town = DiscordTown()
    let discord = town.connector()
    var cursor: Cursor?
    town.say("before")
    _ = try await discord.round(&cursor)
    town.pass(.minutes(5))
    let root = town.say("shall we talk?")
    town.state.withLock { $0.threads = [DiscordTown.channel(root, "talk", type: 11, parent: DiscordTown.general)] }
    town.say("yes", in: root)
    let events = try await discord.round(&cursor)
    #expect(DiscordTown.lines(events) == ["posted shall we talk?", "posted yes"])
    let reply = try #require(events.last?.message)
    #expect(reply.channel == "1000")
    #expect(reply.channelName == "general")
    #expect(reply.thread?.raw == root)
    #expect(reply.link == "https://discord.com/channels/700/\(root)/\(reply.id)")

    // It falls asleep and is forgotten; then somebody speaks in it again.
    let asleep = town.state.withLock { state in
      defer { state.threads = [] }
      return state.threads
    }
    town.pass(.hours(2))
    town.say("elsewhere")
    _ = try await discord.round(&cursor)
    #expect(DiscordCursor(cursor).places[root] == nil)
    town.state.withLock { $0.threads = asleep }
    town.pass(.hours(2))
    town.say("still here?", in: root)
    #expect(try await discord.told(&cursor) == ["posted still here?"])
  }

  @Test func onlyTheChosenChannelsAreReadWithTheirThreads() async throws {
    let town = DiscordTown()
    let discord = town.connector { $0.channels = ["#help"] }
    var cursor: Cursor?
    _ = try await discord.round(&cursor)
    let root = town.say("question", in: DiscordTown.help)
    town.state.withLock {
      $0.threads = [
        DiscordTown.channel(root, "answer", type: 11, parent: DiscordTown.help),
        DiscordTown.channel("2000", "aside", type: 11, parent: DiscordTown.general),
      ]
    }
    town.say("this way", in: root)
    town.say("not read")
    town.say("not read either", in: "2000")
    #expect(try await discord.told(&cursor) == ["posted question", "posted this way"])
  }

  @Test func ofAWelcomeChannelThatIsNotChosenOnlyTheJoinsCount() async throws {
    let town = DiscordTown()
    let discord = town.connector { $0.channels = ["help"] }
    var cursor: Cursor?
    _ = try await discord.round(&cursor)
    town.say("chatter")
    town.say("", by: "60", type: 7)
    #expect(try await discord.told(&cursor) == ["joined User 60"])
  }

  @Test func aChannelThatIsHiddenFromTheBotIsNotAskedFor() async throws {
    let town = DiscordTown()
    town.state.withLock { state in
      var hidden = DiscordTown.channel("1200", "staff").object ?? JSONObject()
      hidden["permission_overwrites"] = [["id": "700", "type": 0, "allow": "0", "deny": "1024"]]
      state.channels.append(.object(hidden))
    }
    let discord = town.connector { $0.recheckEvery = .minutes(1) }
    var cursor: Cursor?
    _ = try await discord.round(&cursor)
    #expect(await town.calls.filter { $0.contains("1200") }.isEmpty)
  }

  @Test func aRefusedChannelRestsForAWhile() async throws {
    let town = DiscordTown()
    let discord = town.connector()
    var cursor: Cursor?
    _ = try await discord.round(&cursor)
    town.say("hello")
    town.fail("GET /channels/1000/messages", 403, ["message": "Missing Access", "code": 50001])
    #expect(try await discord.round(&cursor).isEmpty)
    #expect(try await discord.round(&cursor).isEmpty)
    #expect(await town.calls.filter { $0.contains("/messages") }.count == 1)
    #expect(town.state.withLock { $0.logged } == ["a channel cannot be read"])
    town.pass(.minutes(11))
    #expect(try await discord.told(&cursor) == ["posted hello"])
  }

  @Test func aLimitKeepsWhatWasReadBefore() async throws {
    let town = DiscordTown()
    let discord = town.connector()
    var cursor: Cursor?
    _ = try await discord.round(&cursor)
    town.say("one")
    town.say("two", in: DiscordTown.help)
    town.fail("GET /channels/1100/messages", 429, ["message": "limited", "retry_after": 42.5, "global": false])
    let poll = try await discord.poll(cursor)
    #expect(DiscordTown.lines(poll.events) == ["posted one"])
    #expect(poll.next == .milliseconds(42_500))
    cursor = poll.cursor
    #expect(try await discord.told(&cursor) == ["posted two"])
  }

  @Test func aChannelThatGivesNoAnswerKeepsNoOtherFromBeingRead() async throws {
    let town = DiscordTown()
    let discord = town.connector()
    var cursor: Cursor?
    _ = try await discord.round(&cursor)
    town.say("one")
    town.say("two", in: DiscordTown.help)
    town.state.withLock { $0.silent = ["GET /channels/1000/messages"] }
    #expect(try await discord.told(&cursor) == ["posted two"])
    #expect(town.state.withLock { $0.logged } == ["a channel cannot be read"])
    // It rests for a minute.
    #expect(try await discord.round(&cursor).isEmpty)
    #expect(await town.calls.filter { $0 == "GET /channels/1000/messages" }.count == 1)
    town.state.withLock { $0.silent = [] }
    town.pass(.minutes(1))
    #expect(try await discord.told(&cursor) == ["posted one"])
  }

  @Test(arguments: [500, 400]) func neitherDoesOneThatFails(_ status: Int) async throws {
    let town = DiscordTown()
    let discord = town.connector()
    var cursor: Cursor?
    _ = try await discord.round(&cursor)
    town.say("one")
    town.say("two", in: DiscordTown.help)
    town.fail("GET /channels/1000/messages", status)
    #expect(try await discord.told(&cursor) == ["posted two"])
    town.pass(.minutes(11))
    #expect(try await discord.told(&cursor) == ["posted one"])
  }

  @Test func whereNoChannelGivesAnAnswerTheRoundFails() async throws {
    let town = DiscordTown()
    let discord = town.connector()
    var cursor: Cursor?
    _ = try await discord.round(&cursor)
    town.say("one")
    town.say("two", in: DiscordTown.help)
    town.state.withLock { $0.silent = ["GET /channels/"] }
    await #expect(throws: HTTPError.noAnswer("no answer")) { try await discord.poll(cursor) }
    town.state.withLock { $0.silent = [] }
    town.pass(.minutes(1))
    #expect(try await discord.told(&cursor) == ["posted one", "posted two"])
  }

  @Test func afterThreeSilentChannelsTheOthersWait() async throws {
    let town = DiscordTown()
    let ids = (1...5).map { "\(2000 + $0)" }
    town.state.withLock { $0.channels += ids.map { DiscordTown.channel($0, "c\($0)") } }
    let discord = town.connector()
    var cursor: Cursor?
    _ = try await discord.round(&cursor)
    town.say("hello")
    for id in ids { town.say("hello \(id)", in: id) }
    town.state.withLock { $0.silent = ["GET /channels/2"] }
    #expect(try await discord.told(&cursor) == ["posted hello"])
    let asked = await town.calls.filter { $0.hasSuffix("/messages") }
    #expect(asked == ["1000", "2001", "2002", "2003"].map { "GET /channels/\($0)/messages" })
    town.state.withLock { $0.silent = [] }
    #expect(try await discord.told(&cursor) == ["posted hello 2004", "posted hello 2005"])
  }

  @Test func aFaultAtTheStartIsTheRoundsFault() async throws {
    let town = DiscordTown()
    town.fail("GET /users/@me", 429, ["message": "limited", "retry_after": 30, "global": true])
    await #expect(throws: ConnectorError.limited(after: .seconds(30))) { try await town.connector().poll(nil) }
    town.fail("GET /users/@me", 401, ["message": "401: Unauthorized", "code": 0])
    await #expect(throws: ConnectorError.unauthorized("401: Unauthorized")) { try await town.connector().poll(nil) }
  }

  @Test func aReadAsksAgainAfterAShortWait() async throws {
    let town = DiscordTown()
    for wait in [0.5, 1.5] {
      town.fail("GET /guilds/700/channels", 429, ["message": "limited", "retry_after": .double(wait), "global": false])
    }
    var cursor: Cursor?
    _ = try await town.connector().round(&cursor)
    #expect(town.state.withLock { $0.slept } == [.milliseconds(500), .milliseconds(1500)])
    for _ in 0..<3 { town.fail("GET /users/@me", 429, ["message": "limited", "retry_after": 1, "global": false]) }
    await #expect(throws: ConnectorError.limited(after: .seconds(1))) { try await town.connector().poll(nil) }
  }

  @Test func aReadWaitsForItsRoutesLimit() async throws {
    let town = DiscordTown()
    let discord = town.connector()
    town.state.withLock {
      $0.faults.append(
        (
          "GET /guilds/700/channels",
          .json(.array($0.channels), headers: ["X-RateLimit-Remaining": "0", "X-RateLimit-Reset-After": "1.5"])
        ))
    }
    var cursor: Cursor?
    _ = try await discord.round(&cursor)
    _ = try await discord.round(&cursor)
    #expect(town.state.withLock { $0.slept } == [.milliseconds(1500)])
  }

  @Test func afterTooManyRefusalsNothingIsAskedForTenMinutes() async throws {
    let town = DiscordTown()
    let discord = town.connector { $0.refusedRequests = 3 }
    for _ in 0..<3 {
      town.fail("GET /users/@me", 403)
      await #expect(throws: (any Error).self) { try await discord.poll(nil) }
    }
    let asked = await town.calls.count
    await #expect(throws: ConnectorError.self) { try await discord.poll(nil) }
    #expect(await discord.perform(.post(text: "x", in: "1000", named: nil), key: "k").isRetryOfAll)
    #expect(await town.calls.count == asked)
    town.pass(.minutes(11))
    _ = try await discord.poll(nil)
  }

  @Test func aCursorThatIsNoneOfOursIsAFirstStart() async throws {
    #expect(DiscordCursor(Cursor("garbage")) == DiscordCursor())
    var cursor = DiscordCursor()
    cursor.places = ["1": Snowflake(value: 5), "2": Snowflake(value: 6)]
    (cursor.seen, cursor.start) = (Snowflake(value: 9), Snowflake(value: 3))
    (cursor.began, cursor.edited, cursor.joined) = (2, 4, 5)
    (cursor.recent, cursor.requests, cursor.told) = (["8": 7], ["1", "2"], 10)
    #expect(DiscordCursor(cursor.cursor) == cursor)
  }

  @Test func membersThatACursorNamesByTheirIdsAreKnownByTheirMarks() {
    let id: ID<Member> = "112233445566778899"
    let cursor = DiscordCursor(Cursor(#"{"recent":{"112233445566778899":7,"\#(MemberRoll.name("2"))":8}}"#))
    #expect(cursor.recent == [MemberRoll.name(id): 7, MemberRoll.name("2"): 8])
    #expect(!cursor.cursor.raw.contains("112233445566778899"))
  }
}

extension Outcome {
  fileprivate var isRetryOfAll: Bool {
    if case .retry(_, .account, _) = self { true } else { false }
  }
}
