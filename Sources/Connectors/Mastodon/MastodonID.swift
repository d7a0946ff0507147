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
}

/// Times as Mastodon and its compatibles write them: RFC 3339 in UTC with any number of decimals.
enum MastodonTime {
  static func read(_ text: String) -> Date? {
    let whole = text.prefix { $0 != "." && $0 != "Z" && $0 != "+" }
    let rest = text.dropFirst(whole.count)
    guard rest.hasSuffix("Z") || rest.hasSuffix("+00:00") || rest.allSatisfy({ $0 == "." || $0.isNumber }) else {
      return nil
    }
    let decimals = rest.first == "." ? rest.dropFirst().prefix { $0.isNumber } : ""
    return Date(timestamp: whole + "." + String((decimals + "000").prefix(3)) + "Z")
  }

  /// When a limit ends: a time with six decimals on Mastodon, seconds since 1970 elsewhere; at least a second from now.
  static func reset(_ headers: Headers, now: Date) -> Date? {
    guard let value = headers["X-RateLimit-Reset"] else { return nil }
    let text = read(value)?.timestamp ?? value
    return RateHeaders.reset(text, now: now).map { max($0, now + .seconds(1)) }
  }
}

extension JSON {
  func time(_ key: String) -> Date? { self[key]?.string.flatMap { MastodonTime.read($0) } }

  /// An id, which some compatibles write as a number.
  func id(_ key: String) -> String? { self[key]?.string ?? self[key]?.int.map { String($0) } }
}
