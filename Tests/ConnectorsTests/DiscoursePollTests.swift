import BotCore
import BotTesting
import FoundationEssentials
import Testing

@testable import Connectors

/// A forum whose lists grow between the rounds.
private final class Growing: Sendable {
  struct State {
    var posts: [Int] = []
    var hidden: Set<Int> = []
    var old = false
    var privates: [JSON] = []
    var users: [JSON] = []
    var pending: [JSON] = []
    var reviews: [JSON] = []
    var broken: [String: HTTPResponse] = [:]
  }

  let state = Lock(State())

  func grow(_ change: @Sendable (inout State) -> Void) { state.withLock { change(&$0) } }

  var http: ScriptedHTTP {
    ScriptedHTTP { [state] request in
      let state = state.withLock { $0 }
      if let broken = state.broken[request.route] { return broken }
      switch request.route {
      case "GET /site.json": return .json(DiscourseTest.site)
      case "GET /posts.json": return .json(["latest_posts": .array(Self.page(request, state))])
      case "GET /private-posts.json": return .json(["private_posts": .array(state.privates)])
      case "GET /admin/users/list/new.json":
        let page = request.query("page").flatMap { Int($0) } ?? 1
        return .json(.array(Array(state.users.dropFirst((page - 1) * 100).prefix(100))))
      case "GET /admin/users/list/pending.json": return .json(.array(state.pending))
      case "GET /review.json":
        let offset = request.query("offset").flatMap { Int($0) } ?? 0
        return .json(["reviewables": .array(Array(state.reviews.dropFirst(offset).prefix(10)))])
      default: return DiscourseTest.missing
      }
    }
  }

  /// As Discourse pages: newer versions give 50 posts below `before`, older ones those of the 50 numbers up to it.
  private static func page(_ request: HTTPRequest, _ state: State) -> [JSON] {
    let all = state.posts.filter { !state.hidden.contains($0) }.sorted(by: >)
    let before = request.query("before").flatMap { Int($0) }
    let top = before ?? state.posts.max() ?? 0
    func isOnPage(_ id: Int) -> Bool {
      state.old ? id <= top && id > top - 50 : before == nil || id < top
    }
    let ids = all.filter(isOnPage).prefix(50)
    return ids.map { DiscourseTest.post($0, topic: $0, number: 1) }
  }
}

@Suite struct DiscoursePollTests {
  private let forum = Growing()

  private func discourse(_ change: (inout DiscourseSettings) -> Void = { _ in }) -> Discourse {
    DiscourseTest.discourse(forum.http) {
      $0.receive = .poll
      change(&$0)
    }
  }

  private func ids(_ poll: Poll) -> [String] { poll.events.compactMap { $0.message?.id.raw } }

  @Test func theFirstRoundAnnouncesNobodyAndNothing() async throws {
    forum.grow {
      $0.posts = Array(1...80)
      $0.users = [DiscourseTest.user(42)]
      $0.pending = [DiscourseTest.user(43, "ben")]
      $0.reviews = [["id": 3, "type": "ReviewableFlaggedPost", "post_id": 15]]
    }
    let poll = try await discourse { $0.joining = .approved }.poll(nil)
    #expect(poll.events == [])
    #expect(poll.next == .seconds(30))
    #expect(
      poll.cursor?.raw
        == "{\"posts\":[80,80],\"private\":[0,0],\"user\":42,\"waiting\":[42],\"pending\":\""
        + MemberRoll([ID("43")]).text + "\",\"review\":3}")
  }

  @Test(arguments: [false, true]) func everyPostSinceIsReadOldestFirst(_ old: Bool) async throws {
    forum.grow {
      $0.old = old
      $0.posts = Array(1...10)
    }
    let discourse = discourse()
    let first = try await discourse.poll(nil)
    forum.grow {
      $0.posts = Array(1...260)
      $0.hidden = Set(60...180)
    }
    let second = try await discourse.poll(first.cursor)
    let since: [Int] = Array(11...59) + Array(181...260)
    #expect(ids(second) == since.map { String($0) })
    let third = try await discourse.poll(second.cursor)
    // The newest are looked at again as long as they are young; the store knows them by their ids.
    #expect(ids(third) == since.suffix(20).map { String($0) })
    let later = DiscourseTest.discourse(forum.http, now: DiscourseTest.now + .hours(1)) { $0.receive = .poll }
    #expect(ids(try await later.poll(second.cursor)) == [])
  }

  @Test func aPostThatBecomesVisibleLateIsSeen() async throws {
    forum.grow { $0.posts = [1, 2] }
    let discourse = discourse()
    let first = try await discourse.poll(nil)
    forum.grow { $0.posts = [1, 2, 4] }
    let second = try await discourse.poll(first.cursor)
    forum.grow { $0.posts = [1, 2, 3, 4] }
    #expect(ids(second) == ["4"])
    #expect(ids(try await discourse.poll(second.cursor)) == ["3", "4"])
  }

  @Test func postsOfOtherCategoriesAreLeftOut() async throws {
    forum.grow { $0.posts = [1] }
    let discourse = discourse { $0.categories = ["#news"] }
    let first = try await discourse.poll(nil)
    forum.grow { $0.posts = [1, 2] }
    #expect(try await discourse.poll(first.cursor).events == [])
  }

  @Test func aPollAndAWebhookTellTheSameEvent() async throws {
    forum.grow { $0.posts = [1] }
    let discourse = discourse()
    let first = try await discourse.poll(nil)
    forum.grow {
      $0.posts = [1, 2]
      $0.users = [DiscourseTest.user(43, "ben")]
    }
    let polled = try await discourse.poll(first.cursor).events
    let pushed = [
      DiscourseTest.event("post_created", "post", DiscourseTest.post(2, topic: 2, number: 1)),
      DiscourseTest.event("user_created", "user", DiscourseTest.user(43, "ben")),
    ].compactMap { $0 }
    #expect(polled == pushed)
  }

  @Test func privateMessagesOfTheBotAreHeardFromThenOn() async throws {
    let discourse = discourse { $0.receive = .webhook }
    let first = try await discourse.poll(nil)
    forum.grow { $0.privates = [DiscourseTest.post(16, topic: 70, number: 1, [("category_id", .null)])] }
    let second = try await discourse.poll(first.cursor)
    #expect(second.events.map(\.message?.isDirect) == [true])
    #expect(second.events.map(\.message?.channel) == ["topic:70"])
    #expect(second.next == .minutes(2))
    let pushed = DiscourseTest.post(
      17, topic: 70, [("category_id", .null), ("topic_archetype", "private_message")])
    #expect(DiscourseTest.event("post_created", "post", pushed, of: discourse)?.message?.id == "17")
  }

  // MARK: Members

  @Test func whoRegisteredSinceHasJoined() async throws {
    forum.grow { $0.users = [DiscourseTest.user(42)] }
    let discourse = discourse()
    let first = try await discourse.poll(nil)
    forum.grow {
      $0.users = [
        DiscourseTest.user(45, "mail", [("staged", true)]), DiscourseTest.user(44, "cid"),
        DiscourseTest.user(43, "ben"), DiscourseTest.user(42), DiscourseTest.user(-1, "system"),
      ]
    }
    let second = try await discourse.poll(first.cursor)
    #expect(second.events.map(\.actor?.id) == ["ben", "cid"])
    guard case .memberJoined(_, let channel, let provenance)? = second.events.first?.kind else {
      Issue.record("nobody joined")
      return
    }
    #expect(channel == nil)
    #expect(provenance == .transition)
    #expect(try await discourse.poll(second.cursor).events == [])
  }

  @Test func whoConfirmsLaterJoinsLater() async throws {
    let discourse = discourse { $0.joining = .confirmed }
    forum.grow { $0.users = [DiscourseTest.user(42, "ada", [("active", false)])] }
    let first = try await discourse.poll(nil)
    forum.grow {
      $0.users = [
        DiscourseTest.user(43, "ben", [("active", false)]), DiscourseTest.user(42, "ada", [("active", false)]),
      ]
    }
    let second = try await discourse.poll(first.cursor)
    #expect(second.events == [])
    forum.grow { $0.users = [DiscourseTest.user(43, "ben"), DiscourseTest.user(42, "ada")] }
    let third = try await discourse.poll(second.cursor)
    #expect(third.events.map(\.actor?.id) == ["ada", "ben"])
    #expect(try await discourse.poll(third.cursor).events == [])
  }

  @Test func whoConfirmsAfterManyOthersRegisteredJoins() async throws {
    let discourse = discourse { $0.joining = .confirmed }
    forum.grow { $0.users = [DiscourseTest.user(42, "ada", [("active", false)])] }
    let first = try await discourse.poll(nil)
    let later = (43...200).reversed().map { DiscourseTest.user($0, "user\($0)") }
    forum.grow { $0.users = later + [DiscourseTest.user(42, "ada", [("active", false)])] }
    let second = try await discourse.poll(first.cursor)
    #expect(second.events.count == later.count)
    forum.grow { $0.users = later + [DiscourseTest.user(42, "ada")] }
    let third = try await discourse.poll(second.cursor)
    #expect(third.events.map(\.actor?.id) == ["ada"])
  }

  @Test func anAccountThatIsGoneIsNoLongerWaitedFor() async throws {
    let discourse = discourse { $0.joining = .confirmed }
    forum.grow { $0.users = [DiscourseTest.user(42, "ada", [("active", false)])] }
    let first = try await discourse.poll(nil)
    #expect(DiscourseCursor(first.cursor).waiting == [42])
    forum.grow { $0.users = [DiscourseTest.user(41, "ben")] }
    #expect(DiscourseCursor(try await discourse.poll(first.cursor).cursor).waiting == [])
  }

  @Test func whoWaitsAsksOnceAndJoinsWhenApproved() async throws {
    let discourse = discourse { $0.joining = .approved }
    let first = try await discourse.poll(nil)
    let waits = DiscourseTest.user(43, "ben", [("approved", false)])
    forum.grow {
      $0.users = [waits]
      $0.pending = [waits]
    }
    let second = try await discourse.poll(first.cursor)
    #expect(second.events.map(\.trigger) == [.joinRequested])
    #expect(try await discourse.poll(second.cursor).events == [])
    forum.grow {
      $0.users = [DiscourseTest.user(43, "ben", [("approved", true)])]
      $0.pending = []
    }
    let third = try await discourse.poll(second.cursor)
    #expect(third.events.map(\.trigger) == [.memberJoined])
    #expect(third.events.map(\.at) == [DiscourseTest.now])
  }

  @Test func aNewFlagIsAReport() async throws {
    let discourse = discourse()
    let first = try await discourse.poll(nil)
    forum.grow {
      $0.reviews = [
        ["id": 5, "type": "ReviewableQueuedPost"],
        ["id": 4, "type": "ReviewableFlaggedPost", "post_id": 15, "category_id": 5, "created_by_id": 43],
      ]
    }
    let second = try await discourse.poll(first.cursor)
    #expect(second.events.map(\.key) == ["reported/5/15/4"])
    #expect(try await discourse.poll(second.cursor).events == [])
  }

  @Test func manyFlagsAtOnceAreAllRead() async throws {
    let discourse = discourse()
    forum.grow { $0.reviews = [["id": 1, "type": "ReviewableFlaggedPost", "post_id": 1]] }
    let first = try await discourse.poll(nil)
    forum.grow { state in
      state.reviews = (1...35).reversed().map { id in
        ["id": .int(id), "type": "ReviewableFlaggedPost", "post_id": .int(id), "category_id": 5]
      }
    }
    let second = try await discourse.poll(first.cursor)
    #expect(second.events.map(\.id.raw) == (2...35).map { "reported/\($0)" })
  }

  // MARK: Faults

  @Test func listsThatAreClosedToTheBotAreLeftOut() async throws {
    forum.grow {
      $0.posts = [1]
      $0.broken = [
        "GET /site.json": DiscourseTest.forbidden, "GET /private-posts.json": DiscourseTest.missing,
        "GET /admin/users/list/new.json": DiscourseTest.missing, "GET /review.json": DiscourseTest.forbidden,
      ]
    }
    let discourse = discourse()
    let first = try await discourse.poll(nil)
    #expect(first.cursor?.raw == "{\"posts\":[1,1]}")
    forum.grow { $0.posts = [1, 2] }
    #expect(ids(try await discourse.poll(first.cursor)) == ["2"])
  }

  @Test func aKeyWithoutAScopeStopsOnlyWhatTheScopeIsFor() async throws {
    forum.grow {
      $0.posts = [1]
      $0.broken = [
        "GET /review.json": DiscourseTest.wrongKey,
        "GET /u/Forum_Bot.json": .json(["user": ["id": 3, "username": "Forum_Bot"]]),
      ]
    }
    let discourse = discourse()
    let first = try await discourse.poll(nil)
    forum.grow { $0.posts = [1, 2] }
    #expect(ids(try await discourse.poll(first.cursor)) == ["2"])
  }

  @Test func namesOfCategoriesThatCannotBeReadStopTheRound() async throws {
    forum.grow {
      $0.posts = [1, 2]
      $0.broken = ["GET /site.json": HTTPResponse(status: 429, headers: ["Retry-After": "7"])]
    }
    let cursor = Cursor("{\"posts\":[1,1]}")
    await #expect(throws: ConnectorError.limited(after: .seconds(7))) {
      try await discourse { $0.categories = ["#support"] }.poll(cursor)
    }
    let byNumber = discourse { $0.categories = ["5"] }
    #expect(ids(try await byNumber.poll(cursor)) == ["2"])
    let byAddress = discourse { $0.categories = ["https://forum.test/c/support/5"] }
    #expect(ids(try await byAddress.poll(cursor)) == ["2"])
  }

  @Test func aLimitInTheMiddleKeepsWhatWasRead() async throws {
    forum.grow { $0.posts = [1] }
    let discourse = discourse()
    let first = try await discourse.poll(nil)
    forum.grow {
      $0.posts = [1, 2]
      $0.broken = [
        "GET /review.json": HTTPResponse(status: 429, headers: ["Retry-After": "90"], body: Array("slow".utf8))
      ]
    }
    let second = try await discourse.poll(first.cursor)
    #expect(ids(second) == ["2"])
    #expect(second.next == .seconds(90))
  }

  @Test func aListThatIsBrokenKeepsNoOtherFromBeingRead() async throws {
    forum.grow { $0.posts = [1] }
    let discourse = discourse()
    let first = try await discourse.poll(nil)
    forum.grow {
      $0.posts = [1, 2]
      $0.users = [DiscourseTest.user(42)]
      $0.broken = ["GET /private-posts.json": HTTPResponse(status: 502)]
    }
    let second = try await discourse.poll(first.cursor)
    #expect(second.events.map(\.trigger) == [.messagePosted, .memberJoined])
    #expect(second.next == .seconds(30))
    forum.grow {
      $0.privates = [DiscourseTest.post(7, topic: 7, number: 1)]
      $0.broken = [:]
    }
    let third = try await discourse.poll(second.cursor)
    #expect(third.events.contains { $0.message?.isDirect == true && $0.message?.id == "7" })
  }

  @Test func whatKeepsThePostsFromBeingReadIsThrown() async throws {
    let table: [(HTTPResponse, ConnectorError)] = [
      (
        DiscourseTest.wrongKey,
        .unauthorized("You are not permitted to view the requested resource. The API username or key is invalid.")
      ),
      (HTTPResponse(status: 429, headers: ["Retry-After": "7"]), .limited(after: .seconds(7))),
      (HTTPResponse(status: 502), .limited(after: nil)),
      (DiscourseTest.forbidden, .refused("You are not permitted to view the requested resource.")),
    ]
    for (answer, error) in table {
      forum.grow { $0.broken = ["GET /posts.json": answer, "GET /u/Forum_Bot.json": DiscourseTest.wrongKey] }
      await #expect(throws: error) { try await discourse().poll(nil) }
    }
  }

  @Test func aCursorOfSomethingElseIsAFirstStart() async throws {
    forum.grow { $0.posts = [1, 2] }
    for raw in ["", "garbage", "{\"posts\":7}", "[]"] {
      #expect(try await discourse().poll(Cursor(raw)).events == [])
    }
    let whole = "{\"posts\":[9,3],\"private\":[4,0],\"user\":5,\"waiting\":[6,7],\"pending\":\"1a\",\"review\":8}"
    #expect(DiscourseCursor(Cursor(whole)).cursor.raw == whole)
  }

  @Test func absurdNumbersAreNoPosts() async throws {
    forum.grow { $0.posts = [.max, 1, -5] }
    let discourse = discourse()
    let first = try await discourse.poll(nil)
    #expect(first.cursor?.raw.hasPrefix("{\"posts\":[1,1]") == true)
    #expect(try await discourse.poll(first.cursor).events == [])
    #expect(try await discourse.poll(Cursor("{\"posts\":[9223372036854775807,1]}")).events == [])
  }

  @Test func aLongAbsenceIsReadAsFarAsTheLimitGoes() async throws {
    forum.grow { $0.posts = [1] }
    let discourse = discourse()
    let first = try await discourse.poll(nil)
    forum.grow { $0.posts = Array(1...3000) }
    let second = try await discourse.poll(first.cursor)
    #expect(second.events.count == 2000)
    #expect(ids(second).last == "3000")
  }
}
