import BotCore
import FoundationEssentials

/// Where one member is in the sequence.
struct SequenceRun: Sendable, Hashable {
  enum End: String {
    case done, posted, reacted, stopped

    var words: String {
      switch self {
      case .done: "all have come, or were too late"
      case .posted: "the member wrote"
      case .reacted: "the member reacted to something"
      case .stopped: "the member wants none"
      }
    }
  }

  /// When they joined: the steps count from it.
  var start: Date
  /// When they joined last, as far as was told.
  var at: Date
  var name = ""
  var isUnderWay = false
  /// When they left, if they are not here.
  var left: Date?
  /// The steps that were sent or left out, by their keys.
  var past: [String] = []
  /// When the last one was sent.
  var last: Date?
  /// Why nothing will ever come again.
  var end: End?

  init(start: Date) { (self.start, at) = (start, start) }

  init?(_ json: JSON) {
    func date(_ key: String) -> Date? { json[key]?.double.map { Date(timeIntervalSince1970: $0) } }
    end = json["end"]?.string.flatMap(End.init)
    guard let start = date("start") ?? (end == nil ? nil : Date(timeIntervalSince1970: 0)) else { return nil }
    self.start = start
    at = date("at") ?? start
    name = json["name"]?.string ?? ""
    left = date("left")
    isUnderWay = left == nil && end == nil
    past = json["past"]?.array?.compactMap(\.string) ?? []
    last = date("last")
  }

  var json: JSON {
    func seconds(_ date: Date?) -> JSON? { date.map { .double($0.timeIntervalSince1970) } }
    return .compact(
      ("start", seconds(start)), ("at", seconds(at)), ("name", .string(name)), ("left", seconds(left)),
      ("past", past.isEmpty ? nil : .array(past.map { .string($0) })), ("last", seconds(last)))
  }

  /// All that is kept of one that is over.
  static func json(_ end: End, last: Date?) -> JSON {
    .compact(("end", .string(end.rawValue)), ("last", last.map { .double($0.timeIntervalSince1970) }))
  }
}

/// What comes next for a member.
struct SequencePlan: Sendable {
  enum Next: Sendable {
    case send(SequenceStep)
    case wait(Date)
    case over
  }

  let settings: NewcomerSequence.Settings
  /// Of the community.
  let zone: Zone
  let now: Date

  /// Steps that are too late are added to the past.
  func next(_ run: inout SequenceRun) -> Next {
    for step in settings.steps.sorted(by: { $0.after < $1.after }) where !run.past.contains(step.key) {
      var due = run.start + step.after
      if let last = run.last { due = max(due, last + settings.pause) }
      due = leaveQuiet(due)
      if now < due { return .wait(due) }
      if now > due + settings.maxLateness {
        run.past.append(step.key)
        continue
      }
      let free = leaveQuiet(now)
      return free > now ? .wait(free) : .send(step)
    }
    return .over
  }

  private func leaveQuiet(_ date: Date) -> Date { settings.quiet?.leave(date, in: settings.timezone ?? zone) ?? date }
}
