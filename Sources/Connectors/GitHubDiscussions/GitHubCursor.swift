internal import BotCore
internal import FoundationEssentials

/// How far the discussions were read.
struct GitHubCursor: Hashable {
  /// The latest change of a discussion that was read; `nil` before the first look.
  var since: Date?
  /// Where reading began: nothing older is ever told.
  var start: Date
  /// The latest reaction that was seen.
  var reacted: Date?
  /// Who was in the list of members, and when it was read.
  var roll: MemberRoll?
  var rolled: Date?

  /// Anything that is no cursor of ours counts as a first start.
  init(_ cursor: Cursor?) {
    let json = cursor.flatMap { try? JSON(parsing: $0.raw) }
    func date(_ key: String) -> Date? { json?[key]?.string.flatMap { Date(timestamp: $0) } }
    since = date("since")
    start = date("start") ?? Date(timeIntervalSince1970: 0)
    reacted = date("reacted")
    roll = json?["roll"]?.string.map { MemberRoll(text: $0) }
    rolled = date("rolled")
  }

  var cursor: Cursor {
    Cursor(
      JSON.compact(
        ("since", .optional(since?.timestamp)), ("start", .string(start.timestamp)),
        ("reacted", .optional(reacted?.timestamp)), ("roll", .optional(roll?.text)),
        ("rolled", .optional(rolled?.timestamp))
      ).text)
  }
}
