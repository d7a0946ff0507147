import BotCore
import FoundationEssentials
import TextAnalysis

/// Plants seeds and follows what becomes of them.
struct SeedBed: Sendable {
  static let longestDelay = Duration.days(1)
  private static let waitWhileHeld = Duration.minutes(5)
  private static let mostSeeds = 50
  private static let openKey = "open"

  let settings: Seed.Settings
  private let stances: StanceReader
  private let terms: PhraseSet
  private let owners: [String]

  init(_ settings: Seed.Settings) {
    self.settings = settings
    stances = StanceReader(agree: settings.agree, disagree: settings.disagree)
    terms = PhraseSet(settings.seeds.flatMap(\.terms))
    owners = settings.seeds.flatMap { seed in seed.terms.map { _ in seed.id } }
  }

  func state(_ id: String, _ store: Draft) throws -> SeedState? {
    try store.value(SeedState.prefix + id).flatMap(SeedState.init)
  }

  func states(_ store: Draft) throws -> [SeedState] {
    try store.records(startingWith: SeedState.prefix, limit: 500).compactMap { SeedState($0.record.value) }
      .sorted { ($0.planted, $0.id) < ($1.planted, $1.id) }
  }

  /// The seeds that are followed, by the message that they hang on.
  private func open(_ store: Draft) throws -> JSON? { try store.value(Self.openKey) }

  func started(_ context: inout Context) throws -> [Action] {
    try settings.seeds.compactMap { seed in
      guard let at = seed.at, try state(seed.id, context.store) == nil else { return nil }
      let due = context.community.timezone.firstInstant(atOrAfter: at)
      // What passed while nobody had planned it stays unplanted.
      return due + Self.longestDelay < context.now ? nil : .timer(name: "plant/\(seed.id)", at: due)
    }
  }

  func due(_ timer: String, _ context: inout Context) throws -> [Action] {
    let parts = timer.split(separator: "/", maxSplits: 1).map(String.init)
    guard parts.count == 2 else { return [] }
    if parts[0] == "plant", let seed = settings.seeds.first(where: { $0.id == parts[1] }), let at = seed.at {
      let due = context.community.timezone.firstInstant(atOrAfter: at)
      guard due <= context.now, context.now <= due + Self.longestDelay else { return [] }
      if context.isHeld { return [.timer(name: timer, at: context.now + Self.waitWhileHeld)] }
      return try plant(seed.id, seed.text.render([:]), in: seed.channel, &context)
    }
    guard let state = try state(parts[1], context.store) else { return [] }
    switch parts[0] {
    case "summary":
      return state.phase == .ended ? [] : [try told(state, context)]
    case "end":
      try end(state, &context)
      return []
    default: return []
    }
  }

  private func told(_ state: SeedState, _ context: Context) throws -> Action {
    let text = try report(state, context).text
    guard let place = context.community.moderators else { return .flag(Flag("What became of a seed", text: text)) }
    return .post(text: text, in: place, named: nil)
  }

  func report(_ state: SeedState, _ context: Context) throws -> SeedReport {
    let records = try context.store.records(startingWith: state.replyPrefix, limit: SeedState.mostReplies)
    let replies = records.compactMap { SeedReply($0.record.value) }.sorted { ($0.at, $0.name) < ($1.at, $1.name) }
    let members = Set(records.compactMap(\.record.member)).count
    return SeedReport(
      state: state, replies: replies, members: members, zone: context.community.timezone, now: context.now)
  }

  /// Plants it, unless it was planted before.
  func plant(_ id: String, _ text: Text, in channel: ID<Channel>, _ context: inout Context) throws -> [Action] {
    guard try state(id, context.store) == nil else { return [] }
    let state = SeedState(
      id, text: Excerpt.of(text.plain, around: ""), in: channel, at: context.now)
    context.store.set(state.key, state.json)
    return [
      .post(text: text, in: channel, named: state.postName),
      .timer(name: "summary/\(id)", at: context.now + settings.summaryAfter),
      .timer(name: "end/\(id)", at: context.now + settings.follow),
    ]
  }

  func end(_ state: SeedState, _ context: inout Context) throws {
    var state = state
    state.phase = .ended
    context.store.set(state.key, state.json)
    guard let message = state.message, var open = try open(context.store)?.object else { return }
    open[message.raw] = nil
    context.store.set(Self.openKey, .object(open))
  }

  func delivered(_ name: String, _ message: ID<Message>, _ context: inout Context) throws {
    guard name.hasPrefix("seed-"), var state = try state(String(name.dropFirst(5)), context.store),
      state.phase == .planted
    else { return }
    state.phase = .growing
    state.message = message
    context.store.set(state.key, state.json)
    var open = try open(context.store)?.object ?? JSONObject()
    if open.members.count < Self.mostSeeds { open[message.raw] = .string(state.id) }
    context.store.set(Self.openKey, .object(open))
  }

  func heard(_ message: Message, _ context: inout Context) throws {
    guard !message.isDirect, !message.author.isBot, let open = try open(context.store)?.object, !open.isEmpty else {
      return
    }
    if let thread = message.thread, let id = open[thread.raw]?.string {
      return try count(message, id, isReply: true, &context)
    }
    if owners.isEmpty || message.isModerators(context.community.moderators) { return }
    let found = Set(terms.matches(in: Words(message.text)).map { owners[$0.phrase] })
    for id in found.sorted() where open.members.contains(where: { $0.value.string == id }) {
      try count(message, id, isReply: false, &context)
    }
  }

  private func count(_ message: Message, _ id: String, isReply: Bool, _ context: inout Context) throws {
    guard var state = try state(id, context.store),
      isReply ? state.channel.mayBe(message.channel) : message.isIn(state.channel.raw)
    else { return }
    let key = state.replyPrefix + message.id.raw
    let before = try context.store.record(key)
    let reply = SeedReply(message, stances.stance(message.text), isReply: isReply, at: context.now)
    if let old = before.flatMap({ SeedReply($0.value) }) {
      state.stances[old.stance]? -= 1
    } else {
      // An edit of what was not counted is not counted either.
      guard message.version == 0, state.replies + state.mentions < SeedState.mostReplies else { return }
      if isReply { state.replies += 1 } else { state.mentions += 1 }
    }
    state.stances[reply.stance, default: 0] += 1
    context.store.set(state.key, state.json)
    context.store.set(
      key, reply.json, of: message.author.id, expires: before?.expires ?? context.now + settings.keep)
  }

  /// A reply was deleted: what it said is forgotten.
  func forget(_ message: ID<Message>, in channel: ID<Channel>, _ context: inout Context) throws {
    for member in try open(context.store)?.object?.members ?? [] {
      guard let id = member.value.string, var state = try state(id, context.store), state.channel.mayBe(channel) else {
        continue
      }
      let key = state.replyPrefix + message.raw
      guard let reply = try context.store.value(key).flatMap(SeedReply.init) else { continue }
      state.stances[reply.stance]? -= 1
      if reply.isReply { state.replies -= 1 } else { state.mentions -= 1 }
      context.store.set(state.key, state.json)
      context.store.remove(key)
    }
  }

  func reacted(
    _ emoji: String, _ member: Member, to message: MessageRef, _ isAdded: Bool, _ context: inout Context
  ) throws {
    guard !member.isBot, let id = try open(context.store)?[message.id.raw]?.string,
      var state = try state(id, context.store), state.channel.mayBe(message.channel)
    else { return }
    let key = "reaction/\(id)/\(emoji)/\(member.id)"
    guard try context.store.contains(key) != isAdded else { return }
    state.react(emoji, by: isAdded ? 1 : -1)
    context.store.set(state.key, state.json)
    if isAdded {
      context.store.set(key, true, of: member.id, expires: context.now + settings.keep)
    } else {
      context.store.remove(key)
    }
  }
}
