public import BotCore

/// Sees what the engine does, after it is on disk: the terminal view, replay.
public protocol Witness: AnyObject {
  func handled(_ event: Event)
  func decided(_ delivery: Delivery)
  func flagged(_ flag: StoredFlag)
  func ended(_ delivery: Delivery)
}
