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
  /// Reactions from before are never told; `nil` before the first look for them.
  var begun: Date?
  /// Discussions whose comments GitHub could not serve, by their id.
  var owed: [String: GitHubOwed] = [:]
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
    begun = date("begun")
    for member in json?["owed"]?.object?.members ?? [] { owed[member.key] = GitHubOwed(member.value) }
    roll = json?["roll"]?.string.map { MemberRoll(text: $0) }
    rolled = date("rolled")
  }

  var cursor: Cursor {
    let owed = owed.sorted { $0.key < $1.key }.map { ($0.key, $0.value.json) }
    return Cursor(
      JSON.compact(
        ("since", .optional(since?.timestamp)), ("start", .string(start.timestamp)),
        ("reacted", .optional(reacted?.timestamp)), ("begun", .optional(begun?.timestamp)),
        ("owed", owed.isEmpty ? nil : .object(JSONObject(owed))), ("roll", .optional(roll?.text)),
        ("rolled", .optional(rolled?.timestamp))
      ).text)
  }
}
