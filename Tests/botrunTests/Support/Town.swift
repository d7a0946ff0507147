import BotCore
import FoundationEssentials
import Glibc
import Signing

@testable import BotRuntime

/// A community on the fake Slack with its bot: welcome, FAQ, a pinned question of the day, and ears for bad words.
struct Town: Sendable {
  let slack: FakeSlack
  let home = Home()
  let port = Ports.take()
  private static let client = CurlClient()

  /// - Parameter connection: further settings of the connection.
  init(connection: [String: JSON] = [:], mode: String = "act", burst: Int = 0) throws {
    slack = try FakeSlack()
    try write(connection: connection, mode: mode, burst: burst)
    try home.write(Self.faq, to: "faq.md")
  }

  func write(connection: [String: JSON] = [:], mode: String = "act", burst: Int = 0) throws {
    var members: [String: JSON] = [
      "token": "env:SLACK_TOKEN", "signingSecret": "env:SLACK_SIGNING_SECRET", "api": .string(slack.api),
      "messagesPerSecondPerChannel": 0,
    ]
    members.merge(connection) { $1 }
    let config: JSON = [
      "http": ["listen": .string("127.0.0.1:\(port)")],
      "communities": [
        [
          "id": "town", "name": "Town", "platform": "slack", "moderators": "#moderators",
          "connection": .object(JSONObject(members.sorted { $0.key < $1.key }.map { ($0.key, $0.value) })),
          "plugins": [
            ["plugin": "welcome", "mode": .string(mode), "text": "Welcome {member.mention}!", "burst": .int(burst)],
            ["plugin": "faq", "mode": .string(mode), "file": "faq.md", "cooldown": "0s"],
            [
              "plugin": "listen", "mode": .string(mode), "words": ["awful", "worst", "hate"], "abuse": false,
              "mood": false,
            ],
            [
              "plugin": "schedule", "mode": .string(mode),
              "posts": [
                ["id": "daily", "channel": "#general", "every": "1d", "text": "What did you learn?", "pin": true]
              ],
            ],
          ],
        ]
      ],
    ]
    try home.write(config.pretty, to: "config.json")
  }

  static let faq = """
    ## How do I reset my password?
    Keywords: password

    Use the link on the sign-in page.

    ## When is the next call?
    Keywords: call

    On Thursday at noon.

    ## Where are the rules?
    Keywords: rules

    In the first pinned message.
    """

  func start(with environment: [String: String] = [:]) throws -> BotProcess {
    try home.start("run", "--config", home.file("config.json"), with: environment)
  }

  var address: String { "http://127.0.0.1:\(port)" }

  /// `nil` where nobody answers.
  func get(_ path: String) async -> HTTPResponse? { try? await Self.client.send(HTTPRequest("GET", address + path)) }

  func isReady() async -> Bool { await get("/readyz")?.status == 200 }

  func waitUntilReady() async throws {
    try await eventually("the bot is ready", within: .seconds(60)) { await isReady() }
  }

  /// One delivery, signed. Whether the bot took it.
  func deliver(_ event: FakeSlackEvent) async -> Bool {
    let body = event.envelope.bytes
    let timestamp = "\(Int(Clock.system.now().timeIntervalSince1970))"
    let signature = SlackSignature(secret: FakeSlack.signingSecret).sign(timestamp: timestamp, body: body) ?? ""
    let request = HTTPRequest(
      "POST", address + "/communities/town/webhook",
      headers: [
        "Content-Type": "application/json", "X-Slack-Request-Timestamp": timestamp, "X-Slack-Signature": signature,
      ], body: body)
    guard let answer = try? await Self.client.send(request) else { return false }
    return (200..<300).contains(answer.status)
  }

  /// Slack's rule: 2xx, or again. Ends without success when the bot ends.
  func deliver(
    _ event: FakeSlackEvent, to bot: BotProcess, within limit: Duration = .seconds(30)
  ) async throws -> Bool {
    let deadline = ContinuousClock.now + limit
    while bot.ended == nil, ContinuousClock.now < deadline {
      if await deliver(event) { return true }
      try await Clock.system.sleep(.milliseconds(20))
    }
    return false
  }

  /// Waits until nothing is left to do: no event to handle, nothing to send.
  func waitUntilSettled() async throws {
    try await eventually("everything is settled; \((try? home.look { try $0.tallies() }) ?? [:])") { isSettled }
  }

  private var isSettled: Bool {
    guard let tallies = try? home.look({ try $0.tallies() }) else { return false }
    let open = [
      "events.pending", "turns.waiting", "deliveries.queued", "deliveries.sending", "deliveries.retrying",
      "deliveries.unknown",
    ]
    return open.allSatisfy { tallies[$0] == nil }
  }
}

/// Ports that nobody listens on, outside the range from which the kernel gives ports to connections.
enum Ports {
  private static let next = Lock(20_000 + Int(getpid()) * 37 % 11_000)

  static func take() -> Int {
    next.withLock { next in
      while true {
        next += 1
        if let socket = try? ListenAddress("127.0.0.1:\(next)").open() {
          close(socket)
          return next
        }
      }
    }
  }
}

/// Lets so many through at a time.
actor Gate {
  private var free: Int
  private var waiting: [CheckedContinuation<Void, Never>] = []

  init(_ free: Int) { self.free = free }

  func pass<R: Sendable>(_ body: @Sendable () async throws -> R) async throws -> R {
    if free > 0 { free -= 1 } else { await withCheckedContinuation { waiting.append($0) } }
    defer { if waiting.isEmpty { free += 1 } else { waiting.removeFirst().resume() } }
    return try await body()
  }
}
