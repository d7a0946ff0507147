import BotCore
import FoundationEssentials
import Signing
import Testing

@testable import Connectors

@Suite struct DiscourseIngestTests {
  private func status(_ request: WebhookRequest, _ discourse: Discourse = DiscourseTest.discourse()) -> Int {
    switch discourse.ingest(request, now: DiscourseTest.now) {
    case .events(_, let response), .answer(let response): response.status
    case .reject(let status, _): status
    }
  }

  @Test func onlyWhatIsSignedIsRead() {
    let good = DiscourseTest.request("post_created", "post", DiscourseTest.post())
    #expect(status(good) == 200)
    #expect(
      status(DiscourseTest.request("post_created", "post", DiscourseTest.post(), secret: "another-secret")) == 401)
    var changed = good
    changed.body[20] ^= 1
    #expect(status(changed) == 401)
    var unsigned = good
    unsigned.headers["X-Discourse-Event-Signature"] = nil
    #expect(status(unsigned) == 401)
    #expect(status(good, DiscourseTest.discourse { $0.webhookSecret = Secret("") }) == 401)
    #expect(status(DiscourseTest.request("post_created", "post", [:], method: "GET")) == 405)
    #expect(status(DiscourseTest.request("post_created", "post", [:], path: "/elsewhere")) == 404)
  }

  @Test func garbageThatIsSignedIsRefused() {
    var request = DiscourseTest.request("post_created", "post", [:])
    request.body = Array("[1,".utf8)
    request.headers["X-Discourse-Event-Signature"] = BodySignature(
      key: Array(DiscourseTest.secret.utf8), .hex, prefix: "sha256="
    ).sign(request.body)
    #expect(status(request) == 400)
  }

  @Test func thePingOfTheSettingsPageIsAnswered() {
    let ping = DiscourseTest.request("ping", "ping", "OK")
    guard case .answer(let response) = DiscourseTest.discourse().ingest(ping, now: DiscourseTest.now) else {
      Issue.record("the ping is an event")
      return
    }
    #expect(response.status == 200)
  }

  @Test func aBodyCalledAFormIsJSONAllTheSame() {
    var request = DiscourseTest.request("post_created", "post", DiscourseTest.post())
    request.headers["Content-Type"] = "application/x-www-form-urlencoded"
    guard case .events(let events, _) = DiscourseTest.discourse().ingest(request, now: DiscourseTest.now) else {
      Issue.record("refused")
      return
    }
    #expect(events.map(\.trigger) == [.messagePosted])
  }

  @Test func aPostThatComesAgainWithAnotherEventIdIsTheSame() throws {
    var again = DiscourseTest.request("post_created", "post", DiscourseTest.post())
    again.headers["X-Discourse-Event-Id"] = "8"
    let first = DiscourseTest.event("post_created", "post", DiscourseTest.post())
    guard case .events(let events, _) = DiscourseTest.discourse().ingest(again, now: DiscourseTest.now) else {
      Issue.record("refused")
      return
    }
    #expect(events.first == first)
  }

  @Test func privateMessagesOfOthersAreNotRead() {
    let discourse = DiscourseTest.discourse()
    let secret = DiscourseTest.post(
      16, topic: 70, [("topic_archetype", "private_message"), ("category_id", .null), ("category_slug", .null)])
    for event in ["post_created", "post_edited", "post_destroyed"] {
      #expect(DiscourseTest.event(event, "post", secret, of: discourse) == nil)
    }
    #expect(
      DiscourseTest.event("post_liked", "like", ["post": secret, "user": DiscourseTest.user()], of: discourse) == nil)
    #expect(
      DiscourseTest.event("topic_created", "topic", ["id": 70, "archetype": "private_message"], of: discourse) == nil)
    discourse.directory.takePart(in: 70)
    let read = DiscourseTest.event("post_created", "post", secret, of: discourse)
    #expect(read?.message?.isDirect == true)
    #expect(read?.message?.channel == "topic:70")
    #expect(
      DiscourseTest.event(
        "post_created", "post", secret, of: DiscourseTest.discourse { $0.privateMessages = false }) == nil)
  }

  @Test func onlyTheNamedCategoriesAreHeard() {
    func isHeard(_ categories: String...) -> Bool {
      let discourse = DiscourseTest.discourse { $0.categories = categories }
      return DiscourseTest.event("post_created", "post", DiscourseTest.post(), of: discourse) != nil
    }
    #expect(isHeard())
    #expect(isHeard("#support"))
    #expect(isHeard("news", "5"))
    #expect(!isHeard("news"))
  }

  @Test func joiningIsWhatTheSettingsSay() {
    func kinds(_ joining: DiscourseSettings.Joining) -> [Trigger?] {
      let discourse = DiscourseTest.discourse { $0.joining = joining }
      return ["user_created", "user_confirmed_email", "user_approved"].map {
        DiscourseTest.event($0, "user", DiscourseTest.user(), of: discourse)?.trigger
      }
    }
    #expect(kinds(.created) == [.memberJoined, .other, .other])
    #expect(kinds(.confirmed) == [.other, .memberJoined, .other])
    #expect(kinds(.approved) == [.joinRequested, .other, .memberJoined])
  }

  @Test func aNewAddressOfAnOldMemberIsNoJoining() {
    let discourse = DiscourseTest.discourse { $0.joining = .confirmed }
    let old = DiscourseTest.user(42, "ada", [("created_at", "2020-01-01T00:00:00.000Z")])
    #expect(DiscourseTest.event("user_confirmed_email", "user", old, of: discourse)?.trigger == .other)
  }

  @Test func aMemberKnownOnlyByMailHasNotJoined() {
    let staged = DiscourseTest.user(42, "ada", [("staged", true)])
    #expect(DiscourseTest.event("user_created", "user", staged)?.trigger == .other)
  }

  @Test func whatHasNoBetterWordIsLetThroughWithoutAddresses() throws {
    let event = try #require(DiscourseTest.event("user_logged_in", "user", DiscourseTest.user()))
    guard case .other(let name, let detail) = event.kind else {
      Issue.record("\(event.kind)")
      return
    }
    #expect(name == "user_logged_in")
    #expect(detail.contains("\"username\":\"ada\""))
    #expect(!detail.contains("ada@example.org"))
    // The same body again is the same event; another one is not.
    #expect(DiscourseTest.event("user_logged_in", "user", DiscourseTest.user())?.key == event.key)
    #expect(DiscourseTest.event("user_logged_in", "user", DiscourseTest.user(43))?.key != event.key)
  }

  @Test func aTopicIsToldByItsFirstPostOnly() {
    let topic: JSON = [
      "id": 11, "title": "All about roses", "posts_count": 1, "category_id": 5, "archetype": "regular",
    ]
    #expect(DiscourseTest.event("topic_created", "topic", topic)?.trigger == .other)
    let first = DiscourseTest.event("post_created", "post", DiscourseTest.post(14, number: 1))
    #expect(first?.message?.text == "All about roses\nHow do I prune roses?")
    #expect(first?.message?.thread == nil)
  }

  private static let samples: [(String, String, JSON, Trigger)] = {
    let (post, user) = (DiscourseTest.post(), DiscourseTest.user())
    let flag: JSON = [
      "id": 3, "type": "ReviewableFlaggedPost", "status": 0, "topic_id": 11, "category_id": 5, "post_id": 15,
      "created_by_id": 43, "reviewable_score_ids": [8], "created_at": "2026-01-01T00:00:00.000Z", "score": 4.5,
    ]
    return [
      ("post_created", "post", post, .messagePosted), ("post_edited", "post", post, .messageEdited),
      ("post_destroyed", "post", post, .messageDeleted), ("post_recovered", "post", post, .other),
      ("post_liked", "like", ["post": post, "user": user], .reacted), ("user_created", "user", user, .memberJoined),
      ("user_destroyed", "user", user, .memberLeft), ("user_suspended", "user", user, .other),
      ("user_added_to_group", "group_user", ["id": 1, "user_id": 42, "group_id": 10], .other),
      ("category_created", "category", ["id": 12], .other), ("tag_created", "tag", ["id": 3], .other),
      ("notification_created", "notification", ["id": 3], .other), ("invented_yesterday", "thing", ["id": 1], .other),
      ("reviewable_created", "reviewable", ["id": 1, "type": "ReviewableQueuedPost"], .other),
      ("reviewable_created", "reviewable", flag, .reported),
    ]
  }()

  @Test func eachKindOfEventHasItsWord() {
    for (event, type, body, trigger) in Self.samples {
      #expect(DiscourseTest.event(event, type, body)?.trigger == trigger, "\(event)")
    }
  }

  @Test func membersThatNobodyKnowsChangeNothing() {
    for (event, type, body, trigger) in Self.samples where trigger != .other {
      let more = body.with("new_in_2030", ["deeply": [["nested", 1.5]]]).with("topic_archetype", "banner_of_2030")
      #expect(DiscourseTest.event(event, type, more)?.key == DiscourseTest.event(event, type, body)?.key, "\(event)")
    }
  }

  /// Whatever stands in one member, nothing breaks and the signature's word counts.
  @Test func anyValueInAnyPlaceIsBorne() {
    let values: [JSON] = [.null, "x", -1, 1.5, true, [], [[:]], ["a": "b"], .int(.max)]
    var payloads = 0
    for (event, type, body, _) in Self.samples {
      for member in body.object?.members ?? [] {
        for value in values {
          payloads += 1
          let discourse = DiscourseTest.discourse { $0.joining = .approved }
          let request = DiscourseTest.request(event, type, body.with(member.key, value))
          #expect(status(request, discourse) == 200, "\(event).\(member.key) = \(value.text)")
        }
      }
      for value in values { #expect(status(DiscourseTest.request(event, type, value)) == 200) }
    }
    #expect(payloads > 1000, "\(payloads)")
  }

  @Test func reportsOfOtherCategoriesAreNotHeard() {
    let flag = Self.samples.last?.2 ?? .null
    func event(_ category: String) -> Event? {
      DiscourseTest.event(
        "reviewable_created", "reviewable", flag, of: DiscourseTest.discourse { $0.categories = [category] })
    }
    #expect(event("5")?.trigger == .reported)
    #expect(event("6") == nil)
  }
}
