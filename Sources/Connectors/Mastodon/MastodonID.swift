internal import BotCore
internal import FoundationEssentials

/// Ids that grow with time: numbers on Mastodon, texts of one length on its compatibles.
enum MastodonID {
  static func isNewer(_ id: String, than other: String) -> Bool { (id.utf8.count, id) > (other.utf8.count, other) }

  /// An id of a post as it would have been made earlier. Mastodon's hold the milliseconds since 1970 above 16 bits of
  /// chance, also for posts of other instances, which thus arrive with ids below those that were read before. Ids of
  /// another form are left as they are.
  static func earlier(_ id: String, by duration: Duration) -> String {
    guard let number = Int64(id), number >> 16 > 1_000_000_000_000 else { return id }
    return String(number - Int64(duration.seconds * 1000) << 16)
  }

  /// The reverse of `earlier`.
  static func later(_ id: String, by duration: Duration) -> String { earlier(id, by: .zero - duration) }
}

extension JSON {
  /// An id, which some compatibles write as a number.
  func id(_ key: String) -> String? { self[key]?.string ?? self[key]?.int.map { String($0) } }
}
