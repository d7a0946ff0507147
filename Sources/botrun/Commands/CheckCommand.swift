import BotCore
import BotRuntime

extension Command {
  static let check = Command(
    name: "check",
    summary: "read the configuration and tell every problem in it",
    operands: "[FILE]",
    operandCount: 0...1,
    options: [
      .config, .json,
      Option(name: "--online", help: "also ask each platform: the token, the rights, every channel, role and member"),
    ],
    details: """
      Ends with 0 when the bot could start, with 78 when it could not, with 66 when there is no such file. Warnings alone
      end with 0. With --online, 69 says that a platform gave no answer. Nothing is posted or changed anywhere.
      """,
    examples: [
      ("botrun check config.json", "tell all that is wrong, with line, fault and remedy"),
      ("botrun check config.json --online", "and whether the platforms know what it names"),
      ("botrun check config.json --json", "the same for an editor or a build"),
    ],
    run: { arguments in
      let path = arguments.operands.first ?? ConfigFile.path(arguments)
      try ConfigFile.mustExist(path)
      let (config, problems) = ConfigFile.read(path)
      var verdict = CheckVerdict(path: path, config: config, problems: problems)
      if arguments.has("--online"), let config { verdict.online = try await OnlineCheck(config).answers() }
      Terminal.say(arguments.has("--json") ? verdict.json.pretty : verdict.text)
      return verdict.code
    })
}

/// What the check of a configuration found.
struct CheckVerdict {
  let path: String
  let config: BotConfig?
  let problems: [Problem]
  /// What the platforms say; `nil` where they were not asked.
  var online: OnlineCheck.Answers?

  private var all: [Problem] { problems + (online?.problems ?? []) }

  var code: ExitCode {
    if config == nil { return .badConfig }
    if online?.problems.contains(where: { $0.severity == .error }) == true { return .badConfig }
    return online?.silent.isEmpty == false ? .unavailable : .ok
  }

  /// For a person: the problems, then what could be used as it is.
  var text: String {
    var text = all.isEmpty ? "" : Configuration.render(all) + "\n"
    for name in online?.silent ?? [] { text += "\(name)\n" }
    guard let config else { return text + "The bot does not start with this configuration.\n" }
    switch code {
    case .ok:
      text += problems.isEmpty ? "\(path) is good.\n" : "\(path) can be used; look at what is told above.\n"
    case .unavailable: text += "\(path) is good as far as could be seen.\n"
    default: text += "\(path) can be read, but the platforms do not know all that it names.\n"
    }
    for community in config.communities {
      let names = community.instances.map(\.shortName).joined(separator: ", ")
      let asked = online.map { $0.known.contains(community.community.id) ? " (asked)" : " (not asked)" } ?? ""
      text +=
        "  \(community.community.id) on \(community.about.name)\(asked): \(names.isEmpty ? "no plugins" : names)\n"
    }
    return text
  }

  /// For programs.
  var json: JSON {
    .compact(
      ("file", .string(path)), ("exit", .int(Int(code.rawValue))), ("starts", .bool(config != nil)),
      ("errors", .int(all.count { $0.severity == .error })),
      ("warnings", .int(all.count { $0.severity == .warning })), ("problems", all.json),
      ("silent", online.map { .array($0.silent.map { .string($0) }) }), ("hash", .optional(config?.hash)),
      ("communities", config.map { .array($0.communities.map(\.summary)) }))
  }
}

extension InstanceConfig {
  /// Without the community.
  var shortName: String { id.raw.split(separator: "/").last.map(String.init) ?? id.raw }
}

extension CommunityConfig {
  fileprivate var summary: JSON {
    [
      "id": .string(community.id.raw), "platform": .string(about.name),
      "plugins": .array(instances.map { .string($0.shortName) }),
    ]
  }
}
