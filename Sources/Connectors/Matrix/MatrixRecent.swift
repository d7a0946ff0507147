import FoundationEssentials

/// What was said and reacted lately, so that edits, redactions and taken-back reactions can be told for what they are.
struct MatrixRecent {
  enum Item: Hashable {
    case message(sender: String, thread: String?)
    case reaction(emoji: String, sender: String, message: String)
    /// Something that no plugin hears of, or that could not be looked up.
    case other
  }

  private let capacity: Int
  private var items: [String: Item] = [:]
  private var times: [String: Date] = [:]
  /// A ring: the place of the next id is where the oldest stands.
  private var order: [String] = []
  private var next = 0

  init(capacity: Int = 10_000) { self.capacity = capacity }

  subscript(id: String) -> Item? { items[id] }

  /// When it happened, as its first reading found.
  func time(_ id: String) -> Date? { times[id] }

  /// What is known stays: an event that comes again may have been redacted, and tells nothing any more.
  mutating func note(_ id: String, _ item: Item, at time: Date? = nil) {
    guard items[id] == nil else { return }
    items[id] = item
    times[id] = time
    if order.count < capacity {
      order.append(id)
    } else {
      items[order[next]] = nil
      times[order[next]] = nil
      order[next] = id
      next = (next + 1) % capacity
    }
  }
}
