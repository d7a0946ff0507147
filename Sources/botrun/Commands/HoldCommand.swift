import BotCore
import BotRuntime
import FoundationEssentials

extension Command {
  static let hold = Command(
    name: "hold",
    summary: "hold a community's scheduled posts, as in a crisis, or let them go out again",
    operands: "[COMMUNITY …] [--for TIME | --end]",
    operandCount: 0...1000,
    options: [
      .config,
      Option(name: "--for", value: "TIME", help: "hold, so long at most, such as 2h"),
      Option(name: "--reason", value: "TEXT", help: "why, for those who look later"),
      Option(name: "--end", help: "let what was held go out"),
    ],
    details: """
      Without --for and --end it tells what is held. Without a community: all of them. What plugins post by the clock is kept and goes out when the hold ends; what
      waited longer than six hours is left to a person. Answers and flags go out as ever. Works while the bot runs;
      managers do the same with !hold and !release.
      """,
    examples: [
      ("botrun hold", "what is held, and until when"),
      ("botrun hold --for 2h", "nothing is posted by the clock for two hours"),
      ("botrun hold lobby --for 1d --reason 'the outage'", "one community, for a day"),
      ("botrun hold lobby --end", "it goes on"),
    ],
    run: { arguments in
      let config = try ConfigFile.load(arguments)
      let communities = try arguments.communities(of: config)
      let length = try arguments.length("--for", usual: .hours(2))
      let isWriting = arguments.has("--for") || arguments.has("--end")
      let store = try StoreFile.open(arguments, isWriting: isWriting)
      defer { store.close() }
      let now = Clock.system.now()
      guard isWriting else { return try tell(communities, config, store, now) }
      let until = arguments.has("--end") ? nil : now + length
      let held = try store.holds(now: now)
      guard until != nil || communities.contains(where: { held[$0] != nil }) else {
        Terminal.say("Nothing is held.")
        return .ok
      }
      try store.transaction {
        for id in communities {
          try store.hold(id, until: until, reason: arguments.value("--reason") ?? "", now: now)
        }
      }
      let names = communities.map(\.raw).joined(separator: ", ")
      Terminal.say(
        until == nil
          ? "Scheduled posts go out again in \(names)."
          : "Scheduled posts are held for \(length.settingText) in \(names). \"botrun hold --end\" lets them go out.")
      return .ok
    })

  private static func tell(
    _ communities: [ID<Community>], _ config: BotConfig, _ store: SQLiteStore, _ now: Date
  ) throws -> ExitCode {
    let ends = try store.holds(now: now)
    for community in config.communities.map(\.community) where communities.contains(community.id) {
      let state = ends[community.id].map { "held until \(community.timezone.local($0).shown)" } ?? "not held"
      Terminal.say("\(community.id): \(state)")
    }
    return .ok
  }
}

extension Arguments {
  /// The operands as communities of the configuration; without any, all of them.
  fileprivate func communities(of config: BotConfig) throws -> [ID<Community>] {
    let known = config.communities.map(\.community.id)
    for name in operands where !known.contains(ID(name)) {
      throw Failure(
        .usage, Arguments.unknown("the community \(name)", name, known.map(\.raw), "the configuration"))
    }
    return operands.isEmpty ? known : operands.map { ID($0) }
  }

  /// A length of time up to a year.
  func length(_ option: String, usual: Duration) throws -> Duration {
    guard let text = value(option) else { return usual }
    guard let length = Duration(settingText: text), length > .zero, length <= .days(365) else {
      throw Failure(.usage, "\(option) needs a length of time such as 2h or 3d, not \(text)")
    }
    return length
  }
}
