import BotCore
import BotRuntime
import FoundationEssentials

/// One line of what happened.
struct Happening: Sendable, Hashable {
  /// The row of the store. Names change, and sentences with them: by this a line is known again.
  enum Key: Sendable, Hashable {
    case event(Int64)
    case delivery(Int64)
  }

  let key: Key
  let at: Date
  let sentence: String
  /// By which `botrun explain` knows it.
  var short: String?
  /// Whether the bot did it.
  let isBot: Bool

  private static let longest = 200

  /// Newest first, of members and bot together.
  static func newest(of community: ID<Community>, in store: SQLiteStore, limit: Int) throws -> [Happening] {
    try told(rows(of: community, in: store, limit: limit), of: community, in: store)
  }

  /// What is known before names are looked up.
  enum Row: Sendable {
    case event(Happening)
    case delivery(Delivery)

    var key: Key {
      switch self {
      case .event(let line): line.key
      case .delivery(let delivery): .delivery(delivery.id)
      }
    }

    var at: Date {
      switch self {
      case .event(let line): line.at
      case .delivery(let delivery): delivery.updated
      }
    }

    fileprivate var action: Action? {
      switch self {
      case .event: nil
      case .delivery(let delivery): delivery.action
      }
    }
  }

  /// Newest first.
  static func rows(of community: ID<Community>, in store: SQLiteStore, limit: Int) throws -> [Row] {
    let events: [Row] = try store.newestEvents(of: community, limit: limit).compactMap { row in
      let event = row.event
      return line(event).map {
        .event(
          Happening(
            key: .event(row.sequence), at: event.at, sentence: $0,
            short: event.isFromConsole ? nil : event.shortName, isBot: false))
      }
    }
    let deeds: [Row] = try store.newestDeliveries(of: community, in: [.sent], limit: limit).map { .delivery($0) }
    return Array((events + deeds).sorted { $0.at > $1.at }.prefix(limit))
  }

  /// In the order of the rows. Looks names up for these rows alone.
  static func told(_ rows: [Row], of community: ID<Community>, in store: SQLiteStore) throws -> [Happening] {
    let names = try store.names(for: rows.compactMap(\.action), in: community)
    return rows.map { row in
      switch row {
      case .event(let line): line
      case .delivery(let delivery):
        Happening(
          key: row.key, at: row.at, sentence: short("bot \(delivery.action.sentence(with: names))"), isBot: true)
      }
    }
  }

  /// What an event tells, as long as a line may be; `nil` for what is of no interest to a person.
  static func line(_ event: Event) -> String? { sentence(event).map(short) }

  private static func sentence(_ event: Event) -> String? {
    if case .other(name: Deed.eventName, let detail) = event.kind {
      let json = try? JSON(parsing: Array(detail.utf8))
      return json.flatMap { json in json["did"]?.string.map { "\(json["by"]?.string ?? "console") \($0)" } }
    }
    return event.kind.sentence { _, _ in "a message" }
  }

  /// On one line, and not too long.
  static func short(_ text: String) -> String {
    let line = text.split(whereSeparator: \.isNewline).joined(separator: " ")
    return line.count > longest ? line.prefix(longest - 1) + "…" : line
  }
}

extension Event {
  fileprivate var isFromConsole: Bool {
    if case .other(name: Deed.eventName, _) = kind { return true }
    return message?.id.isFromConsole == true
  }
}
