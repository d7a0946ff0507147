import BotCore

/// Records as plugins use them, between the plugins and the file: what is read again and again is decoded once, and what
/// is written several times in a transaction reaches the file once.
///
/// Everything that is done in a transaction can be undone, to its beginning or to a place within it, just as SQLite undoes
/// what had reached the file by then. Bounded by weight: of two generations the older one is dropped when the younger is
/// full; what was used since has moved over.
struct RecordCache {
  struct Key: Hashable {
    let instance: ID<Instance>
    let key: String
  }

  private struct Entry {
    /// `nil`: there is no such record.
    var record: Record?
    /// The file does not have it yet.
    var isDirty: Bool
  }

  /// In bytes, roughly.
  private static let most = 4 << 20
  private var young: [Key: Entry] = [:]
  private var old: [Key: Entry] = [:]
  private var weight = 0
  private var dirty: Set<Key> = []
  /// What entries were before each step since the transaction began; `nil`: not known.
  private var undone: [(key: Key, before: Entry?)] = []

  /// Whether the older generation is to be dropped before more comes: what is dirty has to be written first.
  var isFull: Bool { weight > Self.most / 2 }

  /// A place to which all can be undone.
  var mark: Int { undone.count }

  /// - Returns: `nil` where it is not known; else the record, or that there is none.
  mutating func find(_ key: Key) -> Record?? {
    if let entry = young[key] { return .some(entry.record) }
    guard let entry = old.removeValue(forKey: key) else { return nil }
    put(entry, key)
    return .some(entry.record)
  }

  /// What was read from the file.
  mutating func keep(_ record: Record?, _ key: Key) { put(Entry(record: record, isDirty: false), key) }

  /// What a plugin wrote: the file gets it by `flush`.
  mutating func write(_ record: Record?, _ key: Key) {
    undone.append((key, known(key)))
    put(Entry(record: record, isDirty: true), key)
    dirty.insert(key)
  }

  /// Hands over what the file does not have yet, in no order.
  /// - Parameter instance: `nil`: of all.
  mutating func flush(of instance: ID<Instance>?, _ write: (Record?, Key) throws -> Void) rethrows {
    if dirty.isEmpty { return }
    for key in dirty where instance == nil || key.instance == instance {
      guard let entry = known(key) else { continue }
      try write(entry.record, key)
      undone.append((key, entry))
      young[key]?.isDirty = false
      old[key]?.isDirty = false
      dirty.remove(key)
    }
  }

  mutating func age() {
    old = young
    young = [:]
    weight = 0
  }

  /// The file is not what it was.
  mutating func forget() { self = RecordCache() }

  mutating func forget(_ key: Key) {
    young[key] = nil
    old[key] = nil
    dirty.remove(key)
  }

  /// All up to now stands.
  mutating func begin() { undone.removeAll(keepingCapacity: true) }

  mutating func undo(to mark: Int) {
    while undone.count > mark, let (key, before) = undone.popLast() {
      forget(key)
      guard let before else { continue }
      put(before, key)
      if before.isDirty { dirty.insert(key) }
    }
  }

  private func known(_ key: Key) -> Entry? { young[key] ?? old[key] }

  private mutating func put(_ entry: Entry, _ key: Key) {
    old[key] = nil
    young[key] = entry
    // What replaces another counts anew: rather too much than too little.
    weight += 120 + key.key.utf8.count + (entry.record?.value.weight ?? 0)
  }
}

extension JSON {
  /// About how many bytes it takes in memory.
  fileprivate var weight: Int {
    switch self {
    case .null, .bool, .int, .double: 16
    case .string(let text): 24 + text.utf8.count
    case .array(let items): items.reduce(40) { $0 + $1.weight }
    case .object(let object): object.members.reduce(40) { $0 + 24 + $1.key.utf8.count + $1.value.weight }
    }
  }
}
