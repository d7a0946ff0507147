import BotCore
import BotRuntime

extension Command {
  static let doctor = Command(
    name: "doctor",
    summary: "look whether all that the bot needs is as it should be",
    options: [.config, .json],
    details: """
      Configuration, time zone data, store, disk, clock, each platform (token, scopes, channels), and whether the public
      address leads to this bot. Nothing is changed and nothing is posted; it may run beside the bot. Ends with 0 when all
      is well or only doubtful, with 69 when something does not work, with 78 when the configuration cannot be used.
      """,
    examples: [
      ("botrun doctor", "a line for each thing, with what to do"),
      ("botrun doctor --json | jq '.[] | select(.level != \"ok\")'", "for a program"),
    ],
    run: { arguments in
      let path = ConfigFile.path(arguments)
      try ConfigFile.mustExist(path)
      let (config, problems) = ConfigFile.read(path)
      // The communities that can be read are looked at all the same.
      let doctor = try Doctor(
        config ?? ConfigFile.readForSafeMode(path), problems: problems, path: path,
        environment: ConfigFile.environment)
      let findings = await doctor.findings()
      Terminal.say(arguments.has("--json") ? json(findings).pretty : findings.map(line).joined(separator: "\n"))
      if config == nil { return .badConfig }
      return findings.contains { $0.level == .fail } ? .unavailable : .ok
    })

  private static func line(_ finding: Finding) -> String {
    let head = finding.level.rawValue.padded(to: 6) + finding.subject.padded(to: 16)
    return Terminal.safe(
      head + finding.says + (finding.remedy.isEmpty ? "" : "\n" + "".padded(to: 22) + "→ " + finding.remedy))
  }

  private static func json(_ findings: [Finding]) -> JSON {
    .array(
      findings.map {
        .compact(
          ("level", .string($0.level.rawValue)), ("subject", .string($0.subject)), ("says", .string($0.says)),
          ("remedy", $0.remedy.isEmpty ? nil : .string($0.remedy)))
      })
  }
}
