import BotCore
import BotRuntime

/// The questions of `botrun init`. Asked a second time, they keep what was answered, but for what is to be another.
struct PresetInterview {
  /// What may be changed, with the questions that depend on it.
  private enum Topic: String, CaseIterable {
    case kind, name, purpose, platform, channels, timezone, language

    var questions: [String] {
      switch self {
      case .kind: [Question.kind, Question.purpose]
      case .name: [Question.name]
      case .purpose: [Question.purpose]
      case .platform:
        [Question.platform] + PresetPlatform.all.compactMap(\.address?.question) + Topic.channels.questions
      case .channels: [Question.main, Question.help, Question.moderators]
      case .timezone: [Question.zone]
      case .language: [Question.language]
      }
    }
  }

  private enum Question {
    static let kind = "What kind of community is it"
    static let name = "Its name"
    static let purpose = "What is it for, in one sentence"
    static let platform = "On which platform"
    static let main = "The channel where all meet"
    static let help = "The channel for questions"
    static let moderators = "The channel that only moderators see"
    static let zone = "Its time zone"
    static let language = "Its language"
  }

  let arguments: Arguments
  var asking: Asking
  private let machine = MachineHabits(environment: ConfigFile.environment)

  init(arguments: Arguments, asking: Asking) { (self.arguments, self.asking) = (arguments, asking) }

  mutating func answers() throws -> PresetAnswers {
    let kind = try asking.choose(
      Question.kind, arguments.value("--kind"), "--kind", PresetKind.all.map { ($0.id, $0.title) }, usual: "interest")
    let name = try asking.ask(
      Question.name, "Our Community", given: arguments.value("--name"), "--name", checkedBy: Asking.line)
    let preset = PresetKind.all.first { $0.id == kind } ?? PresetKind.all[0]
    let purpose = try asking.ask(
      Question.purpose, preset.purpose, given: arguments.value("--purpose"), "--purpose", checkedBy: Asking.line)
    let platformName = try asking.choose(
      Question.platform, arguments.value("--platform"), "--platform",
      PresetPlatform.all.map { ($0.name, $0.title) }, usual: "sandbox")
    let platform = PresetPlatform.all.first { $0.name == platformName } ?? PresetPlatform.all[0]
    var address = ""
    if let wanted = platform.address {
      address = try asking.ask(
        wanted.question, wanted.example, given: arguments.value("--address"), "--address",
        checkedBy: platform.addressFault)
    }
    let places = try places(platform)
    let zone = try asking.ask(
      Question.zone, machine.zone, given: arguments.value("--timezone"), "--timezone", checkedBy: machine.zoneFault)
    let language = try asking.ask(
      Question.language, machine.language, given: arguments.value("--language"), "--language",
      checkedBy: { LanguageCode.fault($0).map { "\($0.fault); \($0.remedy)" } })
    return PresetAnswers(
      kind: preset, platform: platform, name: name, purpose: Self.sentence(purpose), timezone: zone, locale: language,
      address: address, places: places)
  }

  /// Whether something is to be answered otherwise, and what: that is asked again.
  mutating func isChanged() throws -> Bool {
    let picked = try asking.pick("Which answer shall be another", Topic.allCases.map(\.rawValue))
    guard let topic = picked.flatMap(Topic.init(rawValue:)) else { return false }
    asking.reopen(topic.questions)
    return true
  }

  /// With a capital and a full stop, as it stands between sentences of a greeting.
  private static func sentence(_ text: String) -> String {
    let whole = text.prefix(1).uppercased() + text.dropFirst()
    return whole.last.map { ".!?…".contains($0) } == true ? whole : whole + "."
  }
}

// MARK: Channels

extension PresetInterview {
  private mutating func places(_ platform: PresetPlatform) throws -> PresetPlatform.Places {
    let placeFault = { [machine] in platform.placeFault($0, zoneFault: machine.zoneFault) }
    let list = arguments.value("--channels")
    if let list, !asking.knows(Question.main) { return try given(list, platform.places, checkedBy: placeFault) }
    var places = list.flatMap { try? given($0, platform.places, checkedBy: placeFault) } ?? platform.places
    places.main = try asking.ask(Question.main, places.main, checkedBy: placeFault)
    places.help = try asking.ask(Question.help, places.help, checkedBy: placeFault)
    if !places.moderators.isEmpty {
      places.moderators = try asking.ask(Question.moderators, places.moderators) { [places] in
        placeFault($0) ?? Self.openFault($0, places)
      }
    }
    return places
  }

  private func given(
    _ list: String, _ usual: PresetPlatform.Places, checkedBy placeFault: (String) -> String?
  ) throws -> PresetPlatform.Places {
    var places = usual
    let names = list.split(separator: ",", omittingEmptySubsequences: false).map(\.trimmed)
    guard (1...3).contains(names.count), !names[0].isEmpty else {
      throw Failure(.usage, "--channels takes up to three: '#general,#help,#moderators'")
    }
    for name in names where !name.isEmpty {
      if let fault = placeFault(name) { throw Failure(.usage, "--channels: \(fault)") }
    }
    places.main = names[0]
    places.help = names.count > 1 && !names[1].isEmpty ? names[1] : names[0]
    if names.count > 2 {
      if let fault = Self.openFault(names[2], places) { throw Failure(.usage, "--channels: \(fault)") }
      places.moderators = names[2]
    }
    return places
  }

  /// What moderators are told is not for all, and whoever writes in their channel may give the bot commands.
  private static func openFault(_ moderators: String, _ places: PresetPlatform.Places) -> String? {
    guard !moderators.isEmpty, [places.main, places.help].contains(moderators) else { return nil }
    return "\(Spelling.quoted(moderators)) is where members meet; name a channel that only moderators see"
  }
}
