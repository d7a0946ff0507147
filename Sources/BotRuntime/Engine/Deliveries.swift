import BotCore
import FoundationEssentials

/// What becomes of deliveries: out, and what came back.
extension Engine {
  private static let longestPause: Duration = .days(1)

  /// Marks what goes out now, in the same transaction as all else: found as `sending` after a crash, it is never
  /// blindly sent again.
  func release(now: Date, _ effects: inout Effects) throws {
    var isFinished = false
    while !isFinished {
      let released = outbox.release(now: now) { delivery in
        // What does not go out counts against no limit.
        (halls[delivery.community]?.config.credential ?? "", config.isDryRun ? [] : buckets(delivery))
      }
      let tasks = try released.compactMap { try prepare($0, now: now) }
      effects.tasks += tasks
      // What ended here without going out gives way to the next of its line.
      isFinished = tasks.count == released.count
    }
  }

  private func prepare(_ head: Delivery, now: Date) throws -> Effects.Task? {
    guard let hall = halls[head.community] else {
      outbox.finish(head.id)
      return nil
    }
    if config.isDryRun, !head.action.isFetch { return try keepFromDryRun(head, now: now) }
    if head.state == .unknown {
      let about = hall.config.about
      switch decision.settlement(of: head, about.idempotency, onceOnly: about.onceOnly, now: now) {
      case .lookUp: return .lookUp(head)
      case .repeatWithKey: break
      case .person: return try give(head, toPersonAt: now)
      }
    }
    if try mustWait(head, now: now) { return try hold(head, Delivery.heldBack, now: now) }
    if mustBeDraft(head, in: hall) { return try hold(head, Delivery.draft, now: now) }
    if try !isPartBeforeSent(head) {
      return try hold(head, Delivery.waitsForPart, now: now)
    }
    if head.note != Delivery.byHand, let note = try disabledTarget(of: head, now: now) {
      return try refuse(head, note, now: now)
    }
    if decision.isStale(head, now: now) { return try giveUp(head, now: now) }
    var delivery = head
    delivery.state = .sending
    delivery.firstTry = delivery.firstTry ?? now
    delivery.updated = now
    switch delivery.action {
    case .fetch(_, let url):
      try mark(delivery)
      return .fetch(delivery, url: url)
    case .edit(let name, let text): return try prepareEdit(delivery, named: name, text, now: now)
    case .post, .reply, .schedule, .direct, .react, .pin, .hide, .delete, .timeout, .ban, .grant, .approve, .decline,
      .flag, .settle, .hold, .timer, .measure:
      try mark(delivery)
      return .perform(delivery, edits: nil)
    }
  }

  private func prepareEdit(_ edit: Delivery, named name: String, _ text: Text, now: Date) throws -> Effects.Task? {
    var delivery = edit
    switch try deed(of: edit, named: name, text) {
    case .perform(let action, let target):
      // Written down first: in doubt, it must be known that it was no edit.
      if action != edit.action { try store.setAction(action, ofDelivery: edit.id) }
      delivery.action = action
      try mark(delivery)
      return .perform(delivery, edits: target)
    case .nothing:
      (delivery.state, delivery.note) = (.sent, "there was nothing to take away")
      try close(delivery)
      try sent(delivery, now: now)
      return nil
    case .refuse(let note): return try refuse(delivery, note, now: now)
    }
  }

  private func mark(_ delivery: Delivery) throws {
    try store.update(delivery)
    outbox.note(delivery)
    FaultPoint.deliveryMarked.pass()
  }

  private func refuse(_ delivery: Delivery, _ note: String, now: Date) throws -> Effects.Task? {
    var failed = delivery
    (failed.state, failed.note, failed.updated) = (.failed, note, now)
    try close(failed)
    return nil
  }

  /// Nobody wants the end of a text without its beginning.
  private func isPartBeforeSent(_ delivery: Delivery) throws -> Bool {
    guard delivery.state == .queued, delivery.note != Delivery.byHand, let key = delivery.keyOfPartBefore,
      let before = try store.delivery(key: key)
    else { return true }
    return before.state == .sent
  }

  /// What was decided before the community began to draft. What a person put in line again the bot does itself, where
  /// it can.
  private func mustBeDraft(_ delivery: Delivery, in hall: Hall) -> Bool {
    guard delivery.state != .unknown, draftReason(delivery) != nil else { return false }
    return delivery.note != Delivery.byHand || hall.config.about.isByHand
  }

  /// Before anything else that may become of a delivery: nothing may pass.
  private func keepFromDryRun(_ delivery: Delivery, now: Date) throws -> Effects.Task? {
    guard delivery.state != .unknown else {
      // The doubt stays as it is in the store, to be settled when the bot goes out again.
      outbox.finish(delivery.id)
      return nil
    }
    return try hold(delivery, Delivery.dryRun, now: now)
  }

  private func hold(_ delivery: Delivery, _ note: String, now: Date) throws -> Effects.Task? {
    var waiting = delivery
    (waiting.state, waiting.note, waiting.updated) = (.held, note, now)
    try close(waiting)
    return nil
  }

  private func giveUp(_ delivery: Delivery, now: Date) throws -> Effects.Task? {
    var stale = delivery
    (stale.state, stale.updated) = (.dead, now)
    stale.note = "it could not go out within \(decision.maxAge.settingText)"
    logEnd(stale)
    try close(stale)
    return nil
  }

  private func give(_ delivery: Delivery, toPersonAt now: Date) throws -> Effects.Task? {
    var waiting = delivery
    (waiting.due, waiting.updated) = (.distantFuture, now)
    try close(waiting)
    return nil
  }

  private func close(_ delivery: Delivery) throws {
    try store.update(delivery)
    try tally(delivery)
    outbox.finish(delivery.id)
    try tellOfLostSuggestion(delivery)
    count("deliveries_total", "state=\"\(delivery.state.rawValue)\"")
    witness { $0.ended(delivery) }
  }

  /// An outcome from the connector.
  func take(_ outcome: Outcome, of id: Int64, now: Date, _ effects: inout Effects) throws {
    guard let delivery = try outbox.underWay(id) ?? store.delivery(id), delivery.state == .sending
    else { return outbox.finish(id) }
    // Of a community that was removed meanwhile it is still written what came of its deliveries.
    let hall = halls[delivery.community]
    let next = decision.after(
      outcome, delivery, hall?.config.about.idempotency ?? .none, onceOnly: hall?.config.about.onceOnly ?? [], now: now,
      dice: clock.dice())
    switch outcome {
    case .retry(let after, let scope, _):
      if let hall { try pause(scope, after: after, attempts: next.attempts, in: hall, now: now) }
    case .refused(.target, let reason): try disableTarget(of: delivery, reason, now: now)
    case .unauthorized(let reason):
      guard let hall else { break }
      outbox.stop(hall.id)
      pulse.note { $0.unauthorized[hall.id] = reason }
      log(
        .error, "the platform does not accept the token; nothing goes out until it is mended",
        ["community": hall.id.raw, "reason": reason])
    case .done, .unknown, .refused(.content, _), .refused(.unsupported, _): break
    }
    try settle(next, now: now)
  }

  /// What a look-up told. The store's row counts, for a person may have decided meanwhile: what they put in line again
  /// goes out unless it was found, and what they dropped stays dropped.
  func take(_ lookUp: OutboxDecision.LookUp, of id: Int64, now: Date) throws {
    guard outbox.underWay(id) != nil, let delivery = try store.delivery(id) else { return outbox.finish(id) }
    guard delivery.state == .unknown || delivery.state == .queued && lookUp.isFound else {
      outbox.finish(id)
      if delivery.state == .queued { outbox.add(delivery) }
      return
    }
    let next = decision.after(
      lookUp, lookUps: outbox.countLookUp(id), delivery, now: now, dice: clock.dice())
    try settle(next, now: now)
  }

  /// Writes the new state and lets the line go on, or keeps it waiting for this delivery.
  private func settle(_ next: Delivery, now: Date) throws {
    FaultPoint.deliveryRecorded.pass()
    let needsPerson = next.state == .unknown && next.due == .distantFuture
    guard next.state.isOpen && !needsPerson else {
      try close(next)
      if next.state == .sent { try sent(next, now: now) }
      if next.state != .sent { logEnd(next) }
      return
    }
    try store.update(next)
    outbox.note(next)
    outbox.putBack(next)
    log(.info, "a delivery waits", fields(next))
  }

  private func sent(_ delivery: Delivery, now: Date) throws {
    if log.least == .debug { log(.debug, "sent", fields(delivery)) }
    if let next = try store.releasePart(after: delivery, now: now) { outbox.add(next) }
    if case .edit(let name, _) = delivery.action, let message = try store.posted(named: name, by: delivery.instance) {
      // What is edited still matters.
      try store.setPosted(message, named: name, by: delivery.instance, now: now)
    }
    guard let (name, message) = delivery.named else { return }
    try store.notePosted(message, named: name, by: delivery.instance, now: now)
    guard delivery.isToldToPlugin else { return }
    guard let seat = seats[delivery.instance], seat.triggers.contains(.delivered) else { return }
    let mark = "delivered/\(delivery.key)"
    try runOwn(
      Event(
        id: ID(mark), key: mark, community: delivery.community, at: now, depth: delivery.depth,
        kind: .delivered(name: name, message: message.id)),
      in: seat, now: now)
  }

  func takeFetched(_ id: Int64, status: Int, body: String, now: Date) throws {
    guard var delivery = try outbox.underWay(id) ?? store.delivery(id), case .fetch(let name, _) = delivery.action
    else { return outbox.finish(id) }
    (delivery.state, delivery.updated) = (.sent, now)
    try close(delivery)
    guard let seat = seats[delivery.instance] else { return }
    let mark = "fetched/\(delivery.key)"
    try runOwn(
      Event(
        id: ID(mark), key: mark, community: delivery.community, at: now, depth: delivery.depth,
        kind: .fetched(name: name, status: status, body: body)),
      in: seat, now: now)
  }

  private func pause(
    _ scope: PaceScope, after: Duration?, attempts: Int, in hall: Hall, now: Date
  ) throws {
    let wait = after ?? Backoff(most: .hours(1)).wait(after: attempts, dice: 0.5)
    guard scope != .action else { return }
    try pause(scope, of: hall.config.credential, until: now + wait, note: "the platform asked to wait", now: now)
    count("limited_total", "community=\"\(hall.id)\"")
  }

  /// A pause outlives restarts, so one that is longer than any platform means is cut.
  func pause(_ scope: PaceScope, of credential: String, until: Date, note: String, now: Date) throws {
    let until = min(until, now + Self.longestPause)
    guard let name = outbox.pacer.pause(scope, of: credential, until: until) else { return }
    try store.setPause(name, until: outbox.pacer.pauses[name] ?? until, note: note)
  }

  private func logEnd(_ delivery: Delivery) {
    let message =
      switch delivery.state {
      case .unknown: "nobody knows whether a delivery was made; a person has to say: botrun outbox list"
      case .dead: "a delivery was given up"
      case .failed, .queued, .sending, .sent, .retrying, .held: "a delivery was refused"
      }
    log(.warning, message, fields(delivery))
  }

  private func fields(_ delivery: Delivery) -> KeyValuePairs<String, String> {
    [
      "delivery": "\(delivery.id)", "plugin": delivery.instance.raw, "state": delivery.state.rawValue,
      "note": delivery.note, "trace": delivery.trace,
    ]
  }
}
