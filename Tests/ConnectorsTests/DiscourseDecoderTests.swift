import BotCore
import BotTesting
import FoundationEssentials
import Testing

@testable import Connectors

@Suite struct DiscourseDecoderTests {
  private let decoder = DiscourseTest.discourse().decoder

  @Test func aPostIsReadWhole() {
    let expected = Message(
      "15", in: "5", named: "support", thread: "topic:11", by: DiscourseTest.ada, "How do I prune roses, @ben?",
      mentions: ["ben"], link: "https://forum.test/t/11/2")
    let post = DiscourseTest.post(raw: "How do I prune roses, @ben?")
    #expect(
      decoder.posted(post) == .posted(expected, in: "lobby", at: DiscourseTest.now, id: "posted/15"))
  }

  @Test func theBotIsMentionedWhateverTheCaseOfItsName() {
    #expect(decoder.posted(DiscourseTest.post(raw: "@Forum_Bot how?"))?.message?.mentionsBot == true)
    #expect(decoder.posted(DiscourseTest.post(raw: "@forum_bots how?"))?.message?.mentionsBot == false)
  }

  @Test func theBotsOwnPostsAreLeftOutWhateverTheCaseOfItsName() {
    for name in ["Forum_Bot", "forum_bot"] {
      let own = DiscourseTest.post(by: name)
      #expect(decoder.posted(own) == nil)
      #expect(decoder.edited(own) == nil)
      #expect(decoder.deleted(own, now: DiscourseTest.now) == nil)
      let like: JSON = ["post": DiscourseTest.post(), "user": DiscourseTest.user(3, name)]
      #expect(decoder.liked(like, now: DiscourseTest.now) == nil)
    }
  }

  @Test func whispersAndSmallActionsAreNoPosts() {
    for type in [3, 4] { #expect(decoder.posted(DiscourseTest.post([("post_type", .int(type))])) == nil) }
    #expect(decoder.posted(DiscourseTest.post([("post_type", 2)])) != nil)
    #expect(decoder.posted(DiscourseTest.post([("deleted_at", "2026-01-01T00:00:00.000Z")])) == nil)
  }

  @Test func discoursesOwnAccountsAreBots() {
    let post = DiscourseTest.post(by: "discobot", [("user_id", -2)])
    #expect(decoder.posted(post)?.message?.author.isBot == true)
  }

  @Test func twoEditsOfOneVersionAreTwo() {
    let first = decoder.edited(DiscourseTest.post([("updated_at", "2026-01-01T00:01:00.000Z")]))
    let second = decoder.edited(DiscourseTest.post([("updated_at", "2026-01-01T00:02:00.000Z")]))
    #expect(first?.key != second?.key)
    #expect(first?.message?.version == 1_767_225_660_000)
    #expect(first?.at == Date(timeIntervalSince1970: 1_767_225_660))
  }

  @Test func aDeletionKeepsItsTime() {
    let post = DiscourseTest.post([("deleted_at", "2026-01-01T00:05:00.000Z")])
    #expect(
      decoder.deleted(post, now: DiscourseTest.now)
        == .deleted(
          "15", channel: "5", in: "lobby", at: Date(timeIntervalSince1970: 1_767_225_900), id: "deleted/15"))
  }

  @Test func aLikeIsAHeart() {
    let like: JSON = ["post": DiscourseTest.post(), "user": ["id": 43, "username": "ben", "name": ""]]
    #expect(
      decoder.liked(like, now: DiscourseTest.now)
        == .reacted(
          "heart", by: Member("ben", name: "ben"), to: "15", channel: "5", in: "lobby", at: DiscourseTest.now,
          mark: "like"))
  }

  @Test func aMemberHasTheRolesOfItsGroups() {
    let user = DiscourseTest.user(42, "ada", [("moderator", true), ("locale", "de")])
    let member = Member(
      "ada", name: "Ada L.", roles: ["moderator", "trust_level_0", "gardeners"], locale: "de")
    #expect(
      decoder.joined(user, at: DiscourseTest.now)
        == .joined(member, channel: nil, in: "lobby", at: DiscourseTest.now, mark: "account", id: "joined/42"))
  }

  @Test func withoutSourceTheHTMLIsRead() {
    let post = DiscourseTest.post([("raw", .null), ("cooked", "<p>Tea &amp; <b>cake</b></p>")])
    #expect(decoder.posted(post)?.message?.text == "Tea & cake")
  }

  @Test func timesOfOtherZonesAreUnderstood() {
    func at(_ text: String) -> Date? {
      decoder.posted(DiscourseTest.post([("created_at", .string(text))]))?.at
    }
    for text in ["2026-01-01T01:30:00.000+01:30", "2025-12-31T19:00:00.000-05:00", "2026-01-01T00:00:00Z"] {
      #expect(at(text) == DiscourseTest.now)
    }
    for text in ["", "yesterday", "+01:00"] { #expect(at(text) == Date(timeIntervalSince1970: 0)) }
  }

  @Test func whatIsNoPostIsLeftOut() {
    for json: JSON in [.null, [:], [], "x", ["id": "15"], ["id": 15], ["topic_id": 3]] {
      #expect(decoder.posted(json) == nil)
      #expect(decoder.edited(json) == nil)
      #expect(decoder.liked(json, now: DiscourseTest.now) == nil)
    }
  }

  // MARK: Reviews

  @Test func aFlagIsAReport() {
    let page: JSON = [
      "users": [["id": 43, "username": "ben", "name": "Ben"]],
      "reviewable_scores": [["id": 8, "reason": .null, "score_type_id": 4, "user_id": 43]],
      "score_types": [["id": 4, "title": "Inappropriate"]],
    ]
    let review: JSON = [
      "id": 3, "type": "ReviewableFlaggedPost", "status": 0, "topic_id": 11, "category_id": 5, "post_id": 15,
      "target_id": 15, "created_by_id": 43, "target_created_by_id": 42, "reviewable_score_ids": [8],
      "created_at": "2026-01-01T00:00:00.000Z",
    ]
    let polled = DiscourseReview(decoder, page: page).event(review)
    #expect(
      polled
        == .reported(
          "15", channel: "5", by: Member("ben", name: "Ben"), reason: "Inappropriate", in: "lobby",
          at: DiscourseTest.now, mark: "3", id: "reported/3"))
    let pushed = DiscourseTest.event("reviewable_created", "reviewable", review)
    #expect(pushed?.key == polled?.key)
    #expect(pushed?.id == polled?.id)
    #expect(pushed?.actor == Member("id:43"))
  }

  @Test func whoWaitsToBeApprovedAsksToJoinOnce() {
    let discourse = DiscourseTest.discourse { $0.joining = .approved }
    let review: JSON = [
      "id": 4, "type": "ReviewableUser", "status": 0, "user_id": 42, "target_id": 42, "created_by_id": -1,
      "created_at": "2026-01-01T00:00:00.000Z",
      "payload": ["username": "ada", "name": "Ada L.", "email": "ada@example.org"],
    ]
    let told = [
      DiscourseTest.event("reviewable_created", "reviewable", review, of: discourse),
      DiscourseTest.event("user_created", "user", DiscourseTest.user(), of: discourse),
      discourse.decoder.asked(DiscourseTest.user()),
    ]
    #expect(told.map { $0?.trigger } == [.joinRequested, .joinRequested, .joinRequested])
    #expect(Set(told.map { $0?.key }).count == 1)
    #expect(Set(told.map { $0?.id }).count == 1)
  }
}

@Suite struct DiscourseMarkupTests {
  @Test(arguments: [
    ("plain", "plain"), ("  two\n\nlines \n", "two\n\nlines"),
    ("[quote=\"ada, post:3, topic:11\"]\nawful\n[/quote]\nI disagree", "I disagree"),
    ("[quote=\"a\"]\none\n[quote=\"b\"]\ntwo\n[/quote]\nthree\n[/quote]\nmine", "mine"),
    ("[quote]x[/quote]\nmine", "mine"), ("before\n[quote=\"a\"]\nnever closed", "before\n[quote=\"a\"]\nnever closed"),
    ("text <!-- botrun:k1 -->", "text"), ("a <!-- b", "a <!-- b"), ("[/quote]", "[/quote]"),
  ])
  func onlyTheMembersOwnWordsAreRead(_ raw: String, _ text: String) { #expect(DiscourseMarkup(raw: raw).text == text) }

  @Test(
    arguments: [
      ("@ada and @ben.", ["ada", "ben"]), ("mail ada@example.org", []), ("`@code` @ada", ["ada"]),
      ("@ada.b-c_ @ada.b-c_", ["ada.b-c_"]), ("@ @- @", []), ("(@Zoë)", ["Zoë"]),
    ] as [(String, [String])])
  func mentionsAreFound(_ raw: String, _ names: [String]) {
    #expect(DiscourseMarkup(raw: raw).mentions.map(\.raw) == names)
  }
}
