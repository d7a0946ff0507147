import BotCore
import BotRuntime

/// A platform on loopback, in the test's own process: enough of it for a bot to post. It takes keys against doing a
/// thing twice only as the real one does.
protocol FakePlatform: AnyObject, Sendable {
  init() throws
  /// As the configuration names it.
  static var platform: String { get }
  /// Where the bot may post.
  static var channel: String { get }
  /// The configuration's `connection`, whole.
  var connection: JSON { get }
  /// The texts of the bot's posts that stand there, in their order.
  var posted: [String] { get }
}

extension FakeSlack: FakePlatform {
  static let platform = "slack"
  static let channel = "CGENERAL"

  var connection: JSON {
    [
      "token": "env:SLACK_TOKEN", "signingSecret": "env:SLACK_SIGNING_SECRET", "api": .string(api),
      "messagesPerSecondPerChannel": 0,
    ]
  }

  var posted: [String] {
    state.withLock { state in
      state.messages.values.joined().filter { $0["bot_id"] != nil }.compactMap { $0["text"]?.string }
    }
  }
}
