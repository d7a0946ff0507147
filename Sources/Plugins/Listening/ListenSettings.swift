public import BotCore

extension Listen {
  public struct Settings: SettingGroup {
    @Setting("Whether messages are flagged of somebody who may hurt themselves or others.")
    public var safety: Bool = true
    @Setting("Whether messages that insult, hate or threaten are flagged.")
    public var abuse: Bool = true
    @Setting("Whether the moderators are told when many messages of a channel turn negative.")
    public var mood: Bool = true
    @Setting("Whether messages that look like advertising by strangers are flagged.")
    public var spam: Bool = false
    @Setting("Whether messages that members report are flagged, where the platform tells of reports.")
    public var reports: Bool = true
    @Setting("Words and phrases to listen for.", .noBlanks)
    public var words: [String] = []
    @Setting("A file with more of them, one a line; lines that begin with # are left out.")
    public var file: TextFile? = nil
    @Setting("Phrases within which a word does not count.", .noBlanks)
    public var exclusions: [String] = []
    @Setting("How urgent your own words are to the moderators.")
    public var severity: Flag.Severity = .notice
    @Setting("How long further messages of a channel are collected after a flag. 0s: each is told at once.")
    public var cooldown: Duration = .zero
    @Setting("A file of phrases that tell of danger in another language.")
    public var phrases: PhrasesFile? = nil
    @Setting("A file of words with figures by which the mood is told in another language.")
    public var lexicon: LexiconFile? = nil
    @Setting("The code of the language of the lexicon, such as de.")
    public var language: String? = nil
    @Setting("What else to listen for, such as an outage or the press, and what to tell moderators about each kind.")
    public var categories: [ListenCategory] = []
    @Setting("Whether many such messages in a short time become one incident, instead of a flag each.")
    public var incidents: Bool = true
    @Setting("How many messages of a kind within an hour make an incident, at the least.", .range(2...10_000))
    public var burst: Int = 4
    @Setting("How long it must have been quiet before an incident closes by itself. At least 15m.")
    public var quiet: Duration = .hours(2)
    @Setting("How long at least from one change of an incident's text to the next. At least 1m.")
    public var update: Duration = .minutes(5)
    @Setting("Whether each channel has incidents of its own, instead of one of each kind for the whole community.")
    public var perChannel: Bool = false
    @Setting("Whether a channel in which far more is written than usual is an incident, too.")
    public var busy: Bool = false
    @Setting("Who is told in private when nobody acknowledges an incident, or a message of plain danger.")
    public var escalation: [EscalationStep] = []
    @Setting("How the moderators' crisis mode works.")
    public var crisis = CrisisSettings()

    public init() {}

    public var checks: [(SettingNode) -> Void] {
      [checkLanguage, checkIncidents, checkCategories, checkFile, checkWords]
    }

    private func checkFile(_ node: SettingNode) {
      guard let file, fileWords.isEmpty else { return }
      node.place(of: "file").warn(
        "\(file.path) holds no words: it is listened for none",
        "write one a line; lines that begin with # are left out")
    }

    private func checkWords(_ node: SettingNode) {
      Self.checkExclusions(exclusions, of: list, node)
      if list.isEmpty, categories.allSatisfy(\.words.isEmpty), !safety, !abuse, !mood, !spam, !busy {
        node.fail(
          "there is nothing to listen for", "give \"words\" or a \"file\", or leave \"safety\" or \"abuse\" out")
      }
    }

    private func checkLanguage(_ node: SettingNode) {
      if let language {
        if !(2...3).contains(language.utf8.count) || !language.utf8.allSatisfy({ (0x61...0x7A).contains($0) }) {
          node.place(of: "language").fail(
            "\"\(language)\" is no code of a language", "write one such as de or pt")
        }
        if lexicon == nil {
          node.place(of: "language").fail(
            "there is no lexicon of that language", "give \"lexicon\", or leave it out")
        }
      } else if lexicon != nil {
        node.place(of: "lexicon").fail("its language is not told", "add \"language\", such as \"de\"")
      }
    }

    private func checkIncidents(_ node: SettingNode) {
      if quiet < .minutes(15) {
        node.place(of: "quiet").fail("\(quiet.settingText) is too short", "use at least \"15m\"")
      }
      if update < .minutes(1) {
        node.place(of: "update").fail("\(update.settingText) is too often", "use at least \"1m\"")
      }
      guard !incidents else { return }
      if busy {
        node.place(of: "busy").fail(
          "a busy channel is told as an incident only", "leave \"busy\" out, or \"incidents\"")
      }
      if let silent = categories.first(where: { !$0.words.isEmpty && !$0.single }) {
        node.place(of: "categories").fail(
          "\"\(silent.name)\" would never be told without incidents", "set its \"single\" to true")
      }
    }

    private func checkCategories(_ node: SettingNode) {
      for (index, category) in categories.enumerated() {
        if categories[..<index].contains(where: { $0.name == category.name }) {
          node.place(of: "categories", at: index).fail(
            "there are two categories \"\(category.name)\"", "join them into one")
        }
      }
    }

    /// A word that is excluded as a whole is never found.
    static func checkExclusions(_ exclusions: [String], of words: [String], _ node: SettingNode) {
      let wanted = Set(words.map { $0.lowercased() })
      for (exclusion, element) in zip(exclusions, node.member("exclusions")?.elements ?? [])
      where wanted.contains(exclusion.lowercased()) {
        element.fail(
          "\(Spelling.quoted(exclusion)) is one of the words, and would never be found",
          "write the longer phrase that is harmless, or remove the word")
      }
    }

    var list: [String] { words + fileWords }

    private var fileWords: [String] {
      (file?.text ?? "").split(whereSeparator: \.isNewline).map(\.trimmed)
        .filter { !$0.hasPrefix("#") && !$0.isEmpty }
    }

    func category(_ kind: String) -> ListenCategory? { categories.first { $0.name == kind } }
  }
}

/// One entry of `categories`: words of the manager's that mean one thing, and what moderators should know about it.
public struct ListenCategory: SettingGroup {
  /// What the plugin finds by itself.
  static let builtIn = ["danger", "abuse", "mood", "spam", "words", "busy"]

  @Setting(
    "Its name, such as outage, security, press or brand. What the bot finds by itself is called danger, abuse, mood, spam, words and busy: such an entry has no words.",
    .notEmpty)
  public var name: String
  @Setting("Words and phrases that belong to it.", .noBlanks)
  public var words: [String] = []
  @Setting("Phrases within which a word does not count.", .noBlanks)
  public var exclusions: [String] = []
  @Setting("How urgent it is.")
  public var severity: Flag.Severity? = nil
  @Setting("Whether each message is flagged, and not only many of them.")
  public var single: Bool = false
  @Setting("How many messages within an hour make an incident, instead of the plugin's \"burst\". At least 2.")
  public var burst: Int? = nil
  @Setting(
    "What moderators should do, such as call somebody. It is shown to them alone, and not meant to be posted.",
    .variables(Self.variables))
  public var advice: Template = ""
  @Setting("Words that moderators can post to members as they stand.", .variables(Self.variables))
  public var suggestion: Template = ""
  @Setting("Help that moderators can name to members, such as a crisis line, by language: { \"en\": \"…\" }.")
  public var resources: [String: String] = [:]

  private static let variables: KeyValuePairs = [
    "community.name": "the community's name", "channel": "where most of the messages stand",
    "count": "how many messages there are",
  ]

  public init() {}

  public func check(_ node: SettingNode) {
    let isBuiltIn = Self.builtIn.contains(name)
    if isBuiltIn, !words.isEmpty {
      node.place(of: "words").fail(
        "the bot finds \"\(name)\" by itself", "leave \"words\" out, or use another name")
    }
    if !isBuiltIn, words.isEmpty {
      node.fail("the category \"\(name)\" has no words", "add \"words\", or use one of the names that need none")
    }
    if name.count > 40 || !name.allSatisfy({ $0.isLetter || $0.isNumber || $0 == " " || $0 == "-" }) {
      node.place(of: "name").fail(
        "\"\(name)\" is no name for a category", "use up to 40 letters, digits, blanks and hyphens")
    }
    Listen.Settings.checkExclusions(exclusions, of: words, node)
    if let burst, burst < 2 {
      node.place(of: "burst").fail("\(burst) would make every message an incident", "use at least 2")
    }
    for language in resources.keys.sorted() where !language.allSatisfy({ $0.isLetter || $0.isNumber || $0 == "-" }) {
      node.place(of: "resources").fail("\"\(language)\" is no language", "write one such as en or pt-BR")
    }
  }

  /// Help in the first of the languages that there is help in; `en` before `en-GB` stands for both.
  func resource(for languages: [String]) -> (language: String, text: String)? {
    for language in languages {
      let short = String(language.prefix { $0 != "-" && $0 != "_" })
      if let text = resources[language] { return (language, text) }
      if let text = resources[short] { return (short, text) }
    }
    return nil
  }
}

/// One step of `escalation`.
public struct EscalationStep: SettingGroup {
  @Setting("How long after the flag, while nobody acknowledges it. At least 1m.")
  public var after: Duration
  @Setting("The id of the member who is then told.", .notEmpty, .names(.member))
  public var to: String

  public init() {}

  public func check(_ node: SettingNode) {
    if after < .minutes(1) || after > .days(7) {
      node.place(of: "after").fail("\(after.settingText) is not possible", "use \"1m\" to \"7d\"")
    }
  }
}

/// How the crisis mode works.
public struct CrisisSettings: SettingGroup {
  @Setting("What must be done in a crisis, step by step; ticked by `!crisis done 1`.")
  public var checklist: [String] = []
  @Setting("When a crisis ends by itself if nobody ends it. At least 30m, at most 7d.")
  public var longest: Duration = .hours(12)
  @Setting("How often the crisis post tells the situation. At least 5m.")
  public var summary: Duration = .hours(1)
  @Setting("Start by itself with an incident that is as grave as this. Left out: only people start it.")
  public var auto: Flag.Severity? = nil

  public init() {}

  public func check(_ node: SettingNode) {
    if !(.minutes(30)...(.days(7))).contains(longest) {
      node.place(of: "longest").fail("\(longest.settingText) is not possible", "use \"30m\" to \"7d\"")
    }
    if summary < .minutes(5) {
      node.place(of: "summary").fail("\(summary.settingText) is too often", "use at least \"5m\"")
    }
    if checklist.count > 30 {
      node.place(of: "checklist").fail("\(checklist.count) steps are too many", "keep at most 30")
    }
  }
}
