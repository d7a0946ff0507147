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
  private(set) var turns: [DeferredTurn] = []

  init(_ config: BotConfig, _ store: SQLiteStore) {
    self.config = config
    self.store = store
  }

  func community(_ id: ID<Community>) -> CommunityConfig? { config.communities.first { $0.community.id == id } }

  /// What the word may mean. A number can be more than one thing.
  static func kinds(of word: String, in store: SQLiteStore) throws -> [Kind] {
    var kinds: [Kind] = []
    if let number = Int64(word) {
      if try store.delivery(number) != nil { kinds.append(.delivery) }
      if try store.flag(number) != nil { kinds.append(.flag) }
    }
    for stored in try store.events(about: word, limit: mostRows) {
      let isEvent = stored.event.id.raw == word || stored.event.key == word
      let kind: Kind = isEvent && stored.event.message?.id.raw != word ? .event : .message
      if !kinds.contains(kind) { kinds.append(kind) }
    }
    // A message and the events about it are one thing.
    return kinds.contains(.message) ? kinds.filter { $0 != .event } : kinds
  }

  mutating func look(at word: String, as kind: Kind) throws {
    switch kind {
    case .message, .event: try lookAtEvents(try store.events(about: word, limit: Self.mostRows), only: nil)
    case .delivery:
      guard let delivery = try Int64(word).flatMap({ try store.delivery($0) }) else { return }
      try look(at: delivery)
    case .flag:
      guard let flag = try Int64(word).flatMap({ try store.flag($0) }) else { return }
      let events = try flag.flag.message.map { try store.events(about: $0.id.raw, limit: Self.mostRows) } ?? []
      try lookAtEvents(events.filter { $0.event.community == flag.community }, only: flag.instance)
      if !flags.contains(where: { $0.id == flag.id }) { flags.append(flag) }
    }
  }

  private mutating func look(at delivery: Delivery) throws {
    let stored = try store.events(about: delivery.event.raw, limit: Self.mostRows)
      .filter { $0.event.community == delivery.community && $0.event.id == delivery.event }
    if stored.isEmpty, let own = SecondLook.ownEvent(delivery.event, in: delivery.community) {
      happenings.append(
        Happening(event: own, stored: nil, looks: looks(own, received: delivery.created, only: delivery.instance)))
    }
    for one in stored {
      happenings.append(
        Happening(
          event: one.event, stored: one, looks: looks(one.event, received: one.received, only: delivery.instance)))
    }
    deliveries = [delivery]
    turns = try store.turns(on: [delivery.event]).filter { $0.instance == delivery.instance }
  }

  private mutating func lookAtEvents(_ stored: [StoredEvent], only instance: ID<Instance>?) throws {
    happenings = stored.map { one in
      Happening(
        event: one.event, stored: one, looks: looks(one.event, received: one.received, only: instance))
    }
    let messages = Set(stored.compactMap { $0.event.message?.id })
    deliveries = try store.deliveries(
      on: Set(stored.map(\.event.id)), about: messages, limit: Self.mostRows
    ).filter { instance == nil || $0.instance == instance }
    for message in messages.sorted() {
      flags += try store.flags(about: message, limit: Self.mostRows).filter {
        instance == nil || $0.instance == instance
      }
    }
    turns = try store.turns(on: Set(stored.map(\.event.id)))
  }

  private func looks(_ event: Event, received: Date, only instance: ID<Instance>?) -> [SecondLook] {
    guard let community = community(event.community) else { return [] }
    return community.instances.filter { instance == nil || $0.id == instance }.map {
      SecondLook(at: event, received: received, by: $0, in: community, store)
    }
  }
}
