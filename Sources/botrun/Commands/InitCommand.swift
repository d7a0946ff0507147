import BotCore
import BotRuntime
import FoundationEssentials
import Glibc

extension Command {
  static let initialise = Command(
    name: "init",
    summary: "ask a few questions and write a configuration for your community",
    operands: "[DIR]",
    operandCount: 0...1,
    options: [
      Option(name: "--kind", value: "KIND", help: PresetKind.all.map(\.id).joined(separator: ", ")),
      Option(name: "--name", value: "NAME", help: "how the community calls itself"),
      Option(name: "--purpose", value: "TEXT", help: "what it is for, in one sentence"),
      Option(name: "--platform", value: "NAME", help: PresetPlatform.all.map(\.name).joined(separator: ", ")),
      Option(name: "--address", value: "TEXT", help: "the server, forum, instance or repository, where it needs one"),
      Option(name: "--timezone", value: "ZONE", help: "such as Europe/London (default: this machine's)"),
      Option(name: "--language", value: "TAG", help: "such as en-GB, for dates and numbers"),
      Option(name: "--channels", value: "LIST", help: "main, help and moderators: '#general,#help,#moderators'"),
      Option(name: "--yes", help: "ask nothing: take the default where no option says otherwise"),
    ],
    details: """
      Writes config.json with comments, questions and answers (faq.md), a calendar of posts, words to listen for, and the
      rules. What was answered is told before, and may be changed one by one. The files are checked before they get their
      place; what is there already is not touched. Ctrl-C ends it, and nothing was written.
      """,
    examples: [
      ("botrun init my-community", "answer nine questions; Enter takes what stands in brackets"),
      ("botrun init try --kind learning --yes && botrun run --config try/config.json --show", "watch one at once"),
    ],
    run: { arguments in
      var asking = Asking(isSilent: arguments.has("--yes"))
      let folder = try arguments.operands.first ?? asking.ask("Where shall the files go", "community") { _ in nil }
      try mustBeFree(folder)
      let today = Int(Clock.system.now().timeIntervalSince1970 / 86_400)
      var interview = PresetInterview(arguments: arguments, asking: asking)
      for _ in 0..<mostRounds {
        let answers = try interview.answers()
        let trial = PresetTrial(answers: answers, today: today, environment: ConfigFile.environment)
        if interview.asking.hasAsked { Terminal.say(planned(answers, folder, trial.names)) }
        if try interview.asking.confirm("Write it?") {
          Terminal.say(told(answers, folder, try trial.write(to: folder)))
          return .ok
        }
        guard try interview.isChanged() else { break }
      }
      Terminal.say("Nothing was written.")
      return .ok
    })

  private static let mostRounds = 20

  private static func mustBeFree(_ folder: String) throws {
    guard !folder.isEmpty else { throw Failure(.usage, "name a folder: botrun init my-community") }
    if access(folder, F_OK) != 0 { return }
    let isEmpty = (try? FileManager.default.contentsOfDirectory(atPath: folder).isEmpty) ?? false
    if !isEmpty {
      throw Failure(.cannotCreate, "\(folder) is there already, and not an empty folder; name another one")
    }
  }

  /// What the answers come to, before anything is done.
  private static func planned(_ answers: PresetAnswers, _ folder: String, _ files: [String]) -> String {
    let places = answers.places
    var lines = [
      "", "This will be written to \(folder): \(files.joined(separator: ", ")).",
      "  community   \(answers.name) (\(answers.kind.id))",
      "  purpose     \(answers.purpose)",
      "  platform    \(answers.platform.name)\(answers.address.isEmpty ? "" : ", \(answers.address)")",
      "  channels    all meet in \(places.main), questions go to \(places.help)",
      "  moderators  \(places.moderators.isEmpty ? "no channel of their own" : places.moderators)",
      "  time zone   \(answers.timezone)",
      "  language    \(answers.locale)",
    ]
    if !examples(answers).isEmpty {
      lines.append("  Still an example, to be changed in config.json: \(examples(answers).sentenceList).")
    }
    return lines.joined(separator: "\n")
  }

  /// What was taken as the question offered it, and stands for nothing real.
  private static func examples(_ answers: PresetAnswers) -> [String] {
    let places =
      answers.platform.name == "draft" ? [] : [answers.places.main, answers.places.help, answers.places.moderators]
    return ([answers.address] + places).reduce(into: []) { found, text in
      if ExampleValues.fault(text) != nil, !found.contains(text) { found.append(text) }
    }
  }

  private static func told(_ answers: PresetAnswers, _ folder: String, _ made: PresetTrial.Made) -> String {
    let config = "\(folder)/config.json"
    var lines = ["", "Written to \(folder): \(made.files.joined(separator: ", ")).", ""]
    if !answers.platform.secrets.isEmpty {
      lines.append("First the token, from \(answers.platform.origin):")
      lines += answers.platform.secrets.map { "  export \($0)=…" }
      lines.append("botrun connectors \(answers.platform.name) tells each step.")
      lines.append("")
    }
    if !examples(answers).isEmpty {
      lines += ["In \(config), put your own in the place of \(examples(answers).sentenceList).", ""]
    }
    lines += made.leftOut.map { "Left out: \($0)." }
    if !made.leftOut.isEmpty { lines.append("") }
    if !answers.locale.hasPrefix("en") {
      lines += ["The texts are in English: translate what members see in config.json, faq.md and calendar.json.", ""]
    }
    if !made.gaps.isEmpty {
      lines.append(
        "Where [FILL IN: …] stands in \(made.gaps.sentenceList), write what it asks for: until then the bot "
          + "keeps that text back.")
    }
    return
      (lines + [
        "Then, and after each change:",
        "  botrun check \(config)",
        "  botrun plan --days 28 --config \(config)",
        "  botrun run --config \(config) --show",
      ]).joined(separator: "\n")
  }
}
