internal import BotCore
internal import FoundationEssentials

/// The newest messages of a channel read again: what changed among those that were read before.
extension DiscordRound {
  private static let recheckSize = 50
  /// Messages of one channel whose versions are kept.
  private static let remembered = 100
  /// An edit may be seen this much later than one that was made after it: channels are read one after the other.
  private static let editOverlap: Int64 = 600_000

  mutating func recheck(_ target: Target, _ from: Snowflake) async throws {
    let id = target.channel.id
    let page = try await page(id, [("limit", "\(Self.recheckSize)")])
    let isWhole = page.count < Self.recheckSize
    let oldest = isWhole ? Snowflake(value: 0) : page.first?.snowflake("id") ?? from
    if !isWhole && oldest > from {
      // The page does not reach back to what was read before.
      return try await readNew(target, from)
    }
    if !target.onlyJoins { tellDeletions(page, since: oldest, upTo: from, target) }
    for message in page {
      guard let messageID = message.snowflake("id") else { continue }
      if messageID > from {
        take(message, target)
      } else if !target.onlyJoins {
        tellEdit(message, messageID, target)
      }
    }
  }

  private mutating func tellEdit(_ json: JSON, _ id: Snowflake, _ target: Target) {
    guard !decoder.isOwn(json) else { return }
    let version = Self.version(json)
    let before = memory.versions[target.channel.id]?[id]
    remember(id, version, target.channel.id)
    let since = max((place.edited ?? 0) - Self.editOverlap, place.began ?? 0)
    guard version > 0, version != before, before != nil || version > since,
      let event = decoder.edited(json, in: target.channel)
    else { return }
    place.edited = max(place.edited ?? 0, version)
    events.append(event)
  }

  /// What was there and is missing within the page was deleted. Only what this process has read is known to have been
  /// there.
  private mutating func tellDeletions(_ page: [JSON], since oldest: Snowflake, upTo from: Snowflake, _ target: Target) {
    let id = target.channel.id
    let there = Set(page.compactMap { $0.snowflake("id") })
    let known = memory.versions[id] ?? [:]
    let gone = known.keys.filter { $0 >= oldest && $0 <= from && !there.contains($0) }.sorted()
    for message in gone { memory.versions[id]?[message] = nil }
    let home = target.channel.isThread ? target.channel.parent ?? id : id
    events += gone.map {
      .deleted(ID($0.text), channel: ID(home), in: tools.community.id, at: tools.now())
    }
  }

  mutating func remember(_ message: Snowflake, _ version: Int64, _ channel: String) {
    memory.versions[channel, default: [:]][message] = version
    guard let known = memory.versions[channel], known.count > 2 * Self.remembered else { return }
    let newest = known.sorted { $0.key > $1.key }.prefix(Self.remembered)
    memory.versions[channel] = Dictionary(newest.map { ($0.key, $0.value) }) { first, _ in first }
  }
}
