public import FoundationEssentials

/// An IANA time zone, read from the bytes of a TZif file (RFC 8536). Cheap to copy.
///
/// Holds for every instant of the years 1 to 9999: after the last transition listed in the file its footer's rule goes
/// on. Two zones are equal when their names are.
public struct Zone: Sendable {
  /// The IANA name, such as "Europe/London".
  public let name: String
  let table: ZoneTable

  /// - Parameter tzif: the whole file, of TZif version 2 or later.
  /// - Throws: `ZoneError` when the bytes are no such file or contradict themselves.
  public init(name: String, tzif: [UInt8]) throws(ZoneError) {
    self.name = name
    var reader = TZifReader(zone: name, bytes: tzif)
    table = try reader.read()
  }

  private init(name: String, table: ZoneTable) {
    self.name = name
    self.table = table
  }

  /// Universal time, the same everywhere, without a file.
  public static let utc = Zone(
    name: "UTC",
    table: ZoneTable(transitions: [], kinds: [ZoneKind(offset: 0, abbreviation: "UTC")], rule: nil))

  /// Seconds east of UTC: what the clocks are ahead.
  public func offset(at instant: Date) -> Int {
    table.period(at: instant.flooredSeconds).offset
  }

  /// The zone's short name at that instant, such as "BST".
  public func abbreviation(at instant: Date) -> String {
    table.kinds[table.period(at: instant.flooredSeconds).kind].abbreviation
  }

  /// What the clocks show; fractions of a second are cut off.
  public func local(_ instant: Date) -> LocalTime {
    local(second: instant.flooredSeconds)
  }

  /// The instants at which the clocks show this time, earlier first: one as a rule, none when the clocks jump over
  /// it, two when they are put back and show it again.
  public func instants(of local: LocalTime) -> [Date] {
    var found: [Date] = []
    var period = table.period(at: local.seconds - ZoneTable.widestOffset)
    while true {
      let second = local.seconds - period.offset
      if period.start <= second, second < period.end { found.append(Date(flooredSeconds: second)) }
      guard period.end <= local.seconds + ZoneTable.widestOffset else { return found }
      period = table.period(at: period.end)
    }
  }

  /// The first instant at which the clocks show this time or a later one. For a time that the clocks jump over that
  /// is the jump; for one that they show twice, the first.
  public func firstInstant(atOrAfter local: LocalTime) -> Date {
    Date(flooredSeconds: firstSecond(atOrAfter: local))
  }
}

extension Zone: Hashable, CustomStringConvertible {
  public static func == (left: Zone, right: Zone) -> Bool {
    left.name == right.name
  }

  public func hash(into hasher: inout Hasher) {
    hasher.combine(name)
  }

  public var description: String { name }
}

extension Date {
  /// Whole seconds since 1970, rounded down, kept two days inside the years that `LocalTime` can show.
  var flooredSeconds: Int {
    let lowest = Double(LocalTime.minimumSeconds + ZoneTable.widestOffset)
    let highest = Double(LocalTime.maximumSeconds - ZoneTable.widestOffset)
    return Int(min(max(timeIntervalSince1970.rounded(.down), lowest), highest))
  }

  init(flooredSeconds seconds: Int) {
    self.init(timeIntervalSince1970: Double(seconds))
  }
}
