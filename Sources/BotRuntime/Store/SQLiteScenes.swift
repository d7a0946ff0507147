public import BotCore
import FoundationEssentials

/// Where a message was said and by whom, as a person knows it.
public struct Scene: Sendable, Hashable {
  /// The channel's name where the platform tells it, with its sign; else its id.
  public let channel: String
  public let author: String

  /// "in #help, by Ada".
  public var words: String { "in \(channel), by \(author)" }
}

extension SQLiteStore {
  /// The scenes of those messages that newer events still tell of. One look through the keys of the newest events: some
  /// forty milliseconds for 50 000.
  public func scenes(of messages: [MessageRef], in community: ID<Community>) throws -> [MessageRef: Scene] {
    if messages.isEmpty { return [:] }
    let keys = Dictionary(messages.map { (Event.postedKey($0.id, in: $0.channel), $0) }) { first, _ in first }
    let rows: [(String, Scene)] = try db.rows(
      """
      SELECT key, coalesce(json_extract(body, '$.message.channelName'), json_extract(body, '$.message.channel')),
        coalesce(json_extract(body, '$.message.author.name'), json_extract(body, '$.message.author.id'))
      FROM events WHERE sequence > (SELECT coalesce(max(sequence), 0) FROM events) - ?3
        AND key IN (SELECT value FROM json_each(?2)) AND community = ?1
      """, .id(community), .words(Array(keys.keys)), .int(Self.reach),
      read: { ($0.text(0), Scene(channel: ID<Channel>($0.text(1)).shown, author: $0.text(2))) })
    var scenes: [MessageRef: Scene] = [:]
    for (key, scene) in rows { if let message = keys[key] { scenes[message] = scene } }
    return scenes
  }

  /// What the channels of a community are called, by their ids, as far as newer events tell it.
  public func channelNames(of community: ID<Community>) throws -> [ID<Channel>: String] {
    let rows: [(ID<Channel>, String)] = try db.rows(
      """
      SELECT DISTINCT json_extract(body, '$.message.channel'), json_extract(body, '$.message.channelName')
      FROM events WHERE community = ? AND sequence > (SELECT coalesce(max(sequence), 0) FROM events) - ?
        AND kind IN ('messagePosted', 'messageEdited') AND json_extract(body, '$.message.channelName') IS NOT NULL
      """, .id(community), .int(Self.reach), read: { ($0.id(0), $0.text(1)) })
    return Dictionary(rows) { _, newest in newest }
  }
}
