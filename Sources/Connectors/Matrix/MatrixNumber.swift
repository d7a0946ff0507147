import BotCore
import FoundationEssentials

/// The numbers of events. Rooms of versions before 6 hold whatever a member wrote; beyond these bounds it is no number
/// (client-server API, canonical JSON).
enum MatrixNumber {
  static let bounds = -(1 << 53) + 1...(1 << 53) - 1

  static func read(_ json: JSON?) -> Int? { json?.int.flatMap { bounds.contains($0) ? $0 : nil } }

  /// A time in milliseconds since 1970.
  static func date(_ json: JSON?) -> Date? { read(json).map { Date(timeIntervalSince1970: Double($0) / 1000) } }

  static func milliseconds(_ date: Date) -> Int {
    let time = (date.timeIntervalSince1970 * 1000).rounded()
    return Int(min(max(time, Double(bounds.lowerBound)), Double(bounds.upperBound)))
  }
}
