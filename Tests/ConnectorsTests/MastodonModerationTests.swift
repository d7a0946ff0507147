import BotCore
import BotTesting
import FoundationEssentials
import Testing

@testable import Connectors

@Suite struct MastodonModerationTests {
  private static let own = HTTPResponse.json(MastodonTest.status("100", by: "bot", account: "1"))
  private static let others = HTTPResponse.json(MastodonTest.status("100"))
  private static let good = HTTPResponse.json([:])
  private static let get = "GET /api/v1/statuses/100"

  private func perform(
    _ action: Action, _ routes: [String: HTTPResponse], _ change: (inout MastodonSettings) -> Void = { _ in }
  ) async -> (outcome: Outcome, last: HTTPRequest?) {
    let http = MastodonTest.server(routes)
    let outcome = await MastodonTest.mastodon(http, change).perform(action, key: "k")
    return (outcome, await http.requests.last)
  }

  private func moderator(_ settings: inout MastodonSettings) {
    (settings.moderator, settings.joins) = (true, .accounts)
  }

  @Test func anyEmojiIsAFavourite() async {
    let done = await perform(
      .react(emoji: "🎉", to: MastodonTest.message()), ["POST /api/v1/statuses/100/favourite": Self.good])
    #expect(done.outcome == .done("100"))
  }

  @Test func pinsOwnPostsOnce() async {
    let pin = "POST /api/v1/statuses/100/pin"
    #expect(
      await perform(.pin(message: MastodonTest.message()), [Self.get: Self.own, pin: Self.good]).outcome == .done("100")
    )
    let pinned = HTTPResponse.json(MastodonTest.status("100", by: "bot", account: "1", with: [("pinned", true)]))
    #expect(await perform(.pin(message: MastodonTest.message()), [Self.get: pinned]).outcome == .done("100"))
    #expect(
      await perform(.pin(message: MastodonTest.message()), [Self.get: Self.others]).outcome
        == .refused(.unsupported, reason: "Mastodon pins only posts of one's own"))
  }

  @Test func deletesOwnPostsAndReportsOthers() async {
    for action in [
      Action.delete(message: MastodonTest.message(), reason: "spam"),
      .hide(message: MastodonTest.message(), reason: "spam"),
    ] {
      let own = await perform(action, [Self.get: Self.own, "DELETE /api/v1/statuses/100": Self.good])
      #expect(own.outcome == .done(nil) && own.last?.method == "DELETE")
      let gone = await perform(action, [:])
      #expect(gone.outcome == .done(nil))
      let other = await perform(action, [Self.get: Self.others, "POST /api/v1/reports": Self.good])
      #expect(other.outcome == .done(nil))
      #expect(other.last?.json == ["account_id": "2", "status_ids": ["100"], "comment": "spam"])
    }
  }

  @Test func anOwnPostWhoseDeletionIsInDoubtIsDeletedAgain() async {
    let action = Action.delete(message: MastodonTest.message(), reason: "old")
    let broken = HTTPResponse.json(["error": "oops"], status: 500)
    #expect(
      await perform(action, [Self.get: Self.own, "DELETE /api/v1/statuses/100": broken]).outcome
        == .retry(after: nil, scope: .action, reason: "oops"))
    #expect(
      await perform(action, [Self.get: broken]).outcome == .retry(after: nil, scope: .action, reason: "oops"),
      "a look is no deed")
  }

  @Test func aModeratorMayHideMedia() async {
    let hidden = await perform(
      .hide(message: MastodonTest.message(), reason: "nude"),
      [Self.get: Self.others, "POST /api/v1/admin/accounts/2/action": Self.good]
    ) { ($0.moderator, $0.hide) = (true, .sensitive) }
    #expect(hidden.outcome == .done(nil))
    #expect(hidden.last?.json == ["type": "sensitive", "text": "nude"])
  }

  @Test func aReportThatMayHaveBeenTakenIsForAPerson() async {
    let broken = HTTPResponse.json(["error": "oops"], status: 500)
    for action in [
      Action.hide(message: MastodonTest.message(), reason: "x"), .delete(message: MastodonTest.message(), reason: "x"),
    ] {
      #expect(
        await perform(action, [Self.get: Self.others, "POST /api/v1/reports": broken]).outcome
          == .unknown("nobody knows whether the report reached the moderators (oops); look in Mastodon"))
    }
    let limited = HTTPResponse.json(["error": "slow"], status: 429, headers: ["Retry-After": "9"])
    #expect(
      await perform(
        .hide(message: MastodonTest.message(), reason: "x"), [Self.get: Self.others, "POST /api/v1/reports": limited]
      ).outcome == .retry(after: .seconds(9), scope: .bucket("account"), reason: "slow"))
  }

  @Test func aStrikeIsNotRepeatedAndAMuteIs() async {
    func outcome(
      _ action: Action, _ fault: HTTPError, _ change: (inout MastodonSettings) -> Void
    ) async -> Outcome {
      let http = ScriptedHTTP { request in
        if request.method == "POST" { throw fault }
        return request.mastodonPath.hasSuffix("verify_credentials") ? .json(MastodonTest.me) : Self.others
      }
      return await MastodonTest.mastodon(http, change).perform(action, key: "k")
    }
    let actions: [(Action, String)] = [
      (.timeout(member: "2", until: MastodonTest.now + .hours(1), reason: "x"), "silence"),
      (.ban(member: "2", reason: "x"), "suspend"),
      (.hide(message: MastodonTest.message(), reason: "x"), "sensitive"),
    ]
    for (action, name) in actions {
      #expect(
        await outcome(action, .noAnswer("timed out")) { ($0.moderator, $0.hide) = (true, .sensitive) }
          == .unknown(
            "nobody knows whether the account was acted against (\(name)) (timed out); look in Mastodon"))
      #expect(
        await outcome(action, .notSent("refused")) { ($0.moderator, $0.hide) = (true, .sensitive) }
          == .retry(after: nil, scope: .account, reason: "refused"))
    }
    #expect(
      await outcome(.ban(member: "2", reason: "x"), .noAnswer("timed out")) { _ in }
        == .retry(after: nil, scope: .action, reason: "timed out"))
  }

  @Test func aTimeoutMutesOrLimits() async {
    let action = Action.timeout(member: "7", until: MastodonTest.now + .hours(1), reason: "loud")
    let muted = await perform(action, ["POST /api/v1/accounts/7/mute": Self.good])
    #expect(muted.outcome == .done(nil))
    #expect(muted.last?.json == ["notifications": true, "duration": 3600])
    let path = "POST /api/v1/admin/accounts/7/action"
    let limited = await perform(action, [path: Self.good], moderator)
    #expect(limited.last?.json == ["type": "silence", "text": "loud (until 2026-01-01T01:00:00.000Z)"])
    let frozen = await perform(action, [path: Self.good]) { ($0.moderator, $0.timeout) = (true, .disable) }
    #expect(frozen.last?.json["type"] == "disable")
  }

  @Test func aBanBlocksOrSuspends() async {
    let action = Action.ban(member: "7", reason: "spam")
    #expect(await perform(action, ["POST /api/v1/accounts/7/block": Self.good]).outcome == .done(nil))
    let suspended = await perform(action, ["POST /api/v1/admin/accounts/7/action": Self.good], moderator)
    #expect(suspended.outcome == .done(nil) && suspended.last?.json == ["type": "suspend", "text": "spam"])
  }

  @Test func requestsToFollowAreAnswered() async {
    let requests = "POST /api/v1/follow_requests/7"
    #expect(await perform(.approve(member: "7"), [requests + "/authorize": Self.good]).outcome == .done(nil))
    #expect(await perform(.decline(member: "7", reason: ""), [requests + "/reject": Self.good]).outcome == .done(nil))
    #expect(await perform(.approve(member: "7"), [:]).outcome == .refused(.target, reason: "Record not found"))
  }

  @Test func accountsAreApprovedOrDeclinedAndTwiceIsAsGoodAsOnce() async {
    let path = "/api/v1/admin/accounts/7"
    let forbidden = HTTPResponse.json(["error": "This action is not allowed"], status: 403)
    #expect(await perform(.approve(member: "7"), ["POST \(path)/approve": Self.good], moderator).outcome == .done(nil))
    let again = [
      "POST \(path)/approve": forbidden, "GET \(path)": HTTPResponse.json(MastodonTest.admin("7", "x")),
    ]
    #expect(await perform(.approve(member: "7"), again, moderator).outcome == .done(nil))
    let never = [
      "POST \(path)/approve": forbidden,
      "GET \(path)": HTTPResponse.json(MastodonTest.admin("7", "x", approved: false)),
    ]
    #expect(
      await perform(.approve(member: "7"), never, moderator).outcome
        == .refused(.target, reason: "This action is not allowed"))
    #expect(
      await perform(.decline(member: "7", reason: ""), ["POST \(path)/reject": Self.good], moderator).outcome
        == .done(nil))
    #expect(await perform(.decline(member: "7", reason: ""), [:], moderator).outcome == .done(nil))
  }

  @Test func theRestIsNotOffered() async {
    for action in [
      Action.grant(role: "x", to: "7"), .edit(named: "x", text: "y"), .timer(name: "x", at: nil),
      .measure(name: "x", value: 1), .fetch(name: "x", url: "y"),
    ] {
      guard case .refused(.unsupported, _) = await perform(action, [:]).outcome else {
        Issue.record("\(action)")
        return
      }
    }
  }
}

@Suite struct MastodonSettingsTests {
  @Test func aboutSaysWhatHoldsWithTheSettings() {
    let plain = Mastodon.about(with: MastodonTest.settings())
    #expect(plain.receives == [.poll])
    #expect(plain.capabilities.isDisjoint(with: [.reports, .members, .edits, .deletions, .grant]))
    #expect(plain.text == TextLimits(max: 500, unit: .graphemes))
    let all = Mastodon.about(
      with: MastodonTest.settings {
        ($0.moderator, $0.joins, $0.maxCharacters, $0.webhookSecret) = (true, .accounts, 1000, Secret("x"))
      })
    #expect(all.capabilities == Mastodon.about.capabilities && all.receives == [.poll, .webhook])
    #expect(all.text.max == 1000 && all.idempotency == .key(validFor: .hours(1)))
    #expect(Mastodon.about(with: MastodonTest.settings { $0.local = true }).capabilities.contains(.edits))
    #expect(plain.onceOnly == [.hide, .delete] && all.onceOnly == [.hide, .delete, .timeout, .ban])
  }
}
