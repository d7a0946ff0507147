import BotCore
import FoundationEssentials

/// What managers tell the gate.
extension Gate {
  /// As many actions as fit into one turn, answer included.
  private static let mostActions = 90
  private static let mostListed = 20

  func obey(_ command: BotCommand, _ context: inout Context) throws -> [Action] {
    let held = try held(context)
    switch command.name {
    case "gate": return [answer(list(held, try undecided(context)), to: command, context)]
    case "pass" where command.arguments.lowercased() == "all": return try passAll(held, command, &context)
    case "pass":
      return try decide(command, held, &context) { entry, id, context in
        ("\(entry.name) is in.", pass(&entry, id, because: Self.byPerson(command), &context))
      }
    default:
      return try decide(command, held, &context) { entry, id, context in
        guard entry.isRequest else {
          return ("\(entry.name) is in already, only without roles: remove them by hand.", [])
        }
        context.store.remove(GateKey.entry(id))
        context.note(Reason("declines", facts: [.init("because", Self.byPerson(command))], member: id))
        let settled: [Action] = entry.isFlagged ? [.settle(flag: GateKey.flag(id))] : []
        return ("\(entry.name) was declined.", [.decline(member: id, reason: "declined by a moderator")] + settled)
      }
    }
  }

  private static func byPerson(_ command: BotCommand) -> String { "\(command.message.author.name) said so" }

  private typealias Held = (id: ID<Member>, entry: GateEntry)

  private func held(_ context: Context) throws -> [Held] { try entries(context) { $0.state == .held } }

  private func entries(_ context: Context, _ isMeant: (GateEntry) -> Bool) throws -> [Held] {
    try context.store.records(startingWith: GateKey.entry(""), limit: 20_000).compactMap { _, record in
      guard let id = record.member, let entry = GateEntry(record.value), isMeant(entry) else { return nil }
      return (id, entry)
    }.sorted { ($0.entry.at, $0.id) < ($1.entry.at, $1.id) }
  }

  /// Suspects who have not answered or accepted yet. They may pass by themselves, or be let in by their name.
  private func undecided(_ context: Context) throws -> [Held] {
    try entries(context) { $0.state == .waiting && $0.isFlagged }
  }

  private func list(_ held: [Held], _ undecided: [Held]) -> String {
    let doubtful = undecided.prefix(Self.mostListed).map { "\($0.entry.name) (\($0.id))" }.joined(separator: ", ")
    let note = undecided.isEmpty ? "" : "\nDoubtful, and not done with the rules yet: \(doubtful)"
    return waiting(held) + note
  }

  private func waiting(_ held: [Held]) -> String {
    if held.isEmpty { return "Nobody waits for you." }
    let lines = held.prefix(Self.mostListed).map {
      "\($0.entry.name) (\($0.id))" + ($0.entry.isRequest ? ", asks to join" : "")
    }
    let further = held.count - lines.count
    return "Waiting for you: \(held.count)\n" + lines.joined(separator: "\n")
      + (further > 0 ? "\nand \(further) more" : "")
  }

  private func answer(_ text: String, to command: BotCommand, _ context: Context) -> Action {
    Answer(command.message, context.community).saying(Text(text))
  }

  private func decide(
    _ command: BotCommand, _ held: [Held], _ context: inout Context,
    _ act: (inout GateEntry, ID<Member>, inout Context) throws -> (String, [Action])
  ) throws -> [Action] {
    let who = NamedMember(command.arguments)
    if who.name.isEmpty { return [answer("Write whom: !\(command.name) ada", to: command, context)] }
    var found: [Held] = who.find(among: held) { ($0.id, $0.entry.name) }
    if found.isEmpty { found = who.find(among: try undecided(context)) { ($0.id, $0.entry.name) } }
    if found.isEmpty {
      for id in who.ids {
        if let entry = try entry(of: id, context), entry.state == .waiting { found.append((id, entry)) }
      }
    }
    guard let (id, waiting) = found.first else {
      return [answer("Nobody called \"\(who.name)\" waits. !gate lists them.", to: command, context)]
    }
    if found.count > 1 {
      return [answer(who.severalText(found.map { $0.id }), to: command, context)]
    }
    var entry = waiting
    let (text, actions) = try act(&entry, id, &context)
    if entry.state != waiting.state { keep(entry, of: id, &context) }
    return actions + [answer(text, to: command, context)]
  }

  private func passAll(_ held: [Held], _ command: BotCommand, _ context: inout Context) throws -> [Action] {
    if held.isEmpty { return [answer("Nobody waits for you.", to: command, context)] }
    var actions: [Action] = []
    var count = 0
    for (id, entry) in held {
      guard actions.count + settings.roles.count + 4 <= Self.mostActions else { break }
      var entry = entry
      actions += pass(&entry, id, because: Self.byPerson(command), &context)
      keep(entry, of: id, &context)
      count += 1
    }
    let rest = held.count - count
    let more = rest > 0 ? " \(rest) more wait: write !pass all again." : ""
    return actions + [answer("\(count) \(count == 1 ? "is" : "are") in.\(more)", to: command, context)]
  }
}
