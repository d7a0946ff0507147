public import FoundationEssentials

/// One time that a schedule names: the instant at which it falls due, and the local time that it stands for.
///
/// The two differ when the clocks jump over the local time: it then falls due at the jump. An item and the `key` are
/// the identity of an occurrence; the instant is not, as new zone data may move it.
public struct Occurrence: Sendable, Hashable, Codable {
  public let at: Date
  public let local: LocalTime
  /// Whether the clocks have shown `local` before, having been put back. Only schedules that follow elapsed time
  /// (`every`, and those of every hour) run in a second pass.
  public let isSecondPass: Bool

  public init(at: Date, local: LocalTime, isSecondPass: Bool = false) {
    self.at = at
    self.local = local
    self.isSecondPass = isSecondPass
  }

  /// Tells this occurrence from all others of its schedule: "2026-10-25T01:30:00", with " again" after it in a second
  /// pass.
  public var key: String {
    isSecondPass ? "\(local) again" : local.description
  }
}
