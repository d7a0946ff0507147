import BotCore

/// What managers can ask of `seed`.
struct SeedCommands {
  private static let usage: Text =
    "Write !seed list, !seed plant and an id (or an id, a #channel and a text), !seed report, !seed export or !seed end and an id."

  let bed: SeedBed

  func handle(_ command: BotCommand, _ context: inout Context) throws -> [Action] {
    let words = command.words(most: 3)
    let answer = Answer(command.message, context.community)
    guard let verb = words.first else { return [answer.saying(Self.usage)] }
    if verb == "list" { return [answer.saying(try list(context))] }
    guard words.count > 1 else { return [answer.saying(Self.usage)] }
    if verb == "plant" { return try plant(words[1], words.count > 2 ? words[2] : "", answer, &context) }
    guard let state = try bed.state(words[1], context.store) else {
      return [answer.saying(Text("No seed \(words[1]) was planted. !seed list tells which there are."))]
    }
    switch verb {
    case "report": return [answer.saying(try bed.report(state, context).text)]
    case "export":
      let report = try bed.report(state, context)
      return [answer.saying(words.count > 2 && words[2] == "markdown" ? report.markdown : report.csv)]
    case "end":
      try bed.end(state, &context)
      return [answer.saying(Text("The seed \(state.id) is not followed any more."))]
    default: return [answer.saying(Self.usage)]
    }
  }

  private func list(_ context: Context) throws -> Text {
    let states = try bed.states(context.store)
    let waiting = bed.settings.seeds.filter { seed in !states.contains { $0.id == seed.id } }
    if states.isEmpty, waiting.isEmpty { return "There are no seeds." }
    var text: Text = "Seeds:"
    for state in states { text += "\n- " + (try bed.report(state, context)).line }
    for seed in waiting {
      text += Text("\n- \(seed.id): " + (seed.at.map { "planned for \($0)" } ?? "waits for !seed plant \(seed.id)"))
    }
    return text
  }

  private func plant(_ id: String, _ rest: String, _ answer: Answer, _ context: inout Context) throws -> [Action] {
    guard try bed.state(id, context.store) == nil else {
      return [answer.saying(Text("The seed \(id) was planted before; each is planted once. Use another id."))]
    }
    if context.isHeld { return [answer.saying("Posts are held now; plant it when the crisis is over.")] }
    if rest.isEmpty, let seed = bed.settings.seeds.first(where: { $0.id == id }) {
      return try bed.plant(id, seed.text.render([:]), in: seed.channel, &context)
    }
    let parts = rest.split(separator: " ", maxSplits: 1).map(String.init)
    guard PlannedSeed.isName(id), parts.count == 2, parts[0].hasPrefix("#"), parts[0].count > 1 else {
      return [answer.saying("Write !seed plant, an id, a #channel and the text.")]
    }
    return try bed.plant(id, Markdown.text(parts[1]), in: ID(parts[0]), &context)
  }
}
