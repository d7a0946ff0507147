import BotCore
import FoundationEssentials

/// What is known of the homeserver: shared by the poll, which can ask for what is missing, and the webhook, which
/// cannot. All of it can be asked for again, so a restart loses nothing.
final class MatrixKnown: Sendable {
  struct State {
    /// The bot's own user id.
    var me: String?
    var rooms: [String: MatrixRoom] = [:]
    /// The rooms that the bot is in; `nil` before they were asked for.
    var joined: Set<String>?
    /// Those of them that were looked at and are not served.
    var others: Set<String> = []
    var recent = MatrixRecent()
    var encrypted: Set<String> = []
    /// What the webhook could not read without.
    var wanted: Set<MatrixWant> = []
    /// Whether what happens now comes by the webhook, so that waiting for it by the other way is needless.
    var isPushed = false
    /// Whether the homeserver may be waiting with something that it could not push.
    var isOwed = true
    /// When `/sync` was asked last.
    var lookedAt: Date?
    /// When the homeserver was asked for the news that were read last: what it brings later came to it later. `nil`
    /// before the first look of this run.
    var newsTo: Date?
    /// Whether something from before may still be pushed that no look found.
    var isBehind = false
    /// When reports are to be read next.
    var reportsDue: Date?
    /// When a room that is owed is to be read next.
    var catchUpDue: Date?
    /// The rooms that could not be read.
    var failing: [String: Failures] = [:]
  }

  /// How often a room could not be read, one time after the other, and until when it is left alone.
  struct Failures {
    var count: Int
    var until: Date
  }

  let state = Lock(State())
}

/// Something to ask the homeserver for before an event can be read.
enum MatrixWant: Hashable {
  case room(String)
  /// The event that another one edits or redacts.
  case original(String, room: String)
}

extension MatrixKnown.State {
  /// What came of reading an event.
  enum Reading {
    case events([Event])
    case wants(MatrixWant)
  }

  /// Takes in one event of a room's timeline: what it changes of the room, and what it tells plugins.
  mutating func read(_ item: JSON, in room: String, _ decoder: MatrixDecoder) -> Reading {
    let id = item["event_id"]?.string
    if let id { recent.note(id, MatrixDecoder.item(of: item), at: decoder.time(item)) }
    guard let facts = rooms[room] else { return .wants(.room(room)) }
    var original: MatrixRecent.Item?
    if let id = MatrixDecoder.original(of: item) {
      guard let known = recent[id] else { return .wants(.original(id, room: room)) }
      original = known
    }
    let present = facts.applying(item)
    rooms[room] = present
    return .events(decoder.events(item, present, original, at: id.flatMap { recent.time($0) }))
  }

  /// How long news may be waited for before something else is due.
  func wait(atMost longest: Duration, now: Date) -> Duration {
    let ends = rooms.values.compactMap(\.mutes.nextEnd).filter { $0 > now }
    return ([reportsDue, catchUpDue] + ends).compactMap { $0 }.reduce(longest) { wait, due in
      min(wait, max(.seconds(due.timeIntervalSince(now)), .zero))
    }
  }
}
