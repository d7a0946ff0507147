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
      rules. They are checked before they get their place; what is there already is not touched. Ctrl-C ends it, and
      nothing was written.
      """,
    examples: [
      ("botrun init my-community", "answer nine questions; Enter takes what stands in brackets"),
      ("botrun init try --kind learning --yes && botrun run --config try/config.json --show", "watch one at once"),
    ],
    run: { arguments in
      var asking = Asking(isSilent: arguments.has("--yes"))
      let folder = try arguments.operands.first ?? asking.ask("Where shall the files go", "community") { _ in nil }
      try mustBeFree(folder)
      let answers = try answers(arguments, &asking)
      let today = Int(Clock.system.now().timeIntervalSince1970 / 86_400)
      let trial = PresetTrial(answers: answers, today: today, environment: ConfigFile.environment)
      if asking.hasAsked { Terminal.say(planned(answers, folder, trial.names)) }
      guard try asking.confirm("Write it?") else {
        Terminal.say("Nothing was written.")
        return .ok
      }
      let made = try trial.write(to: folder)
      Terminal.say(told(answers, folder, made))
      return .ok
    })

  private static func mustBeFree(_ folder: String) throws {
    guard !folder.isEmpty else { throw Failure(.usage, "name a folder: botrun init my-community") }
    if access(folder, F_OK) != 0 { return }
    let isEmpty = (try? FileManager.default.contentsOfDirectory(atPath: folder).isEmpty) ?? false
    if !isEmpty {
      throw Failure(.cannotCreate, "\(folder) is there already, and not an empty folder; name another one")
    }
  }

  private static func answers(_ arguments: Arguments, _ asking: inout Asking) throws -> PresetAnswers {
    let kind = try asking.choose(
      "What kind of community is it", arguments.value("--kind"), "--kind", PresetKind.all.map { ($0.id, $0.title) },
      usual: "interest")
    let name = try asking.ask(
      "Its name", "Our Community", given: arguments.value("--name"), "--name", checkedBy: Asking.line)
    let preset = PresetKind.all.first { $0.id == kind } ?? PresetKind.all[0]
    let purpose = try asking.ask(
      "What is it for, in one sentence", preset.purpose, given: arguments.value("--purpose"), "--purpose",
      checkedBy: Asking.line)
    let platformName = try asking.choose(
      "On which platform", arguments.value("--platform"), "--platform", PresetPlatform.all.map { ($0.name, $0.title) },
      usual: "sandbox")
    let platform = PresetPlatform.all.first { $0.name == platformName } ?? PresetPlatform.all[0]
    var address = ""
    if let wanted = platform.address {
      address = try asking.ask(
        wanted.question, wanted.example, given: arguments.value("--address"), "--address",
        checkedBy: platform.addressFault)
    }
    let machine = MachineHabits(environment: ConfigFile.environment)
    let places = try places(arguments, platform, machine, &asking)
    let zone = try asking.ask(
      "Its time zone", machine.zone, given: arguments.value("--timezone"), "--timezone", checkedBy: machine.zoneFault)
    let language = try asking.ask(
      "Its language", machine.language, given: arguments.value("--language"), "--language",
      checkedBy: { LanguageCode.fault($0).map { "\($0.fault); \($0.remedy)" } })
    return PresetAnswers(
      kind: preset, platform: platform, name: name, purpose: sentence(purpose), timezone: zone, locale: language,
      address: address, places: places)
  }

  /// With a capital and a full stop, as it stands between sentences of a greeting.
  private static func sentence(_ text: String) -> String {
    let whole = text.prefix(1).uppercased() + text.dropFirst()
    return whole.last.map { ".!?…".contains($0) } == true ? whole : whole + "."
  }

  private static func places(
    _ arguments: Arguments, _ platform: PresetPlatform, _ machine: MachineHabits, _ asking: inout Asking
  ) throws -> PresetPlatform.Places {
    var places = platform.places
    let placeFault = { platform.placeFault($0, zoneFault: machine.zoneFault) }
    if let list = arguments.value("--channels") {
      let names = list.split(separator: ",", omittingEmptySubsequences: false)
        .map(\.trimmed)
      guard (1...3).contains(names.count), !names[0].isEmpty else {
        throw Failure(.usage, "--channels takes up to three: '#general,#help,#moderators'")
      }
      for name in names where !name.isEmpty {
        if let fault = placeFault(name) { throw Failure(.usage, "--channels: \(fault)") }
      }
      places.main = names[0]
      places.help = names.count > 1 && !names[1].isEmpty ? names[1] : names[0]
      if names.count > 2 {
        if let fault = openFault(names[2], places) { throw Failure(.usage, "--channels: \(fault)") }
        places.moderators = names[2]
      }
      return places
    }
    places.main = try asking.ask("The channel where all meet", places.main, checkedBy: placeFault)
    places.help = try asking.ask("The channel for questions", places.help, checkedBy: placeFault)
    if !places.moderators.isEmpty {
      places.moderators = try asking.ask(
        "The channel that only moderators see", places.moderators
      ) { [places] in placeFault($0) ?? openFault($0, places) }
    }
    return places
  }

  /// What moderators are told is not for all, and whoever writes in their channel may give the bot commands.
  private static func openFault(_ moderators: String, _ places: PresetPlatform.Places) -> String? {
    guard !moderators.isEmpty, [places.main, places.help].contains(moderators) else { return nil }
    return "\(Spelling.quoted(moderators)) is where members meet; name a channel that only moderators see"
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
