/// Why a schedule's text cannot be used: the part, its fault, and the remedy.
public struct ScheduleError: Error, Sendable, Hashable, CustomStringConvertible {
  /// The part at fault, such as "cron field 2 (hour)".
  public let place: String
  /// What is wrong with it, such as "25 is above 23".
  public let fault: String
  /// What to write in its stead, such as "use 0 to 23".
  public let remedy: String

  /// The fault as it is told beside the name of the setting, which is not said twice.
  public func fault(of setting: String) -> String { place == setting ? fault : "\(place): \(fault)" }

  public var description: String {
    "\(place): \(fault); \(remedy)"
  }
}
