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
///   "batchText": "Welcome {members}!",
///   "quiet": "22:00-07:30",
///   "variants": [
///     { "locale": "de", "text": "Willkommen, {member.mention}!" },
///     { "role": "speaker", "text": "Welcome {member.mention}! Speakers meet in #speakers." }
///   ]
/// }
/// ```
///
/// **What it does**
/// - Somebody joins: they are greeted, and it is remembered for ever. Neither a restart, nor a new role, nor leaving and
///   coming back, nor the platform telling of the joining again has them greeted a second time.
/// - With `delay`, the greeting waits; who leaves before is not greeted, and may be when they come back.
/// - With `batch`, the first who joins opens a window of that length; all who joined the same channel within it are
///   greeted in one message, `batchText`. If it is only one, they get `text`.
/// - Without it, the greeting in a channel comes after three seconds, in one message for those who join within them.
/// - Many join at once: from the `burst`-th within a minute on, they are collected for a minute and greeted in one
///   message; if it goes on, for longer each time, up to ten minutes. Five hundred who come in a minute are one message.
///   With `burst` 0 each is greeted alone and at once.
/// - In the `quiet` hours nobody is greeted. Who joins then is greeted when they are over, all in one message.
/// - `variants` have other words, or another channel, for members with a role, a language, or who joined a certain
///   channel. A variant for "de" is also for "de-AT", unless there is one for "de-AT". Whoever suits none gets `text`.
/// - Members who have yet to accept the rules: name the role that they have until then in `pendingRole`, or the one that
///   they get in `requiredRole`. They are greeted once they write, react or are told of as joined with their new roles.
/// - The bot was away: who joined meanwhile is greeted as ever, if that is at most `missedAfter` ago. All others get one
///   message, `groupText`; with `missed` "mark" they only count as known.
/// - Somebody is found in a list of members, nobody knows since when: with `snapshot` "mark" they count as known and are
///   never greeted; with "greet" they are greeted like one who joined; with "group" they get the group welcome.
/// - With `previousText`, the last welcome in a channel shrinks to those words when a new one is posted.
/// - With `to` "direct", the greeting is a private message. Who answers "stop" gets none any more. A group welcome then
///   goes to `channel`, or is left out where none is set.
///
/// **What it never does**
/// - Greet bots, or anybody twice.
/// - Let a name act as markup or notify others: names are put in as plain text.
/// - Send a message for each of hundreds who join at once.
public struct Welcome: Plugin {
  public static let about = PluginAbout(
    name: "welcome", summary: "Greets each member once, in public or in private.", needs: [.joins],
    wants: [.post, .direct], maxEventAge: .days(30),
    keeps: [
      DataUse(
        "that somebody was greeted", about: "each newcomer", kept: "until the member is erased",
        why: "nobody is greeted twice, however often they come back"),
      DataUse(
        "name, roles and language", about: "newcomers who still wait for their greeting",
        kept: "until they are greeted, 90 days at most",
        why: "the greeting can name them"),
    ])

  public var needs: Set<Capability> {
    Self.about.needs.union(settings.to == .direct ? [.direct] : [.post])
      .union(settings.previousText == nil ? [] : [.edit])
  }

  public var claims: [Claim] {
    let words =
      settings.to == .direct
      ? "in private" : "in \(settings.channel.map { "#" + $0.plainName } ?? "the channel they join")"
    let roles = [
      settings.requiredRole.map { " with the role \($0)" }, settings.pendingRole.map { " without the role \($0)" },
    ]
    return [
      Claim(
        .act("greets newcomers\(roles.compactMap { $0 }.joined()) \(words)"), in: settings.from.map(\.raw),
        remedy: "keep one: \"variants\" holds other words for some of them")
    ]
  }

  public let triggers: Set<Trigger>
  let settings: Settings
  private let optOut: OptOut

  public init(_ settings: Settings) {
    self.settings = settings
    optOut = OptOut(settings.stopWords)
    var triggers: Set<Trigger> = [.memberJoined, .memberLeft, .due]
    if settings.isGated { triggers.formUnion([.messagePosted, .reacted]) }
    if settings.to == .direct { triggers.insert(.messagePosted) }
    self.triggers = triggers
  }

  public func handle(_ event: Event, _ context: inout Context) throws -> [Action] {
    switch event.kind {
    case .memberJoined(let member, let channel, let provenance):
      let newcomer = Newcomer(member, at: event.at, joined: channel, ready: event.at + settings.delay)
      return try joined(member, newcomer, provenance, &context)
    case .memberLeft(let member, let channel):
      return try left(member.id, channel, event.at, &context)
    case .messagePosted(let message):
      if settings.to == .direct, optOut.isMeant(by: message) { return try stop(message.author.id, &context) }
      return try seen(message.author, event.at, &context)
    case .reacted(_, let member, _, _):
      return try seen(member, event.at, &context)
    case .due(let timer, _):
      return try due(timer, &context)
    case .joinRequested, .messageEdited, .messageDeleted, .unreacted, .reported, .command, .started, .fetched,
      .delivered, .settled, .other:
      return []
    }
  }

  private func joined(
    _ member: Member, _ newcomer: Newcomer, _ provenance: Event.Provenance, _ context: inout Context
  ) throws -> [Action] {
    guard !member.isBot, settings.from.cover(newcomer.joined) else { return [] }
    if try context.store.contains(Key.welcomed(member.id)) || waitsAlready(newcomer, &context) { return [] }
    if try context.store.contains(Key.stopped(member.id)) || context.store.hasOptedOut(member.id) { return [] }
    if try hasLeft(newcomer, context) { return [] }
    if provenance == .snapshot, settings.snapshot == .mark {
      mark(newcomer.id, "found", &context)
      return []
    }
    var newcomer = newcomer
    if settings.isPending(member) {
      let before = try context.store.value(Key.pending(member.id)).flatMap(Newcomer.init)
      newcomer.at = max(newcomer.at, before?.at ?? newcomer.at)
      context.store.set(
        Key.pending(member.id), newcomer.json, of: member.id, expires: context.now + Self.longestPending)
      return []
    }
    newcomer.isFound = provenance == .snapshot && settings.snapshot == .group
    return try receive(newcomer, &context)
  }

  /// Who left and came back while they waited is here since they came back.
  private func waitsAlready(_ newcomer: Newcomer, _ context: inout Context) throws -> Bool {
    let key = Key.waiting(newcomer.id)
    guard var waiting = try context.store.value(key).flatMap(Newcomer.init) else { return false }
    if newcomer.at > waiting.at, isSame(newcomer.joined, waiting.joined) {
      waiting.at = newcomer.at
      context.store.set(key, waiting.json, of: newcomer.id)
    }
    return true
  }

  /// Whether they are known to have left after this joining, which was told late.
  private func hasLeft(_ newcomer: Newcomer, _ context: Context) throws -> Bool {
    guard let gone = try context.store.value(Key.left(newcomer.id)), let at = gone["at"]?.double else { return false }
    return at > newcomer.at.timeIntervalSince1970 && isSame(gone["channel"]?.string.map { ID($0) }, newcomer.joined)
  }

  /// Events may overtake each other: a leaving from before the joining ends nothing, and one that is told first stands.
  private func left(_ id: ID<Member>, _ channel: ID<Channel>?, _ at: Date, _ context: inout Context) throws -> [Action]
  {
    if try context.store.contains(Key.welcomed(id)) { return [] }
    let gone = JSON.compact(("at", .double(at.timeIntervalSince1970)), ("channel", .optional(channel?.raw)))
    context.store.set(Key.left(id), gone, of: id, expires: context.now + .days(2))
    var actions: [Action] = []
    for key in [Key.waiting(id), Key.pending(id)] {
      guard let newcomer = try context.store.value(key).flatMap(Newcomer.init) else { continue }
      guard newcomer.at <= at, isSame(channel, newcomer.joined) else { continue }
      context.store.remove(key)
      if key == Key.waiting(id), !newcomer.isCollected { actions.append(.timer(name: Key.greet(id), at: nil)) }
    }
    return actions
  }

  /// Whether these are one channel, as far as the platform told.
  private func isSame(_ channel: ID<Channel>?, _ other: ID<Channel>?) -> Bool {
    channel == nil || other == nil || channel == other
  }

  /// A member who was pending may have become a full one.
  private func seen(_ member: Member, _ at: Date, _ context: inout Context) throws -> [Action] {
    guard settings.isGated, !settings.isPending(member),
      var newcomer = try context.store.value(Key.pending(member.id)).flatMap(Newcomer.init),
      try !context.store.hasOptedOut(member.id)
    else { return [] }
    newcomer.roles = member.roles
    newcomer.ready = at + settings.delay
    return try receive(newcomer, &context)
  }

  private func stop(_ id: ID<Member>, _ context: inout Context) throws -> [Action] {
    context.store.optOut(id)
    guard try context.store.contains(Key.waiting(id)) else { return [] }
    context.store.remove(Key.waiting(id))
    return [.timer(name: Key.greet(id), at: nil)]
  }

  private static let longestPending = Duration.days(90)
}

extension Welcome.Settings {
  /// Whether some members have to wait for a role.
  var isGated: Bool { pendingRole != nil || requiredRole != nil }

  func isPending(_ member: Member) -> Bool {
    if let pendingRole, member.roles.contains(pendingRole) { return true }
    return requiredRole.map { !member.roles.contains($0) } ?? false
  }
}
