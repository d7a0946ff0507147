import BotCore
import FoundationEssentials

/// Keeps what waits to go out in order: one delivery at a time for each channel, thread or member, the most urgent lane
/// first, nothing before its time or against a limit. Lives on the engine thread; the store holds the truth, this is
/// the part of it that fits in memory.
final class Outbox {
  /// More than this waits in the store alone.
  static let maxLoaded = 4000
  /// Requests under way for one community.
  static let maxInFlight = 16

  /// Deliveries that go out one after the other.
  fileprivate struct Order: Hashable {
    let community: ID<Community>
    let key: String
  }

  private struct Alarm: Comparable {
    let at: Date
    let order: Order
    static func < (a: Alarm, b: Alarm) -> Bool { a.at < b.at }
  }

  /// What was handed out and has not come back.
  struct Flights {
    fileprivate var deliveries: [Int64: Delivery] = [:]
    fileprivate var orders: Set<Order> = []
    fileprivate var busy: [ID<Community>: Int] = [:]
    fileprivate var lookUps: [Int64: Int] = [:]
  }

  var pacer = Pacer()
  /// Put back as it was when the commit that changed it fails; `reload` sees to the rest.
  var flights = Flights()
  private var lines: [Order: [Delivery]] = [:]
  private var ready: [Delivery.Lane: Queue<Order>] = [:]
  private var later = Heap<Alarm>()
  private var waiting: Set<Int64> = []
  private var loadedThrough: Int64 = 0
  /// Whether the store holds open deliveries that were not loaded.
  private(set) var hasOverflow = false
  private var stopped: Set<ID<Community>> = []

  var inFlightCount: Int { flights.deliveries.count }
  var waitingCount: Int { waiting.count }

  /// When something may next go out without anything new arriving.
  var nextDue: Date? { later.first?.at }

  /// Takes a delivery that was just stored, or was found in the store.
  func add(_ delivery: Delivery) {
    if hasOverflow && delivery.id > loadedThrough { return }
    guard waiting.count < Self.maxLoaded else {
      hasOverflow = true
      return
    }
    loadedThrough = max(loadedThrough, delivery.id)
    insert(delivery)
  }

  /// Loads more from the store once there is room.
  func refill(from store: any Store, communities: Set<ID<Community>>) throws {
    guard hasOverflow, waiting.count < Self.maxLoaded / 4 else { return }
    var isFullPage = false
    repeat {
      hasOverflow = false
      let rows = try store.deliveries(in: [.queued, .retrying], after: loadedThrough, limit: Self.maxLoaded)
      for row in rows {
        if communities.contains(row.community) { add(row) } else if !hasOverflow { loadedThrough = row.id }
      }
      isFullPage = rows.count == Self.maxLoaded
    } while isFullPage && !hasOverflow
  }

  /// Forgets what is not under way and reads it again: after a failed commit, or when another process changed it.
  func reload(from store: any Store, communities: Set<ID<Community>>) throws {
    lines = [:]
    ready = [:]
    later = Heap()
    waiting = []
    loadedThrough = 0
    hasOverflow = true
    let unknown = try store.deliveries(in: [.unknown], after: 0, limit: Self.maxLoaded)
    for row in unknown where communities.contains(row.community) && row.due < .distantFuture { insert(row) }
    try refill(from: store, communities: communities)
  }

  private func insert(_ delivery: Delivery) {
    // A person may have put it in line again while it is still being looked for.
    guard !stopped.contains(delivery.community), flights.deliveries[delivery.id] == nil,
      waiting.insert(delivery.id).inserted
    else { return }
    let order = Order(community: delivery.community, key: delivery.order)
    lines[order, default: []].append(delivery)
    if lines[order]?.count == 1, !isInFlight(order) { schedule(order) }
  }

  /// Nothing of the community goes out until `resumeAll`; meanwhile the store alone keeps what waits, so that others have
  /// the room.
  func stop(_ community: ID<Community>) {
    stopped.insert(community)
    for (order, line) in lines where order.community == community {
      lines[order] = nil
      for delivery in line { waiting.remove(delivery.id) }
    }
  }

  /// To be followed by `reload`.
  func resumeAll() { stopped = [] }

  /// The deliveries that go out now. Each is taken out of its line until `finish` or `putBack`.
  func release(now: Date, buckets: (Delivery) -> (credential: String, [Bucket])) -> [Delivery] {
    while let alarm = later.first, alarm.at <= now {
      _ = later.popFirst()
      enqueueReady(alarm.order)
    }
    var released: [Delivery] = []
    for lane in Delivery.Lane.allCases {
      for _ in 0..<(ready[lane]?.count ?? 0) {
        guard let order = ready[lane]?.popFirst() else { break }
        guard let head = lines[order]?.first, !isInFlight(order), !stopped.contains(order.community) else { continue }
        if head.due > now {
          later.insert(Alarm(at: head.due, order: order))
        } else if flights.busy[order.community, default: 0] >= Self.maxInFlight {
          ready[lane]?.append(order)
        } else {
          let (credential, wanted) = buckets(head)
          if let until = pacer.wait(for: wanted, of: credential, now: now) {
            later.insert(Alarm(at: until, order: order))
          } else {
            pacer.take(wanted, of: credential, now: now)
            released.append(take(head, from: order))
          }
        }
      }
    }
    return released
  }

  private func take(_ head: Delivery, from order: Order) -> Delivery {
    lines[order]?.removeFirst()
    if lines[order]?.isEmpty == true { lines[order] = nil }
    waiting.remove(head.id)
    flights.deliveries[head.id] = head
    flights.orders.insert(order)
    flights.busy[order.community, default: 0] += 1
    return head
  }

  private func isInFlight(_ order: Order) -> Bool { flights.orders.contains(order) }

  /// What is under way with this id, as it was when it went out.
  func underWay(_ id: Int64) -> Delivery? { flights.deliveries[id] }

  /// Notes what is written to the store about a delivery under way.
  func note(_ delivery: Delivery) {
    if flights.deliveries[delivery.id] != nil { flights.deliveries[delivery.id] = delivery }
  }

  /// Its way is over, or it needs a person: the next of its line may go.
  func finish(_ id: Int64) {
    guard let delivery = flights.deliveries.removeValue(forKey: id) else { return }
    flights.lookUps[id] = nil
    leave(delivery)
  }

  /// It goes back to the head of its line, to be tried again when due.
  func putBack(_ delivery: Delivery) {
    guard flights.deliveries.removeValue(forKey: delivery.id) != nil else { return }
    let order = Order(community: delivery.community, key: delivery.order)
    lines[order, default: []].insert(delivery, at: 0)
    waiting.insert(delivery.id)
    leave(delivery)
  }

  private func leave(_ delivery: Delivery) {
    let order = Order(community: delivery.community, key: delivery.order)
    flights.orders.remove(order)
    flights.busy[delivery.community, default: 1] -= 1
    if lines[order] != nil { schedule(order) }
  }

  /// How often this unknown delivery was looked for, counting this time.
  func countLookUp(_ id: Int64) -> Int {
    flights.lookUps[id, default: 0] += 1
    return flights.lookUps[id, default: 0]
  }

  private func schedule(_ order: Order) {
    if let head = lines[order]?.first { later.insert(Alarm(at: head.due, order: order)) }
  }

  private func enqueueReady(_ order: Order) {
    guard let head = lines[order]?.first else { return }
    ready[head.lane, default: Queue()].append(order)
  }
}

/// First in, first out, without moving what stays.
struct Queue<Element> {
  private var elements: [Element] = []
  private var head = 0

  var count: Int { elements.count - head }

  mutating func append(_ element: Element) { elements.append(element) }

  mutating func popFirst() -> Element? {
    guard head < elements.count else { return nil }
    defer {
      head += 1
      if head > 64, head * 2 > elements.count {
        elements.removeFirst(head)
        head = 0
      }
    }
    return elements[head]
  }
}
