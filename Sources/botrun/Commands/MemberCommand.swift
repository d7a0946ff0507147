import BotCore
import BotRuntime
import FoundationEssentials
import Glibc

extension Command {
  static let member = Command(
    name: "member",
    summary: "show or erase all that is stored about a member, and keep the list of those who opted out",
    operands: "export|erase|optout|optin ID",
    operandCount: 2...2,
    options: [
      .config, .json,
      Option(name: "--community", value: "ID", help: "only this community (default: all)"),
      Option(name: "--name", value: "NAME", help: "a name of the member that the store may not know any more"),
      Option(name: "--yes", help: "erase without asking"),
    ],
    details: """
      ID is the platform's id of the member, as exports and flags show it. An export is JSON: events, records of plugins,
      what the bot sent and why, flags. Erasing removes all of it at once, also while the bot runs, and what the platform tells
      again of the time before is not taken in any more. What stands on the platform itself is not touched, nor are
      backups: delete those that are older. Then the store's file is built anew, so that no copy stays in it: that takes
      twice its size of free space in its folder. Where it cannot be done, the command says why and ends with 69: the
      member is erased, and erasing once more makes up for the rest.
      """,
    examples: [
      ("botrun member export U0123 > ada.json", "all that the bot knows, to hand over"),
      ("botrun member erase U0123", "it asks once, then tells what was removed"),
      ("botrun member optout U0123", "the bot writes to them no more, unless they ask it something"),
    ],
    run: { arguments in
      let verb = arguments.operands[0]
      guard let action = MemberAction(rawValue: verb) else {
        let known = MemberAction.allCases.map(\.rawValue)
        throw Failure(.usage, Arguments.unknown("the word \(verb)", verb, known, "botrun member --help"))
      }
      let config = try ConfigFile.load(arguments)
      let communities = try chosen(arguments, config)
      let store = try StoreFile.open(arguments, isWriting: true)
      defer { store.close() }
      let desk = MemberDesk(
        store: store, member: ID(arguments.operands[1]), communities: communities,
        names: Set([arguments.value("--name")].compactMap { $0 }), now: Clock.system.now())
      let name = try desk.known()
      switch action {
      case .export: return try desk.export()
      case .erase: return try desk.erase(name, asks: !arguments.has("--yes"), asJSON: arguments.has("--json"))
      case .optout, .optin: return try desk.optOut(action == .optout)
      }
    })

  private enum MemberAction: String, CaseIterable { case export, erase, optout, optin }

  private static func chosen(_ arguments: Arguments, _ config: BotConfig) throws -> [ID<Community>] {
    let known = config.communities.map(\.community.id)
    guard let name = arguments.value("--community") else { return known }
    guard known.contains(ID(name)) else {
      throw Failure(.usage, Arguments.unknown("the community \(name)", name, known.map(\.raw), "the configuration"))
    }
    return [ID(name)]
  }
}

/// What is done for one member in some communities.
private struct MemberDesk {
  let store: SQLiteStore
  let member: ID<Member>
  let communities: [ID<Community>]
  let names: Set<String>
  let now: Date

  /// The name of whom the id stands for; `nil`, and a word of it, where nobody with it was met.
  /// - Throws: for a name where an id belongs: that would do half of the work, and look as if it were done.
  func known() throws -> String? {
    let called = try communities.flatMap { community in
      try store.metMembers(of: community, search: member.raw, limit: 100).members
    }
    if let known = called.first(where: { $0.id == member }) { return known.name }
    let ids = Set(called.filter { $0.name.lowercased() == member.raw.lowercased() }.map(\.id.raw)).sorted()
    guard !ids.isEmpty else {
      Terminal.complain(
        "\(Terminal.safe(member.raw)): the bot has met nobody with this id; it does what you ask all the same")
      return nil
    }
    throw Failure(
      .badData,
      Terminal.safe(
        "\(member) is a name; nothing was done. Write the id of whom you mean: \(ids.joined(separator: ", "))"))
  }

  func export() throws -> ExitCode {
    let all = try store.transaction {
      try communities.map { try store.export(member, in: $0, names: names) }
    }
    Terminal.say(JSON.array(all).pretty)
    return .ok
  }

  func erase(_ name: String?, asks: Bool, asJSON: Bool) throws -> ExitCode {
    if asks {
      let places = communities.map(\.raw).joined(separator: ", ")
      let whom = Terminal.safe(name.map { "\($0) (\(member))" } ?? member.raw)
      Terminal.write(2, "Erase all about \(whom) in \(places)? This cannot be undone. Yes or no: ")
      let line = (try? LineInput(0, longest: 256).next()).flatMap { $0 }.map { String(decoding: $0, as: UTF8.self) }
      switch Consent(line ?? "") {
      case .yes: Terminal.complain("That was yes.")
      case .no: throw Failure(.usage, "that was no: nothing was erased")
      case .nothing: throw Failure(.usage, "there was no answer: nothing was erased; answer with yes, or give --yes")
      case .unclear(let said):
        throw Failure(
          .usage, "\(Terminal.safe(said)) is neither yes nor no: nothing was erased; answer with yes, or give --yes")
      }
    }
    let erasures = try store.transaction {
      try communities.map { try store.eraseRows(of: member, in: $0, names: names, now: now) }
    }
    let fault = store.forgetCopies()
    Terminal.say(
      asJSON
        ? JSON.array(erasures.map(Self.json)).pretty
        : erasures.map { Terminal.safe($0.sentence(member)) }.joined(separator: "\n"))
    guard let fault else { return .ok }
    Terminal.complain(Terminal.safe(fault))
    return .unavailable
  }

  private static func json(_ erasure: Erasure) -> JSON {
    func object(_ counts: [String: Int]) -> JSON {
      .object(JSONObject(counts.sorted { $0.key < $1.key }.map { ($0.key, .int($0.value)) }))
    }
    return [
      "community": .string(erasure.community.raw), "removed": object(erasure.removed),
      "changed": object(erasure.changed),
    ]
  }

  func optOut(_ wants: Bool) throws -> ExitCode {
    try store.transaction {
      for community in communities { try store.setOptOut(member, in: community, at: wants ? now : nil) }
    }
    let places = communities.map(\.raw).joined(separator: ", ")
    Terminal.say(
      wants
        ? "The bot no longer writes to \(Terminal.safe(member.raw)) of its own accord in \(places)."
        : "The bot may write to \(Terminal.safe(member.raw)) again in \(places).")
    return .ok
  }
}

extension Erasure {
  /// What was done, for whoever asked for it. It holds the member's id: whoever shows it has to escape it.
  func sentence(_ member: ID<Member>) -> String {
    guard !isEmpty else {
      return "\(community): nothing was stored about \(member). What may still come from before today is not taken in."
    }
    func list(_ counts: [String: Int]) -> String {
      counts.sorted { $0.key < $1.key }.map { "\($0.value) \($0.key)" }.joined(separator: ", ")
    }
    var text = "\(community): \(member) is erased."
    if !removed.isEmpty { text += "\n  removed: \(list(removed))" }
    if !changed.isEmpty { text += "\n  kept without the member: \(list(changed))" }
    return text + "\n  Not touched: what stands on the platform, and backups made before now."
  }
}
