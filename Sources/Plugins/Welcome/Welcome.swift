public import BotCore
import FoundationEssentials

/// Greets each member once, for ever, in the channel where they joined, in another one, or in private.
///
/// ```json
/// {
///   "plugin": "welcome",
///   "text": "Welcome {member.mention} to {community.name}! Say hello in #introductions.",
///   "channel": "general",
///   "delay": "2m",
///   "batch": "10m",
///   "batchText": "Welcome {members}!"
/// }
/// ```
///
/// **What it does**
/// - Somebody joins: they are greeted, and it is remembered for ever. Neither a restart, nor leaving and coming back,
///   nor the platform telling of the joining again has them greeted a second time.
/// - With `delay`, the greeting waits; who leaves before is not greeted, and may be when they come back.
/// - With `batch`, the first who joins opens a window of that length; all who joined the same channel within it are
///   greeted in one message, `batchText`. If it is only one, they get `text`.
/// - Somebody is found in a list of members, as at the first start: with `snapshot` "mark" they count as known and are
///   never greeted; with "greet" they are greeted like one who joined.
/// - With `to` "direct", the greeting is a private message and `channel` plays no part.
///
/// **What it never does**
/// - Greet bots, or anybody twice.
/// - Let a name act as markup or notify others: names are put in as plain text.
public struct Welcome: Plugin {
  public enum Target: String, SettingChoice { case channel, direct }
  public enum Snapshot: String, SettingChoice { case mark, greet }

  public struct Settings: SettingGroup {
    @Setting(
      "The greeting of one member.",
      .variables([
        "member.name": "the member's name", "member.mention": "the name, notifying the member",
        "community.name": "the community's name", "channel": "where the member joined",
      ]))
    public var text: Template = "Welcome {member.mention}!"
    @Setting("Where to greet. Left out: where the member joined, for platforms that tell.")
    public var channel: ID<Channel>? = nil
    @Setting("channel: in public. direct: as a private message.")
    public var to: Target = .channel
    @Setting("How long after the joining to greet; who leaves before is not greeted.")
    public var delay: Duration = .zero
    @Setting("What to do with members who are found in a list: mark them as known, or greet them.")
    public var snapshot: Snapshot = .mark
    @Setting("How long to collect those who join, to greet them in one message. 0s: each alone.")
    public var batch: Duration = .zero
    @Setting(
      "The greeting of several members at once.",
      .variables([
        "members": "the members, notifying them", "count": "how many they are",
        "community.name": "the community's name", "channel": "where they joined",
      ]))
    public var batchText: Template = "Welcome {members}!"
    @Setting("At most this many are named in one message.", .range(1...100))
    public var maxNames: Int = 10
    @Setting("What follows the names when there are more.", .variables(["count": "how many are not named"]))
    public var othersText: Template = "and {count} others"

    public init() {}

    public func check(_ node: SettingNode) {
      if batch > .zero, to == .direct {
        (node.member("batch") ?? node).fail(
          "private messages cannot be joined into one", "leave \"batch\" out, or set \"to\" to \"channel\"")
      }
    }
  }

  public static let about = PluginAbout(
    name: "welcome", summary: "Greets each member once, in public or in private.", needs: [.joins],
    wants: [.post, .direct], maxEventAge: .hours(24))

  public var needs: Set<Capability> { Self.about.needs.union(settings.to == .direct ? [.direct] : [.post]) }

  public let triggers: Set<Trigger> = [.memberJoined, .memberLeft, .due]
  private let settings: Settings

  public init(_ settings: Settings) { self.settings = settings }

  public func handle(_ event: Event, _ context: inout Context) throws -> [Action] {
    switch event.kind {
    case .memberJoined(let member, let channel, let provenance):
      let newcomer = Newcomer(
        member, joined: channel, place: settings.channel ?? channel, ready: event.at + settings.delay)
      return try joined(newcomer, provenance, &context)
    case .memberLeft(let member, _):
      return try left(member.id, &context)
    case .due(let timer, _):
      return try due(timer, &context)
    case .joinRequested, .messagePosted, .messageEdited, .messageDeleted, .reacted, .unreacted, .reported, .command,
      .started, .fetched, .delivered, .settled, .other:
      return []
    }
  }

  private func joined(_ newcomer: Newcomer, _ provenance: Event.Provenance, _ context: inout Context) throws -> [Action]
  {
    let id = newcomer.member.id
    if try newcomer.member.isBot || context.store.contains(Key.welcomed(id)) || context.store.contains(Key.waiting(id))
    {
      return []
    }
    if provenance == .snapshot, settings.snapshot == .mark {
      context.store.set(Key.welcomed(id), ["how": "found"], of: id)
      return []
    }
    let place = settings.to == .channel ? try newcomer.knownPlace : ""
    if settings.delay == .zero, settings.batch == .zero { return try greet([newcomer], &context) }
    context.store.set(Key.waiting(id), newcomer.json, of: id)
    guard settings.batch > .zero else { return [.timer(name: Key.greet(id), at: newcomer.ready)] }
    let window = Key.window(place)
    if try context.store.contains(window) { return [] }
    context.store.set(window, true)
    return [.timer(name: window, at: newcomer.ready + settings.batch)]
  }

  private func left(_ id: ID<Member>, _ context: inout Context) throws -> [Action] {
    guard try context.store.contains(Key.waiting(id)) else { return [] }
    context.store.remove(Key.waiting(id))
    return settings.batch > .zero ? [] : [.timer(name: Key.greet(id), at: nil)]
  }

  private func due(_ timer: String, _ context: inout Context) throws -> [Action] {
    if let id = Key.member(ofGreet: timer) {
      guard let newcomer = try context.store.value(Key.waiting(id)).flatMap(Newcomer.init) else { return [] }
      return try greet([newcomer], &context)
    }
    guard try context.store.contains(timer) else { return [] }
    let waiting = try context.store.records(startingWith: Key.waiting(""), limit: Self.mostWaiting)
      .compactMap { Newcomer($0.record.value) }
      .filter { $0.place.map(Key.window) == timer }
      .sorted { ($0.ready, $0.member.id) < ($1.ready, $1.member.id) }
    let ready = waiting.filter { $0.ready <= context.now }
    let actions = try greet(ready, &context)
    if waiting.count == ready.count {
      context.store.remove(timer)
      return actions
    }
    let next = waiting[ready.count].ready + settings.batch
    return actions + [.timer(name: timer, at: next)]
  }

  /// More than this many are not looked at in one turn.
  private static let mostWaiting = 10_000

  /// The mark and the message belong to one turn, so there is never one without the other.
  private func greet(_ newcomers: [Newcomer], _ context: inout Context) throws -> [Action] {
    guard let first = newcomers.first else { return [] }
    for id in newcomers.map(\.member.id) {
      context.store.remove(Key.waiting(id))
      context.store.set(Key.welcomed(id), ["how": "greeted"], of: id)
    }
    let text = newcomers.count == 1 ? text(for: first, context) : text(for: newcomers, context)
    switch settings.to {
    case .channel: return [.post(text: text, in: try first.knownPlace, named: nil)]
    case .direct: return [.direct(text: text, to: first.member.id)]
    }
  }

  private func text(for newcomer: Newcomer, _ context: Context) -> Text {
    settings.text.render([
      "member.name": Text(newcomer.member.name),
      "member.mention": newcomer.mention,
      "community.name": Text(context.community.name),
      "channel": newcomer.channelText,
    ])
  }

  private func text(for newcomers: [Newcomer], _ context: Context) -> Text {
    var members = Text()
    for newcomer in newcomers.prefix(settings.maxNames) {
      members += (members.isEmpty ? Text() : ", ") + newcomer.mention
    }
    let others = newcomers.count - settings.maxNames
    if others > 0 { members += " " + settings.othersText.render(["count": Text("\(others)")]) }
    return settings.batchText.render([
      "members": members,
      "count": Text("\(newcomers.count)"),
      "community.name": Text(context.community.name),
      "channel": newcomers.first?.channelText ?? Text(),
    ])
  }
}

/// Names of records and timers.
private enum Key {
  static func welcomed(_ id: ID<Member>) -> String { "welcomed/\(id)" }
  static func waiting(_ id: ID<Member>) -> String { "waiting/\(id)" }
  static func greet(_ id: ID<Member>) -> String { "greet/\(id)" }
  static func window(_ channel: ID<Channel>) -> String { "window/\(channel)" }

  static func member(ofGreet timer: String) -> ID<Member>? {
    timer.hasPrefix("greet/") ? ID(String(timer.dropFirst("greet/".count))) : nil
  }
}

/// Somebody who joined and was not greeted yet.
private struct Newcomer {
  let member: Member
  /// Where they joined.
  let joined: ID<Channel>?
  /// Where they are to be greeted.
  let place: ID<Channel>?
  /// When the delay is over.
  let ready: Date

  init(_ member: Member, joined: ID<Channel>?, place: ID<Channel>?, ready: Date) {
    self.member = member
    self.joined = joined
    self.place = place
    self.ready = ready
  }

  init?(_ json: JSON) {
    guard let id = json["id"]?.string, let name = json["name"]?.string, let ready = json["ready"]?.double
    else { return nil }
    member = Member(ID(id), name: name)
    joined = json["joined"]?.string.map { ID($0) }
    place = json["place"]?.string.map { ID($0) }
    self.ready = Date(timeIntervalSince1970: ready)
  }

  var json: JSON {
    .compact(
      ("id", .string(member.id.raw)), ("name", .string(member.name)), ("joined", .optional(joined?.raw)),
      ("place", .optional(place?.raw)), ("ready", .double(ready.timeIntervalSince1970)))
  }

  var knownPlace: ID<Channel> {
    get throws {
      if let place { return place }
      throw SettingFault(
        "the platform does not tell where \(member.id) joined, and no channel is set",
        "set \"channel\" of the plugin welcome")
    }
  }

  var mention: Text { Text([.mention(member: member.id, name: member.name)]) }

  var channelText: Text {
    joined.map { Text([.channel(id: $0, name: $0.plainName)]) } ?? Text()
  }
}
