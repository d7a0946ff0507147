/// Whether a signed timestamp is near enough to now, so that a captured request cannot be sent again later.
enum Freshness {
  /// - Parameter timestamp: digits only, seconds since 1970; anything else is not fresh.
  static func isFresh(_ timestamp: String, now: Int, window: Int) -> Bool {
    guard !timestamp.isEmpty, timestamp.utf8.allSatisfy({ (UInt8(ascii: "0")...UInt8(ascii: "9")).contains($0) }),
      let then = Int(timestamp)
    else { return false }
    let (distance, overflow) = now.subtractingReportingOverflow(then)
    return !overflow && distance.magnitude <= window
  }
}
