public import BotCore
public import FoundationEssentials

/// Why a person cannot settle a delivery so: a sentence for them.
public struct SettlingFault: Error, Sendable, Hashable, CustomStringConvertible {
  public let description: String

  init(_ description: String) { self.description = description }
}

extension Delivery {
  /// The note of what a person dropped: it is over, and lists leave it out unless they are asked for it.
  public static let dropped = "dropped by hand"

  /// Whether a person has to say what becomes of it.
  public var waitsForPerson: Bool { [.unknown, .failed, .dead, .held].contains(state) && note != Self.dropped }
}

/// What a person says of deliveries, by a command or at the bot's own page. Each is to be used within a transaction.
extension Store {
  /// It is to be sent, after a person saw that it is not there, or approved of it.
  /// - Throws: `SettlingFault`.
  public func retry(delivery id: Int64, by person: String, now: Date) throws {
    if try answer(suggestion: id, accepted: true, by: person, now: now) { return }
    try settle(id, from: [.unknown, .failed, .dead, .held], as: .queued, Delivery.byHand, now: now)
  }

  /// It is no longer wanted.
  /// - Throws: `SettlingFault`.
  public func drop(delivery id: Int64, by person: String, now: Date) throws {
    if try answer(suggestion: id, accepted: false, by: person, now: now) { return }
    try settle(id, from: [.queued, .retrying, .unknown, .failed, .held], as: .dead, Delivery.dropped, now: now)
  }

  /// It is there, as a person saw.
  /// - Parameter message: its id on the platform, which may be told later.
  /// - Returns: whether its id is still lacking for edits.
  /// - Throws: `SettlingFault`.
  @discardableResult
  public func markArrived(delivery id: Int64, as message: ID<Message>?, now: Date) throws -> Bool {
    let row = try known(id)
    switch row.state {
    case .unknown, .failed, .dead: break
    case .sent where row.hasArrivedByHand && row.remote == nil && message != nil: break
    case .held where row.isDraft: throw SettlingFault("delivery \(id) is a draft; say \"botrun drafts posted \(id)\"")
    case .queued, .sending, .sent, .retrying, .held:
      throw SettlingFault(
        "delivery \(id) is \(row.state.rawValue); only what is unknown, failed or dead can be done")
    }
    try markArrived(row, as: message, now: now)
    if case .post(_, _, _?) = row.action { return message == nil }
    return false
  }

  /// - Throws: `SettlingFault` where it is none.
  public func draft(_ id: Int64) throws -> Delivery {
    guard let row = try delivery(id) else { throw SettlingFault("there is no draft \(id)") }
    guard row.isDraft else { throw SettlingFault("delivery \(id) is no draft; it is \(row.state.rawValue)") }
    return row
  }

  /// A person has posted a draft.
  /// - Parameter address: where it stands, which may be told later.
  /// - Throws: `SettlingFault`.
  public func markPosted(draft id: Int64, at address: String?, now: Date) throws {
    if let row = try delivery(id), row.isPostedByHand {
      guard address != nil, row.remote == nil else { throw SettlingFault("draft \(id) was posted already") }
      return try markPosted(row, at: address, now: now)
    }
    try markPosted(try draft(id), at: address, now: now)
  }

  /// - Throws: `SettlingFault`.
  public func drop(draft id: Int64, now: Date) throws {
    _ = try draft(id)
    try settle(id, from: [.held], as: .dead, Delivery.dropped, now: now)
  }

  /// Oldest first.
  public func drafts(limit: Int) throws -> [Delivery] {
    var drafts: [Delivery] = []
    var after: Int64 = 0
    while drafts.count < limit {
      let rows = try deliveries(in: [.held], after: after, limit: 500)
      guard let last = rows.last else { break }
      drafts += rows.filter(\.isDraft)
      after = last.id
    }
    return Array(drafts.prefix(limit))
  }

  /// - Returns: whether it was a suggestion. The moderators' channel is told who answered.
  private func answer(suggestion id: Int64, accepted: Bool, by person: String, now: Date) throws -> Bool {
    guard try known(id).isSuggestion else {
      if accepted, let past = try suggestion(id), past.state == .lapsed || past.state == .refused {
        throw SettlingFault(
          "suggestion \(id) was \(past.state == .lapsed ? "not answered in time" : "refused"); it is not done any more")
      }
      return false
    }
    switch try settle(suggestion: id, accepted: accepted, by: person, now: now) {
    case .settled: return true
    case .tooLate: throw SettlingFault("suggestion \(id) was to be answered earlier; it is not done any more")
    case .notOpen: throw SettlingFault("suggestion \(id) is answered already")
    }
  }

  private func known(_ id: Int64) throws -> Delivery {
    guard let row = try delivery(id) else { throw SettlingFault("there is no delivery \(id)") }
    return row
  }

  private func settle(
    _ id: Int64, from: Set<Delivery.State>, as state: Delivery.State, _ note: String, now: Date
  ) throws {
    var row = try known(id)
    guard from.contains(row.state) else {
      throw SettlingFault("delivery \(id) is \(row.state.rawValue); it cannot be settled by hand")
    }
    (row.state, row.note, row.due, row.updated) = (state, note, now, now)
    if state == .queued { row.attempts = 0 }
    try update(row)
    try tellAnew(suggestionOf: id, at: now)
  }
}
