internal import BotCore

/// What must survive: which updates were taken, which groups the bot is in (Telegram lists them to nobody), and which
/// groups became supergroups and have another id since.
struct TelegramCursor: Hashable {
  /// The first update that was not taken yet; `nil` where nothing taken waits to be confirmed.
  var offset: Int?
  var groups: Set<Int> = []
  /// New ids by old ones.
  var moved: [Int: Int] = [:]

  init(_ cursor: Cursor? = nil) {
    guard let cursor, let json = try? JSON(parsing: Array(cursor.raw.utf8)) else { return }
    offset = json["offset"]?.int
    groups = Set((json["groups"]?.array ?? []).compactMap(\.int))
    for member in json["moved"]?.object?.members ?? [] {
      if let old = Int(member.key), let new = member.value.int { moved[old] = new }
    }
  }

  var cursor: Cursor {
    let moves = moved.sorted { $0.key < $1.key }.map { (String($0.key), JSON.int($0.value)) }
    let json = JSON.compact(
      ("offset", offset.map { .int($0) }),
      ("groups", groups.isEmpty ? nil : .array(groups.sorted().map { .int($0) })),
      ("moved", moves.isEmpty ? nil : .object(JSONObject(moves))))
    return Cursor(json.text)
  }
}
