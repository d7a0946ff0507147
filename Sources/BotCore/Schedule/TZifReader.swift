/// Reads a TZif file (RFC 8536), version 2 or later. The bytes are not trusted: every count and index is checked.
struct TZifReader {
  private let zone: String
  private let bytes: [UInt8]
  private var position = 0

  init(zone: String, bytes: [UInt8]) {
    self.zone = zone
    self.bytes = bytes
  }

  /// The six counts of a header.
  private struct Header {
    let version: UInt8
    let utIndicators: Int
    let standardIndicators: Int
    let leapSeconds: Int
    let transitions: Int
    let kinds: Int
    let nameBytes: Int

    /// The length of the data that follows when each time takes `width` bytes.
    func dataLength(width: Int) -> Int {
      transitions * (width + 1) + kinds * 6 + nameBytes + leapSeconds * (width + 4) + standardIndicators + utIndicators
    }
  }

  mutating func read() throws(ZoneError) -> ZoneTable {
    let first = try header()
    guard first.version >= UInt8(ascii: "2") else {
      throw error("is of TZif version 1, which knows no time after 2037", "compile it again with zic -b fat or slim")
    }
    // The first block holds 32-bit times for old readers.
    _ = try take(first.dataLength(width: 4))
    let header = try header()
    guard header.leapSeconds == 0 else {
      throw error("counts leap seconds", "use the zone of the same name outside the folder “right”")
    }
    guard header.kinds > 0 else { throw damaged("describes no local time") }
    let transitions = try transitions(header)
    let kinds = try kinds(header)
    _ = try take(header.standardIndicators + header.utIndicators)
    let rule = try footer()
    return ZoneTable(transitions: transitions, kinds: kinds, rule: rule)
  }

  private mutating func header() throws(ZoneError) -> Header {
    guard try Array(take(4)) == Array("TZif".utf8) else {
      throw error("is no TZif file", "give the name of a zone in the system's zoneinfo folder, such as Europe/London")
    }
    let head = try take(16)
    var counts: [Int] = []
    for _ in 0..<6 { counts.append(Int(try integer(4))) }
    return Header(
      version: head[head.startIndex], utIndicators: counts[0], standardIndicators: counts[1], leapSeconds: counts[2],
      transitions: counts[3], kinds: counts[4], nameBytes: counts[5])
  }

  private mutating func transitions(_ header: Header) throws(ZoneError) -> [ZoneTransition] {
    let times = try take(header.transitions * 8)
    let kinds = try take(header.transitions)
    var transitions: [ZoneTransition] = []
    transitions.reserveCapacity(header.transitions)
    // RFC 8536 asks writers for times from -2^59 on.
    var earliest = -(1 << 59)
    for (index, kind) in kinds.enumerated() {
      let start = times.startIndex + index * 8
      let second = Int(truncatingIfNeeded: Self.integer(times[start..<start + 8]))
      guard earliest <= second, second <= 1 << 59 else { throw damaged("has transitions out of order") }
      guard kind < header.kinds else { throw damaged("points to a local time that it does not describe") }
      transitions.append(ZoneTransition(second: second, kind: Int(kind)))
      earliest = second + 1
    }
    return transitions
  }

  private mutating func kinds(_ header: Header) throws(ZoneError) -> [ZoneKind] {
    let records = try take(header.kinds * 6)
    let names = try take(header.nameBytes)
    var kinds: [ZoneKind] = []
    for start in stride(from: records.startIndex, to: records.endIndex, by: 6) {
      let offset = Int(Int32(truncatingIfNeeded: Self.integer(records[start..<start + 4])))
      guard abs(offset) < ZoneTable.widestOffset else { throw damaged("is more than 26 hours away from UTC") }
      let name = names.dropFirst(Int(records[start + 5])).prefix { $0 != 0 }
      kinds.append(ZoneKind(offset: offset, abbreviation: String(decoding: name, as: UTF8.self)))
    }
    return kinds
  }

  /// The rule between two line feeds; none when there is nothing between them.
  private mutating func footer() throws(ZoneError) -> ZoneRule? {
    let newline = UInt8(ascii: "\n")
    guard try take(1).first == newline, let end = bytes[position...].firstIndex(of: newline) else {
      throw damaged("has no closing rule")
    }
    let text = Array(bytes[position..<end])
    if text.isEmpty { return nil }
    guard let rule = ZoneRuleParser.parse(text) else {
      throw damaged("ends in the unreadable rule “\(String(decoding: text.prefix(100), as: UTF8.self))”")
    }
    return rule
  }

  private mutating func integer(_ width: Int) throws(ZoneError) -> UInt64 {
    Self.integer(try take(width))
  }

  private static func integer(_ bigEndian: ArraySlice<UInt8>) -> UInt64 {
    bigEndian.reduce(0) { $0 << 8 | UInt64($1) }
  }

  private mutating func take(_ count: Int) throws(ZoneError) -> ArraySlice<UInt8> {
    guard count <= bytes.count - position else { throw damaged("is cut short") }
    defer { position += count }
    return bytes[position..<position + count]
  }

  private func damaged(_ fault: String) -> ZoneError {
    error(fault, ZoneError.reinstall)
  }

  private func error(_ fault: String, _ remedy: String) -> ZoneError {
    ZoneError(zone: zone, fault: fault, remedy: remedy)
  }
}
