import BotCore
import FoundationEssentials

/// What becomes of a delivery: pure rules, no clock, no dice of their own.
///
/// | state | what came | next |
/// |---|---|---|
/// | sending | done | sent |
/// | sending | retry | retrying, or dead after too many tries or too long a time |
/// | sending | unknown | unknown |
/// | sending | refused | failed |
/// | sending | unauthorized | queued; the account is paused |
/// | unknown | key still valid, or harmless to repeat | sending, with the same key |
/// | unknown | found by look-up | sent |
/// | unknown | not found, twice | retrying |
/// | unknown | neither key nor look-up | unknown, for a person |
struct OutboxDecision: Sendable {
  var backoff = Backoff()
  /// Tries that provably failed, before a delivery is given up.
  var maxAttempts = 12
  /// After this a delivery that could not go out is given up: nobody wants yesterday's answer.
  var maxAge: Duration = .hours(24)
  /// A platform may still be working on a request whose answer was lost: each look waits for it, and only the last one
  /// that finds nothing is believed.
  var settleDelays: [Duration] = [.milliseconds(500), .milliseconds(2500)]

  /// How an unknown outcome can be settled without anybody's help.
  enum Settlement: Sendable, Hashable {
    case repeatWithKey
    case lookUp
    case person
  }

  /// - Parameter onceOnly: what is not harmless twice on this platform, though it is on others.
  func settlement(
    of delivery: Delivery, _ idempotency: Idempotency, onceOnly: Set<Capability> = [], now: Date
  ) -> Settlement {
    if delivery.action.isHarmlessTwice {
      // Keys and look-ups are for what is said; nobody can tell of the rest whether it was done.
      let isOnceOnly = delivery.action.capability.map(onceOnly.contains) ?? false
      return isOnceOnly ? .person : .repeatWithKey
    }
    switch idempotency {
    case .key(let validFor):
      let firstTry = delivery.firstTry ?? delivery.created
      return now < firstTry + validFor ? .repeatWithKey : .person
    case .lookup: return .lookUp
    case .none: return .person
    }
  }

  /// The delivery after its outcome.
  func after(
    _ outcome: Outcome, _ delivery: Delivery, _ idempotency: Idempotency, onceOnly: Set<Capability> = [], now: Date,
    dice: Double
  ) -> Delivery {
    var next = delivery
    next.updated = now
    switch outcome {
    case .done(let id):
      (next.state, next.remote, next.note) = (.sent, id, "")
    case .retry(let after, _, let reason):
      return retried(next, after: after, reason: reason, now: now, dice: dice)
    case .unknown(let reason):
      (next.state, next.note) = (.unknown, reason)
      switch settlement(of: delivery, idempotency, onceOnly: onceOnly, now: now) {
      case .repeatWithKey:
        next.attempts += 1
        next.due = now + backoff.wait(after: next.attempts, dice: dice)
        if next.attempts >= maxAttempts || now > next.created + maxAge { next.state = .dead }
      case .lookUp: next.due = now + settleDelays[0]
      case .person: next.due = .distantFuture
      }
    case .refused(_, let reason):
      (next.state, next.note) = (.failed, reason)
    case .unauthorized(let reason):
      (next.state, next.note, next.due) = (.queued, reason, now)
    }
    return next
  }

  private func retried(
    _ delivery: Delivery, after: Duration?, reason: String, now: Date, dice: Double
  ) -> Delivery {
    var next = delivery
    // A wait that the platform asked for is its limit, not a failure of the delivery.
    if after == nil { next.attempts += 1 }
    next.note = reason
    let wait = after ?? backoff.wait(after: next.attempts, dice: dice)
    next.due = now + wait
    let isGivenUp = next.attempts >= maxAttempts || next.due > next.created + maxAge
    next.state = isGivenUp ? .dead : .retrying
    return next
  }

  /// Whether nobody wants it any more: it has waited too long since it was decided, or since a person asked for it anew.
  func isStale(_ delivery: Delivery, now: Date) -> Bool {
    delivery.state == .queued && now > delivery.updated + maxAge
  }

  /// What a look-up told.
  enum LookUp: Sendable, Hashable {
    case found(ID<Message>)
    case notThere
    /// The look-up itself failed.
    case noAnswer(String)

    var isFound: Bool {
      switch self {
      case .found: true
      case .notThere, .noAnswer: false
      }
    }
  }

  func after(
    _ lookUp: LookUp, lookUps: Int, _ delivery: Delivery, now: Date, dice: Double
  ) -> Delivery {
    var next = delivery
    next.updated = now
    switch lookUp {
    case .found(let id):
      (next.state, next.remote, next.note) = (.sent, id, "found by looking for it")
    case .notThere where lookUps < settleDelays.count:
      next.due = now + settleDelays[lookUps]
    case .notThere:
      next = retried(next, after: nil, reason: "looked for and not found: it was not posted", now: now, dice: dice)
      // It has waited through the looks already; only what fails again and again waits longer.
      if next.attempts == 1 { next.due = now }
    case .noAnswer(let reason):
      next.note = reason
      next.due = now + backoff.wait(after: min(lookUps + 1, 8), dice: dice)
    }
    return next
  }
}

extension Action {
  /// Whether doing it a second time changes nothing.
  var isHarmlessTwice: Bool {
    switch self {
    case .edit, .react, .pin, .hide, .delete, .timeout, .ban, .grant, .approve, .decline, .fetch: true
    case .post, .reply, .schedule, .direct, .flag, .settle, .hold, .timer, .measure: false
    }
  }

  /// It only reads, and no connector does it.
  var isFetch: Bool { if case .fetch = self { true } else { false } }

  /// Deliveries with one order key go out one after the other.
  func orderKey(of instance: ID<Instance>) -> String {
    switch self {
    case .post(_, let channel, let name):
      name.map { "named/\(instance)/\($0)" } ?? "channel/\(channel)"
    case .schedule(_, let channel, _): "scheduled/\(channel)"
    case .edit(let name, _): "named/\(instance)/\(name)"
    case .reply(_, let message, let name):
      name.map { "named/\(instance)/\($0)" } ?? "thread/\(message.channel)/\(message.thread ?? message.id)"
    case .direct(_, let member): "member/\(member)"
    case .react(_, let message), .pin(let message), .hide(let message, _), .delete(let message, _):
      "message/\(message.channel)/\(message.id)"
    case .timeout(let member, _, _), .ban(let member, _), .grant(_, let member), .approve(let member),
      .decline(let member, _):
      "member/\(member)"
    case .fetch(let name, _): "fetch/\(instance)/\(name)"
    case .flag, .settle, .hold, .timer, .measure: "none"
    }
  }

  /// The place that is lost when the platform says that the target is gone.
  var target: String? {
    switch self {
    case .post(_, let channel, _), .schedule(_, let channel, _): channel.raw
    case .reply(_, let message, _): message.channel.raw
    case .direct, .edit, .react, .pin, .hide, .delete, .timeout, .ban, .grant, .approve, .decline, .flag, .settle,
      .hold, .timer, .fetch, .measure:
      nil
    }
  }

  var lane: Delivery.Lane {
    switch self {
    case .hide, .delete, .timeout, .ban: .moderation
    case .flag(let flag): flag.severity == .urgent ? .crisis : .moderation
    case .reply, .direct, .react, .approve, .decline, .grant, .edit, .pin, .fetch, .settle, .hold, .timer,
      .measure:
      .answers
    case .post, .schedule: .scheduled
    }
  }
}
