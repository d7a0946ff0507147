import BotCore
import FoundationEssentials

/// All that a sandbox keeps while the bot runs.
struct SandboxState: Sendable {
  static let maxRemembered = 50_000
  static let keysValidFor = Duration.days(1)

  var world: SandboxWorld
  var feed = SandboxFeed()
  private let start: Date
  private var script: ArraySlice<SandboxScript.Entry>
  private var labels: [String: ID<Message>] = [:]
  /// Script lines that could not be played, to be logged.
  var skipped: [(line: Int, reason: String)] = []
  /// Events for `poll` that the runtime has not said to have stored.
  private var waiting: [Event] = []
  private var taken = 0
  private var done: [String: ID<Message>?] = [:]
  private var doneOrder: ArraySlice<(key: String, at: Date)> = []

  init(_ world: SandboxWorld, _ script: SandboxScript, start: Date) {
    self.world = world
    self.script = script.entries[...]
    self.start = start
  }
}

// MARK: - The script

extension SandboxState {
  mutating func poll(_ cursor: Cursor?, now: Date) -> Poll {
    drop(upTo: cursor)
    while let entry = script.first, start + entry.after <= now {
      script.removeFirst()
      play(entry, now)
    }
    let cursor = Cursor("\(world.mark)/\(taken + waiting.count)")
    return Poll(events: waiting, cursor: cursor, next: next(now))
  }

  /// An approval makes events at any time; without that, nothing comes after the script.
  private func next(_ now: Date) -> Duration? {
    let look: Duration? = world.needsApproval ? .seconds(1) : nil
    guard let entry = script.first else { return look }
    let due = Duration.milliseconds(max(10, Int(((start + entry.after).timeIntervalSince(now) * 1000).rounded(.up))))
    return min(due, look ?? due)
  }

  private mutating func drop(upTo cursor: Cursor?) {
    let parts = cursor?.raw.split(separator: "/") ?? []
    guard parts.count == 2, parts[0] == world.mark, let count = Int(parts[1]), count > taken else { return }
    waiting.removeFirst(min(count - taken, waiting.count))
    taken = count
  }

  private mutating func play(_ entry: SandboxScript.Entry, _ now: Date) {
    do throws(SandboxFault) {
      let done = try world.perform(try deed(entry), at: now)
      waiting += done.events
      if let label = entry.label { labels[label] = done.message }
    } catch {
      skipped.append((entry.line, error.sentence))
    }
  }

  private func deed(_ entry: SandboxScript.Entry) throws(SandboxFault) -> SandboxDeed {
    let member = world.person(named: entry.name)?.member.id ?? ID(entry.name)
    switch entry.act {
    case .join(let name, let isModerator): return .join(name: name, isModerator: isModerator)
    case .leave: return .leave(member)
    case .say(let text, let channel, let label):
      let place: ID<Channel> =
        switch channel {
        case "": world.entrance
        case SandboxScript.direct: SandboxWorld.direct(member)
        default: ID(channel)
        }
      let thread = if let label { try message(label) } else { nil as ID<Message>? }
      return .say(member, text, in: place, thread: thread)
    case .react(let emoji, let label): return .react(member, try message(label), emoji: emoji)
    case .edit(let text, let label): return .edit(member, try message(label), text)
    case .delete(let label): return .delete(member, try message(label))
    case .report(let reason, let label): return .report(member, try message(label), reason: reason)
    }
  }

  private func message(_ label: String) throws(SandboxFault) -> ID<Message> {
    guard let id = labels[label] else { throw SandboxFault(404, "The message \"\(label)\" was never said.") }
    return id
  }
}

// MARK: - The bot

extension SandboxState {
  /// Performs once per key: a key that was done answers what it answered then.
  mutating func once(
    _ key: String, now: Date, _ body: (inout SandboxWorld) -> (outcome: Outcome, events: [Event])
  ) -> Outcome {
    forget(before: now - Self.keysValidFor)
    if let id = done[key] { return .done(id) }
    let (outcome, events) = body(&world)
    if case .done(let id) = outcome {
      done[key] = .some(id)
      doneOrder.append((key, now))
    }
    waiting += events
    return outcome
  }

  private mutating func forget(before limit: Date) {
    while let first = doneOrder.first, first.at < limit || doneOrder.count >= Self.maxRemembered {
      doneOrder.removeFirst()
      done[first.key] = nil
    }
  }
}
