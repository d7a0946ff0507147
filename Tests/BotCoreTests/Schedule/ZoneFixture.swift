import BotCore
import FoundationEssentials
import Testing

/// The system's zone of that name.
func systemZone(_ name: String) throws -> Zone {
  let data = try Data(contentsOf: URL(filePath: "/usr/share/zoneinfo/" + name))
  return try Zone(name: name, tzif: Array(data))
}

/// The instant at which a clock on universal time shows the text, such as "2026-10-25T01:00".
func universal(_ text: String) throws -> Date {
  try #require(Zone.utc.instants(of: localTime(text)).first)
}

func localTime(_ text: String) throws -> LocalTime {
  try #require(LocalTime(text))
}

/// Occurrences after a universal time as "key = universal time" lines, seconds left out.
func upcoming(_ schedule: Schedule, after start: String, in zone: Zone, limit: Int) throws -> [String] {
  try schedule.occurrences(after: universal(start), through: .distantFuture, in: zone, limit: limit).map {
    "\($0.key.replacing(":00", at: 16)) = \(Zone.utc.local($0.at).description.prefix(16))Z"
  }
}

extension String {
  /// Drops a text that begins at an offset.
  fileprivate func replacing(_ text: String, at offset: Int) -> String {
    let head = prefix(offset)
    let tail = dropFirst(offset)
    return String(head) + (tail.hasPrefix(text) ? tail.dropFirst(text.count) : tail)
  }
}
