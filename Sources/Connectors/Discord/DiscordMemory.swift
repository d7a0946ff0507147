internal import BotCore
internal import FoundationEssentials

/// What a connector remembers between two rounds for as long as its process runs; without it, a round only sees less.
struct DiscordMemory: Sendable {
  /// By channel, each message lately read that is not the bot's own, with the time of its last edit in milliseconds.
  var versions: [String: [Snowflake: Int64]] = [:]
  /// What the list named as a channel's newest message when nothing was found there.
  var missing: [String: Snowflake] = [:]
  /// What the bot may not read, or could not, and when to ask again: a channel's id, or the name of a list.
  var closed: [String: Date] = [:]
  /// The channel that the next round begins with, where the last one did not come to it.
  var turn: String?
  var rechecked: Date?
  var membersRead: Date?
  /// Who was in the list at the last look, where leaves are told.
  var members: [String: DiscordMember] = [:]
  /// What the operator was told once.
  var warned: Set<String> = []

  /// Forgets what concerns other channels, and what is open again.
  mutating func keep(_ channels: Set<String>, at now: Date) {
    versions = versions.filter { channels.contains($0.key) }
    missing = missing.filter { channels.contains($0.key) }
    closed = closed.filter { $0.value > now }
  }
}

/// What counts as told. What a round remembers does not, before the next one begins where it ended: only then its
/// events are on disk, and edits, deletions and leaves are told by nothing but their difference from the memory.
struct DiscordMemories: Sendable {
  private var kept = DiscordMemory()
  private var pending: (cursor: Cursor?, memory: DiscordMemory)?

  /// The memory for a round that begins at the cursor.
  mutating func begin(at cursor: Cursor?) -> DiscordMemory {
    if let pending, pending.cursor == cursor { kept = pending.memory }
    pending = nil
    return kept
  }

  mutating func end(_ memory: DiscordMemory, at cursor: Cursor?) {
    pending = (cursor, memory)
  }

  /// Whatever became of the round: what was closed to it is not asked again at once.
  mutating func rest(_ memory: DiscordMemory) { kept.closed = memory.closed }
}

/// How much of a server is held in memory.
struct DiscordLimits: Sendable {
  /// Pages of the list of members, each of 1,000, that are read at most.
  var memberPages = 200
  /// Of larger servers no names and roles are kept, and nobody who leaves is told.
  var members = 20_000
}
