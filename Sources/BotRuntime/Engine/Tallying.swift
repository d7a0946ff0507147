import BotCore
import FoundationEssentials

/// Keeps facts for the reports: one of each event that counts, in the transaction that admits it, so that what is known as
/// a double is no fact; and one of each action that came to an end.
extension Engine {
  func tally(_ event: Event, in hall: Hall) throws {
    guard let fact = try store.factMaker()?.fact(of: event, in: hall.config.community) else { return }
    try store.keep(fact, of: hall.id)
  }

  /// - Parameter event: tells whose doing was measured.
  func tally(_ name: String, _ value: Double, of message: MessageRef, _ event: Event, in seat: Seat) throws {
    guard value.isFinite, abs(value) <= 1e6, let maker = try store.factMaker() else { return }
    let fact = Fact(
      .measured, at: event.at.milliseconds, member: event.actor.map { maker.hash($0.id) }, place: name,
      message: maker.hash(message), value: Int((value * Fact.measure).rounded()))
    try store.keep(fact, of: seat.community.id)
  }

  /// A draft counts when a person says that it is done. What the console shows was said to nobody else.
  func tally(_ delivery: Delivery) throws {
    guard !delivery.isDraft, !delivery.action.isForConsole, let act = delivery.action.act, let end = delivery.end,
      let maker = try store.factMaker()
    else { return }
    let about = seats[delivery.instance]?.config.about
    let plugin = about?.name ?? delivery.instance.shortName
    let isAside = about?.answersQuestions == true && !delivery.action.isAnswer
    let at = delivery.updated.milliseconds
    let message = delivery.remote.flatMap { id in delivery.action.channel.map { maker.hash(id, in: $0) } }
    try store.keep(
      .acted(
        act, end, by: plugin, at: at, message: message, root: delivery.action.root(maker), traits: isAside ? .aside : []
      ),
      of: delivery.community)
    guard end == .sent else { return }
    for member in Set(delivery.action.addressees) {
      try store.keep(
        Fact(.addressed, at: at, member: maker.hash(member), place: plugin, message: message), of: delivery.community)
    }
  }

  /// What a person has said of a delivery.
  func tallySettled(_ id: Int64) throws {
    if let delivery = try store.delivery(id), delivery.state == .sent { try tally(delivery) }
  }
}

extension Delivery {
  /// `nil`: it goes on.
  fileprivate var end: Fact.End? {
    switch state {
    case .sent: .sent
    // What a hold keeps goes out by itself when that is over: no person need look at it.
    case .held: note == Self.heldBack ? nil : .held
    case .failed: .failed
    case .dead: .dead
    case .unknown: .unknown
    case .queued, .sending, .retrying: nil
    }
  }
}

extension ID<Instance> {
  /// Without the community.
  fileprivate var shortName: String { raw.split(separator: "/").last.map(String.init) ?? raw }
}

extension Action {
  fileprivate var channel: ID<Channel>? {
    switch self {
    case .post(_, let channel, _): channel
    case .reply(_, let message, _): message.channel
    case .schedule, .direct, .edit, .react, .pin, .hide, .delete, .timeout, .ban, .grant, .approve, .decline, .flag,
      .settle, .hold, .timer, .fetch, .measure:
      nil
    }
  }

  /// Whether it answers a question, rather than a command.
  fileprivate var isAnswer: Bool {
    switch self {
    case .post(_, _, let name?), .reply(_, _, let name?): name.hasPrefix(MessageRef.answerName)
    case .post, .reply, .schedule, .direct, .edit, .react, .pin, .hide, .delete, .timeout, .ban, .grant, .approve,
      .decline, .flag, .settle, .hold, .timer, .fetch, .measure:
      false
    }
  }

  fileprivate func root(_ maker: FactMaker) -> UInt64? {
    guard case .reply(_, let message, _) = self else { return nil }
    return maker.hash(message.thread ?? message.id, in: message.channel)
  }

  /// The members whom it tells something.
  fileprivate var addressees: [ID<Member>] {
    switch self {
    case .post(let text, _, _), .reply(let text, _, _): text.mentioned
    case .direct(_, let member): [member]
    case .schedule, .edit, .react, .pin, .hide, .delete, .timeout, .ban, .grant, .approve, .decline, .flag, .settle,
      .hold, .timer, .fetch, .measure:
      []
    }
  }
}
