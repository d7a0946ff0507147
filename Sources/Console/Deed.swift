import BotCore
import BotRuntime
import FoundationEssentials

/// What a person wants done, as a form of the console tells it.
enum Deed: Hashable {
  case settle(flag: Int64, Flag.State, until: Date?)
  case retry(Int64)
  case arrived(Int64)
  case drop(Int64)
  case posted(draft: Int64, address: String?)
  case dropDraft(Int64)
  case hold(until: Date, reason: String)
  case release
  /// Told to the plugins as if in the moderators' channel.
  case command(String, arguments: String)
  case erase(ID<Member>)

  /// What the record of it in the store is called.
  static let eventName = "console"
}

/// Why a form cannot be understood: a sentence for the person.
struct DeedFault: Error, Hashable {
  let sentence: String
}

// MARK: Reading

extension Deed {
  private static let longestHold = Duration.days(30)
  private static let longestSnooze = Duration.days(365)

  /// - Throws: `DeedFault`.
  init(_ fields: FormFields, now: Date) throws(DeedFault) {
    switch fields["deed"] {
    case "ack": self = .settle(flag: try Self.id(fields), .acknowledged, until: nil)
    case "resolve": self = .settle(flag: try Self.id(fields), .resolved, until: nil)
    case "snooze":
      let until = now + (try Self.length(fields, most: Self.longestSnooze))
      self = .settle(flag: try Self.id(fields), .snoozed, until: until)
    case "retry": self = .retry(try Self.id(fields))
    case "done": self = .arrived(try Self.id(fields))
    case "drop": self = .drop(try Self.id(fields))
    case "posted": self = .posted(draft: try Self.id(fields), address: try Self.address(fields))
    case "drop-draft": self = .dropDraft(try Self.id(fields))
    case "hold":
      self = .hold(until: now + (try Self.length(fields, most: Self.longestHold)), reason: Self.line(fields["reason"]))
    case "release": self = .release
    case "approve": self = .command("approve", arguments: try Self.word(fields["item"]))
    case "reject":
      self = .command("reject", arguments: "\(try Self.word(fields["item"])) \(Self.line(fields["reason"]))")
    case "phrase":
      self = .command(
        "faq", arguments: "phrase \(try Self.left(fields["entry"])) = \(try Self.text(fields["phrasing"]))")
    case "answer":
      self = .command(
        "faq", arguments: "add \(try Self.left(fields["question"])) = \(try Self.text(fields["answer"], lines: true))")
    case "erase":
      guard fields["sure"] == "yes" else { throw DeedFault(sentence: "Tick the box to say that you are sure.") }
      self = .erase(ID(try Self.text(fields["member"])))
    default: throw DeedFault(sentence: "The console does not know what to do with this form.")
    }
  }

  /// What stands before the " = " of a command must hold none of its own: members write questions.
  private static func left(_ text: String?) throws(DeedFault) -> String {
    try Self.text(text).replacing(" = ", with: "=")
  }

  private static func id(_ fields: FormFields) throws(DeedFault) -> Int64 {
    guard let id = fields["id"].flatMap({ Int64($0) }) else { throw DeedFault(sentence: "The form names no number.") }
    return id
  }

  private static func length(_ fields: FormFields, most: Duration) throws(DeedFault) -> Duration {
    guard let length = fields["for"].flatMap({ Duration(settingText: $0) }), length > .zero, length <= most else {
      throw DeedFault(sentence: "Say for how long, such as 2h or 3d.")
    }
    return length
  }

  private static func address(_ fields: FormFields) throws(DeedFault) -> String? {
    let address = line(fields["address"])
    guard !address.isEmpty else { return nil }
    guard ["https://", "http://"].contains(where: address.lowercased().hasPrefix) else {
      throw DeedFault(sentence: "\(address) is no address. It begins with https://.")
    }
    return address
  }

  private static func text(_ field: String?, lines: Bool = false) throws(DeedFault) -> String {
    let text = lines ? (field ?? "").split(separator: "\r\n").joined(separator: "\n") : line(field)
    guard !text.allSatisfy(\.isWhitespace) else { throw DeedFault(sentence: "Something is missing in the form.") }
    return text
  }

  private static func word(_ field: String?) throws(DeedFault) -> String {
    let word = try text(field)
    guard !word.contains(where: \.isWhitespace) else { throw DeedFault(sentence: "There is no such post.") }
    return word
  }

  private static func line(_ field: String?) -> String {
    (field ?? "").split(whereSeparator: \.isNewline).joined(separator: " ")
  }
}

// MARK: Doing

extension Deed {
  /// Of whom it was must not be written down anew.
  var isErasure: Bool { if case .erase = self { true } else { false } }

  /// What was done, for the record and for the person; `nil` where plugins have to be told.
  /// - Throws: `DeedFault`, `SettlingFault`, `StoreError`. Call it within a transaction.
  func perform(
    in community: CommunityConfig, _ store: SQLiteStore, by person: String, _ parts: ConsoleParts, now: Date
  ) throws -> String? {
    let id = community.community.id
    switch self {
    case .settle(let flag, let state, let until):
      guard try store.flag(flag)?.community == id,
        try store.settle(flag: flag, as: state, until: until, by: person, now: now)
      else { throw DeedFault(sentence: "There is no open flag \(flag) here.") }
      return Self.sentence(flag, state)
    case .retry(let delivery):
      try check(delivery, of: id, store)
      try store.retry(delivery: delivery, by: person, now: now)
      return "put delivery \(delivery) in line again"
    case .arrived(let delivery):
      try check(delivery, of: id, store)
      try store.markArrived(delivery: delivery, as: nil, now: now)
      return "said that delivery \(delivery) is there"
    case .drop(let delivery):
      try check(delivery, of: id, store)
      try store.drop(delivery: delivery, by: person, now: now)
      return "dropped delivery \(delivery)"
    case .posted(let draft, let address):
      try check(draft, of: id, store)
      try store.markPosted(draft: draft, at: address, now: now)
      return "posted draft \(draft)"
    case .dropDraft(let draft):
      try check(draft, of: id, store)
      try store.drop(draft: draft, now: now)
      return "dropped draft \(draft)"
    case .hold(let until, let reason):
      try store.hold(
        id, until: until, reason: reason.isEmpty ? "held by \(person)" : "held by \(person): \(reason)", now: now)
      return "held the scheduled posts until \(community.community.timezone.local(until).shown)"
    case .release:
      try store.hold(id, until: nil, reason: "", now: now)
      return "let the scheduled posts go out again"
    case .command: return nil
    case .erase(let member):
      guard let door = parts.members else { throw DeedFault(sentence: "Nothing can be erased here.") }
      return try door.erase(store, community, member)
    }
  }

  private static func sentence(_ flag: Int64, _ state: Flag.State) -> String {
    switch state {
    case .open: "opened flag \(flag)"
    case .acknowledged: "began to take care of flag \(flag)"
    case .snoozed: "put off flag \(flag)"
    case .resolved: "resolved flag \(flag)"
    }
  }

  /// One community's page settles nothing of another's.
  private func check(_ delivery: Int64, of community: ID<Community>, _ store: SQLiteStore) throws {
    guard try store.delivery(delivery)?.community == community else {
      throw DeedFault(sentence: "There is no delivery \(delivery) here.")
    }
  }
}
