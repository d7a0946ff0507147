import BotCore
import BotTesting
import FoundationEssentials
import Testing

@testable import Connectors

/// Lists that grow, paged as Mastodon pages them: `min_id` gives the items right after it, newest first.
private final class GrowingLists: Sendable {
  let items = Lock<[String: [JSON]]>([:])
  let http: ScriptedHTTP

  init(_ other: @escaping @Sendable (HTTPRequest) throws -> HTTPResponse? = { _ in nil }) {
    let items = items
    http = ScriptedHTTP { request in
      if let answer = try other(request) { return answer }
      if request.mastodonPath.hasSuffix("verify_credentials") { return .json(MastodonTest.me) }
      let all = items.withLock { $0[request.mastodonPath] ?? [] }
      let query = request.mastodonQuery
      let limit = query["limit"].flatMap { Int($0) } ?? 20
      guard let least = query["min_id"].flatMap({ Int($0) }) else { return .json(.array(all.suffix(limit).reversed())) }
      let after = all.filter { ($0["id"]?.string.flatMap { Int($0) } ?? 0) > least }
      return .json(.array(after.prefix(limit).reversed()))
    }
  }

  func add(_ path: String, _ new: JSON...) { items.withLock { $0[path, default: []] += new } }
}

@Suite struct MastodonPollTests {
  private static let notifications = "/api/v1/notifications"
  private static let tag = "/api/v1/timelines/tag/swift"
  private static let local = "/api/v1/timelines/public"

  private func mention(_ id: String, of status: String) -> JSON {
    MastodonTest.notification(id, "mention", [("status", MastodonTest.status(status, tags: ["swift"]))])
  }

  @Test func theFirstLookTellsOfNobodyAndTheNextOfAllSince() async throws {
    let lists = GrowingLists()
    lists.add(Self.notifications, mention("5", of: "50"))
    let mastodon = MastodonTest.mastodon(lists.http) { $0.hashtags = ["#Swift"] }
    let first = try await mastodon.poll(nil)
    #expect(first.events.isEmpty)
    #expect(first.cursor == Cursor("{\"notifications\":\"5\",\"tag:swift\":\"0\"}"))
    #expect(first.next == .seconds(30))
    for id in 6...205 { lists.add(Self.notifications, mention("\(id)", of: "\(id * 10)")) }
    let second = try await mastodon.poll(first.cursor)
    #expect(second.events.count == 200)
    #expect(Set(second.events.map(\.key)).count == 200)
    #expect(second.cursor == Cursor("{\"notifications\":\"205\",\"tag:swift\":\"0\"}"))
    let third = try await mastodon.poll(second.cursor)
    #expect(third.events.isEmpty && third.cursor == second.cursor)
  }

  @Test func onePostThatIsSeenTwoWaysIsOneEvent() async throws {
    let lists = GrowingLists()
    let mastodon = MastodonTest.mastodon(lists.http) { ($0.hashtags, $0.local, $0.lists) = (["swift"], true, ["9"]) }
    let start = try await mastodon.poll(nil)
    let status = MastodonTest.status("50", tags: ["swift"])
    lists.add(Self.notifications, mention("5", of: "50"))
    for path in [Self.tag, Self.local, "/api/v1/timelines/list/9"] { lists.add(path, status) }
    let poll = try await mastodon.poll(start.cursor)
    #expect(poll.events.map(\.key) == ["posted/public/50"])
    #expect(poll.events.first?.message?.channelName == "swift")
    let requests = await lists.http.requests
    #expect(requests.contains { $0.mastodonPath == Self.local && $0.mastodonQuery["local"] == "true" })
    #expect(requests.allSatisfy { $0.headers["Authorization"] == "Bearer planted-token" })
  }

  @Test func postsThatComeLateFromOtherInstancesAreFound() async throws {
    func id(_ second: Int) -> String { String((1_767_225_600_000 + second * 1000) << 16) }
    let lists = GrowingLists()
    lists.add(Self.tag, MastodonTest.status(id(100)))
    let mastodon = MastodonTest.mastodon(lists.http) { $0.hashtags = ["swift"] }
    let start = try await mastodon.poll(nil)
    lists.items.withLock { $0[Self.tag] = [MastodonTest.status(id(40)), MastodonTest.status(id(100))] }
    let poll = try await mastodon.poll(start.cursor)
    #expect(poll.events.map(\.key).contains("posted/public/\(id(40))"))
    #expect(poll.cursor == start.cursor)
  }

  @Test func aListThatIsGoneKeepsNothingBack() async throws {
    let lists = GrowingLists { request in
      request.mastodonPath.contains("/list/") ? .json(["error": "Record not found"], status: 404) : nil
    }
    let mastodon = MastodonTest.mastodon(lists.http) { $0.lists = ["404"] }
    let start = try await mastodon.poll(nil)
    lists.add(Self.notifications, mention("5", of: "50"))
    #expect(try await mastodon.poll(start.cursor).events.count == 1)
  }

  @Test(
    arguments: [
      { () throws -> HTTPResponse in HTTPResponse(status: 503) },
      { () throws -> HTTPResponse in throw HTTPError.noAnswer("timed out") },
    ] as [@Sendable () throws -> HTTPResponse])
  func aListThatIsBrokenKeepsNothingBack(_ answer: @escaping @Sendable () throws -> HTTPResponse) async throws {
    let isBroken = Lock(false)
    let lists = GrowingLists { request in
      isBroken.withLock { $0 } && request.mastodonPath == Self.tag ? try answer() : nil
    }
    let lines = Lock<[String]>([])
    let mastodon = MastodonTest.mastodon(lists.http, logTo: lines) { $0.hashtags = ["swift"] }
    let start = try await mastodon.poll(nil)
    lists.add(Self.notifications, mention("5", of: "50"))
    lists.add(Self.tag, MastodonTest.status("51"))
    isBroken.withLock { $0 = true }
    let poll = try await mastodon.poll(start.cursor)
    #expect(poll.events.map(\.key) == ["posted/public/50"])
    #expect(poll.cursor == Cursor("{\"notifications\":\"5\",\"tag:swift\":\"0\"}"))
    #expect(lines.withLock { $0.count == 1 && $0[0].hasPrefix("warning; a list cannot be read; tag:swift; ") })
    isBroken.withLock { $0 = false }
    #expect(try await mastodon.poll(poll.cursor).events.map(\.key) == ["posted/public/51"])
  }

  @Test func whereNothingCanBeReadTheRoundFails() async throws {
    for status in [200, 503] {
      let http = ScriptedHTTP { request in
        if request.mastodonPath.hasSuffix("verify_credentials") { return .json(MastodonTest.me) }
        if status == 200 { throw HTTPError.noAnswer("timed out") }
        return HTTPResponse(status: status)
      }
      let mastodon = MastodonTest.mastodon(http) { $0.hashtags = ["swift"] }
      await #expect(throws: (any Error).self) { try await mastodon.poll(nil) }
    }
  }

  @Test func morePostsThanARoundReadsInTheOverlapAreReadInTheNext() async throws {
    func id(_ millisecond: Int) -> String { String((1_767_225_600_000 + millisecond) << 16) }
    let lists = GrowingLists()
    lists.add(Self.tag, MastodonTest.status(id(299_000)))
    let mastodon = MastodonTest.mastodon(lists.http) { $0.hashtags = ["swift"] }
    let start = try await mastodon.poll(nil)
    let flood = (0..<2500).map { MastodonTest.status(id($0 * 100)) }
    lists.items.withLock { $0[Self.tag] = flood + [MastodonTest.status(id(299_000))] }
    let second = try await mastodon.poll(start.cursor)
    #expect(second.events.count == 2000)
    lists.add(Self.tag, MastodonTest.status(id(300_000)))
    let third = try await mastodon.poll(second.cursor)
    #expect(third.events.count == 502)
    #expect(Set((second.events + third.events).map(\.key)).count == 2502)
    #expect(try await mastodon.poll(third.cursor).cursor == third.cursor)
  }

  @Test func aLongPastIsHandedOverInRounds() async throws {
    let lists = GrowingLists()
    let mastodon = MastodonTest.mastodon(lists.http) { ($0.hashtags, $0.local) = (["swift"], true) }
    var cursor = try await mastodon.poll(nil).cursor
    for number in 1...2500 {
      lists.add(Self.notifications, mention("\(number)", of: "\(100_000 + number)"))
      if number <= 100 { lists.add(Self.local, MastodonTest.status("\(900_000 + number)")) }
    }
    var sizes: [Int] = []
    var told: Set<String> = []
    while sizes.count < 9 {
      let poll = try await mastodon.poll(cursor)
      (cursor, sizes) = (poll.cursor, sizes + [poll.events.count])
      told.formUnion(poll.events.map(\.key))
      if poll.next != .zero { break }
    }
    #expect(sizes == [2000, 600])
    #expect(told.count == 2600)
  }

  @Test func aListThatStaysFullLeavesTheOthersTheirTurn() async throws {
    let lists = GrowingLists()
    let change: (inout MastodonSettings) -> Void = { ($0.hashtags, $0.local) = (["swift"], true) }
    var cursor = try await MastodonTest.mastodon(lists.http, change).poll(nil).cursor
    lists.add(Self.tag, MastodonTest.status("900001"))
    lists.add(Self.local, MastodonTest.status("900002"))
    var told: [[String]] = []
    var last = 0
    for _ in 1...3 {
      // More than a round takes comes in each.
      for number in (last + 1)...(last + 2500) { lists.add(Self.notifications, mention("\(number)", of: "\(number)")) }
      last += 2500
      // Another process each time.
      let poll = try await MastodonTest.mastodon(lists.http, change).poll(cursor)
      (cursor, told) = (poll.cursor, told + [poll.events.map(\.key)])
      #expect(poll.next == .zero)
    }
    #expect(told[0].count == 2000)
    #expect(Set(told[1]).isSuperset(of: ["posted/public/900001", "posted/public/900002"]))
    #expect(told[2].count == 2000)
    #expect(Set(told.joined()).count == told.map(\.count).reduce(0, +), "nothing is read twice")
  }

  @Test func aListThatMeetsTheLimitBeginsTheNextRound() async throws {
    let isLimited = Lock(false)
    let lists = GrowingLists { request in
      guard isLimited.withLock({ $0 }), request.mastodonPath == Self.tag else { return nil }
      return .json(["error": "Too many requests"], status: 429, headers: ["Retry-After": "60"])
    }
    let mastodon = MastodonTest.mastodon(lists.http) { ($0.hashtags, $0.local) = (["swift"], true) }
    let start = try await mastodon.poll(nil)
    lists.add(Self.notifications, mention("5", of: "50"))
    lists.add(Self.tag, MastodonTest.status("51"))
    isLimited.withLock { $0 = true }
    let first = try await mastodon.poll(start.cursor)
    #expect(first.events.map(\.key) == ["posted/public/50"])
    isLimited.withLock { $0 = false }
    let before = await lists.http.requests.count
    let second = try await mastodon.poll(first.cursor)
    let asked = await lists.http.requests.dropFirst(before).map(\.mastodonPath)
    #expect(asked.first { $0 != "/api/v1/accounts/verify_credentials" } == Self.tag)
    #expect(second.events.map(\.key) == ["posted/public/51"])
    #expect(second.cursor == Cursor(#"{"local":"0","notifications":"5","tag:swift":"51"}"#))
  }

  @Test func aLimitKeepsWhatWasRead() async throws {
    let isLimited = Lock(false)
    let lists = GrowingLists { request in
      guard isLimited.withLock({ $0 }), request.mastodonPath == Self.tag else { return nil }
      return .json(
        ["error": "Too many requests"], status: 429, headers: ["X-RateLimit-Reset": "2026-01-01T00:02:00.000Z"])
    }
    let mastodon = MastodonTest.mastodon(lists.http) { $0.hashtags = ["swift"] }
    let start = try await mastodon.poll(nil)
    lists.add(Self.notifications, mention("5", of: "50"))
    isLimited.withLock { $0 = true }
    let poll = try await mastodon.poll(start.cursor)
    #expect(poll.events.count == 1 && poll.next == .seconds(120))
    await #expect(throws: ConnectorError.limited(after: .seconds(120))) { try await mastodon.poll(poll.cursor) }
  }

  @Test(arguments: [
    (
      401, ["error": "The access token is invalid"] as JSON,
      ConnectorError.unauthorized("The access token is invalid")
    ),
    (
      403, ["error": "Your login is currently disabled"] as JSON,
      ConnectorError.unauthorized("Your login is currently disabled")
    ),
    (500, "x" as JSON, ConnectorError.limited(after: nil)),
    (404, [:] as JSON, ConnectorError.refused("the instance answered with status 404")),
  ])
  func faultsAreToldApart(_ status: Int, _ body: JSON, _ error: ConnectorError) async {
    let mastodon = MastodonTest.mastodon(ScriptedHTTP { _ in .json(body, status: status) })
    await #expect(throws: error) { try await mastodon.poll(nil) }
  }

  @Test func anAddressThatIsNoMastodonIsRefused() async {
    let mastodon = MastodonTest.mastodon(ScriptedHTTP { _ in .json(["hello": "world"]) })
    await #expect(throws: ConnectorError.self) { try await mastodon.poll(nil) }
  }

  @Test func whatIsNoCursorIsAFirstStart() {
    for raw in ["", "x", "[]", "{\"notifications\":5}"] {
      #expect(MastodonCursor(Cursor(raw))["notifications"] == nil)
    }
    var cursor = MastodonCursor(nil)
    cursor["a"] = "1"
    cursor.waiting = (0..<6000).map { String($0) }
    let again = MastodonCursor(cursor.cursor)
    #expect(again["a"] == "1" && again["waiting"] == nil && again.waiting.count == 5000)
  }
}

@Suite struct MastodonAccountsTests {
  /// Accounts by id, listed by status as moderators see them.
  private final class Town: Sendable {
    let accounts = Lock<[(id: String, json: JSON)]>([])
    /// So many looks at single accounts are answered before the limit.
    let looksLeft = Lock(Int.max)
    let http: ScriptedHTTP

    init() {
      let (accounts, looksLeft) = (accounts, looksLeft)
      http = ScriptedHTTP { request in
        let path = request.mastodonPath
        if path.hasSuffix("verify_credentials") { return .json(MastodonTest.me) }
        let all = accounts.withLock { $0 }
        if path == "/api/v2/admin/accounts" {
          let query = request.mastodonQuery
          let isPending = query["status"] == "pending"
          let found = all.filter { ($0.json["approved"] == false) == isPending }
            .filter { MastodonID.isNewer($0.id, than: query["min_id"] ?? "0") }
          let limit = query["limit"].flatMap { Int($0) } ?? 100
          return .json(
            .array((query["min_id"] == nil ? found.suffix(limit) : found.prefix(limit)).reversed().map(\.json)))
        }
        if path.hasPrefix("/api/v1/admin/accounts/") {
          let isLimited = looksLeft.withLock { left in
            left -= 1
            return left < 0
          }
          if isLimited { return .json(["error": "slow"], status: 429, headers: ["Retry-After": "100"]) }
          let id = String(path.split(separator: "/").last ?? "")
          return all.first { $0.id == id }.map { .json($0.json) } ?? .json(["error": "Record not found"], status: 404)
        }
        return .json([])
      }
    }

    func put(_ id: String, approved: Bool = true, confirmed: Bool = true, answer: String? = nil) {
      let json = MastodonTest.admin(id, "user\(id)", approved: approved, confirmed: confirmed, answer: answer)
      accounts.withLock { $0 = ($0.filter { $0.id != id } + [(id, json)]).sorted { $0.id < $1.id } }
    }

    func drop(_ id: String) { accounts.withLock { $0.removeAll { $0.id == id } } }
  }

  private func told(_ poll: Poll) -> [String] { poll.events.map(\.key) }

  @Test func tellsWhoAsksAndWhoIsIn() async throws {
    let town = Town()
    town.put("10")
    town.put("11", approved: false)
    let mastodon = MastodonTest.mastodon(town.http) { ($0.moderator, $0.joins) = (true, .accounts) }
    var poll = try await mastodon.poll(nil)
    #expect(poll.events.isEmpty)
    town.put("12", approved: false, answer: "let me in")
    town.put("13")
    town.put("14", confirmed: false)
    poll = try await mastodon.poll(poll.cursor)
    #expect(told(poll).sorted() == ["asked//12/account", "joined//13/account"])
    let asked = poll.events.first { $0.trigger == .joinRequested }
    #expect(
      asked?.kind
        == .joinRequested(member: Member("12", name: "user12", locale: "de"), channel: nil, answer: "let me in"))
    #expect(told(try await mastodon.poll(poll.cursor)).isEmpty)
    town.put("11")
    town.drop("12")
    town.put("14")
    poll = try await mastodon.poll(poll.cursor)
    #expect(told(poll).sorted() == ["joined//11/account", "joined//14/account"])
    poll = try await mastodon.poll(poll.cursor)
    #expect(told(poll).isEmpty)
    #expect(MastodonCursor(poll.cursor).waiting.isEmpty)
  }

  @Test func aLimitInBetweenLosesNobody() async throws {
    let town = Town()
    let waiting = (10..<19).map { String($0) }
    for id in waiting { town.put(id, approved: false) }
    let mastodon = MastodonTest.mastodon(town.http) { ($0.moderator, $0.joins) = (true, .accounts) }
    var poll = try await mastodon.poll(nil)
    for id in waiting { town.put(id) }
    town.put("20", approved: false)
    town.put("21")
    var keys: [String] = []
    for left in [2, 0, 1, 5, 5, 5] {
      town.looksLeft.withLock { $0 = left }
      do {
        poll = try await mastodon.poll(poll.cursor)
        keys += told(poll)
        if left == 2 { #expect(poll.next == .seconds(100)) }
      } catch {
        #expect(left == 0 && error as? ConnectorError == .limited(after: .seconds(100)))
      }
    }
    #expect(Set(keys) == Set(["asked//20/account", "joined//21/account"] + waiting.map { "joined//\($0)/account" }))
    #expect(MastodonCursor(poll.cursor).waiting == ["20"])
  }

  @Test func accountsThatAreClosedKeepNothingBack() async throws {
    let http = ScriptedHTTP { request in
      if request.mastodonPath.hasSuffix("verify_credentials") { return .json(MastodonTest.me) }
      return request.mastodonPath.contains("/admin/") ? .json(["error": "no"], status: 403) : .json([])
    }
    let lines = Lock<[String]>([])
    let mastodon = MastodonTest.mastodon(http, logTo: lines) { ($0.moderator, $0.joins) = (true, .accounts) }
    #expect(try await mastodon.poll(nil).cursor == Cursor("{\"notifications\":\"0\"}"))
    #expect(
      lines.withLock { $0 }
        == ["warning; a list cannot be read; reports; no", "warning; a list cannot be read; accounts; no"])
  }

  @Test func moreThanCanBeRememberedIsTold() async throws {
    var cursor = MastodonCursor(nil)
    cursor["accounts"] = "1"
    cursor["notifications"] = "1"
    cursor.waiting = (0..<5000).map { String(100_000 + $0) }
    let town = Town()
    town.put("200000", approved: false)
    town.looksLeft.withLock { $0 = 0 }
    let lines = Lock<[String]>([])
    let mastodon = MastodonTest.mastodon(town.http, logTo: lines) { ($0.moderator, $0.joins) = (true, .accounts) }
    #expect(told(try await mastodon.poll(cursor.cursor)) == ["asked//200000/account"])
    #expect(
      lines.withLock { $0 }
        == ["warning; too many accounts wait for approval; of some it will not be told that they came in; 5001"])
  }

  @Test func readsThemOnlyWhenAskedTo() async throws {
    let town = Town()
    _ = try await MastodonTest.mastodon(town.http).poll(nil)
    #expect(await town.http.requests.allSatisfy { !$0.url.contains("admin") })
  }
}
