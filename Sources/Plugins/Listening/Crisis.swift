import BotCore
import FoundationEssentials

/// A crisis that goes on, as it is stored. What people did in it stands in records of their own (`CrisisLog`).
struct Crisis {
  static let key = "crisis"

  let number: Int
  let since: Date
  var until: Date
  let reason: String
  /// Messages that were found since it began.
  var found = 0
  /// The entries of the log so far.
  var entries = 0

  init(_ number: Int, since: Date, until: Date, reason: String) {
    self.number = number
    self.since = since
    self.until = until
    self.reason = reason
  }

  init?(_ json: JSON) {
    guard let number = json["number"]?.int, let since = json["since"]?.date, let until = json["until"]?.date else {
      return nil
    }
    self.init(number, since: since, until: until, reason: json["reason"]?.string ?? "")
    found = json["found"]?.int ?? 0
    entries = json["entries"]?.int ?? 0
  }

  var json: JSON {
    [
      "number": .int(number), "since": .of(since), "until": .of(until), "reason": .string(reason),
      "found": .int(found), "entries": .int(entries),
    ]
  }

  var name: String { "crisis-\(number)" }
}

/// What happened in a crisis, line by line: each a record of whoever did it.
struct CrisisLog {
  enum Kind: String {
    case began, prolonged, incident, settled, ticked, note, ended
  }

  struct Entry {
    let at: Date
    let kind: Kind
    let text: String
    let by: String?
    /// The step of the checklist, from 1.
    let step: Int?

    init(at: Date, _ kind: Kind, _ text: String, by: String? = nil, step: Int? = nil) {
      self.at = at
      self.kind = kind
      self.text = text
      self.by = by
      self.step = step
    }

    var author: String { by ?? "somebody" }

    init?(_ json: JSON) {
      guard let at = json["at"]?.date, let kind = json["kind"]?.string.flatMap(Kind.init) else { return nil }
      self.init(
        at: at, kind, json["text"]?.string ?? "", by: json["by"]?.string, step: json["step"]?.int)
    }

    var json: JSON {
      .compact(
        ("at", .of(at)), ("kind", .string(kind.rawValue)), ("text", .string(text)), ("by", .optional(by)),
        ("step", step.map { .int($0) }))
    }
  }

  static let most = 200
  private static let prefix = "crisis-log/"
  private static let memory = Duration.days(30)

  /// - Returns: whether there was room for it.
  @discardableResult
  static func add(_ entry: Entry, of member: ID<Member>?, to crisis: inout Crisis, _ context: inout Context) -> Bool {
    guard crisis.entries < most else { return false }
    crisis.entries += 1
    // Keys of one length stand in the order of their numbers.
    let key = prefix + String(1000 + crisis.entries)
    context.store.set(key, entry.json, of: member, expires: context.now + memory)
    return true
  }

  static func entries(_ store: Draft) throws -> [Entry] {
    try store.records(startingWith: prefix, limit: most).compactMap { Entry($0.record.value) }
  }

  static func clear(_ store: inout Draft) throws {
    for (key, _) in try store.records(startingWith: prefix, limit: most) { store.remove(key) }
  }
}
