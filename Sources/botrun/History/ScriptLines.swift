import BotCore
import FoundationEssentials

/// Lines of a sandbox's script as a history: `{"after": 2.5, "say": "Hello", "as": "Ada"}`. Their seconds count from a fixed
/// instant, so that the same script gives the same history.
struct ScriptLines {
  /// Monday, 2026-01-05, 09:00 UTC.
  static let start = Date(timeIntervalSince1970: 1_767_603_600)
  static let note =
    "the times of this script count from its start; it is taken to begin on Monday, 2026-01-05, 09:00 UTC"
  private static let direct = "@bot"
  /// Ten years; a schedule would else be played for ever.
  private static let longest: Double = 10 * 366 * 86_400

  /// Where a message that has a label stands.
  private struct Place {
    let channel: String
    /// What an answer to it hangs on.
    let root: String
  }

  private var places: [String: Place] = [:]
  private var moderators: Set<String> = []
  /// Whether there was any.
  private(set) var isPlayed = false

  static func isOne(_ json: JSON) -> Bool { json["after"]?.double != nil && json["time"] == nil && json["ts"] == nil }

  /// - Parameter place: of the line, which names a message that has no label.
  /// - Returns: `nil` where nothing happens in it.
  mutating func entry(_ json: JSON, _ place: String) -> HistoryEntry? {
    guard let after = json["after"]?.double, after < Self.longest, let kind = kind(json),
      let user = (json["as"] ?? json["join"] ?? json["leave"])?.string ?? (json["delete"] == nil ? nil : "")
    else { return nil }
    isPlayed = true
    if json["moderator"]?.bool == true { moderators.insert(user) }
    let id = json["label"]?.string ?? place
    let target = (json["to"] ?? json["delete"] ?? json["report"])?.string
    let said = target.flatMap { places[$0] }
    let named = json["in"]?.string.map { $0.first == "#" ? String($0.dropFirst()) : $0 }
    let isDirect = named == Self.direct
    let channel = said?.channel ?? (isDirect ? "direct-\(user)" : named ?? "general")
    var entry = HistoryEntry(
      at: Self.start.addingTimeInterval(after), id: id, user: user, userName: user.isEmpty ? nil : user,
      roles: moderators.contains(user) ? ["moderator"] : [], isDirect: isDirect, channel: channel, channelName: channel,
      kind: kind, place: place)
    switch kind {
    case .said:
      entry.thread = said?.root
      places[id] = Place(channel: channel, root: said?.root ?? id)
    case .edited, .deleted: entry.id = target ?? id
    case .joined, .left, .asksToJoin, .reacted, .unreacted, .reported: break
    }
    return entry
  }

  private func kind(_ json: JSON) -> HistoryEntry.Kind? {
    let to = json["to"]?.string ?? ""
    if json["join"] != nil { return .joined }
    if json["leave"] != nil { return .left }
    if let text = json["say"]?.string { return .said(text) }
    if let emoji = json["react"]?.string { return .reacted(emoji, to: to) }
    if let text = json["edit"]?.string { return .edited(text) }
    if json["delete"] != nil { return .deleted }
    if let message = json["report"]?.string { return .reported(message, reason: json["reason"]?.string ?? "") }
    return nil
  }
}
