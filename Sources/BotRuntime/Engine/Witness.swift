public import BotCore

/// Sees what the engine does, after it is on disk: the terminal view, replay.
public protocol Witness: AnyObject {
  func handled(_ event: Event)
  func decided(_ delivery: Delivery)
  func flagged(_ flag: StoredFlag)
  func ended(_ delivery: Delivery)
  /// A turn of an instance ended with these reasons and actions.
  func met(_ reasons: [Reason], _ actions: [Action], by instance: ID<Instance>, on event: Event)
}

extension Witness {
  public func met(_ reasons: [Reason], _ actions: [Action], by instance: ID<Instance>, on event: Event) {}
}
