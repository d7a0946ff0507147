import BotCore
import Glibc
import Testing

@testable import BotRuntime

/// Kills the bot between the platform's taking of a post and the bot's writing it down, on each platform, and starts it
/// again: one post stands there, or one with its outcome unknown where the platform offers nothing to settle the doubt.
@Suite struct SendKillTests {
  struct Case: Sendable, CustomTestStringConvertible {
    let platform: any FakePlatform.Type
    /// Whether a person has to say what became of it.
    let needsPerson: Bool
    var testDescription: String { platform.platform + (needsPerson ? ", no key and no look-up" : "") }

    static let all = [
      Case(platform: FakeDiscord.self, needsPerson: false),
      Case(platform: FakeDiscourse.self, needsPerson: false),
      Case(platform: FakeGitHub.self, needsPerson: false),
      Case(platform: FakeMastodon.self, needsPerson: false),
      Case(platform: FakeMatrix.self, needsPerson: false),
      Case(platform: FakeReceiver.self, needsPerson: true),
      Case(platform: FakeRememberingReceiver.self, needsPerson: false),
      Case(platform: FakeSlack.self, needsPerson: false),
      Case(platform: FakeTelegram.self, needsPerson: true),
    ]
  }

  private static let text = "What did you learn?"

  @Test(arguments: Case.all) func onePostStandsThere(_ kill: Case) async throws {
    let fake = try kill.platform.init()
    let home = Home()
    let port = Ports.take()
    try home.write(Self.config(fake, port).pretty, to: "config.json")
    func start(_ environment: [String: String] = [:]) throws -> BotProcess {
      try home.start("run", "--config", home.file("config.json"), with: environment)
    }

    let first = try start(["BOTRUN_TEST_FAULT": FaultPoint.deliveryPerformed.rawValue])
    #expect(try await first.end(within: .seconds(30)) == .killed(SIGKILL), "\(first.errors)")
    #expect(fake.posted.count == 1, "\(fake.posted)")

    let wanted = kill.needsPerson ? "deliveries.unknown" : "deliveries.sent"
    for _ in 1...2 {
      let next = try start()
      try await eventually("the bot is ready: \(next.errors)") {
        (try? await CurlClient().send(HTTPRequest("GET", "http://127.0.0.1:\(port)/readyz")))?.status == 200
      }
      try await eventually("the delivery is settled: \((try? home.look { try $0.tallies() }) ?? [:])") {
        let tallies = try? home.look { try $0.tallies() }
        return tallies?.filter { $0.key.hasPrefix("deliveries.") } == [wanted: 1]
      }
      #expect(try await next.stop() == .exited(0), "\(next.errors)")
    }
    #expect(fake.posted.count == 1, "\(fake.posted)")
    #expect(fake.posted.first?.contains(Self.text) == true)
  }

  private static func config(_ fake: any FakePlatform, _ port: Int) -> JSON {
    let kind = type(of: fake)
    return [
      "http": ["listen": .string("127.0.0.1:\(port)")],
      "communities": [
        [
          "id": "town", "name": "Town", "platform": .string(kind.platform), "connection": fake.connection,
          "plugins": [
            [
              "plugin": "schedule",
              "posts": [["id": "daily", "channel": .string(kind.channel), "every": "1d", "text": .string(text)]],
            ]
          ],
        ]
      ],
    ]
  }
}
