internal import BotCore
internal import FoundationEssentials

/// One round over the server: what was said in each channel since the cursor, who joined, who asks to.
struct DiscordRound {
  static let pageSize = 100
  /// 2,000 messages of one channel in one round; the rest comes in the next.
  static let maxPages = 20
  /// Once a round has gathered so many it is handed over, and the next goes on at once: a week that the bot was away must
  /// not stand in memory as a whole.
  static let maxEvents = 2000
  static let closedFor = Duration.minutes(10)
  /// So long is left out what gave no answer.
  static let restsFor = Duration.minutes(1)
  /// After so many in a row that gave no answer, the others are not asked either.
  static let maxFailures = 3

  let settings: DiscordSettings
  let limits: DiscordLimits
  let tools: Tools
  let api: DiscordAPI
  let directory: DiscordDirectory
  let decoder: DiscordDecoder
  var memory: DiscordMemory
  var place: DiscordCursor
  var events: [Event] = []
  var hasMore = false
  /// Whether any channel or list gave an answer.
  var isAnswered = false
  var failures: [any Error] = []

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
      memory.keep(names, at: tools.now())
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
    let isRecheck = isDue(settings.recheckEvery, memory.rechecked)
    if try await read(targets.inTurn { [turn = memory.turn] in $0.channel.id == turn }, isRecheck) {
      if isRecheck { memory.rechecked = tools.now() }
    }
    if isDue(settings.membersEvery, memory.membersRead) {
      try await readMembers()
      try await readRequests()
      memory.membersRead = tools.now()
    }
    if !isAnswered, let failure = failures.first { throw failure }
  }

  /// A round that ends early leaves the turn to the channel that it did not come to.
  /// - Returns: whether there was room for all.
  private mutating func read(_ targets: [Target], _ isRecheck: Bool) async throws -> Bool {
    for target in targets {
      memory.turn = target.channel.id
      guard events.count < Self.maxEvents else {
        hasMore = true
        return false
      }
      try await read(target, isRecheck)
    }
    memory.turn = nil
    return true
  }

  func isDue(_ every: Duration, _ last: Date?) -> Bool {
    every > .zero && last.map { tools.now() >= $0 + every } ?? true
  }

  /// What was read before the fault is kept; the next round goes on from there.
  private mutating func cutShort(by error: any Error) throws -> Poll {
    let fault = error as? PlatformFault
    guard !events.isEmpty, fault?.kind != .token, fault != nil || Self.isSilence(error) else { throw error }
    var next = settings.pollEvery
    if case .limited(let after?, _)? = fault?.kind { next = max(next, after) }
    return poll(next: next)
  }

  private mutating func poll(next: Duration) -> Poll {
    forgetJoins()
    if !events.isEmpty { place.told &+= 1 }
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
      last > from && memory.missing[id] != last
    }
    do {
      if isRecheck {
        try await recheck(target, from)
      } else if hasNews == true {
        try await readNew(target, from)
      } else {
        return
      }
      noteAnswer()
    } catch {
      try goOn(without: id, error, "a channel cannot be read", target.channel.name)
    }
  }

  // MARK: Faults

  mutating func noteAnswer() {
    isAnswered = true
    failures = []
  }

  /// Leaves out for a while what cannot be read, so that the others are. What was read of it is kept.
  /// - Throws: what concerns them all: the token, a limit, silence everywhere, the end of the program.
  mutating func goOn(without name: String, _ error: any Error, _ message: String, _ subject: String) throws {
    let fault = error as? PlatformFault
    guard fault.map({ $0.kind != .token && !$0.isLimit }) ?? Self.isSilence(error) else { throw error }
    if let fault, !fault.isPassing {
      isAnswered = true
      return close(name, fault.reason, message, subject)
    }
    close(name, fault?.reason ?? "\(error)", message, subject, for: Self.restsFor)
    failures.append(error)
    if failures.count == Self.maxFailures { throw error }
  }

  private static func isSilence(_ error: any Error) -> Bool {
    if case HTTPError.cancelled = error { false } else { error is HTTPError }
  }

  func isClosed(_ name: String) -> Bool {
    memory.closed[name].map { tools.now() < $0 } ?? false
  }

  /// Every refused request counts towards being blocked, so it is not asked for again for a while.
  mutating func close(
    _ name: String, _ reason: String, _ message: String, _ subject: String, for time: Duration = closedFor
  ) {
    memory.closed[name] = tools.now() + time
    tools.log(.warning, message, ["name": subject, "reason": reason])
  }

  /// With `after`, Discord answers with the messages that follow next, the newest of them first.
  mutating func readNew(_ target: Target, _ from: Snowflake) async throws {
    let id = target.channel.id
    var after = from
    for _ in 0..<Self.maxPages where events.count < Self.maxEvents {
      let page = try await page(id, [("after", after.text), ("limit", "\(Self.pageSize)")])
      for message in page { take(message, target) }
      after = max(after, place.places[id] ?? after)
      guard page.count == Self.pageSize else {
        if after == from { memory.missing[id] = target.channel.lastMessage }
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
    json.time("edited_timestamp")?.milliseconds ?? 0
  }
}
