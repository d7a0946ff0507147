import BotCore
public import FoundationEssentials

extension Delivery {
  fileprivate static let postedByHand = "done by hand"

  /// Whether it was a draft, and a person said that it is done.
  public var isPostedByHand: Bool { state == .sent && note == Self.postedByHand }
}

extension Store {
  /// Notes that a person has done what a draft says. Use it within a transaction.
  /// - Parameter address: where it stands now; the plugin that gave the post a name then hears of it, and later edits and
  ///   pins can name it.
  public func markPosted(_ draft: Delivery, at address: String?, now: Date) throws {
    var row = draft
    (row.state, row.note, row.updated) = (.sent, Delivery.postedByHand, now)
    row.remote = address.map { ID($0) }
    try update(row)
    guard case .post(_, let channel, let name?) = row.action, let remote = row.remote else { return }
    try setPosted(MessageRef(remote, in: channel), named: name, by: row.instance)
    let mark = "delivered/\(row.key)"
    let event = Event(
      id: ID(mark), key: mark, community: row.community, at: now, depth: row.depth,
      kind: .delivered(name: name, message: remote))
    try postpone(DeferredTurn(event: event, instance: row.instance, attempts: 0, due: now, note: row.note))
  }
}
