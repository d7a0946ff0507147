import BotCore
import FoundationEssentials

/// Whether an event is still worth handling, judged by the platform's time and not by when it reached us: a backlog of
/// a night must not be answered as if it were said now.
enum Freshness: Hashable {
  case fresh
  case late(InstanceSettings.Late)

  static func judge(_ event: Event, maxAge: Duration, whenLate: InstanceSettings.Late, now: Date) -> Freshness {
    guard event.comesFromTheWorld, now > event.at + maxAge else { return .fresh }
    return .late(whenLate)
  }
}

extension Event {
  /// Said or done on the platform, rather than by the clock or by our own actions.
  var comesFromTheWorld: Bool {
    switch kind {
    case .memberJoined, .memberLeft, .joinRequested, .messagePosted, .messageEdited, .messageDeleted, .reacted,
      .unreacted, .reported, .command, .other:
      true
    case .started, .due, .fetched, .delivered, .settled: false
    }
  }
}
