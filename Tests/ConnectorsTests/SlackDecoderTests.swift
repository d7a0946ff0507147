import BotCore
import BotTesting
import FoundationEssentials
import Testing

@testable import Connectors

@Suite struct SlackDecoderTests {
  private static let at = Date(timeIntervalSince1970: 1_767_225_600.0002)

  @Test func aThreadIsNamedByItsFirstMessageAlone() {
    func thread(_ ts: String) -> ID<Message>? {
      SlackTest.event(SlackTest.message([("thread_ts", .string(ts))]))?.message?.thread
    }
    #expect(thread("1767225000.000100") == "1767225000.000100")
    #expect(thread("1767225600.000200") == nil)
  }

  @Test func aBotsMessageIsMarkedAsOne() {
    let old = SlackTest.message([("subtype", "bot_message"), ("bot_id", "B2"), ("username", "ecto")])
    let new = SlackTest.message([("bot_id", "B2"), ("app_id", "A2"), ("bot_profile", ["name": "Ecto"])])
    #expect(SlackTest.event(old)?.message?.author == Member("U1", name: "ecto", isBot: true))
    #expect(SlackTest.event(new)?.message?.author == Member("U1", name: "Ecto", isBot: true))
  }

  @Test(
    arguments: [
      SlackTest.message([("bot_id", "B9"), ("app_id", "A1")]),
      .object(JSONObject([("type", "message"), ("user", "UBOT"), ("ts", "1.0"), ("channel", "C1")])),
      [
        "type": "message", "subtype": "message_changed", "channel": "C1", "ts": "2.0",
        "message": ["user": "UBOT", "ts": "1.0", "text": "b"], "previous_message": ["user": "UBOT", "text": "a"],
      ],
      [
        "type": "message", "subtype": "message_deleted", "channel": "C1", "ts": "2.0", "deleted_ts": "1.0",
        "previous_message": ["user": "UBOT", "text": "a"],
      ],
      [
        "type": "reaction_added", "user": "UBOT", "reaction": "x", "item": ["channel": "C1", "ts": "1.0"],
        "event_ts": "2.0",
      ],
      ["type": "member_joined_channel", "user": "UBOT", "channel": "C1", "event_ts": "2.0"],
    ] as [JSON])
  func whatTheBotDidItselfIsNoEvent(event: JSON) { #expect(SlackTest.event(event) == nil) }

  @Test func ownMessagesAreKnownFromAuthTestToo() async throws {
    let slack = SlackTest.slack(
      ScriptedHTTP { _ in .json(["ok": true, "user_id": "UME", "bot_id": "BME", "url": "https://x.slack.com/"]) })
    _ = try await slack.directory.identity()
    #expect(SlackTest.event(SlackTest.message([("bot_id", "BME")]), slack: slack) == nil)
    #expect(SlackTest.event(SlackTest.message([("bot_id", "BOTHER")]), slack: slack) != nil)
  }

  @Test func aMentionOfTheAppIsTheMessageItStandsIn() throws {
    let message = try #require(SlackTest.event(SlackTest.message(text: "<@UBOT> hi")))
    var mention = SlackTest.message(text: "<@UBOT> hi").object ?? JSONObject()
    mention["type"] = "app_mention"
    #expect(SlackTest.event(.object(mention)) == message)
    #expect(message.message?.mentions == ["UBOT"])
    #expect(message.message?.mentionsBot == true)
    #expect(SlackTest.event(SlackTest.message(text: "<@U2> hi"))?.message?.mentionsBot == false)
  }

  @Test func aDirectMessageIsDirect() {
    #expect(SlackTest.event(SlackTest.message([("channel_type", "im")]))?.message?.isDirect == true)
    #expect(SlackTest.event(SlackTest.message([("channel_type", "mpim")]))?.message?.isDirect == false)
    #expect(SlackTest.event(SlackTest.message())?.message?.isDirect == false)
  }

  @Test(arguments: ["me_message", "file_share", "thread_broadcast"])
  func messagesOfOtherKindsAreMessages(subtype: String) {
    #expect(SlackTest.event(SlackTest.message([("subtype", .string(subtype))]))?.trigger == .messagePosted)
  }

  @Test func anEditCarriesItsVersion() throws {
    let event = SlackTest.event([
      "type": "message", "subtype": "message_changed", "channel": "C1", "ts": "1767225700.000300",
      "event_ts": "1767225700.000300",
      "message": [
        "type": "message", "user": "U1", "text": "new", "ts": "1767225600.000200",
        "edited": ["user": "U1", "ts": "1767225700.000000"],
      ],
      "previous_message": ["type": "message", "user": "U1", "text": "old", "ts": "1767225600.000200"],
    ])
    let message = Message(
      "1767225600.000200", in: "C1", by: Member("U1"), "new",
      link: "https://peer.slack.test/archives/C1/p1767225600000200", version: 1_767_225_700_000_000)
    #expect(event == .edited(message, in: "lobby", at: Date(timeIntervalSince1970: 1_767_225_700), id: "Ev01"))
  }

  @Test func anUnfurledLinkIsNoEdit() {
    let event = SlackTest.event([
      "type": "message", "subtype": "message_changed", "channel": "C1", "ts": "2.0", "event_ts": "2.0",
      "message": ["user": "U1", "text": "same", "ts": "1.0", "attachments": [[:]]],
      "previous_message": ["user": "U1", "text": "same", "ts": "1.0"],
    ])
    #expect(event?.trigger == .other)
  }

  @Test func aDeletionNamesTheMessage() {
    let event = SlackTest.event([
      "type": "message", "subtype": "message_deleted", "channel": "C1", "ts": "1767225700.000300",
      "event_ts": "1767225700.000000", "deleted_ts": "1767225600.000200", "previous_message": ["user": "U1"],
    ])
    #expect(
      event
        == .deleted(
          "1767225600.000200", channel: "C1", in: "lobby", at: Date(timeIntervalSince1970: 1_767_225_700), id: "Ev01"))
  }

  @Test func reactionsComeAndGo() {
    func reaction(_ type: String) -> JSON {
      [
        "type": .string(type), "user": "U1", "reaction": "tada", "item_user": "U2",
        "item": ["type": "message", "channel": "C1", "ts": "1767225000.000100"], "event_ts": "1767225600.000200",
      ]
    }
    let added = Event.reacted(
      "tada", by: Member("U1"), to: "1767225000.000100", channel: "C1", in: "lobby", at: Self.at,
      mark: "1767225600.000200", id: "Ev01")
    #expect(SlackTest.event(reaction("reaction_added")) == added)
    let removed = SlackTest.event(reaction("reaction_removed"))
    #expect(removed?.key == "unreacted/C1/1767225000.000100/U1/tada/1767225600.000200")
    #expect(
      removed?.kind
        == .unreacted(emoji: "tada", member: Member("U1"), message: "1767225000.000100", channel: "C1"))
  }

  @Test func joiningTheWorkspaceHasNoChannel() {
    let event = SlackTest.event([
      "type": "team_join", "event_ts": "1767225600.000200",
      "user": ["id": "U1", "name": "ada", "profile": ["display_name": "", "real_name": "Ada L."], "locale": "en-GB"],
    ])
    let member = Member("U1", name: "Ada L.", locale: "en-GB")
    #expect(event == .joined(member, channel: nil, in: "lobby", at: Self.at, mark: "29453760", id: "joined//U1"))
  }

  @Test func theMarkOfThePostsCountsOnlyBeforeTheBotKnowsItself() {
    let marked = SlackTest.message([("metadata", ["event_type": "botrun", "event_payload": ["key": "k"]])])
    #expect(SlackTest.event(marked)?.trigger == .messagePosted, "any app can write it")
    #expect(SlackTest.slack().decoder(own: []).event(marked) == nil)
  }

  @Test func secretsAreKeptAtNoDepth() {
    let json: JSON = [
      "type": "function_executed", "event_ts": "1767225600.000200", "bot_access_token": "xwfp-1",
      "inputs": [
        "interactivity": [
          "interactivity_pointer": "1.2.abc", "interactor": ["id": "U1", "secret": "NDA"], "Trigger_ID": "1.2.x",
        ],
        "steps": [["response_urls": [["response_url": "https://hooks.slack.com/x"]], "name": "kept"]],
      ],
    ]
    let kept: JSON = [
      "type": "function_executed", "event_ts": "1767225600.000200",
      "inputs": ["interactivity": ["interactor": ["id": "U1"]], "steps": [["name": "kept"]]],
    ]
    #expect(SlackTest.event(json)?.kind == .other(name: "function_executed", detail: kept.text))
  }

  @Test(arguments: ["user_change", "emoji_changed", "brand_new_thing"])
  func whatIsNotKnownIsKeptAsItCame(type: String) {
    let json: JSON = ["type": .string(type), "event_ts": "1767225600.000200", "deep": [1, [:], nil]]
    #expect(SlackTest.event(json)?.kind == .other(name: type, detail: json.text))
    #expect(SlackTest.event(json)?.id == "Ev01")
  }

  @Test(
    arguments: [
      [:], ["type": "message"], ["type": 5], ["type": "message", "channel": 7, "ts": []],
      ["type": "message", "channel": "C1", "ts": "not a time", "text": "x"], ["type": "reaction_added"],
      ["type": "team_join", "user": "U1"], ["type": "member_joined_channel", "channel": "C1"],
      ["type": "message", "subtype": "message_changed", "channel": "C1", "message": 1],
      ["type": "message", "subtype": "message_deleted", "channel": "C1"], "text", [], nil,
    ] as [JSON])
  func whatLacksItsFieldsIsAtMostOther(event: JSON) {
    let decoded = SlackTest.event(event)
    #expect(decoded == nil || decoded?.trigger == .other)
  }
}

/// The two ways in which Slack tells one join, as the store sees them.
@Suite struct SlackJoinTests {
  private func joined(_ type: String, at seconds: Double, user: String = "U1") -> Event? {
    let micros = Int((seconds * 1_000_000).rounded())
    let decimals = String(String(1_000_000 + micros % 1_000_000).dropFirst())
    let ts = JSON.string("\(micros / 1_000_000).\(decimals)")
    let message = type.hasPrefix("channel_")
    let json: JSON = .compact(
      ("type", .string(message ? "message" : type)), ("subtype", message ? .string(type) : nil),
      ("user", .string(user)), ("channel", "C1"), ("ts", message ? ts : nil), ("event_ts", ts))
    return SlackTest.event(json)
  }

  private func areOne(_ a: Event?, _ b: Event?) -> Bool { a?.id == b?.id || a?.key == b?.key }

  @Test func bothWaysAreOneEventWhateverMinuteTheyStraddle() {
    for start in stride(from: 1_767_225_600.0, to: 1_767_225_720.0, by: 0.5) {
      for gap in [0, 0.0001, 0.9, 2, 29.9] {
        #expect(areOne(joined("channel_join", at: start), joined("member_joined_channel", at: start + gap)))
        #expect(areOne(joined("member_left_channel", at: start), joined("channel_leave", at: start + gap)))
      }
    }
  }

  @Test func joiningAgainAMinuteLaterIsAnotherEvent() {
    for start in stride(from: 1_767_225_600.0, to: 1_767_225_720.0, by: 0.5) {
      #expect(!areOne(joined("channel_join", at: start), joined("channel_join", at: start + 60)))
    }
  }

  @Test func membersAndDirectionsAreToldApart() {
    let join = joined("channel_join", at: 1_767_225_600)
    #expect(!areOne(join, joined("channel_join", at: 1_767_225_600, user: "U2")))
    #expect(!areOne(join, joined("channel_leave", at: 1_767_225_600)))
    #expect(join?.kind == .memberJoined(member: Member("U1"), channel: "C1", via: .transition))
    #expect(joined("channel_leave", at: 1_767_225_600)?.kind == .memberLeft(member: Member("U1"), channel: "C1"))
  }
}

@Suite struct SlackTimestampTests {
  @Test(arguments: [
    ("1767225600.000200", 1_767_225_600_000_200), ("0", 0), ("1767225600", 1_767_225_600_000_000),
    ("1767225600.5", 1_767_225_600_500_000),
  ])
  func keepsMicroseconds(raw: String, microseconds: Int) {
    #expect(SlackTimestamp(raw)?.microseconds == microseconds)
    #expect(SlackTimestamp(raw)?.raw == raw)
  }

  @Test(arguments: ["", ".", ".5", "-1", "1.", "1.0000000", "1e9", "99999999999999999999.1", "1.2.3", "١.٢", " 1"])
  func refusesWhatIsNoTimestamp(raw: String) {
    #expect(SlackTimestamp(raw) == nil)
  }

  @Test func ordersByTimeAndNotByText() throws {
    let short = try #require(SlackTimestamp("999999999.999999"))
    let long = try #require(SlackTimestamp("1000000000.000000"))
    #expect(short < long)
  }
}
