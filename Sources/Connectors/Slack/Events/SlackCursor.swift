internal import BotCore

/// How far each channel was read: the `ts` of the newest message seen in it, and under `<channel>/…` what else is to be
/// known of it. Written as a JSON object with sorted keys, so that nothing changes where nothing was read.
struct SlackCursor: Hashable {
  private var places: [String: String] = [:]

  /// Of what is kept for a channel; each under its name.
  private enum Part: String {
    case start, edited, threads
    case threadsDone = "threads/done"
    case thread
    case threadLatest = "thread/latest"
    case threadPage = "thread/page"
    case top, page
  }
  private static let workspace = "members"
  private static let roll = "/members"

  /// Anything that is no cursor of ours counts as a first start.
  init(_ cursor: Cursor?) {
    guard let cursor, let object = (try? JSON(parsing: cursor.raw))?.object else { return }
    for member in object.members {
      guard let value = member.value.string else { continue }
      let isFree = member.key == Self.workspace || member.key.hasSuffix(Self.roll) || member.key.hasSuffix("/page")
      if isFree || value == "0" || SlackTimestamp(value) != nil { places[member.key] = value }
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
    get { self[channel, .start] }
    set { self[channel, .start] = newValue }
  }

  /// The edit that was told last: so the place moves with every edit, and tells whether it was stored.
  subscript(editedOf channel: ID<Channel>) -> String? {
    get { self[channel, .edited] }
    set { self[channel, .edited] = newValue }
  }

  /// The newest reply that was read, of all threads.
  subscript(threadsOf channel: ID<Channel>) -> String? {
    get { self[channel, .threads] }
    set { self[channel, .threads] = newValue }
  }

  /// While the threads are being read: all whose newest reply is not after this are done.
  subscript(threadsDoneOf channel: ID<Channel>) -> String? {
    get { self[channel, .threadsDone] }
    set { self[channel, .threadsDone] = newValue }
  }

  /// While one thread is being read: the `ts` of its first message.
  subscript(threadOf channel: ID<Channel>) -> String? {
    get { self[channel, .thread] }
    set { self[channel, .thread] = newValue }
  }

  /// While one thread is being read: its newest reply when it was begun.
  subscript(threadLatestOf channel: ID<Channel>) -> String? {
    get { self[channel, .threadLatest] }
    set { self[channel, .threadLatest] = newValue }
  }

  /// While one thread is being read: the page to go on with, as Slack named it.
  subscript(threadPageOf channel: ID<Channel>) -> String? {
    get { self[channel, .threadPage] }
    set { self[channel, .threadPage] = newValue }
  }

  mutating func leaveThread(of channel: ID<Channel>) {
    self[threadOf: channel] = nil
    self[threadLatestOf: channel] = nil
    self[threadPageOf: channel] = nil
  }

  /// While a channel is being read: the newest message so far.
  subscript(topOf channel: ID<Channel>) -> String? {
    get { self[channel, .top] }
    set { self[channel, .top] = newValue }
  }

  /// While a channel is being read: the page to go on with, as Slack named it.
  subscript(pageOf channel: ID<Channel>) -> String? {
    get { self[channel, .page] }
    set { self[channel, .page] = newValue }
  }

  /// Who was in the list of members at the last look; `nil` before the first. Without a channel, the workspace's list.
  subscript(rollOf channel: ID<Channel>?) -> MemberRoll? {
    get { places[channel.map { $0.raw + Self.roll } ?? Self.workspace].map { MemberRoll(text: $0) } }
    set { places[channel.map { $0.raw + Self.roll } ?? Self.workspace] = newValue?.text }
  }

  /// Of channels that the bot has left: who comes back is then new to it.
  mutating func forgetRolls(except channels: [ID<Channel>]) {
    let kept = Set(channels.map { $0.raw + Self.roll })
    places = places.filter { !$0.key.hasSuffix(Self.roll) || kept.contains($0.key) }
  }

  private subscript(channel: ID<Channel>, part: Part) -> String? {
    get { places["\(channel)/\(part.rawValue)"] }
    set { places["\(channel)/\(part.rawValue)"] = newValue }
  }
}
