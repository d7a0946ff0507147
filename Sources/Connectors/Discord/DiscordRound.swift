internal import BotCore
internal import FoundationEssentials

/// What a connector remembers between two rounds for as long as its process runs; without it, a round only sees less.
struct DiscordMemory: Sendable {
  /// By channel, each message lately read that is not the bot's own, with the time of its last edit in milliseconds.
  var versions: [String: [Snowflake: Int64]] = [:]
  /// What the list named as a channel's newest message when nothing was found there.
  var missing: [String: Snowflake] = [:]
  /// What the bot may not read, and when to ask again: a channel's id, or the name of a list.
  var closed: [String: Date] = [:]
  var rechecked: Date?
  var membersRead: Date?
}

/// One round over the server: what was said in each channel since the cursor, who joined, who asks to.
struct DiscordRound {
  static let pageSize = 100
  /// 2,000 messages of one channel in one round; the rest comes in the next.
  static let maxPages = 20
  /// As many events end a round.
  static let maxEvents = 5000
  static let closedFor = Duration.minutes(10)

  let settings: DiscordSettings
  let tools: Tools
  let api: DiscordAPI
  let directory: DiscordDirectory
  let memory: Lock<DiscordMemory>
  let decoder: DiscordDecoder
  var place: DiscordCursor
  var events: [Event] = []
  var hasMore = false

  struct Target {
    let channel: DiscordChannel
    /// Discord welcomes members there, and nothing else of it is wanted.
    let onlyJoins: Bool
  }

  /// - Throws: `PlatformFault`, `HTTPError`.
  mutating func run() async throws -> Poll {
    let known = directory.known
    let targets = targets(known)
    let newest = (known.channels + known.threads).compactMap { $0.lastMessage ?? Snowflake($0.id) }.max()
    if place.seen == nil { begin(newest) }
    do {
      try await readAll(targets)
    } catch {
      return try cutShort(by: error)
    }
    if !hasMore {
      let names = Set(targets.map(\.channel.id))
      place.places = place.places.filter { names.contains($0.key) }
      place.seen = [place.seen, newest].compactMap { $0 }.max()
    }
    return poll(next: hasMore ? .zero : settings.pollEvery)
  }

  /// Nothing that stands there now is read.
  private mutating func begin(_ newest: Snowflake?) {
    place.start = newest ?? Snowflake(tools.now())
    place.seen = place.start
    place.began = tools.now().milliseconds
  }

  private mutating func readAll(_ targets: [Target]) async throws {
    let isRecheck = isDue(settings.recheckEvery, memory.withLock { $0.rechecked })
    for target in targets {
      guard events.count < Self.maxEvents else {
        hasMore = true
        return
      }
      try await read(target, isRecheck)
    }
    if isRecheck { memory.withLock { $0.rechecked = tools.now() } }
    if isDue(settings.membersEvery, memory.withLock { $0.membersRead }) {
      try await readMembers()
      try await readRequests()
      memory.withLock { $0.membersRead = tools.now() }
    }
  }

  func isDue(_ every: Duration, _ last: Date?) -> Bool {
    every > .zero && last.map { tools.now() >= $0 + every } ?? true
  }

  /// What was read before the fault is kept; the next round goes on from there.
  private mutating func cutShort(by error: any Error) throws -> Poll {
    guard !events.isEmpty, let fault = error as? PlatformFault, fault.kind != .token else { throw error }
    var next = settings.pollEvery
    if case .limited(let after?, _) = fault.kind { next = max(next, after) }
    return poll(next: next)
  }

  private mutating func poll(next: Duration) -> Poll {
    forgetJoins()
    return Poll(events: events.sorted { ($0.at, $0.id) < ($1.at, $1.id) }, cursor: place.cursor, next: next)
  }

  /// The channels and threads to read.
  func targets(_ known: DiscordDirectory.Snapshot) -> [Target] {
    let wanted = settings.channels
    let needed: DiscordPermissions = [.viewChannel, .readMessageHistory]
    let open = known.channels.filter { known.rights?.permissions(in: $0).isSuperset(of: needed) ?? true }
    let chosen = open.filter { channel in wanted.isEmpty || wanted.contains { channel.isCalled($0) } }
    let homes = Set(chosen.map(\.id))
    let threads = known.threads.filter { thread in
      thread.parent.map { homes.contains($0) } == true || wanted.contains { thread.isCalled($0) }
    }
    let read = chosen.filter(\.hasMessages) + threads
    let welcoming = open.filter { $0.id == known.guild?.systemChannel && $0.hasMessages && !homes.contains($0.id) }
    return read.map { Target(channel: $0, onlyJoins: false) } + welcoming.map { Target(channel: $0, onlyJoins: true) }
  }

  // MARK: Messages

  private mutating func read(_ target: Target, _ isRecheck: Bool) async throws {
    let id = target.channel.id
    let from = place.place(of: id, catchUp: tools.now() - settings.catchUp)
    place.places[id] = from
    guard !isClosed(id) else { return }
    let hasNews = target.channel.lastMessage.map { last in
      last > from && memory.withLock { $0.missing[id] } != last
    }
    do {
      if isRecheck {
        try await recheck(target, from)
      } else if hasNews == true {
        try await readNew(target, from)
      }
    } catch let fault as PlatformFault where fault.kind == .forbidden || fault.kind == .missing {
      close(id, fault, "a channel cannot be read", target.channel.name)
    }
  }

  func isClosed(_ name: String) -> Bool {
    memory.withLock { $0.closed[name] }.map { tools.now() < $0 } ?? false
  }

  /// Every refused request counts towards being blocked, so it is not asked for again for a while.
  func close(_ name: String, _ fault: PlatformFault, _ message: String, _ subject: String) {
    memory.withLock { $0.closed[name] = tools.now() + Self.closedFor }
    tools.log(.warning, message, ["name": subject, "reason": fault.reason])
  }

  /// With `after`, Discord answers with the messages that follow next, the newest of them first.
  mutating func readNew(_ target: Target, _ from: Snowflake) async throws {
    let id = target.channel.id
    var after = from
    for _ in 0..<Self.maxPages {
      let page = try await page(id, [("after", after.text), ("limit", "\(Self.pageSize)")])
      for message in page { take(message, target) }
      after = max(after, place.places[id] ?? after)
      guard page.count == Self.pageSize else {
        if after == from { memory.withLock { $0.missing[id] = target.channel.lastMessage } }
        return
      }
    }
    hasMore = true
  }

  /// Messages from the oldest to the newest.
  func page(_ channel: String, _ query: [(String, String)]) async throws -> [JSON] {
    let page = try await api.read("/channels/\(channel)/messages", query).array ?? []
    return page.filter { $0.snowflake("id") != nil }.sorted {
      ($0.snowflake("id")?.value ?? 0) < ($1.snowflake("id")?.value ?? 0)
    }
  }

  /// A message that was not read before.
  mutating func take(_ json: JSON, _ target: Target) {
    guard let id = json.snowflake("id") else { return }
    place.places[target.channel.id] = max(place.places[target.channel.id] ?? id, id)
    if !decoder.isOwn(json) { remember(id, Self.version(json), target.channel.id) }
    guard let event = decoder.event(json, in: target.channel) else { return }
    if case .memberJoined(let member, _, _) = event.kind {
      tell(event, of: member.id)
    } else if !target.onlyJoins {
      events.append(event)
    }
  }

  /// Milliseconds since 1970 of the last edit, 0 for none.
  static func version(_ json: JSON) -> Int64 {
    DiscordTime.date(json["edited_timestamp"]?.string)?.milliseconds ?? 0
  }
}
