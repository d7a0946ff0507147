import BotCore
import BotTesting
import FoundationEssentials
import Testing

@testable import Connectors

struct DiscordPerformTests {
  private let town = DiscordTown()
  private static let message = MessageRef("5000", in: "1000")

  private func perform(_ action: Action, _ change: (inout DiscordSettings) -> Void = { _ in }) async -> Outcome {
    await town.connector(change).perform(action, key: "0123456789abcdef0123456789abcdef")
  }

  @Test func aPostCarriesItsKeyAndCallsNobodyElse() async {
    let text = Text([.mention(member: "50", name: "Ada"), .plain(" @everyone")])
    #expect(await perform(.post(text: text, in: "1000", named: nil)) == .done("123456"))
    let nonce = DiscordPerform.nonce("0123456789abcdef0123456789abcdef")
    #expect(
      await town.bodies("POST /channels/1000/messages") == [
        [
          "content": "<@50> @\u{200B}everyone", "allowed_mentions": ["parse": [], "users": ["50"]],
          "nonce": .string(nonce), "enforce_nonce": true,
        ]
      ])
    let headers = await town.http.requests.last?.headers
    #expect(headers?["Authorization"] == "Bot planted-token")
    #expect(headers?["User-Agent"]?.hasPrefix("DiscordBot (") == true)
  }

  @Test func aNonceFitsAndFollowsFromTheKey() {
    let nonces = ["a", "0123456789abcdef0123456789abcdef", "0123456789abcdef0123456789abcdef-2"].map(
      DiscordPerform.nonce)
    #expect(nonces.allSatisfy { $0.count == 24 })
    #expect(Set(nonces).count == 3)
    #expect(DiscordPerform.nonce("a") == nonces[0])
  }

  @Test(arguments: ["#help", "help", "HELP", "1100"]) func aChannelIsFound(_ name: String) async {
    #expect(await perform(.post(text: "x", in: ID(name), named: nil)) == .done("123456"))
    #expect(await town.calls.last == "POST /channels/1100/messages")
  }

  @Test func aChannelThatIsNotThereIsRefused() async {
    let outcome = await perform(.post(text: "x", in: "#nowhere", named: nil))
    #expect(
      outcome
        == .refused(
          .target, reason: "there is no channel #nowhere that the bot can see; give its id or its #name"))
  }

  @Test func aReplyNamesItsMessageAndTheThreadIsItsChannel() async {
    #expect(await perform(.reply(text: "x", to: Self.message)) == .done("123456"))
    _ = await perform(.reply(text: "y", to: MessageRef("5000", in: "1000", thread: "2000"))) { $0.pingOnReply = false }
    let bodies = await town.bodies("POST /channels")
    #expect(bodies[0]["message_reference"] == ["message_id": "5000", "fail_if_not_exists": false])
    #expect(bodies[0]["allowed_mentions"] == ["parse": [], "users": [], "replied_user": true])
    #expect(bodies[1]["allowed_mentions"]?["replied_user"] == false)
    #expect(await town.calls == ["POST /channels/1000/messages", "POST /channels/2000/messages"])
  }

  @Test func aReplyToASlashCommandGoesToTheChannel() async {
    #expect(await perform(.reply(text: "x", to: MessageRef("command-77", in: "1000"))) == .done("123456"))
    #expect(await town.bodies("POST /channels/1000").first?["message_reference"] == nil)
    #expect(
      await perform(.react(emoji: "👍", to: MessageRef("command-77", in: "1000")))
        == .refused(.target, reason: "command-77 is no message on Discord"))
  }

  @Test func aMemberIsWrittenToInAConversationThatIsOpenedOnce() async {
    let discord = town.connector()
    for _ in 0..<2 { #expect(await discord.perform(.direct(text: "x", to: "50"), key: "k") == .done("123456")) }
    #expect(
      await town.calls == ["POST /users/@me/channels", "POST /channels/3000/messages", "POST /channels/3000/messages"])
    #expect(await town.bodies("POST /users") == [["recipient_id": "50"]])
  }

  @Test func whatIsNoLongerOpenToTheBotIsRefused() async {
    town.fail("POST /channels/3000", 403, ["message": "Cannot send messages to this user", "code": 50007])
    #expect(
      await perform(.direct(text: "x", to: "50"))
        == .refused(.target, reason: "Cannot send messages to this user (50007)"))
  }

  @Test func anEditChangesTheText() async {
    #expect(await town.connector().edit(Self.message, text: "new", key: "k") == .done("5000"))
    #expect(
      await town.bodies("PATCH /channels/1000/messages/5000") == [
        ["content": "new", "allowed_mentions": ["parse": [], "users": []]]
      ])
  }

  @Test(arguments: [
    ("👍", "%F0%9F%91%8D"), ("<:party:740>", "party%3A740"), ("party:740", "party%3A740"), ("party", "party%3A740"),
    (":party:", "party%3A740"), ("<a:dance:741>", "dance%3A741"), ("❤️", "%E2%9D%A4%EF%B8%8F"),
  ]) func aReactionIsNamedAsDiscordWantsIt(_ emoji: String, _ path: String) async {
    #expect(await perform(.react(emoji: emoji, to: Self.message)) == .done(nil))
    #expect(await town.calls.last == "PUT /channels/1000/messages/5000/reactions/\(path)/@me")
  }

  @Test func aWordThatIsNoEmojiIsRefused() async {
    guard case .refused(.content, _) = await perform(.react(emoji: "thumbsup", to: Self.message)) else {
      Issue.record("not refused")
      return
    }
  }

  @Test func messagesArePinnedAndDeletedWithAReason() async {
    #expect(await perform(.pin(message: Self.message)) == .done(nil))
    #expect(await perform(.hide(message: Self.message, reason: "rude é")) == .done(nil))
    #expect(await perform(.delete(message: Self.message, reason: "")) == .done(nil))
    #expect(
      await town.calls == [
        "PUT /channels/1000/messages/pins/5000", "DELETE /channels/1000/messages/5000",
        "DELETE /channels/1000/messages/5000",
      ])
    let reasons = await town.http.requests.map { $0.headers["X-Audit-Log-Reason"] }
    #expect(reasons == [nil, "rude%20%C3%A9", nil])
  }

  @Test func aPostWhoseChannelIsWrittenByNameIsFoundAgain() async {
    let post = MessageRef("5000", in: "#help")
    #expect(await town.connector().edit(post, text: "new", key: "k") == .done("5000"))
    #expect(await perform(.pin(message: post)) == .done(nil))
    #expect(await perform(.react(emoji: "👍", to: post)) == .done(nil))
    #expect(await perform(.hide(message: post, reason: "")) == .done(nil))
    #expect(await perform(.delete(message: post, reason: "")) == .done(nil))
    #expect(await perform(.reply(text: "x", to: post)) == .done("123456"))
    #expect(
      await town.calls.filter { !$0.hasPrefix("GET") } == [
        "PATCH /channels/1100/messages/5000", "PUT /channels/1100/messages/pins/5000",
        "PUT /channels/1100/messages/5000/reactions/%F0%9F%91%8D/@me", "DELETE /channels/1100/messages/5000",
        "DELETE /channels/1100/messages/5000", "POST /channels/1100/messages",
      ])
    let lost = MessageRef("5000", in: "#nowhere")
    let refused = Outcome.refused(
      .target, reason: "there is no channel #nowhere that the bot can see; give its id or its #name")
    #expect(await town.connector().edit(lost, text: "new", key: "k") == refused)
    #expect(await perform(.pin(message: lost)) == refused)
    #expect(await perform(.reply(text: "x", to: lost)) == refused)
  }

  @Test func aReplyWhoseChannelCannotBeLookedUpIsTriedAgain() async {
    town.fail("GET /guilds/700/channels", 500)
    #expect(
      await perform(.reply(text: "x", to: MessageRef("5000", in: "#help")))
        == .retry(after: nil, scope: .action, reason: "no"))
  }

  @Test func conversationsAreForgottenWhereTheyAreTooMany() async throws {
    let discord = town.connector()
    discord.directory.state.withLock { state in
      for number in 0..<DiscordDirectory.mostDirect { state.direct[ID("\(number)")] = "x" }
    }
    #expect(await discord.perform(.direct(text: "x", to: "7000"), key: "k") == .done("123456"))
    #expect(discord.directory.known.direct == ["7000": "3000"])
    #expect(discord.directory.known.people == ["3000": "7000"])
  }

  @Test(arguments: [200, 408]) func anAnswerThatCannotBeReadIsADoubt(_ status: Int) async {
    town.state.withLock {
      $0.faults = [("POST /channels", HTTPResponse(status: status, body: Array("<html>".utf8)))]
    }
    #expect(
      await perform(.post(text: "x", in: "1000", named: nil)) == .unknown("Discord answered with status \(status)"))
  }

  @Test func whatIsGoneAlreadyIsDeleted() async {
    town.fail("DELETE /channels", 404, ["message": "Unknown Message", "code": 10008])
    #expect(await perform(.delete(message: Self.message, reason: "")) == .done(nil))
    town.fail("DELETE /channels", 404, ["message": "Unknown Channel", "code": 10003])
    #expect(
      await perform(.delete(message: Self.message, reason: ""))
        == .refused(.target, reason: "Unknown Channel (10003)"))
  }

  @Test func aTimeoutIsCutToWhatDiscordAllows() async {
    let until = DiscordTown.start + .hours(1)
    #expect(await perform(.timeout(member: "50", until: until, reason: "calm down")) == .done(nil))
    _ = await perform(.timeout(member: "50", until: DiscordTown.start + .days(90), reason: ""))
    #expect(
      await town.bodies("PATCH /guilds/700/members/50").map { $0["communication_disabled_until"]?.string } == [
        until.timestamp, (DiscordTown.start + .days(28) - .minutes(1)).timestamp,
      ])
  }

  @Test func aBanDeletesWhatTheSettingSays() async {
    _ = await perform(.ban(member: "50", reason: "spam")) { $0.banDeletes = .hours(1) }
    #expect(await town.bodies("PUT /guilds/700/bans/50") == [["delete_message_seconds": 3600]])
  }

  @Test func rolesAreGivenByNameOrID() async {
    for name in ["Gardener", "@gardener", "720"] { #expect(await perform(.grant(role: name, to: "50")) == .done(nil)) }
    #expect(await town.calls.filter { $0 == "PUT /guilds/700/members/50/roles/720" }.count == 3)
    #expect(
      await perform(.grant(role: "Twitch", to: "50"))
        == .refused(.content, reason: "the role \"Twitch\" belongs to an integration"))
    #expect(
      await perform(.grant(role: "@everyone", to: "50"))
        == .refused(.content, reason: "the server has no role \"@everyone\""))
  }

  @Test func anApplicationIsDecidedOnce() async {
    let request: JSON = ["id": "4000", "user_id": "60", "application_status": "SUBMITTED"]
    town.state.withLock { $0.requests = [request] }
    #expect(await perform(.approve(member: "60")) == .done(nil))
    #expect(await perform(.decline(member: "60", reason: "too young")) == .done(nil))
    #expect(
      await town.bodies("PATCH /guilds/700/requests/4000") == [
        ["action": "APPROVED"], ["action": "REJECTED", "rejection_reason": "too young"],
      ])
    town.state.withLock { $0.requests = [["id": "4000", "user_id": "60", "application_status": "APPROVED"]] }
    #expect(await perform(.approve(member: "60")) == .done(nil))
    #expect(
      await perform(.decline(member: "60", reason: ""))
        == .refused(.target, reason: "60 has no application to join that waits for a decision"))
  }

  @Test func textsThatDoNotFitAreRefusedUnsent() async {
    #expect(
      await perform(.post(text: Text(String(repeating: "*", count: 1001)), in: "1000", named: nil))
        == .refused(.content, reason: "the text has 2002 characters; Discord takes 2000"))
    #expect(await perform(.post(text: "", in: "1000", named: nil)) == .refused(.content, reason: "there is no text"))
    #expect(await town.calls.isEmpty)
  }

  @Test func whatDiscordHasNotIsUnsupported() async {
    for action: Action in [
      .schedule(text: "x", in: "1000", at: DiscordTown.start), .edit(named: "x", text: "y"),
      .timer(name: "x", at: nil), .fetch(name: "x", url: "https://a.example"), .measure(name: "x", value: 1),
    ] {
      guard case .refused(.unsupported, _) = await perform(action) else {
        Issue.record("\(action)")
        continue
      }
    }
    #expect(await town.calls.isEmpty)
  }

  @Test func idsThatAreNoneNeverReachAnAddress() async {
    let odd = MessageRef("../../users/@me", in: "1000")
    for action: Action in [
      .reply(text: "x", to: odd), .pin(message: odd), .delete(message: odd, reason: ""),
      .react(emoji: "👍", to: MessageRef("5000", in: "x/y")), .ban(member: "../x", reason: ""),
      .direct(text: "x", to: "all"), .timeout(member: "", until: DiscordTown.start, reason: ""),
      .grant(role: "Gardener", to: "x"), .reply(text: "x", to: MessageRef("5000", in: "x/y")),
    ] {
      guard case .refused(.target, _) = await perform(action) else {
        Issue.record("\(action)")
        continue
      }
    }
    #expect(await town.calls.allSatisfy { $0.hasPrefix("GET ") })
  }

  @Test func actionsCountAgainstTheirRoutes() {
    let discord = town.connector { $0.requestsPerSecond = 40 }
    let all = Bucket("all", spacing: .milliseconds(25), burst: 10)
    #expect(
      discord.buckets(for: .post(text: "x", in: "1000", named: nil))
        == [Bucket("messages/1000", spacing: .seconds(1), burst: 5), all])
    #expect(
      discord.buckets(for: .reply(text: "x", to: MessageRef("5000", in: "1000", thread: "2000"))).first?.name
        == "messages/2000")
    #expect(discord.buckets(for: .direct(text: "x", to: "50")).first?.name == "messages/@50")
    #expect(discord.buckets(for: .grant(role: "x", to: "50")) == [Bucket("roles", burst: 5), all])
    #expect(discord.buckets(for: .timer(name: "x", at: nil)).isEmpty)
  }

  @Test func aRateIsNoneOrNotTooSmall() {
    func faults(_ rate: JSON) -> [String] {
      let source = TestSource(environment: ["T": "x"])
      let json: JSON = ["token": "env:T", "guild": "700", "messagesPerSecondPerChannel": rate]
      _ = DiscordSettings.read(SettingNode(json, at: JSONPath(), from: source))
      return source.faults
    }
    #expect(faults(0) == [])
    #expect(faults(0.01) == [])
    #expect(
      faults(1e-30)
        == ["messagesPerSecondPerChannel: 1e-30 a second is too slow; write 0 for no limit, or at least 0.01"])
  }

  @Test func anAnnouncedLimitPacesWhatComes() async {
    town.state.withLock {
      $0.faults.append(
        (
          "POST /channels/1000",
          .json(["id": "1"], headers: ["X-RateLimit-Remaining": "0", "X-RateLimit-Reset-After": "2.5"])
        ))
      $0.faults.append(
        (
          "PUT /guilds/700/bans",
          HTTPResponse(status: 204, headers: ["X-RateLimit-Remaining": "0", "X-RateLimit-Reset-After": "1"])
        ))
      $0.faults.append(
        (
          "POST /channels/3000",
          .json(["id": "1"], headers: ["X-RateLimit-Remaining": "0", "X-RateLimit-Reset-After": "4"])
        ))
    }
    _ = await perform(.post(text: "x", in: "1000", named: nil))
    _ = await perform(.ban(member: "50", reason: ""))
    _ = await perform(.direct(text: "x", to: "50"))
    #expect(
      town.state.withLock { $0.paced } == [
        "bucket(\"messages/1000\") 2500", "bucket(\"bans\") 1000", "bucket(\"messages/@50\") 4000",
      ])
  }
}

/// What each answer of Discord means for a post and for a reaction.
struct DiscordOutcomeTests {
  private func outcome(_ action: Action, _ answer: @escaping @Sendable (HTTPRequest) throws -> HTTPResponse) async
    -> Outcome
  {
    let discord = Discord(DiscordTown.settings(), .testing(http: ScriptedHTTP(answer)))
    return await discord.perform(action, key: "k")
  }

  private let post = Action.post(text: "x", in: "1000", named: nil)
  private let pin = Action.pin(message: MessageRef("5000", in: "1000"))

  private func error(_ status: Int, _ code: Int, _ headers: Headers = [:]) -> @Sendable (HTTPRequest) -> HTTPResponse {
    { _ in .json(["message": "No", "code": .int(code)], status: status, headers: headers) }
  }

  @Test func limitsSayHowLongAndForWhat() async {
    #expect(
      await outcome(post) { _ in
        .json(
          ["message": "limited", "retry_after": 64.5, "global": false], status: 429, headers: ["Retry-After": "65"])
      } == .retry(after: .milliseconds(64_500), scope: .bucket("messages/1000"), reason: "limited"))
    #expect(
      await outcome(post) { _ in .json(["message": "limited", "retry_after": 1, "global": true], status: 429) }
        == .retry(after: .seconds(1), scope: .account, reason: "limited"))
    #expect(
      await outcome(post) { _ in HTTPResponse(status: 429, headers: ["Retry-After": "900"], body: Array("<html>".utf8))
      }
        == .retry(after: .seconds(900), scope: .account, reason: "Discord answered with status 429"))
    #expect(
      await outcome(post) { _ in HTTPResponse(status: 429, body: Array("error code: 1015".utf8)) }
        == .retry(after: .minutes(10), scope: .account, reason: "Discord answered with status 429"))
    #expect(
      await outcome(post, error(400, 20016))
        == .retry(
          after: .minutes(1), scope: .bucket("messages/1000"), reason: "No (20016)"))
  }

  @Test func refusalsAreFinal() async {
    #expect(await outcome(post, error(401, 0)) == .unauthorized("No"))
    #expect(await outcome(post, error(404, 10003)) == .refused(.target, reason: "No (10003)"))
    #expect(await outcome(post, error(400, 50006)) == .refused(.content, reason: "No (50006)"))
    #expect(await outcome(post, error(403, 50009)) == .refused(.unsupported, reason: "No (50009)"))
    #expect(
      await outcome(post, error(403, 50013))
        == .refused(
          .target,
          reason: "No (50013); give the bot's role this permission, and put it above the member's roles"))
  }

  @Test func doubtIsDoubtForAPostAndHarmlessForTheRest() async {
    for status in [500, 502, 504] {
      #expect(await outcome(post, error(status, 0)) == .unknown("No"))
      #expect(await outcome(pin, error(status, 0)) == .retry(after: nil, scope: .action, reason: "No"))
    }
    #expect(await outcome(post) { _ in throw HTTPError.noAnswer("gone") } == .unknown("gone"))
    #expect(
      await outcome(pin) { _ in throw HTTPError.noAnswer("gone") } == .retry(after: nil, scope: .action, reason: "gone")
    )
    #expect(
      await outcome(post) { _ in throw HTTPError.notSent("no route") }
        == .retry(after: nil, scope: .account, reason: "no route"))
    let named = Action.post(text: "x", in: "#help", named: nil)
    #expect(
      await outcome(named) { _ in throw HTTPError.noAnswer("gone") }
        == .retry(after: nil, scope: .action, reason: "gone"))
    #expect(
      await outcome(.direct(text: "x", to: "50"), error(500, 0)) == .retry(after: nil, scope: .action, reason: "No"))
  }

  @Test func noReasonHoldsTheToken() async {
    for status in [400, 401, 403, 404, 429, 500] {
      #expect(!"\(await outcome(post, error(status, 0)))".contains("planted-token"))
    }
  }
}
