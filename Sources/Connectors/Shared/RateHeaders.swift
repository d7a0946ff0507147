internal import BotCore
internal import Feeds
internal import FoundationEssentials

/// Reads the header fields by which platforms tell how long to wait. None is believed for more than an hour.
enum RateHeaders {
  private static let most = 3600.0

  /// `Retry-After` in seconds, whole or with a fraction, or as a date (RFC 9110, 10.2.3).
  static func retryAfter(_ headers: Headers, now: Date) -> Duration? {
    guard let value = headers["Retry-After"] else { return nil }
    if let seconds = Double(value) { return duration(seconds) }
    return LenientDate.read(value).flatMap { duration($0.timeIntervalSince(now)) }
  }

  /// A field that tells when a limit ends: as an ISO 8601 time, as seconds since 1970, or as seconds from now. Which
  /// it is shows in the value.
  static func reset(_ value: String, now: Date) -> Date? {
    if let seconds = Double(value), seconds.isFinite, seconds >= 0 {
      let at = seconds > 1_000_000_000 ? Date(timeIntervalSince1970: seconds) : now + .seconds(seconds)
      return min(at, now + .seconds(most))
    }
    return LenientDate.read(value).map { min($0, now + .seconds(most)) }
  }

  /// Seconds that a platform wrote into a body; negative or absurd ones are cut.
  static func duration(_ seconds: Double) -> Duration? {
    seconds.isFinite ? .milliseconds(Int(min(max(seconds, 0), most) * 1000)) : nil
  }
}
