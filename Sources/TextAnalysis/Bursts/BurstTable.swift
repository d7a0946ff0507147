/// Turns lines `timestamp,value` into lines `timestamp,value,expected,score,alarm`, one for one, as they come.
public struct BurstTable: Sendable {
  public static let header = "timestamp,value,expected,score,alarm"

  public enum Line: Sendable, Hashable {
    /// What to print.
    case row(String)
    /// A header or an empty line: nothing to print.
    case nothing
    /// What is wrong with the line, as a sentence.
    case wrong(String)
  }

  private var detector: BurstDetector
  private var number = 0

  public init(_ settings: BurstSettings = BurstSettings()) { detector = BurstDetector(settings) }

  /// - Parameter line: without its line break. Further columns are left out.
  public mutating func read(_ line: String) -> Line {
    number += 1
    let fields = line.split(separator: ",", omittingEmptySubsequences: false).map(Self.trimmed)
    if fields.count <= 1, fields.first?.isEmpty ?? true { return .nothing }
    let time = Timestamp.seconds(fields[0])
    guard fields.count >= 2, let value = Double(fields[1]), value.isFinite else {
      if number == 1, time == nil { return .nothing }
      return .wrong("Line \(number) has no number in its second column; a line is timestamp,value.")
    }
    guard let time else {
      return .wrong(
        "Line \(number) begins with \"\(fields[0].prefix(40))\", which is no time; "
          + "write 2026-03-01 12:00:00, ISO 8601, or seconds since 1970.")
    }
    let reading = detector.add(value, at: time)
    return .row(
      "\(fields[0]),\(fields[1]),\(Self.text(reading.expected)),\(Self.text(reading.score)),\(reading.alarm.rawValue)")
  }

  static func trimmed(_ field: Substring) -> String {
    var bytes = Array(field.utf8)[...]
    if bytes.starts(with: [0xEF, 0xBB, 0xBF]) { bytes = bytes.dropFirst(3) }
    func isMargin(_ byte: UInt8) -> Bool { byte == 0x20 || byte == 0x09 || byte == 0x0D || byte == UInt8(ascii: "\"") }
    while let first = bytes.first, isMargin(first) { bytes.removeFirst() }
    while let last = bytes.last, isMargin(last) { bytes.removeLast() }
    return String(decoding: bytes, as: UTF8.self)
  }

  /// Three decimals.
  static func text(_ value: Double) -> String {
    guard value.isFinite, abs(value) < 1e15 else { return "\(value)" }
    let thousandths = Int((abs(value) * 1000).rounded())
    let decimals = String(1000 + thousandths % 1000).dropFirst()
    return (value < 0 && thousandths > 0 ? "-" : "") + "\(thousandths / 1000).\(decimals)"
  }
}
