import BotCore
import BotRuntime
import FoundationEssentials

extension Command {
  static let outbox = Command(
    name: "outbox",
    summary: "see what waits, is suggested, failed or is in doubt, and settle it",
    operands: "list | send ID … | retry ID … | done ID … | drop ID …",
    operandCount: 1...1000,
    options: [
      .config, .json,
      Option(name: "--state", value: "STATES", help: "only these, such as unknown,failed (default: all but sent)"),
      Option(name: "--limit", value: "N", help: "at most so many rows (default 100)"),
      Option(
        name: "--message", value: "ID", help: "done: its id on the platform, so that the post can be edited later"),
    ],
    details: """
      States: queued, sending, retrying (the bot goes on by itself); unknown (nobody knows whether it was done: look on
      the platform, then say done where it is there, else retry or drop); failed (the platform refused it); dead (given
      up); held (waits for you: a suggestion, a dry run, a limit; the note says which). "send" accepts a suggestion, and is
      "retry" for all else. A long text goes out in parts: after done, and after a retry that succeeds, the parts
      that waited behind it go out in their order. Works while the bot runs.
      """,
    examples: [
      ("botrun outbox list", "everything that is not done"),
      ("botrun outbox send 12", "do what a plugin suggests"),
      ("botrun outbox retry 17", "send delivery 17, after you saw that it is not there"),
      ("botrun outbox done 17", "it is there: what waits behind it goes on"),
      ("botrun outbox drop 17 18", "no longer wanted"),
    ],
    run: { arguments in
      switch try arguments.verb(of: "outbox", OutboxVerb.self) {
      case .list: try list(try StoreFile.open(arguments, isWriting: false), arguments)
      case .send: try settle(arguments, "on the way") { try $0.retry(delivery: $1, by: Terminal.person, now: $2) }
      case .retry: try settle(arguments, "queued again") { try $0.retry(delivery: $1, by: Terminal.person, now: $2) }
      case .done: try done(arguments)
      case .drop: try settle(arguments, "dropped") { try $0.drop(delivery: $1, by: Terminal.person, now: $2) }
      }
      return .ok
    })

  private enum OutboxVerb: String, CaseIterable { case list, send, retry, done, drop }

  private static func list(_ store: SQLiteStore, _ arguments: Arguments) throws {
    defer { store.close() }
    let isAsked = arguments.has("--state")
    let rows = try store.deliveries(in: try states(arguments), after: 0, limit: try arguments.limit(100))
      .filter { isAsked || $0.note != Delivery.dropped }
    if arguments.has("--json") { return Terminal.say(JSON.array(rows.map(\.report)).pretty) }
    let putOff = isAsked ? [] : try waiting(arguments, store)
    if rows.isEmpty, putOff.isEmpty { return Terminal.say("Nothing waits.") }
    var names: [ID<Community>: SentenceNames] = [:]
    for (community, rows) in Dictionary(grouping: rows, by: \.community) {
      names[community] = try store.names(for: rows.map(\.action), in: community)
    }
    for row in rows {
      let sentence = row.action.sentence(with: names[row.community] ?? SentenceNames())
      Terminal.say(
        "\(row.id)".padded(to: 6) + row.state.rawValue.padded(to: 10)
          + Terminal.safe("\(row.instance) \(sentence)").split(separator: "\n").joined(separator: " "))
      let since = "since \(row.updated.formatted(.iso8601))" + (row.note.isEmpty ? "" : ": " + Terminal.safe(row.note))
      Terminal.say(String(repeating: " ", count: 16) + since)
    }
    putOff.forEach(Terminal.say)
  }

  /// What the plugins have put off, which is no row yet.
  private static func waiting(_ arguments: Arguments, _ store: SQLiteStore) throws -> [String] {
    let now = Clock.system.now()
    let lines = try ConfigFile.load(arguments).communities.flatMap { config in
      let (community, waiting) = (config.community, try store.waiting(in: config, now: now))
      let names = try store.names(for: [], waiting, in: community.id)
      return waiting.map { ($0.until, "\(community.id) " + $0.sentence(in: community.timezone, now: now, names)) }
    }.sorted { $0.0 < $1.0 }.map(\.1)
    if lines.isEmpty { return [] }
    let more = lines.count > mostWaiting ? ["  and \(lines.count - mostWaiting) more"] : []
    return ["Not said yet:"] + lines.prefix(mostWaiting).map { "  " + Terminal.safe($0) } + more
  }

  private static let mostWaiting = 20

  private static func states(_ arguments: Arguments) throws -> Set<Delivery.State> {
    guard let words = arguments.value("--state") else { return Set(Delivery.State.allCases).subtracting([.sent]) }
    return Set(
      try words.split(separator: ",").map { word in
        guard let state = Delivery.State(rawValue: String(word)) else {
          let all = Delivery.State.allCases.map(\.rawValue)
          throw Failure(.usage, "--state \(word): use \(all.joined(separator: ", "))")
        }
        return state
      })
  }

  private static func settle(
    _ arguments: Arguments, _ says: String, _ body: (SQLiteStore, Int64, Date) throws -> Void
  ) throws {
    let ids = try arguments.ids()
    try change(arguments) { store in for id in ids { try body(store, id, Clock.system.now()) } }
    say(ids, says)
  }

  /// A person saw that it did arrive.
  private static func done(_ arguments: Arguments) throws {
    let ids = try arguments.ids()
    let message = arguments.value("--message")
    guard message == nil || ids.count == 1 else { throw Failure(.usage, "--message goes with one delivery alone") }
    var nameless: [Int64] = []
    try change(arguments) { store in
      for id in ids where try store.markArrived(delivery: id, as: message.map { ID($0) }, now: Clock.system.now()) {
        nameless.append(id)
      }
    }
    say(ids, "done")
    for id in nameless {
      Terminal.say("To let the bot edit \(id) later, tell it where it stands: botrun outbox done \(id) --message ID")
    }
  }

  /// All of it, or nothing.
  static func change(_ arguments: Arguments, _ body: (SQLiteStore) throws -> Void) throws {
    let store = try StoreFile.open(arguments, isWriting: true)
    defer { store.close() }
    do {
      try store.transaction { try body(store) }
    } catch let fault as SettlingFault {
      throw Failure(.badData, fault.description)
    }
  }

  private static func say(_ ids: [Int64], _ says: String) {
    Terminal.say(
      "\(ids.count == 1 ? "Delivery" : "Deliveries") \(ids.map(String.init).joined(separator: ", ")): \(says).")
  }
}

extension Arguments {
  func limit(_ usual: Int) throws -> Int {
    guard let text = value("--limit") else { return usual }
    guard let limit = Int(text), limit > 0 else { throw Failure(.usage, "--limit \(text): use a whole number above 0") }
    return limit
  }

  /// The first operand, where it is one of the command's verbs.
  func verb<Verb: RawRepresentable & CaseIterable>(
    of command: String, _ verbs: Verb.Type
  ) throws -> Verb where Verb.RawValue == String {
    guard let verb = Verb(rawValue: operands[0]) else {
      let known = verbs.allCases.map(\.rawValue)
      throw Failure(.usage, Arguments.unknown(operands[0], known, "botrun \(command) --help"))
    }
    return verb
  }

  /// The operands after the first, as they are shown.
  func ids(_ kind: RowNumber = .delivery) throws -> [Int64] {
    let words = Array(operands.dropFirst())
    guard let ids = kind.read(words) else {
      let wrong = words.first { kind.read([$0]) == nil }
      throw Failure(
        .usage,
        wrong.map { "\($0) is no number of a \(kind); the list shows them" }
          ?? "\(operands[0]) needs the numbers that the list shows")
    }
    return ids
  }
}

extension Delivery {
  /// For programs.
  var report: JSON {
    .compact(
      ("id", .int(Int(id))), ("state", .string(state.rawValue)), ("community", .string(community.raw)),
      ("instance", .string(instance.raw)), ("action", .string(action.sentence)), ("attempts", .int(attempts)),
      ("event", .string(event.raw)), ("created", .string(created.formatted(.iso8601))),
      ("updated", .string(updated.formatted(.iso8601))), ("remote", .optional(remote?.raw)),
      ("note", .string(note)), ("config", .string(config)))
  }
}
