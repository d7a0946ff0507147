import BotCore
import BotTesting
import FoundationEssentials
import Testing

@testable import Connectors

@Suite struct MastodonDecoderTests {
  private static let posted = Date(timeIntervalSince1970: 1_767_225_600)

  @Test func readsAPost() {
    let status = MastodonTest.status(
      "100", by: "alice@other.example",
      "<p><span class=\"h-card\"><a href=\"https://social.example/@bot\" class=\"u-url mention\">@<span>bot</span></a></span> How?</p>",
      tags: ["Swift", "News"], mentions: ["1"], with: [("in_reply_to_id", "99")])
    let expected = Message(
      "100", in: "public", named: "news", thread: "99", by: Member("2", name: "alice@other.example"), "@bot How?",
      mentions: ["1"], mentionsBot: true, link: "https://social.example/@alice@other.example/100")
    let event = MastodonTest.decoder(tags: ["news", "swift"]).events(ofStatus: status)
    #expect(event == [.posted(expected, in: Community.testing.id, at: Self.posted)])
    #expect(event.first?.key == "posted/public/100")
  }

  @Test func anEditedPostIsToldAsPostedAndAsEdited() {
    let status = MastodonTest.status("100", with: [("edited_at", "2026-01-01T00:05:00.250Z")])
    let events = MastodonTest.decoder().events(ofStatus: status)
    #expect(events.map(\.key) == ["posted/public/100", "edited/public/100/1767225900250"])
    #expect(events.map(\.message?.version) == [0, 1_767_225_900_250])
    #expect(events.last?.at == Self.posted + .milliseconds(300_250))
  }

  @Test func leavesOutBoostsAndWhatTheBotSaid() {
    let decoder = MastodonTest.decoder()
    #expect(decoder.events(ofStatus: MastodonTest.status("1", with: [("reblog", MastodonTest.status("2"))])).isEmpty)
    #expect(decoder.events(ofStatus: MastodonTest.status("1", by: "bot", account: "1")).isEmpty)
  }

  @Test func aPrivateMentionIsDirectAndAWarningIsPartOfTheText() {
    let status = MastodonTest.status("1", "<p>b</p>", visibility: "direct", with: [("spoiler_text", "a")])
    let message = MastodonTest.decoder().message(status)
    #expect(message?.isDirect == true)
    #expect(message?.text == "a\n\nb")
    #expect(message?.channel == "direct")
  }

  @Test func otherBotsAreMarked() {
    let status = MastodonTest.status("1", with: [("account", MastodonTest.account("3", "robot", bot: true))])
    #expect(MastodonTest.decoder().message(status)?.author == Member("3", name: "robot", isBot: true))
  }

  @Test func readsWhatCompatiblesLeaveOutOrWriteOtherwise() {
    let bare: JSON = [
      "id": 12, "account": ["id": 3, "username": "x"], "content": "plain", "uri": "https://a.example/1",
    ]
    let message = MastodonTest.decoder().message(bare)
    #expect(message == Message("12", in: "public", by: Member("3", name: "x"), "plain", link: "https://a.example/1"))
    #expect(MastodonTest.decoder().events(ofStatus: bare).first?.at == MastodonTest.now)
    for junk in [JSON.null, [], "x", ["id": "1"], ["account": ["id": "1"]]] {
      #expect(MastodonTest.decoder().events(ofStatus: junk).isEmpty)
      #expect(MastodonTest.decoder().events(ofNotification: junk).isEmpty)
      #expect(MastodonTest.decoder().events(ofReport: junk, by: nil).isEmpty)
    }
  }

  @Test(arguments: [
    ("2026-01-01T00:00:00.123Z", 123), ("2026-01-01T00:00:00Z", 0), ("2026-01-01T00:00:00.123456+00:00", 123),
    ("2026-01-01T00:00:00.123456", 123), ("2026-01-01T00:00:00.5Z", 500),
  ])
  func readsTimesInTheFormsThatServersWrite(_ text: String, _ milliseconds: Int64) {
    #expect((["t": .string(text)] as JSON).time("t")?.milliseconds == Self.posted.milliseconds + milliseconds)
  }

  @Test func whatIsNoTimeIsNone() {
    for text in ["", "yesterday", "2026-13-01T00:00:00Z"] {
      #expect((["t": .string(text)] as JSON).time("t") == nil)
    }
  }

  @Test func idsGrow() {
    #expect(MastodonID.isNewer("100", than: "99") && !MastodonID.isNewer("99", than: "100"))
    #expect(MastodonID.isNewer("01H9Z", than: "01H8Z") && !MastodonID.isNewer("7", than: "7"))
    let id = String(1_767_225_600_000 << 16 + 77)
    #expect(MastodonID.earlier(id, by: .seconds(1)) == String(1_767_225_599_000 << 16 + 77))
    #expect(MastodonID.earlier("12", by: .seconds(1)) == "12")
    #expect(MastodonID.earlier("01H9Z", by: .seconds(1)) == "01H9Z")
  }
}

@Suite struct MastodonNotificationTests {
  private static let at = Date(timeIntervalSince1970: 1_767_225_600)
  private static let home = Community.testing.id
  private static let alice = Member("2", name: "alice")

  private func events(
    _ type: String, joins: MastodonSettings.Joins = .follows, _ more: [(String, JSON)] = []
  ) -> [Event] {
    MastodonTest.decoder(joins: joins).events(ofNotification: MastodonTest.notification("7", type, more))
  }

  @Test func aMentionIsThePostItself() {
    let status = MastodonTest.status("100")
    for type in ["mention", "status", "quote"] {
      #expect(events(type, [("status", status)]) == MastodonTest.decoder().events(ofStatus: status))
    }
  }

  @Test func anUpdateIsAnEdit() {
    let status = MastodonTest.status("100", with: [("edited_at", "2026-01-01T00:05:00.000Z")])
    #expect(events("update", [("status", status)]).map(\.key) == ["edited/public/100/1767225900000"])
  }

  @Test func favouritesBoostsAndPleromasEmojiAreReactions() {
    let status = MastodonTest.status("100", by: "bot", account: "1", visibility: "unlisted")
    func reacted(_ emoji: String) -> [Event] {
      [.reacted(emoji, by: Self.alice, to: "100", channel: "unlisted", in: Self.home, at: Self.at, mark: "7")]
    }
    #expect(events("favourite", [("status", status)]) == reacted("⭐"))
    #expect(events("reblog", [("status", status)]) == reacted("🔁"))
    #expect(events("pleroma:emoji_reaction", [("status", status), ("emoji", "🎉")]) == reacted("🎉"))
  }

  @Test func whoFollowsHasJoinedUnlessAccountsCount() {
    #expect(events("follow") == [.joined(Self.alice, channel: nil, in: Self.home, at: Self.at, mark: "7")])
    #expect(
      events("follow_request")
        == [.joinRequested(Self.alice, channel: nil, answer: nil, in: Self.home, at: Self.at, mark: "7")])
    #expect(events("follow", joins: .accounts).map(\.trigger) == [.other])
    #expect(events("admin.sign_up").map(\.trigger) == [.other])
    #expect(events("admin.sign_up", joins: .accounts).map(\.key) == ["joined//2/account"])
  }

  @Test func aReportIsToldForEachOfItsPosts() {
    let report: JSON = [
      "id": "5", "comment": "", "category": "spam", "status_ids": ["100", 101],
      "created_at": "2026-01-01T00:00:00.000Z",
    ]
    let told = events("admin.report", [("report", report)])
    #expect(told.map(\.key) == ["reported/reports/100/5", "reported/reports/101/5"])
    #expect(
      told.first
        == .reported("100", channel: "reports", by: Self.alice, reason: "spam", in: Self.home, at: Self.at, mark: "5"))
    #expect(
      events("admin.report", [("report", ["id": "6", "status_ids": []])]).map(\.key) == ["other/report.created/6"])
  }

  @Test func whatIsNotKnownGoesThroughAndWhatTheBotDidDoesNot() {
    for type in ["poll", "severed_relationships", "moderation_warning", "something.new"] {
      #expect(events(type).map(\.key) == ["other/\(type)/7"])
    }
    #expect(events("mention").map(\.trigger) == [.other])
    #expect(events("favourite", [("account", MastodonTest.me)]).isEmpty)
    #expect(events("follow", [("account", ["id": "9", "acct": "x", "limited": true])]).isEmpty)
  }
}
