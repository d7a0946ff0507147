import BotCore
import BotTesting
import FoundationEssentials

@testable import Connectors

/// One connector over several rounds, in a workspace that changes.
struct SlackRounds: Sendable {
  let live: Lock<SlackWorkspace>
  let http: ScriptedHTTP
  let clock = Lock(SlackTest.now)
  let logged = Lock<[String]>([])
  let settings: SlackSettings

  init(_ workspace: SlackWorkspace, _ change: (inout SlackSettings) -> Void = { _ in }) {
    live = Lock(workspace)
    http = SlackWorkspace.http(live)
    settings = SlackTest.settings {
      $0.receive = .poll
      $0.from = .beginning
      change(&$0)
    }
  }

  /// Each is a start of its own: it remembers nothing but its cursor.
  func slack() -> Slack {
    let (clock, logged) = (clock, logged)
    let tools = Tools(
      community: .testing, http: http, now: { clock.withLock { $0 } }, sleep: { _ in },
      log: { _, text, _ in logged.withLock { $0.append(text) } }, pace: { _, _ in })
    return Slack(settings, tools)
  }

  func change(_ change: (inout SlackWorkspace) -> Void) { live.withLock { change(&$0) } }
  func pass(_ time: Duration) { clock.withLock { $0 = $0 + time } }
  func calls(_ method: String) async -> Int { await http.requests.count { $0.slackMethod == method } }
}
