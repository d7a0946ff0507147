import BotCore
import BotRuntime
import FoundationEssentials

extension Command {
  static let flags = Command(
    name: "flags",
    summary: "see what the bot flagged for a person, acknowledge it, put it off, resolve it",
    operands: "list | ack ID … | snooze ID … | resolve ID …",
    operandCount: 1...1000,
    options: [
      .config, .json,
      Option(name: "--all", help: "also those that are resolved"),
      Option(name: "--for", value: "TIME", help: "snooze: how long, such as 2h or 3d (1d)"),
      Option(name: "--limit", value: "N", help: "at most so many (default 100)"),
    ],
    examples: [
      ("botrun flags list", "what is open"),
      ("botrun flags ack 3", "you have seen it"),
      ("botrun flags snooze 3 --for 2h", "it is told again in two hours"),
      ("botrun flags resolve 3", "it is done"),
    ],
    run: { arguments in
      switch try arguments.verb(of: "flags", FlagsVerb.self) {
      case .list: try list(try StoreFile.open(arguments, isWriting: false), arguments)
      case .ack: try set(arguments, to: .acknowledged)
      case .snooze: try set(arguments, to: .snoozed)
      case .resolve: try set(arguments, to: .resolved)
      }
      return .ok
    })

  private enum FlagsVerb: String, CaseIterable { case list, ack, snooze, resolve }

  private static func list(_ store: SQLiteStore, _ arguments: Arguments) throws {
    defer { store.close() }
    let states: Set<StoredFlag.State> =
      arguments.has("--all") ? Set(StoredFlag.State.allCases) : [.open, .acknowledged, .snoozed]
    let flags = try store.flags(in: states, limit: try arguments.limit(100))
    if arguments.has("--json") { return Terminal.say(JSON.array(flags.map(\.report)).pretty) }
    if flags.isEmpty { return Terminal.say("No flags.") }
    let communities = try ConfigFile.load(arguments).communities.map(\.community)
    let zones = Dictionary(communities.map { ($0.id, $0.timezone) }) { first, _ in first }
    defer { Terminal.say("\nbotrun explain flag NUMBER, or explain e-…, tells why.") }
    for flag in flags {
      let head = "\(flag.flag.severity.rawValue) in \(flag.community): \(flag.flag.title)"
      let by = flag.by.isEmpty ? "" : " by \(flag.by)"
      Terminal.say(
        "\(flag.id)".padded(to: 6) + Terminal.safe(head)
          + " (\(flag.state.rawValue)\(by), \((zones[flag.community] ?? .utc).local(flag.created).shown)"
          + (flag.flag.message.map { ", about \($0.shortName)" } ?? "") + ")")
      let body = [flag.flag.text.plain, flag.flag.link ?? ""].filter { !$0.isEmpty }.joined(separator: "\n")
      for line in Terminal.safe(body).split(separator: "\n") { Terminal.say("      " + line) }
    }
  }

  private static func set(_ arguments: Arguments, to state: StoredFlag.State) throws {
    let ids = try arguments.ids(.flag)
    let now = Clock.system.now()
    let until = state == .snoozed ? now + (try arguments.length("--for", usual: .days(1))) : nil
    let store = try StoreFile.open(arguments, isWriting: true)
    defer { store.close() }
    let person = Terminal.person
    try store.transaction {
      for id in ids {
        guard try store.settle(flag: id, as: state, until: until, by: person, now: now) else {
          throw Failure(.badData, "there is no open flag \(id); botrun flags list shows them")
        }
      }
    }
    Terminal.say(
      "\(ids.count == 1 ? "Flag" : "Flags") \(ids.map(String.init).joined(separator: ", ")): \(state.rawValue) by \(person)."
    )
  }
}

extension StoredFlag {
  /// For programs.
  fileprivate var report: JSON {
    .compact(
      ("id", .int(Int(id))), ("state", .string(state.rawValue)), ("severity", .string(flag.severity.rawValue)),
      ("community", .string(community.raw)), ("instance", .string(instance.raw)), ("title", .string(flag.title)),
      ("text", .string(flag.text.plain)), ("link", .optional(flag.link)),
      ("message", .optional(flag.message?.shortName)),
      ("created", .string(created.formatted(.iso8601))), ("by", .string(by)))
  }
}
