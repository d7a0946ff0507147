import BotCore
import BotRuntime
import FoundationEssentials

/// All that is known of a message, an event, a delivery or a flag.
struct Investigation {
  static let mostRows = 200

  enum Kind: String, CaseIterable { case message, event, delivery, flag }

  /// An event with what each instance makes of it now.
  struct Happening {
    let event: Event
    /// `nil` for what came from the bot's own clock.
    let stored: StoredEvent?
    let looks: [SecondLook]
  }

  let config: BotConfig
  let store: SQLiteStore
  private(set) var happenings: [Happening] = []
  private(set) var deliveries: [Delivery] = []
  private(set) var flags: [StoredFlag] = []
  /// What the plugins said of it when they decided, oldest first.
  private(set) var reasons: [StoredReason] = []
  /// What is put off and has to do with it.
  private(set) var waits: [Waiting] = []
  private(set) var turns: [DeferredTurn] = []
  private(set) var names: [ID<Community>: SentenceNames] = [:]
  /// For whom a delivery is that the bot's own clock brought about.
  private(set) var people: [Int64: [Person]] = [:]

  /// Somebody whom a delivery is for, and when they had joined.
  struct Person {
    let id: ID<Member>
    let name: String
    let joined: Event?
  }

  init(_ config: BotConfig, _ store: SQLiteStore) {
    self.config = config
    self.store = store
  }

  func community(_ id: ID<Community>) -> CommunityConfig? { config.communities.first { $0.community.id == id } }

  /// What the word may mean. A number can be more than one thing.
  static func kinds(of word: String, in store: SQLiteStore) throws -> [Kind] {
    var kinds: [Kind] = []
    if Int64(word) == nil, let number = RowNumber.delivery.read([word])?.first {
      return try store.delivery(number) == nil ? [] : [.delivery]
    }
    if let number = Int64(word) {
      if try store.delivery(number) != nil { kinds.append(.delivery) }
      if try store.flag(number) != nil { kinds.append(.flag) }
    }
    for stored in try store.events(about: word, limit: mostRows) {
      let isEvent = stored.event.id.raw == word || stored.event.key == word
      let kind: Kind = isEvent && stored.event.message?.id.raw != word ? .event : .message
      if !kinds.contains(kind) { kinds.append(kind) }
    }
    if !kinds.contains(.message), try !store.deliveries(standingAs: ID(word), limit: 1).isEmpty {
      kinds.append(.message)
    }
    // A message and the events about it are one thing.
    return kinds.contains(.message) ? kinds.filter { $0 != .event } : kinds
  }

  mutating func look(at word: String, as kind: Kind) throws {
    switch kind {
    case .message, .event:
      let stored = try store.events(about: word, limit: Self.mostRows)
      try lookAtEvents(stored, only: nil)
      // Another channel may have counted up to the same number.
      let places = stored.compactMap { one in
        one.event.subject.flatMap { $0.id.raw == word ? (one.event.community, $0.channel) : nil }
      }
      let own = try store.deliveries(standingAs: ID(word), in: places, limit: Self.mostRows)
      for delivery in own { try look(at: delivery) }
    case .delivery:
      guard let delivery = try RowNumber.delivery.read([word])?.first.flatMap({ try store.delivery($0) }) else {
        return
      }
      try look(at: delivery)
    case .flag:
      guard let flag = try RowNumber.flag.read([word])?.first.flatMap({ try store.flag($0) }) else { return }
      let events = try flag.flag.message.map { try store.events(about: $0.id.raw, limit: Self.mostRows) } ?? []
      let meant = events.filter { one in
        one.event.community == flag.community
          && one.event.subject.map { flag.flag.message?.channel.mayBe($0.channel) ?? true } ?? true
      }
      try lookAtEvents(meant, only: flag.instance)
      if meant.isEmpty { try lookAtAnnouncements(of: flag) }
      if !flags.contains(where: { $0.id == flag.id }) { flags.append(flag) }
    }
    try learnNames()
  }

  private mutating func look(at delivery: Delivery) throws {
    let isStored = try lookAtCause(of: delivery)
    if !isStored, let own = SecondLook.ownEvent(delivery.event, in: delivery.community) {
      happenings.append(
        Happening(event: own, stored: nil, looks: looks(own, received: delivery.created, only: delivery.instance)))
    }
    add([delivery])
    try addReasons(on: [delivery.event], in: delivery.community) { $0.instance == delivery.instance }
    turns += try store.turns(on: [delivery.event]).filter { $0.instance == delivery.instance }
  }

  /// The event that it came from.
  /// - Returns: false where the store has it no more, or never had it.
  private mutating func lookAtCause(of delivery: Delivery) throws -> Bool {
    let stored = try store.events(about: delivery.event.raw, limit: Self.mostRows)
      .filter { $0.event.community == delivery.community && $0.event.id == delivery.event }
    happenings += stored.map { one in
      Happening(
        event: one.event, stored: one, looks: looks(one.event, received: one.received, only: delivery.instance))
    }
    return !stored.isEmpty
  }

  private mutating func lookAtEvents(_ stored: [StoredEvent], only instance: ID<Instance>?) throws {
    happenings = stored.map { one in
      Happening(
        event: one.event, stored: one, looks: looks(one.event, received: one.received, only: instance))
    }
    deliveries = []
    for (community, rows) in Dictionary(grouping: stored, by: \.event.community).sorted(by: { $0.key < $1.key }) {
      let messages = Set(rows.compactMap { $0.event.message?.ref })
      deliveries += try store.deliveries(
        on: Set(rows.map(\.event.id)), about: messages, in: community, limit: Self.mostRows
      ).filter { instance == nil || $0.instance == instance }
      for message in Set(messages.map(\.id)).sorted() {
        flags += try store.flags(about: message, limit: Self.mostRows).filter { flag in
          flag.community == community && (instance == nil || flag.instance == instance)
            && messages.contains { flag.flag.message?.channel.mayBe($0.channel) ?? true }
        }
      }
      let ids = Set(rows.map(\.event.id))
      try addReasons(on: ids, about: messages, in: community) { instance == nil || $0.instance == instance }
      try lookAtClock(besides: ids, in: community)
      try lookAtWaits(messages, Set(rows.compactMap(\.event.joined)), in: community)
    }
    for one in happenings { try lookAtLater(one) }
    try lookAtFlagsTold()
    turns = try store.turns(on: Set(stored.map(\.event.id)))
  }

  private mutating func add(_ more: [Delivery]) {
    deliveries += more.filter { one in !deliveries.contains { $0.id == one.id } }
  }

  private mutating func addReasons(
    on events: Set<ID<Event>>, about messages: Set<MessageRef> = [], in community: ID<Community>,
    where isMeant: (StoredReason) -> Bool
  ) throws {
    let found = try store.reasons(on: events, about: messages, in: community, limit: Self.mostRows)
    reasons += found.filter { isMeant($0) && !reasons.contains($0) }
  }

  /// What a timer brought about for a message: the plugin named it as what it is about.
  private mutating func lookAtClock(besides known: Set<ID<Event>>, in community: ID<Community>) throws {
    let later = reasons.filter { $0.event.isByClock && !known.contains($0.event) }
    let all = try store.deliveries(on: Set(later.map(\.event)), about: [], in: community, limit: Self.mostRows)
    add(all.filter { one in later.contains { $0.event == one.event && $0.instance == one.instance } })
  }

  /// What the plugins wait for, of these messages and of these members.
  private mutating func lookAtWaits(
    _ messages: Set<MessageRef>, _ members: Set<ID<Member>>, in community: ID<Community>
  ) throws {
    guard let config = self.community(community) else { return }
    waits += try store.waiting(in: config, now: Clock.system.now()).filter { wait in
      switch wait.wait.about {
      case .message(let message): messages.contains { $0.id == message.id && $0.channel.mayBe(message.channel) }
      case .member(let member): members.contains(member)
      case .channel, nil: false
      }
    }
  }

  /// One flag may be about many messages, and names none of them.
  private mutating func lookAtFlagsTold() throws {
    for number in Set(deliveries.compactMap(\.announcedFlag)).sorted() where !flags.contains(where: { $0.id == number })
    {
      if let flag = try store.flag(number) { flags.append(flag) }
    }
  }

  private mutating func lookAtAnnouncements(of flag: StoredFlag) throws {
    let told = try store.deliveries(announcing: flag.id, limit: Self.mostRows)
    add(told)
    if let first = told.first { _ = try lookAtCause(of: first) }
    try addReasons(on: Set(told.map(\.event)), in: flag.community) { $0.instance == flag.instance }
  }

  /// What a plugin that looks at joinings put off then, and its timer brought about: it names the member, not the event.
  private mutating func lookAtLater(_ happening: Happening) throws {
    guard case .memberJoined(let member, _, _) = happening.event.kind, let stored = happening.stored else { return }
    let community = happening.event.community
    let lookers = Set(happening.looks.filter { $0.bar != .notAsked }.map(\.instance))
    let later = try store.joins(of: [member.id], in: community, until: .distantFuture, limit: Self.mostRows)
      .first { $0.received > stored.received }
    let all = try store.clockDeliveries(for: member.id, in: community, since: stored.received, limit: Self.mostRows)
    add(all.filter { one in lookers.contains(one.instance) && (later.map { one.created < $0.received } ?? true) })
    let said = try store.reasons(about: member.id, in: community, since: stored.received, limit: Self.mostRows)
    reasons += said.filter { one in
      lookers.contains(one.instance) && (later.map { one.at < $0.received } ?? true) && !reasons.contains(one)
    }
  }

  private mutating func learnNames() throws {
    for community in Set(happenings.map(\.event.community) + deliveries.map(\.community)) {
      let looks = happenings.filter { $0.event.community == community }.flatMap(\.looks)
      let actions = deliveries.filter { $0.community == community }.map(\.action) + looks.flatMap(\.actions)
      names[community] = try store.names(
        for: actions, looks.flatMap(\.waits) + waits, about: reasons.compactMap(\.reason.message), in: community)
    }
    var known: [ID<Community>: [ID<Member>: String]] = [:]
    for delivery in deliveries where delivery.event.isByClock {
      let names = try known[delivery.community] ?? store.memberNames(of: delivery.community)
      known[delivery.community] = names
      people[delivery.id] = try people(of: delivery, names)
    }
  }

  private func people(of delivery: Delivery, _ known: [ID<Member>: String]) throws -> [Person] {
    var members = delivery.members + (delivery.action.text?.mentioned ?? [])
    if case .direct(_, let member) = delivery.action { members.append(member) }
    if members.isEmpty { return [] }
    let joins = try store.joins(
      of: members, in: delivery.community, until: delivery.created, limit: Self.mostRows)
    var seen: Set<ID<Member>> = []
    return members.filter { seen.insert($0).inserted }.map { id in
      Person(id: id, name: known[id] ?? id.raw, joined: joins.last { $0.event.actor?.id == id }?.event)
    }
  }

  private func looks(_ event: Event, received: Date, only instance: ID<Instance>?) -> [SecondLook] {
    guard let community = community(event.community) else { return [] }
    return community.instances.filter { instance == nil || $0.id == instance }.map {
      SecondLook(at: event, received: received, by: $0, in: community, store)
    }
  }
}

extension Event {
  /// Who joined.
  fileprivate var joined: ID<Member>? { if case .memberJoined(let member, _, _) = kind { member.id } else { nil } }

  /// The message that it brings or is about.
  fileprivate var subject: MessageRef? {
    switch kind {
    case .messagePosted(let message), .messageEdited(let message), .command(_, _, let message): message.ref
    case .messageDeleted(let message, let channel), .reacted(_, _, let message, let channel),
      .unreacted(_, _, let message, let channel), .reported(let message, let channel, _, _):
      MessageRef(message, in: channel)
    case .memberJoined, .memberLeft, .joinRequested, .started, .due, .fetched, .delivered, .settled, .other: nil
    }
  }
}
