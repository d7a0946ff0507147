public import BotCore
public import FoundationEssentials

/// What a plugin would do, had it not to ask first. The action is the delivery, held until somebody accepts it.
public struct Suggestion: Sendable, Hashable {
  public enum State: String, Sendable, Hashable, CaseIterable {
    case open, accepted, refused
    /// Nobody answered in time.
    case lapsed
  }

  /// The number of the delivery, by which people name it.
  public var delivery: Int64
  public var community: ID<Community>
  /// The name of the post in the moderators' channel that tells of it.
  public var told: String
  /// Why the plugin would do it, in one line; empty where it did not say.
  public var why: String
  /// From then on it can no longer be accepted.
  public var expires: Date
  public var state: State
  /// Who accepted or refused it.
  public var person: String

  public init(
    delivery: Int64, community: ID<Community>, told: String, why: String, expires: Date, state: State = .open,
    person: String = ""
  ) {
    self.delivery = delivery
    self.community = community
    self.told = told
    self.why = why
    self.expires = expires
    self.state = state
    self.person = person
  }
}

/// The names of announcements of suggestions: one of its own for each, or one for many that came at once.
enum SuggestionName {
  private static let (one, many) = (EngineName.sign + "suggestion/", EngineName.sign + "suggestions/")

  static func of(_ delivery: Int64) -> String { "\(one)\(delivery)" }

  static func collected(_ window: Date, in community: ID<Community>) -> String {
    "\(many)\(community)/\(window.milliseconds)"
  }

  static func isCollected(_ name: String) -> Bool { name.hasPrefix(many) }

  static func delivery(of name: String) -> Int64? {
    name.hasPrefix(one) ? Int64(name.dropFirst(one.count)) : nil
  }
}

/// What came of an answer to a suggestion.
public enum SuggestionAnswer: Sendable, Hashable {
  /// It goes out now, or never. With the delivery as it is from now on.
  case settled(Delivery)
  /// There is no such suggestion, or somebody has answered it before.
  case notOpen
  /// Its time is over.
  case tooLate
}

extension Store {
  /// Accepts or refuses a suggestion. The engine hears of it, whichever process this is. Use it within a transaction.
  public func settle(
    suggestion id: Int64, accepted: Bool, by person: String, now: Date
  ) throws -> SuggestionAnswer {
    guard let suggestion = try suggestion(id), suggestion.state == .open, let delivery = try delivery(id),
      delivery.isSuggestion
    else { return .notOpen }
    if accepted && suggestion.expires <= now { return .tooLate }
    return .settled(try close(suggestion, delivery, as: accepted ? .accepted : .refused, by: person, now: now))
  }

  /// What waits behind it, because it is a further part of the same text, is dropped with it.
  func close(
    _ suggestion: Suggestion, _ delivery: Delivery, as state: Suggestion.State, by person: String, now: Date
  ) throws -> Delivery {
    var (suggestion, delivery) = (suggestion, delivery)
    (suggestion.state, suggestion.person) = (state, person)
    try update(suggestion)
    (delivery.state, delivery.note) = state.outcome(person)
    (delivery.due, delivery.updated) = (now, now)
    try update(delivery)
    if delivery.state == .dead { try dropParts(after: delivery, now: now) }
    try tellAnew(suggestion, at: now)
    return delivery
  }

  /// Has the engine bring the announcement up to date. One that tells of many has one timer, so that many answers are one
  /// edit.
  func tellAnew(_ suggestion: Suggestion, at date: Date) throws {
    let first = try suggestions(toldAs: suggestion.told, limit: 1).first ?? suggestion
    let timer = EngineTimer.suggestion(first.delivery).name
    try setTimer(timer, of: Engine.desk(of: suggestion.community), at: date)
  }

  /// What a person says of the delivery of an accepted suggestion, too, is told where it was announced.
  func tellAnew(suggestionOf delivery: Int64, at date: Date) throws {
    guard let suggestion = try suggestion(delivery), suggestion.state == .accepted else { return }
    try tellAnew(suggestion, at: date)
  }

  private func dropParts(after delivery: Delivery, now: Date) throws {
    var last = delivery
    while var part = try self.delivery(key: last.keyOfPartAfter), part.state == .held {
      (part.state, part.note, part.updated) = (.dead, delivery.note, now)
      try update(part)
      last = part
    }
  }
}

extension Suggestion.State {
  /// What becomes of the delivery.
  fileprivate func outcome(_ person: String) -> (Delivery.State, note: String) {
    switch self {
    case .open: (.held, Delivery.suggested)
    case .accepted: (.queued, "accepted by \(person)")
    case .refused: (.dead, "refused by \(person)")
    case .lapsed: (.dead, "nobody accepted it in time")
    }
  }
}
