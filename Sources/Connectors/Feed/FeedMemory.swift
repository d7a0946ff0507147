internal import BotCore
internal import Feeds
internal import FoundationEssentials

/// What the bot remembers of its feeds between two looks; all of it fits into the cursor.
struct FeedMemory: Hashable {
  private var feeds: [String: FeedRecord] = [:]

  init(_ cursor: Cursor?) {
    guard let cursor, let json = try? JSON(parsing: cursor.raw) else { return }
    for member in json["feeds"]?.object?.members ?? [] { feeds[member.key] = FeedRecord(member.value) }
  }

  /// Feeds that are no longer read are forgotten.
  func cursor(of keys: [String]) -> Cursor {
    let members = keys.compactMap { key in feeds[key].map { (key, $0.json) } }
    return Cursor((["feeds": .object(JSONObject(members))] as JSON).text)
  }

  subscript(key: String) -> FeedRecord {
    get { feeds[key] ?? FeedRecord() }
    set { feeds[key] = newValue }
  }
}

/// One feed: what was seen of it, and when to look again.
struct FeedRecord: Hashable {
  /// What each entry that was seen said, by a hash of its id, the oldest first. `nil`: no look has succeeded yet.
  private(set) var seen: [Seen]?
  var etag: String?
  var modified: String?
  /// Seconds since 1970.
  var next = 0
  var failures = 0
  /// The platform said that it is gone for good.
  var isGone = false
  /// Whether its move to another address was told.
  var isMoved = false

  struct Seen: Hashable {
    let id: UInt64
    let content: UInt32
  }

  // Feeds show entries again that had dropped out of them.
  private static let leastKept = 500

  init() {}

  /// Those that the bot has not seen, or not so; of an id that stands there twice the first.
  func news(in entries: [FeedEntry]) -> [(entry: FeedEntry, isNew: Bool)] {
    let before = Dictionary((seen ?? []).map { ($0.id, $0.content) }) { $1 }
    var ids: Set<UInt64> = []
    return entries.compactMap { entry in
      let id = FNV(entry.id.utf8).value
      guard ids.insert(id).inserted, before[id] != entry.content else { return nil }
      return (entry, before[id] == nil)
    }
  }

  mutating func remember(_ entries: [FeedEntry]) {
    var ids: Set<UInt64> = []
    let fresh = entries.map { Seen(id: FNV($0.id.utf8).value, content: $0.content) }.filter {
      ids.insert($0.id).inserted
    }
    let old = (seen ?? []).filter { !ids.contains($0.id) }
    seen = old.suffix(max(Self.leastKept - fresh.count, 0)) + fresh.reversed()
  }

  init(_ json: JSON) {
    etag = json["etag"]?.string
    modified = json["modified"]?.string
    next = json["next"]?.int ?? 0
    failures = json["failures"]?.int ?? 0
    isGone = json["gone"]?.bool ?? false
    isMoved = json["moved"]?.bool ?? false
    seen = json["seen"]?.string?.split(separator: " ").compactMap { word in
      let parts = word.split(separator: ".")
      guard parts.count == 2, let id = UInt64(parts[0], radix: 36), let content = UInt32(parts[1], radix: 36) else {
        return nil
      }
      return Seen(id: id, content: content)
    }
  }

  var json: JSON {
    let words = seen?.map { String($0.id, radix: 36) + "." + String($0.content, radix: 36) }
    return .compact(
      ("next", .int(next)), ("etag", .optional(etag)), ("modified", .optional(modified)),
      ("failures", failures == 0 ? nil : .int(failures)), ("gone", isGone ? true : nil),
      ("moved", isMoved ? true : nil), ("seen", .optional(words?.joined(separator: " "))))
  }
}
