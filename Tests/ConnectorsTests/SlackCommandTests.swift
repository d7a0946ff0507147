import BotCore
import BotTesting
import FoundationEssentials
import Testing

@testable import Connectors

@Suite struct SlackCommandTests {
  static let fields = [
    ("token", "old-verification-token"), ("team_id", "T1"), ("team_domain", "peer"), ("channel_id", "C1"),
    ("channel_name", "help"), ("user_id", "U1"), ("user_name", "ada"), ("command", "/faq"),
    ("text", "how do I <@U2|bob>?"), ("api_app_id", "A1"), ("is_enterprise_install", "false"),
    ("response_url", "https://hooks.slack.com/commands/T1/secret"), ("trigger_id", "13345224609.738474920.8088930838"),
  ]

  private func events(_ body: String, _ change: (inout SlackSettings) -> Void = { _ in }) -> [Event]? {
    SlackTest.events(
      of: SlackTest.slack(now: SlackTest.now, change).ingest(SlackTest.request(body), now: SlackTest.now))
  }

  private func command(_ changed: [String: String] = [:]) -> String {
    Percent.form(Self.fields.map { ($0.0, changed[$0.0] ?? $0.1) })
  }

  @Test func aSlashCommandIsACommand() {
    let message = Message(
      "13345224609.738474920.8088930838", in: "C1", named: "help", by: Member("U1", name: "ada"),
      "/faq how do I @bob?", mentions: ["U2"])
    #expect(
      events(command()) == [.command("faq", "how do I @bob?", message, in: "lobby", at: SlackTest.now)])
  }

  @Test func aCommandWithoutArgumentsInADirectConversation() {
    let message = events(command(["text": "", "channel_id": "D1", "channel_name": "directmessage"]))?.first?.message
    #expect(message?.text == "/faq")
    #expect(message?.isDirect == true)
    #expect(message?.channelName == nil)
  }

  @Test func eachCallOfACommandIsAnEvent() {
    let keys = [command(), command(), command(["trigger_id": "2"])].map { events($0)?.first?.key }
    #expect(keys[0] == "command/C1/13345224609.738474920.8088930838")
    #expect(keys[0] == keys[1])
    #expect(keys[2] == "command/C1/2")
  }

  @Test func theAnswerIsEmptyAndSays200() {
    let ingest = SlackTest.slack().ingest(SlackTest.request(command()), now: SlackTest.now)
    guard case .events(_, let response) = ingest, case .bytes(let bytes) = response.body else {
      Issue.record("the command was not taken")
      return
    }
    #expect(response.status == 200)
    #expect(bytes == [])
  }

  @Test func aForgedCommandIsRefused() {
    let body = command()
    func status(_ request: WebhookRequest) -> Int {
      SlackTest.status(of: SlackTest.slack().ingest(request, now: SlackTest.now))
    }
    #expect(status(SlackTest.request(body, secret: "wrong")) == 401)
    var changed = SlackTest.request(body)
    changed.body = Array(command(["user_id": "U2"]).utf8)
    #expect(status(changed) == 401)
  }

  @Test func slacksLookAtTheAddressIsAnswered() {
    let ingest = SlackTest.slack().ingest(SlackTest.request("ssl_check=1&token=x"), now: SlackTest.now)
    #expect(SlackTest.status(of: ingest) == 200)
    #expect(SlackTest.events(of: ingest) == nil)
  }

  @Test func anotherWorkspacesCommandsAreLeftOut() {
    #expect(events(command()) { $0.team = "T1" }?.count == 1)
    #expect(events(command()) { $0.team = "T2" } == nil)
    #expect(events(interaction(["type": "block_actions", "team": ["id": "T1"]])) { $0.team = "T2" } == nil)
  }

  private func interaction(_ payload: JSON) -> String { Percent.form([("payload", payload.text)]) }

  @Test func aButtonIsKeptAsItCameButForItsSecrets() throws {
    let payload: JSON = [
      "type": "block_actions", "user": ["id": "U1", "username": "ada"], "token": "old-verification-token",
      "team": ["id": "T1"], "trigger_id": "12.34.ab", "response_url": "https://hooks.slack.com/actions/T1/secret",
      "actions": [["action_id": "go", "value": "1", "action_ts": "1767225599.000200"]], "new_field": [1],
    ]
    let event = try #require(events(interaction(payload))?.first)
    let detail: JSON = [
      "type": "block_actions", "user": ["id": "U1", "username": "ada"], "team": ["id": "T1"],
      "actions": [["action_id": "go", "value": "1", "action_ts": "1767225599.000200"]], "new_field": [1],
    ]
    #expect(
      event
        == .other(
          "block_actions", detail, in: "lobby", at: Date(timeIntervalSince1970: 1_767_225_599.0002), mark: "12.34.ab"))
    #expect(!"\(event)".contains("secret"))
    #expect(!"\(event)".contains("verification"))
  }

  @Test(arguments: [
    ("shortcut", "other/shortcut/1767225599.000100"), ("message_action", "other/message_action/1767225599.000100"),
    ("view_closed", "other/view_closed/V1"), ("brand_new", "other/brand_new/1767225600"),
  ])
  func otherInteractionsAreToldApart(type: String, key: String) {
    let payload = JSON.compact(
      ("type", .string(type)), ("action_ts", type == "brand_new" || type == "view_closed" ? nil : "1767225599.000100"),
      ("view", type == "view_closed" ? ["id": "V1"] : nil))
    #expect(events(interaction(payload))?.map(\.key) == [key])
  }

  @Test func theAnswerToACommandStandsInTheChannel() async {
    let http = ScriptedHTTP { _ in .json(["ok": true, "ts": "2.0"]) }
    let message = events(command())?.first?.message
    let reply = Action.reply(text: "Thus.", to: message?.ref ?? MessageRef("", in: ""))
    #expect(await SlackTest.slack(http).perform(reply, key: "k") == .done("2.0"))
    #expect(await http.requests.first?.json["channel"] == "C1")
    #expect(await http.requests.first?.json["thread_ts"] == nil)
  }

  /// Whatever stands in the fields, nothing is thrown and nothing but a command comes of it.
  @Test func fieldsMayHoldAnything() {
    var random = SeededRandom(seed: 11)
    let pieces = ["%", "%2", "%00", "+", "&", "=", "/", "<@U1>", "\u{0}", "é", "😀", "<!channel>", ";"]
    for _ in 0..<2000 {
      let text = (0..<6).map { _ in pieces.randomElement(using: &random) ?? "" }.joined()
      #expect(events(command(["text": text]))?.first?.trigger == .command)
      let raw = command() + "&" + text
      #expect(events(raw)?.first?.trigger == .command)
    }
  }
}
