import BotCore
import FoundationEssentials
import Testing

@Suite struct EventCodingTests {
  static let ann = Member("U1", name: "Ann \"the\" Ünicorn\n", isBot: true, roles: ["host", "member"], locale: "de-AT")
  static let message = Message(
    "M1", in: "C1", named: "help", thread: "M0", by: ann, "Hi <@U2>\u{0} \\ 👋", mentions: ["U2", "U3"], isDirect: true,
    link: "https://example.org/M1", version: 3)
  static let plain = Message("M2", in: "C1", by: Member("U2"), "")

  static let kinds: [Event.Kind] = [
    .memberJoined(member: ann, channel: "C1", via: .transition),
    .memberJoined(member: ann, channel: nil, via: .snapshot),
    .memberLeft(member: ann, channel: "C1"), .memberLeft(member: ann, channel: nil),
    .joinRequested(member: ann, channel: "C1", answer: "because"),
    .joinRequested(member: ann, channel: nil, answer: nil),
    .messagePosted(message: message), .messagePosted(message: plain), .messageEdited(message: message),
    .messageDeleted(id: "M1", channel: "C1"),
    .reacted(emoji: "👍", member: ann, message: "M1", channel: "C1"),
    .unreacted(emoji: "+1", member: ann, message: "M1", channel: "C1"),
    .reported(message: "M1", channel: "C1", by: ann, reason: "rude"),
    .command(name: "faq", arguments: "where is it?", message: message), .started,
    .due(timer: "digest", planned: Date(timeIntervalSince1970: 1_767_225_600.123)),
    .fetched(name: "feed", status: 200, body: "<rss/>"), .delivered(name: "digest", message: "M1"),
    .settled(flag: "incident", as: .acknowledged, until: nil, by: "Ann"),
    .settled(flag: "incident", as: .snoozed, until: Date(timeIntervalSince1970: 1_767_225_600), by: "Ann"),
    .other(name: "poll", detail: #"{"a":1}"#),
  ]

  @Test(arguments: kinds)
  func everyKindComesBackAsItWent(_ kind: Event.Kind) throws {
    let event = Event(
      id: "Ev1", key: "k/1", community: "lobby", at: Date(timeIntervalSince1970: 1_767_225_600.001), depth: 2,
      kind: kind)
    #expect(try Event(json: JSON(parsing: event.json.text)) == event)
    #expect(try Event.Kind(event.trigger, fields: JSON(parsing: kind.fields.text)) == kind)
  }

  @Test func everyKindIsTested() {
    let tested = Set(
      Self.kinds.map { Event(id: "", key: "", community: "", at: Date(milliseconds: 0), kind: $0).trigger })
    #expect(tested == Set(Trigger.allCases))
  }

  @Test func anEventIsOneReadableLine() {
    let event = Event.posted(
      Message("17", in: "C1", by: Member("U1", name: "Ann"), "Hello"), in: "lobby", at: Date(milliseconds: 0))
    #expect(
      event.json.text == #"{"id":"posted/C1/17","community":"lobby","at":"1970-01-01T00:00:00.000Z","#
        + #""kind":"messagePosted","message":{"id":"17","channel":"C1","author":{"id":"U1","name":"Ann"},"text":"Hello"}}"#
    )
  }

  @Test func membersThatNobodyKnowsAreIgnored() throws {
    let text = #"{"new":[1],"id":"a","community":"c","at":"1970-01-01T00:00:01Z","kind":"started","more":{}}"#
    let event = Event(id: "a", key: "a", community: "c", at: Date(milliseconds: 1000), kind: .started)
    #expect(try Event(json: JSON(parsing: text)) == event)
  }

  @Test(arguments: [
    (
      #"{"id":"a","community":"c","at":"1970-01-01T00:00:01Z","kind":"waved"}"#,
      "an event has the kind \"waved\", which this version does not know"
    ),
    (
      #"{"id":"a","community":"c","at":"soon","kind":"started"}"#,
      "an event needs a time such as 2026-03-29T01:30:00.000Z at \"at\", not a text in quotes"
    ),
    (#"{"community":"c"}"#, "an event has no \"id\""),
    (#"[]"#, "an event should be an object, not a list [ … ]"),
    (#"{"id":1}"#, "an event needs a text at \"id\", not a number"),
    (
      #"{"id":"a","community":"c","at":"1970-01-01T00:00:01Z","kind":"messagePosted","message":{"id":"1"}}"#,
      "a message has no \"channel\""
    ),
  ])
  func whatIsNotAnEventIsNamed(_ text: String, _ sentence: String) throws {
    let json = try JSON(parsing: text)
    let error = #expect(throws: JSONShapeError.self) { try Event(json: json) }
    #expect(error?.description == sentence)
  }
}

@Suite struct TimestampTests {
  @Test(arguments: [
    (0, "1970-01-01T00:00:00.000Z"), (951_782_400_000, "2000-02-29T00:00:00.000Z"),
    (1_774_747_800_123, "2026-03-29T01:30:00.123Z"), (-1, "1969-12-31T23:59:59.999Z"),
    (-62_135_596_800_000, "0001-01-01T00:00:00.000Z"), (253_402_300_799_999, "9999-12-31T23:59:59.999Z"),
    (4_107_542_400_000, "2100-03-01T00:00:00.000Z"), (4_107_542_399_999, "2100-02-28T23:59:59.999Z"),
  ])
  func isWrittenAndReadToTheMillisecond(_ milliseconds: Int, _ text: String) {
    let date = Date(milliseconds: Int64(milliseconds))
    #expect(date.timestamp == text)
    #expect(Date(timestamp: text) == date)
    #expect(date.milliseconds == Int64(milliseconds))
  }

  @Test func agreesWithFoundationOverTheCenturies() {
    let days = stride(from: -130_000, through: 2_900_000, by: 797)
    let dates = days.map { Date(timeIntervalSince1970: Double($0) * 86_400 + 12_345) }
    let ours = dates.map { String($0.timestamp.prefix(19)) + "Z" }
    let theirs = dates.map { $0.formatted(.iso8601) }
    #expect(ours == theirs)
    let read = dates.compactMap { Date(timestamp: $0.timestamp) }
    #expect(read == dates)
  }

  @Test func timesBeyondTheRangeAreItsEnds() {
    #expect(Date(timeIntervalSince1970: .infinity).timestamp == "9999-12-31T23:59:59.999Z")
    #expect(Date(timeIntervalSince1970: -1e300).timestamp == "0001-01-01T00:00:00.000Z")
    #expect(Date(timeIntervalSince1970: .nan).timestamp == "1970-01-01T00:00:00.000Z")
  }

  @Test(arguments: [
    "", "2026-02-29T00:00:00Z", "2026-13-01T00:00:00Z", "2026-00-01T00:00:00Z", "2026-01-01T24:00:00Z",
    "2026-01-01T00:60:00Z", "2026-01-01 00:00:00Z", "2026-01-01T00:00:00+", "2026-01-01T00:00:00.12Z",
    "0000-01-01T00:00:00Z", "２026-01-01T00:00Z", "2026-01-01T00:00:00,000Z",
  ])
  func whatIsNoTimeIsNotRead(_ text: String) {
    #expect(Date(timestamp: text) == nil)
  }
}
