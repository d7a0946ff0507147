import BotCore
import FoundationEssentials

/// Turns what a plugin decided into rows of the store.
extension Engine {
  func record(_ action: Action, step: Int, of event: Event, in seat: Seat, now: Date) throws {
    switch action {
    case .flag(let flag): try record(flag, step: step, of: event, in: seat, now: now)
    case .settle(let name): try settle(name, step: step, of: event, in: seat, now: now)
    case .hold(let until, let reason):
      if seat.mode != .observe {
        try hold(seat.community.id, by: seat.id, until: until, reason, now: now)
      }
    case .timer(let name, let at): try store.setTimer(name, of: seat.id, at: at)
    case .measure(let name, let value, let message?): try tally(name, value, of: message, event, in: seat)
    case .measure(let name, let value, nil): try store.measure(name, value: value, of: seat.id, at: now)
    case .direct(_, let member):
      guard try mayWrite(to: member, after: event, in: seat) else { return }
      try enqueue(inParts(action, in: seat), step: step, of: event, in: seat, now: now)
    case .post, .reply, .schedule:
      try enqueue(inParts(action, in: seat), step: step, of: event, in: seat, now: now)
    case .edit(let name, let text):
      if try rephrase(name, text, in: seat, now: now) { return }
      try enqueue(editInParts(name, text, in: seat), step: step, of: event, in: seat, now: now)
    case .react, .pin, .hide, .delete, .timeout, .ban, .grant, .approve, .decline, .fetch:
      try enqueue([action], step: step, of: event, in: seat, now: now)
    }
  }

  /// What is too long for one message of the platform goes out as several, one after the other.
  func inParts(_ action: Action, in seat: Seat) -> [Action] {
    guard let about = halls[seat.community.id]?.config.about else { return [action] }
    return action.parts(longest: about.text.max, length: about.length)
  }

  /// The parts are decided on together: a limit lets all of them pass, or none.
  private func enqueue(_ parts: [Action], step: Int, of event: Event, in seat: Seat, now: Date) throws {
    let first = delivery(parts[0], step: "\(step)", of: event, in: seat, now: now)
    let held = try holdReason(first, parts.count, in: seat, now: now) ?? draftReason(first)
    let isSuggested = try held == nil && mustSuggest(first.action, of: event, in: seat)
    let reason = isSuggested ? Delivery.suggested : held
    if reason == nil || isSuggested { try noteParts(parts, in: seat) }
    for (index, var delivery) in first.divided(into: parts).enumerated() {
      if let reason { (delivery.state, delivery.note) = (.held, reason) }
      if isSuggested, index > 0 { delivery.note = Delivery.waitsForPart }
      let stored = try store(delivery)
      if let stored, isSuggested, index == 0 { try suggest(stored, of: event, in: seat, now: now) }
    }
  }

  func delivery(_ action: Action, step: String, of event: Event, in seat: Seat, now: Date) -> Delivery {
    var delivery = Delivery(
      key: StableHash.hex("\(seat.id)/\(event.key)/\(step)"), community: seat.community.id, instance: seat.id,
      event: event.id, depth: event.depth + 1, lane: action.lane, order: action.orderKey(of: seat.id), action: action,
      now: now, config: config.hash)
    if event.id.isByClock { delivery.members = reasoned }
    return delivery
  }

  private static let mostMembers = 200

  /// The members that the turn's reasons name, each once.
  private var reasoned: [ID<Member>] {
    var seen: Set<ID<Member>> = []
    return Array(reasons.compactMap(\.member).filter { seen.insert($0).inserted }.prefix(Self.mostMembers))
  }

  /// - Returns: the delivery with its number; `nil` where it was stored before.
  @discardableResult func store(_ new: Delivery) throws -> Delivery? {
    var delivery = new
    if delivery.action.isForConsole { (delivery.state, delivery.note) = (.sent, Delivery.shownOnConsole) }
    guard let id = try store.enqueue(delivery) else { return nil }
    delivery.id = id
    count("actions_total", "instance=\"\(delivery.instance)\",state=\"\(delivery.state.rawValue)\"")
    if delivery.state == .queued { outbox.add(delivery) }
    try tally(delivery)
    let kept = delivery
    witness { $0.decided(kept) }
    return kept
  }

  static let observes = "the plugin only observes"

  /// Why a person has to look before this may go out.
  /// - Parameter parts: the messages that it makes.
  private func holdReason(_ delivery: Delivery, _ parts: Int, in seat: Seat, now: Date) throws -> String? {
    if seat.mode == .observe { return Self.observes }
    if case .reply(_, let message, _) = delivery.action {
      let limit = seat.config.common.maxRepliesPerThread
      let name = "thread/\(delivery.community)/\(message.channel)/\(message.thread ?? message.id)"
      if try store.count(name, window: Budget.windowStart(now, .hours(1))) > limit {
        return "\(limit) answers in one thread within an hour: two bots may be talking to each other"
      }
    }
    guard let budget = Budget.of(delivery.action) else { return nil }
    let limit = try limit(of: budget, in: seat, now: now)
    let count = try store.count(
      "budget/\(seat.id)/\(budget.rawValue)", window: Budget.windowStart(now), by: parts)
    guard count > limit else { return nil }
    if count - parts <= limit { try tellOfBudget(budget, limit: limit, in: seat, now: now) }
    return "more than \(limit) \(budget.rawValue) actions in \(Budget.window.settingText)"
  }

  /// A fetch only reads.
  func draftReason(_ delivery: Delivery) -> String? {
    if delivery.action.isFetch { return nil }
    return halls[delivery.community]?.config.isDrafting == true ? Delivery.draft : nil
  }

  private func tellOfBudget(_ budget: Budget, limit: Int, in seat: Seat, now: Date) throws {
    log(.warning, "a plugin reached its limit; further actions are held", ["plugin": seat.id.raw, "limit": "\(limit)"])
    let text = Text(
      "\(seat.id) wanted to do more than \(limit) \(budget.rawValue) actions in \(Budget.window.settingText). "
        + "Further ones are held: see \"botrun outbox list\".")
    try tellModerators(Flag("Limit reached", severity: .warning, text: text), of: seat, mark: "budget", now: now)
  }

  /// At most every ten minutes for each instance, so that a long backlog is one message.
  func tellOfLateEvents(now: Date) throws {
    for seat in seats.values {
      guard let late = seat.late else { continue }
      let name = "late/\(seat.id)"
      guard try store.count(name, window: Budget.windowStart(now)) == 1 else { continue }
      seat.late = nil
      let zone = seat.community.timezone
      let text = Text(
        "\(late.count) events from \(zone.local(late.from).shown) to \(zone.local(late.to).shown) reached the bot too "
          + "late for \(seat.id) and were left out.")
      try tellModerators(Flag("Events left out", text: text), of: seat, mark: "late", now: now)
    }
  }
}
