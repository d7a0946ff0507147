public import BotCore
public import FoundationEssentials

extension Delivery {
  fileprivate static let postedByHand = "done by hand"
  fileprivate static let arrived = "it did arrive, as a person saw"

  /// Whether it was a draft, and a person said that it is done.
  public var isPostedByHand: Bool { state == .sent && note == Self.postedByHand }

  /// Whether it was in doubt, and a person saw that it did arrive.
  public var hasArrivedByHand: Bool { state == .sent && note == Self.arrived }
}

extension Store {
  /// Notes that a person has done what a draft says. Use it within a transaction.
  /// - Parameter address: where it stands now; the plugin that gave the post a name then hears of it, and later edits and
  ///   pins can name it.
  public func markPosted(_ draft: Delivery, at address: String?, now: Date) throws {
    try settle(draft, Delivery.postedByHand, address.map { ID($0) }, now: now)
  }

  /// Notes that a person saw that a delivery in doubt did arrive, and lets the next part of its text go. Use it within a
  /// transaction.
  /// - Parameter message: its id on the platform, for edits of a named post.
  public func markArrived(_ delivery: Delivery, as message: ID<Message>?, now: Date) throws {
    try settle(delivery, Delivery.arrived, message, now: now)
  }

  private func settle(_ delivery: Delivery, _ note: String, _ remote: ID<Message>?, now: Date) throws {
    var row = delivery
    (row.state, row.note, row.updated, row.remote) = (.sent, note, now, remote)
    try update(row)
    // Where it stands may be told later; it is done once.
    if delivery.state != .sent {
      try setTimer(EngineTimer.done(row.id).name, of: Engine.desk(of: row.community), at: now)
      try tellAnew(suggestionOf: row.id, at: now)
    }
    _ = try releasePart(after: row, now: now)
    guard let (name, message) = row.named else { return }
    try notePosted(message, named: name, by: row.instance, now: now)
    guard row.isToldToPlugin else { return }
    let mark = "delivered/\(row.key)"
    let event = Event(
      id: ID(mark), key: mark, community: row.community, at: now, depth: row.depth,
      kind: .delivered(name: name, message: message.id))
    try postpone(DeferredTurn(event: event, instance: row.instance, attempts: 0, due: now, note: row.note))
  }
}
