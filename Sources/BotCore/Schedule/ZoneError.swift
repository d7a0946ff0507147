/// Why the bytes of a zone file cannot be used.
public struct ZoneError: Error, Sendable, Hashable, CustomStringConvertible {
  /// The zone's name, such as "Europe/London".
  public let zone: String
  /// What is wrong, such as "is cut short".
  public let fault: String
  /// What the operator can do.
  public let remedy: String

  public var description: String {
    "zone \(zone): its file \(fault); \(remedy)"
  }

  static let reinstall = "reinstall the system's time zone data (Debian: apt-get install --reinstall tzdata)"
}
