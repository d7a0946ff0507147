import BotCore
import BotTesting
import FoundationEssentials
import Testing

@testable import Connectors

/// Slack's own descriptions of its APIs as the judge of what the connector sends, and as the source of what it reads.
@Suite(.enabled(if: SpecFolder.isThere, SpecFolder.skipped))
struct SlackSpecTests {
  private static let web = Result { try SpecFolder.json("slack/slack_web_openapi_v2.json") }
  private static let pushed = Result { try SpecFolder.json("slack/slack_events_api_async_v1.json") }

  /// The description is of 2021; these came later.
  private static let newer = [
    "body.metadata": "docs.slack.dev, methods chat.postMessage and chat.update, argument metadata",
    "?include_all_metadata": "docs.slack.dev, methods conversations.history and conversations.replies",
  ]

  @Test func everyRequestIsAsSlackDescribesIt() async throws {
    let spec = APISpec(try Self.web.get(), prefix: "/api", newer: Self.newer)
    let requests = await SlackRequests.all()
    for request in requests {
      // The token stands in a header, as the documentation advises; for some methods the description knows the query only.
      let faults = spec.faults(request).filter { !$0.hasSuffix("?token is missing") }
      #expect(faults == [], "\(request.url)")
    }
    let methods = Set(requests.map(\.slackMethod))
    #expect(requests.count >= 90)
    #expect(
      methods == [
        "admin.inviteRequests.approve", "admin.inviteRequests.deny", "admin.inviteRequests.list", "admin.users.remove",
        "auth.test", "chat.delete", "chat.postMessage", "chat.scheduleMessage", "chat.scheduledMessages.list",
        "chat.update", "conversations.history", "conversations.kick", "conversations.list", "conversations.members",
        "conversations.open", "conversations.replies", "pins.add", "reactions.add", "usergroups.list",
        "usergroups.users.list", "usergroups.users.update", "users.info", "users.list",
      ])
    print("Slack: \(requests.count) requests of \(methods.count) methods checked")
  }

  /// What each method answers in the description's examples, with fields that nobody knows yet.
  @Test func everyExampleOfAnAnswerIsRead() throws {
    let paths = try #require(try Self.web.get()["paths"])
    var read: [String: Int] = [:]
    for (method, key, understands) in Self.readers {
      for answer in try #require(paths["/" + method]).objects(where: { _, json in json["ok"] == true && json[key] != nil
      }) {
        for item in answer[key]?.array ?? answer[key].map({ [$0] }) ?? [] {
          read[method, default: 0] += 1
          #expect(understands(item), "\(method): \(item)")
          #expect(understands(item.withUnknownFields), "\(method): \(item)")
        }
      }
    }
    #expect(read.values.reduce(0, +) >= 18, "\(read)")
    print("Slack: \(read.values.reduce(0, +)) objects of answers read, of \(read.count) methods")
  }

  private static let readers: [(String, String, @Sendable (JSON) -> Bool)] = [
    ("conversations.history", "messages", isRead), ("conversations.replies", "messages", isRead),
    ("conversations.list", "channels", { SlackChannel($0) != nil }),
    ("users.list", "members", { Member(slack: $0) != nil }), ("users.info", "user", { Member(slack: $0) != nil }),
    ("conversations.members", "members", { $0.string.map { SlackID.isID($0) } ?? false || $0.object != nil }),
    ("usergroups.list", "usergroups", { $0["id"]?.string != nil && $0["handle"]?.string != nil }),
    ("chat.scheduledMessages.list", "scheduled_messages", { $0["id"] != nil && $0["post_at"]?.int != nil }),
  ]

  @Sendable private static func isRead(_ message: JSON) -> Bool {
    let event = SlackTest.slack().decoder(own: []).event(message, channel: "C1")
    return event?.trigger == .messagePosted && event?.message?.text == message["text"]?.string
  }

  /// Each kind of event that there is, as the common envelope describes it: known, or let through.
  @Test func everyKindOfEventIsTaken() throws {
    let topics = try #require(try Self.pushed.get()["topics"]?.object?.members.map(\.key))
    for topic in topics {
      let type = topic.split(separator: ".").joined(separator: "_")
      let event: JSON = ["type": .string(type), "event_ts": "1767225600.000200"]
      #expect(SlackTest.event(event)?.trigger == .other, "\(type)")
      #expect(SlackTest.event(event.withUnknownFields)?.trigger == .other, "\(type)")
    }
    #expect(topics.count >= 60)
    print("Slack: \(topics.count) kinds of events taken")
  }

  @Test func everyExampleOfAnEventIsReadWhateverElseStandsInIt() throws {
    let examples = try Self.pushed.get().objects { key, json in
      key == "event" ? json["type"]?.string != nil : json["event_ts"] != nil && json["type"]?.string != nil
    }
    #expect(examples.count >= 5)
    var payloads = 0
    for example in examples + Self.documented {
      let event = try #require(SlackTest.event(example), "\(example)")
      #expect(SlackTest.event(example.withUnknownFields)?.key == event.key)
      #expect(SlackTest.event(example.withUnknownFields)?.trigger == event.trigger)
      for strange in example.withStrangeValues {
        payloads += 1
        let decoded = SlackTest.event(strange)
        #expect(decoded == nil || decoded?.key.isEmpty == false)
      }
      payloads += 2
    }
    print("Slack: \(examples.count + Self.documented.count) events read, \(payloads) with changes")
  }

  /// The kinds that matter, with the fields that Slack's pages show for them.
  private static let documented: [JSON] = [
    [
      "type": "message", "channel": "C123ABC456", "user": "U123ABC456", "text": "Hello world",
      "ts": "1355517523.000005", "edited": ["user": "U123ABC456", "ts": "1355517536.000001"],
    ],
    ["type": "message", "subtype": "channel_join", "ts": "1358877458.000011", "user": "U123ABC456", "channel": "C1"],
    [
      "type": "message", "subtype": "message_changed", "hidden": true, "channel": "C123ABC456",
      "ts": "1358878755.000001",
      "message": [
        "type": "message", "user": "U123ABC456", "text": "Hello, world!", "ts": "1355517523.000005",
        "edited": ["user": "U123ABC456", "ts": "1358878755.000001"],
      ],
    ],
    [
      "type": "message", "subtype": "message_deleted", "hidden": true, "channel": "C123ABC456",
      "ts": "1358878755.000001", "deleted_ts": "1358878749.000002",
    ],
    [
      "type": "reaction_added", "user": "U123ABC456", "reaction": "thumbsup", "item_user": "U222222222",
      "item": ["type": "message", "channel": "C123ABC456", "ts": "1464196127.000002"],
      "event_ts": "1465244570.336841",
    ],
    [
      "type": "member_joined_channel", "user": "W06GH7XHN", "channel": "C0698JE0H", "channel_type": "C",
      "team": "T024BE7LD", "inviter": "U123456789", "event_ts": "1465244570.336841",
    ],
    ["type": "team_join", "user": ["id": "W012A3CDE", "name": "spengler"], "event_ts": "1465244570.336841"],
    [
      "type": "invite_requested",
      "invite_request": [
        "id": "12345", "email": "bront@puppies.com", "date_created": 123_455, "requester_ids": ["U123ABC456"],
        "invite_type": "full_member", "real_name": "Brent", "request_reason": "They're good dogs",
      ],
    ],
  ]

  @Test func everyErrorWordOfTheMethodsHasAnOutcome() throws {
    let paths = try #require(try Self.web.get()["paths"])
    var words = 0
    for method in SlackRequests.writes {
      let errors = try #require(paths["/" + method]).objects { key, json in key == "error" && json["enum"] != nil }
      for word in errors.flatMap({ $0["enum"]?.array ?? [] }).compactMap(\.string) where word != "rate_limited" {
        words += 1
        switch SlackReply(.json(["ok": false, "error": .string(word)])).outcome(bucket: "b") {
        case .refused, .unknown, .unauthorized: break
        case .done, .retry: Issue.record("\(method): \(word)")
        }
      }
    }
    #expect(words >= 200)
  }
}

/// Every request that the connector can make.
enum SlackRequests {
  static let writes = [
    "chat.postMessage", "chat.update", "chat.delete", "chat.scheduleMessage", "reactions.add", "pins.add",
    "conversations.open", "conversations.kick", "usergroups.users.update", "admin.users.remove",
    "admin.inviteRequests.approve", "admin.inviteRequests.deny",
  ]

  static func all() async -> [HTTPRequest] {
    var requests: [HTTPRequest] = []
    let http = ScriptedHTTP { answer($0) }
    let slack = SlackTest.slack(http) { $0.adminToken = Secret("xoxp-admin") }
    for action in actions {
      _ = await slack.perform(action, key: "k1")
      _ = try? await slack.findPosted(action, key: "k1", since: SlackTest.now)
    }
    _ = await slack.edit(MessageRef("1767225600.000200", in: "C0123ABCD"), text: text, key: "k2")
    _ = await slack.probe()
    requests += await http.requests
    for members in SlackSettings.Members.allCases {
      let http = ScriptedHTTP { answer($0) }
      let slack = SlackTest.slack(http) {
        $0.receive = .poll
        $0.from = members == .off ? .now : .beginning
        $0.members = members
        $0.adminToken = Secret("xoxp-admin")
      }
      let first = try? await slack.poll(nil)
      _ = try? await slack.poll(first?.cursor)
      requests += await http.requests
    }
    return requests
  }

  private static let text = Text([.plain("a <b> & c"), .mention(member: "U0123ABCD", name: "ada")])
  private static let message = MessageRef("1767225600.000200", in: "C0123ABCD")
  private static let actions: [Action] = [
    .post(text: text, in: "#help", named: nil), .reply(text: text, to: message),
    .reply(text: text, to: MessageRef("1.2.abc", in: "C0123ABCD")), .direct(text: text, to: "U0123ABCD"),
    .schedule(text: text, in: "C0123ABCD", at: SlackTest.now + .hours(1)),
    .schedule(text: text, in: "C0123ABCD", at: SlackTest.now - .hours(1)), .react(emoji: "tada", to: message),
    .pin(message: message), .hide(message: message, reason: ""), .delete(message: message, reason: ""),
    .ban(member: "U0123ABCD", reason: ""), .ban(member: "U0NOTHERE", reason: ""),
    .grant(role: "@helpers", to: "U0123ABCD"), .approve(member: "I0123"), .decline(member: "I0123", reason: ""),
  ]

  private static func answer(_ request: HTTPRequest) -> HTTPResponse {
    let message = said("1767225600.000200", ("latest_reply", "1767225700.000200"))
    let more: JSON = ["next_cursor": request.query("cursor") == nil ? "bmV4dA==" : ""]
    func list(_ key: String, _ items: [JSON]) -> HTTPResponse {
      let page: JSON = ["ok": true, "response_metadata": more]
      return .json(page.with(key, .array(items)))
    }
    return switch request.slackMethod {
    case "auth.test": .json(["ok": true, "user_id": "UBOT", "bot_id": "BBOT", "team_id": "T0123ABCD"])
    case "conversations.list": list("channels", [["id": "C0123ABCD", "name": "help", "is_member": true]])
    case "conversations.history", "conversations.replies": list("messages", [message])
    case "conversations.open": .json(["ok": true, "channel": ["id": "D0123ABCD"]])
    case "conversations.members": list("members", ["U0123ABCD"])
    case "users.list": list("members", [person("U0123ABCD", "Ada")])
    case "usergroups.list": .json(["ok": true, "usergroups": [["id": "S0123ABCD", "handle": "helpers"]]])
    case "usergroups.users.list": .json(["ok": true, "users": ["U0NOTHERE"]])
    case "chat.scheduledMessages.list": list("scheduled_messages", [])
    case "admin.inviteRequests.list": list("invite_requests", [])
    case "admin.users.remove" where request.json["user_id"] == "U0NOTHERE":
      .json(["ok": false, "error": "not_an_enterprise"])
    default: .json(["ok": true, "ts": "1767225600.000900"])
    }
  }
}

extension JSON {
  fileprivate func with(_ key: String, _ value: JSON) -> JSON {
    var object = object ?? JSONObject()
    object[key] = value
    return .object(object)
  }

  /// All objects at any depth that the condition holds for, with the key they stand under.
  fileprivate func objects(under key: String = "", where condition: (String, JSON) -> Bool) -> [JSON] {
    let own = object != nil && condition(key, self) ? [self] : []
    let members = object?.members.flatMap { $0.value.objects(under: $0.key, where: condition) } ?? []
    let items = array?.flatMap { $0.objects(under: key, where: condition) } ?? []
    return own + members + items
  }

  /// With a field that nobody knows in every object.
  fileprivate var withUnknownFields: JSON {
    if let array { return .array(array.map(\.withUnknownFields)) }
    guard let object else { return self }
    return .object(
      JSONObject(object.members.map { ($0.key, $0.value.withUnknownFields) } + [("brand_new", ["deep": [1, nil]])]))
  }

  /// As often as there are values, each with another one of them replaced by something else.
  fileprivate var withStrangeValues: [JSON] {
    guard let object else { return ["strange_value", 7, nil, [:], true] }
    return object.members.flatMap { member in member.value.withStrangeValues.map { with(member.key, $0) } }
  }
}
