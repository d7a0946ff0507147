import BotCore
import FoundationEssentials

/// The community of a sandbox as a value: who is there and what was said. Remembers what changed for the page.
struct SandboxWorld: Sendable {
  static let maxEntries = 2000
  static let maxPeople = 1000

  enum Change: Sendable, Hashable {
    case person(ID<Member>)
    case entry(ID<Message>)
  }

  let community: Community
  let bot: Member
  let channels: [SandboxChannel]
  let needsApproval: Bool
  /// Part of every id, so that no id comes again after a restart.
  let mark: String
  private(set) var people: [SandboxPerson] = []
  private(set) var entries: [SandboxEntry] = []
  private(set) var changes: [Change] = []
  private var count = 0

  init(_ settings: SandboxSettings, _ community: Community, start: Date) {
    self.community = community
    mark = String(Int((start.timeIntervalSince1970 * 1000).rounded()), radix: 36)
    bot = Member("bot", name: SandboxName.member(settings.bot) ?? "bot", isBot: true)
    needsApproval = settings.approval
    let moderators = Self.bare(community.moderators?.raw ?? "moderators")
    let names =
      settings.channels + (community.moderators == nil || settings.channels.contains(moderators) ? [] : [moderators])
    channels = names.map { SandboxChannel(id: ID($0), name: $0, isPrivate: $0 == moderators) }
    people = [SandboxPerson(member: bot, standing: .present)]
    for name in settings.members.compactMap(SandboxName.member) { add(name, .present) }
    changes = []
  }

  /// Where members arrive and where it is told who came and went.
  var entrance: ID<Channel> { channels[0].id }

  /// A number that no earlier call gave.
  mutating func next() -> Int {
    count += 1
    return count
  }

  mutating func takeChanges() -> [Change] {
    defer { changes = [] }
    return changes
  }

  private static func bare(_ name: String) -> String { name.hasPrefix("#") ? String(name.dropFirst()) : name }
}

// MARK: - People

extension SandboxWorld {
  func person(_ id: ID<Member>) -> SandboxPerson? { people.first { $0.member.id == id } }

  func person(named name: String) -> SandboxPerson? { people.first { SandboxName.same($0.member.name, name) } }

  @discardableResult
  mutating func add(_ name: String, _ standing: SandboxPerson.Standing, roles: [String] = []) -> Member {
    let member = Member(ID("u-\(mark)-\(next())"), name: name, roles: roles)
    people.append(SandboxPerson(member: member, standing: standing))
    changes.append(.person(member.id))
    return member
  }

  /// Changes a person.
  /// - Returns: what they became; `nil` where nobody has the id.
  @discardableResult
  mutating func update(_ id: ID<Member>, _ body: (inout SandboxPerson) -> Void) -> SandboxPerson? {
    guard let index = people.firstIndex(where: { $0.member.id == id }) else { return nil }
    body(&people[index])
    changes.append(.person(id))
    return people[index]
  }
}

// MARK: - Channels and messages

extension SandboxWorld {
  private static let directPrefix = "direct-"

  /// Where the bot and one member speak alone.
  static func direct(_ member: ID<Member>) -> ID<Channel> { ID(directPrefix + member.raw) }

  /// The channel that an id or a name such as `#help` means.
  func channel(_ id: ID<Channel>) -> ID<Channel>? {
    if let channel = channels.first(where: { $0.id.raw == Self.bare(id.raw) }) { return channel.id }
    return partner(in: id) == nil ? nil : id
  }

  /// The member that a private conversation is with.
  func partner(in channel: ID<Channel>) -> SandboxPerson? {
    guard channel.raw.hasPrefix(Self.directPrefix) else { return nil }
    return person(ID(String(channel.raw.dropFirst(Self.directPrefix.count))))
  }

  func entry(_ id: ID<Message>) -> SandboxEntry? { entries.last { $0.id == id } }

  /// Adds an entry; the oldest goes where there are too many.
  @discardableResult
  mutating func append(
    _ text: Text, in channel: ID<Channel>, thread: ID<Message>? = nil, by author: ID<Member>?, at: Date,
    kind: SandboxEntry.Kind = .said, source: String = ""
  ) -> SandboxEntry {
    let entry = SandboxEntry(
      id: ID("m-\(mark)-\(next())"), channel: channel, thread: thread, author: author, at: at, kind: kind, text: text,
      source: source)
    add(entry)
    return entry
  }

  /// Whether an id was given before the sandbox forgot everything.
  func isOfEarlierStart(_ id: ID<Message>) -> Bool {
    let parts = id.raw.split(separator: "-", omittingEmptySubsequences: false)
    return parts.count == 3 && parts[0] == "m" && parts[1] != mark
  }

  /// Adds what stood there before under the id that it had.
  mutating func restore(_ id: ID<Message>, _ text: Text, in channel: ID<Channel>, by author: ID<Member>, at: Date) {
    let entry = SandboxEntry(
      id: id, channel: channel, thread: nil, author: author, at: at, kind: .said, text: text, source: "")
    add(entry)
  }

  private mutating func add(_ entry: SandboxEntry) {
    entries.append(entry)
    if entries.count > Self.maxEntries { entries.removeFirst(entries.count - Self.maxEntries) }
    changes.append(.entry(entry.id))
  }

  mutating func notice(_ text: Text, in channel: ID<Channel>, at: Date) {
    append(text, in: channel, by: nil, at: at, kind: .notice)
  }

  /// - Returns: what it became; `nil` where no entry has the id.
  @discardableResult
  mutating func update(_ id: ID<Message>, _ body: (inout SandboxEntry) -> Void) -> SandboxEntry? {
    guard let index = entries.lastIndex(where: { $0.id == id }) else { return nil }
    body(&entries[index])
    changes.append(.entry(id))
    return entries[index]
  }

  /// The entry as the bot's plugins see it.
  func message(_ entry: SandboxEntry, by author: Member) -> Message {
    Message(
      entry.id, in: entry.channel, named: channels.first { $0.id == entry.channel }?.name, thread: entry.thread,
      by: author, entry.source, mentions: entry.text.mentioned,
      mentionsBot: entry.text.mentioned.contains(bot.id), isDirect: partner(in: entry.channel) != nil,
      version: entry.version)
  }
}
