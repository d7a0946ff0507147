import BotCore
import FoundationEssentials

/// What reaches the engine from outside its thread.
enum Arrival: Sendable {
  /// Events of one community, with the cursor that stands behind them. `done` hears whether they are on disk.
  case events([Event], community: ID<Community>, cursor: Cursor?, done: @Sendable (Bool) -> Void)
  /// What a person told the bot at its own page. `done` hears whether it is on disk.
  case told(Event, done: @Sendable (Bool) -> Void)
  case outcome(delivery: Int64, Outcome)
  case lookedUp(delivery: Int64, OutboxDecision.LookUp)
  case fetched(delivery: Int64, status: Int, body: String)
  case pace(credential: String, PaceScope, until: Date)
  /// A timer may be due, or another process has changed the store.
  case wake
  /// Where each community's stream stands on disk.
  case cursors([ID<Community>], @Sendable ([ID<Community>: Cursor?]) -> Void)
  case reload(BotConfig)
  /// The run ends: nothing more is to go out.
  case drain

  /// Who waits to hear whether it is on disk.
  var hearer: (@Sendable (Bool) -> Void)? {
    switch self {
    case .events(_, _, _, let done), .told(_, let done): done
    case .outcome, .lookedUp, .fetched, .pace, .wake, .cursors, .reload, .drain: nil
    }
  }

  /// What must not be lost when a commit fails: nobody will say it, or ask for it, again.
  var isOwed: Bool {
    switch self {
    case .outcome, .lookedUp, .fetched, .cursors, .reload, .drain: true
    case .events, .told, .pace, .wake: false
    }
  }
}

/// What is to be done after the commit.
struct Effects {
  enum Task {
    case perform(Delivery, edits: MessageRef?)
    case lookUp(Delivery)
    case fetch(Delivery, url: String)
  }

  var tasks: [Task] = []
  var acknowledge: [(done: @Sendable (Bool) -> Void, accepted: Bool)] = []
  /// To be called once each: what was asked for was read.
  var answers: [@Sendable () -> Void] = []

  static func += (all: inout Effects, more: Effects) {
    all.tasks += more.tasks
    all.acknowledge += more.acknowledge
    all.answers += more.answers
  }
}
