// Stands in until the schedule branch lands.
public struct Zone: Sendable, Hashable {
  public let name: String
  public static let utc = Zone(name: "UTC")
}
public enum MissedRunPolicy: String, Sendable, CaseIterable, Codable { case skip, once, all }
