internal import BotCore

/// How far each channel was read: the `ts` of the newest message seen in it, and under `<channel>/threads` of the newest
/// reply; `<channel>/start` is where reading began. Written as a JSON object with sorted keys, so that nothing changes where nothing was read.
struct SlackCursor: Hashable {
  private var places: [String: String] = [:]

  /// Anything that is no cursor of ours counts as a first start.
  init(_ cursor: Cursor?) {
    guard let cursor, let object = (try? JSON(parsing: cursor.raw))?.object else { return }
    for member in object.members {
      if let ts = member.value.string, ts == "0" || SlackTimestamp(ts) != nil { places[member.key] = ts }
    }
  }

  var cursor: Cursor {
    Cursor(JSON.object(JSONObject(places.sorted { $0.key < $1.key }.map { ($0.key, .string($0.value)) })).text)
  }

  subscript(channel: ID<Channel>) -> String? {
    get { places[channel.raw] }
    set { places[channel.raw] = newValue }
  }

  /// Where reading of the channel began: nothing before it is ever read.
  subscript(startOf channel: ID<Channel>) -> String? {
    get { places[channel.raw + "/start"] }
    set { places[channel.raw + "/start"] = newValue }
  }

  subscript(threadsOf channel: ID<Channel>) -> String? {
    get { places[channel.raw + "/threads"] }
    set { places[channel.raw + "/threads"] = newValue }
  }
}
