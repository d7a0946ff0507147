/// Who may run now and who waits, so that no host and no burst takes everything. First come, first served within a
/// host; the hosts take turns.
struct Slots<Item> {
  private let total: Int
  private let perHost: Int
  private let maxWaiting: Int

  private var running: [String: Int] = [:]
  private var runningCount = 0
  private var waiting: [String: [Item]] = [:]
  private var waitingCount = 0
  /// Hosts with something waiting, the one whose turn is next in front.
  private var turns: [String] = []

  init(total: Int, perHost: Int, maxWaiting: Int) {
    self.total = total
    self.perHost = perHost
    self.maxWaiting = maxWaiting
  }

  var allWaiting: [Item] { turns.flatMap { waiting[$0] ?? [] } }

  /// - Returns: false when too many wait already.
  mutating func add(_ item: Item, host: String) -> Bool {
    guard waitingCount < maxWaiting else { return false }
    waitingCount += 1
    if waiting[host, default: []].isEmpty { turns.append(host) }
    waiting[host, default: []].append(item)
    return true
  }

  /// The next that may run; it holds its slot until `release`.
  mutating func next() -> Item? {
    guard runningCount < total, let turn = turns.firstIndex(where: { running[$0, default: 0] < perHost }) else {
      return nil
    }
    let host = turns.remove(at: turn)
    let item = waiting[host]!.removeFirst()
    waitingCount -= 1
    if waiting[host]!.isEmpty { waiting[host] = nil } else { turns.append(host) }
    running[host, default: 0] += 1
    runningCount += 1
    return item
  }

  mutating func release(host: String) {
    runningCount -= 1
    running[host]! -= 1
    if running[host] == 0 { running[host] = nil }
  }

  /// Takes out one that waits.
  mutating func remove(host: String, where matches: (Item) -> Bool) {
    guard let index = waiting[host]?.firstIndex(where: matches) else { return }
    waiting[host]!.remove(at: index)
    waitingCount -= 1
    if waiting[host]!.isEmpty {
      waiting[host] = nil
      turns.removeAll { $0 == host }
    }
  }
}
