import BotCore
import BotTesting
import Testing

@testable import Plugins

@Suite struct ListenTests {
  private func listen(_ settings: JSON) throws -> Listen {
    let source = ScenarioSource()
    let made = source.make(PluginKind(Listen.self), settings)
    #expect(source.faults == [])
    return try #require(made as? Listen)
  }

  @Test func aFlagNamesMessageMemberAndLink() throws {
    var bench = PluginBench(try listen(["words": ["awful"], "abuse": false, "mood": false]))
    let message = Message(
      "m1", in: "C1", named: "general", by: Member("U1", name: "Ada *@everyone*"), "awful", link: "https://chat/m1")
    let actions = try bench.handle(.messagePosted(message: message))
    let text =
      Text("Ada *@everyone* wrote in ") + Text([.channel(id: "C1", name: "general")]) + ":\n"
      + Text([.quote("awful")]) + "\nFound: awful."
    #expect(
      actions == [
        .flag(
          Flag(
            "Words of your list", severity: .notice, text: text, message: MessageRef("m1", in: "C1"), member: "U1",
            link: "https://chat/m1"))
      ])
    #expect(text.mentioned == [])
  }

  @Test func aSingleFlagSuggestsWhatToPostAsAnIncidentDoes() throws {
    let settings: JSON = [
      "abuse": false, "mood": false, "incidents": false,
      "categories": [
        [
          "name": "outage", "words": ["is down"], "single": true,
          "suggestion": "We know that {channel} is down, {community.name}.",
        ]
      ],
    ]
    var bench = PluginBench(try listen(settings))
    let message = Message("m1", in: "C1", named: "general", by: Member("U1", name: "Ada"), "the site is down")
    let actions = try bench.handle(.messagePosted(message: message))
    guard case .flag(let flag) = actions.first else {
      Issue.record("no flag: \(actions)")
      return
    }
    #expect(flag.text.plain.contains("You could post:\n"), "\(flag.text.plain)")
    #expect(
      flag.text.plain.hasSuffix("> We know that #general is down, \(bench.community.name).\n"), "\(flag.text.plain)")
  }

  @Test func whatWasFlaggedBelongsToItsAuthorAndExpires() throws {
    var bench = PluginBench(try listen(["words": ["awful"], "abuse": false, "mood": false]))
    try bench.handle(.messagePosted(message: Message("m1", in: "C1", by: Member("U1"), "awful")))
    #expect(
      bench.records["flagged/C1/m1"]
        == Record(["told": "notice", "kinds": ["words"]], of: "U1", expires: bench.now + .days(7)))
  }

  @Test func whateverIsKeptOfWhatMembersSaidNamesThemAndExpires() throws {
    var bench = PluginBench(try listen(["words": ["awful"], "cooldown": "15m", "burst": 3]))
    for number in 0..<40 {
      let text = ["awful, I hate this", "I want to die", "hello there", "you worthless piece of shit"][number % 4]
      bench.now = bench.now + .seconds(20)
      try bench.handle(
        .messagePosted(
          message: Message(
            ID("m\(number)"), in: ID("C\(number % 3)"), by: Member(ID("U\(number)")), text, link: "https://\(number)")))
    }
    for (key, record) in bench.records where record.member == nil {
      #expect(!record.value.text.contains("https://") && !record.value.text.contains("U1"), "\(key)")
      #expect(!record.value.text.contains("hate"), "\(key)")
    }
    #expect(bench.records.values.allSatisfy { $0.member == nil || $0.expires != nil })
  }

  @Test(arguments: [
    ("nit-wit: try again", "try again"), ("m0r0n, thanks", "thanks"), ("swine: hello: there", "hello: there"),
    ("idiot, read it", "idiot, read it"), ("you: idiot", "idiot"), ("https://a.b/c", "https://a.b/c"), (": x", ": x"),
    ("a:b", "a:b"), ("", ""), ("Zoë: ähm", "ähm"), ("ada:", "ada:"), ("@ada: you", "@ada: you"),
  ])
  func theNameOfSomebodyWhoIsSpokenToIsNotJudged(text: String, rest: String) {
    #expect(Hearing.withoutAddress(text) == rest)
  }

  @Test func escalationNeedsPrivateMessages() throws {
    #expect(try listen([:]).needs == Listen.about.needs)
    #expect(
      try listen(["escalation": [["after": "10m", "to": "cy"]]]).needs == Listen.about.needs.union([.direct]))
  }

  @Test func whoWorriesAboutSomebodyIsFlaggedAsThat() throws {
    var bench = PluginBench(try listen([:]))
    let message = Message("m1", in: "C1", by: Member("U1"), "my friend says she wants to kill herself, what can I do?")
    let titles = try bench.handle(.messagePosted(message: message)).compactMap { action in
      if case .flag(let flag) = action { flag.title } else { nil }
    }
    #expect(titles == ["A member worries about somebody"])
  }

  @Test func whatModeratorsEditAmongThemselvesIsNotHeard() throws {
    var bench = PluginBench(
      try listen(["words": ["awful"]]), community: Community(id: "lobby", platform: "test", moderators: "mods"))
    func edited(in channel: ID<Channel>) -> Event.Kind {
      .messageEdited(message: Message("m1", in: channel, by: Member("U1"), "awful"))
    }
    #expect(try bench.handle(edited(in: "mods")) == [])
    #expect(try bench.handle(edited(in: "help")).count == 1)
  }

  @Test func aMessageThatManyReportIsToldOfTwenty() throws {
    var bench = PluginBench(try listen([:]))
    func report(_ member: ID<Member>) throws -> Int {
      try bench.handle(.reported(message: "m1", channel: "C1", by: Member(member), reason: "spam")).count
    }
    for number in 1...20 { #expect(try report(ID("U\(number)")) == 1) }
    #expect(try report("U21") == 0)
  }

  @Test func ofManyInDangerTenAnHourAreToldByThemselves() throws {
    let settings: JSON = ["mood": false, "abuse": false, "burst": 3, "perChannel": true]
    var bench = PluginBench(try listen(settings))
    var alone = 0
    for number in 0..<20 {
      bench.now = bench.now + .seconds(20)
      let message = Message(
        ID("m\(number)"), in: "C1", by: Member(ID("U\(number)")), "I am going to kill myself tonight")
      for case .flag(let flag) in try bench.handle(.messagePosted(message: message))
      where flag.name?.hasPrefix("danger-") == true { alone += 1 }
    }
    // Two before the incident, and ten beside it.
    #expect(alone == 12)
  }

  private func warnings(_ settings: JSON, files: [String: String] = [:]) -> (faults: [String], warnings: [String]) {
    let source = ScenarioSource(files: files)
    _ = source.make(PluginKind(Listen.self), settings)
    return (source.faults, source.warnings)
  }

  @Test func aFileWithoutWordsIsDoubtful() {
    let told = warnings(["file": "words.txt"], files: ["words.txt": "# nothing yet\n"])
    #expect(told.faults == [])
    #expect(
      told.warnings == [
        "warning file: words.txt holds no words: it is listened for none; "
          + "write one a line; lines that begin with # are left out"
      ])
  }

  @Test func aLexiconNeedsItsLanguageAndACrisisAShortList() {
    #expect(
      warnings(["lexicon": "words.tsv"], files: ["words.tsv": "toll\t3\n"]).faults == [
        "error lexicon: its language is not told; add \"language\", such as \"de\""
      ])
    let steps = JSON.array((1...31).map { .string("Step \($0)") })
    #expect(
      warnings(["crisis": ["checklist": steps]]).faults == [
        "error crisis.checklist: 31 steps are too many; keep at most 30"
      ])
  }

  @Test func helpInTheShortFormOfALanguageStandsForItsCountries() throws {
    let category = try #require(
      ListenCategory.read(
        SettingNode(
          ["name": "danger", "resources": ["pt": "CVV 188", "en-GB": "Samaritans"]], at: JSONPath(),
          from: ScenarioSource())))
    #expect(category.resource(for: ["pt-BR", "en-GB"])?.text == "CVV 188")
    #expect(category.resource(for: ["en-GB"])?.language == "en-GB")
    #expect(category.resource(for: ["fr", "en"]) == nil)
  }

  @Test func theMoodIsMeasuredWhereItIsListenedFor() throws {
    #expect(try listen([:]).measuresMood)
    #expect(try !listen(["mood": false]).measuresMood)
  }

  @Test func whatIsOfNoLanguageHasNoMood() throws {
    #expect(try listen([:]).hearing.hear("qwrt zxcv 77").score == nil)
    let source = ScenarioSource(files: ["words.tsv": "furchtbar\t-3\n"])
    let made = source.make(PluginKind(Listen.self), ["language": "de", "lexicon": "words.tsv"])
    let heard = try #require(made as? Listen).hearing
    #expect(heard.hear("qwrt zxcv 77").negativity == nil)
    #expect(heard.hear("Das ist doch furchtbar, und wir gehen heute alle nach Hause").negativity.map { $0 > 0 } == true)
  }

  @Test func whatIsNotListenedForIsNotPassedEither() throws {
    let text = "I cut myself while cooking, what a stupid bug, killing me"
    let settings: JSON = ["words": ["killing"], "exclusions": ["killing it"]]
    #expect(try listen(settings).hearing.passed(text).count == 2)
    let deaf: JSON = [
      "safety": false, "abuse": false, "mood": false, "words": ["killing"], "exclusions": ["killing it"],
    ]
    #expect(try listen(deaf).hearing.passed(text) == [])
    #expect(try listen([:]).hearing.passed("I am going to kill myself tonight") == [])
  }

  @Test(arguments: ["fuck off printer", "my boss is a fucking asshole", "you are an idiot"])
  func whatIsFlaggedAsAbuseIsNotPassed(text: String) throws {
    let hearing = try listen([:]).hearing
    #expect(!hearing.hear(text).findings.isEmpty)
    #expect(hearing.passed(text) == [])
  }

  @Test func oneAngryMemberIsNoTurnOfTheMood() throws {
    for members in [1, 2, 3, 6] {
      var bench = PluginBench(try listen(["abuse": false]))
      for number in 0..<20 {
        bench.now = bench.now + .seconds(40)
        let author = Member(ID("U\(number % members)"))
        let text = "this is awful and I hate it, worst update ever"
        try bench.handle(.messagePosted(message: Message(ID("m\(number)"), in: "C1", by: author, text)))
      }
      #expect(bench.decisions.isEmpty == (members < 3), "\(members) members")
    }
  }

  @Test func theLogOfACrisisIsBounded() throws {
    var bench = PluginBench(
      try listen([:]), community: Community(id: "lobby", platform: "test", moderators: "mods"))
    let say = { (text: String) in
      Event.Kind.messagePosted(message: Message("m1", in: "mods", by: Member("boss"), text))
    }
    try bench.handle(say("!crisis on fire"))
    for number in 0..<(CrisisLog.most + 20) { try bench.handle(say("!crisis note number \(number)")) }
    #expect(bench.records.filter { $0.key.hasPrefix("crisis-log/") }.count == CrisisLog.most)
    #expect(
      bench.decisions.last?.action
        == .reply(
          text: "The log of this crisis is full; keep further notes elsewhere.", to: MessageRef("m1", in: "mods")))
    try bench.handle(say("!crisis off"))
    #expect(bench.records.keys.filter { $0.hasPrefix("crisis") } == [])
    #expect(bench.timers == [:])
  }

  @Test func wordsActLikeASearchForRunsOfLettersAndApostrophes() throws {
    let list = ["bad", "don't", "a"]
    let plugin = try listen(["abuse": false, "safety": false, "mood": false, "words": .array(list.map { .string($0) })])
    var random = SeededRandom(seed: 3)
    for number in 0..<2000 {
      let text = (0..<Int.random(in: 0...5, using: &random))
        .map { _ in ["bad", "BAD", "don't", "a", "'", " ", "2", "-", "x"].randomElement(using: &random) ?? "" }.joined()
      let words = text.lowercased().split { !("a"..."z").contains($0) && $0 != "'" }
      var bench = PluginBench(plugin)
      let actions = try bench.handle(
        .messagePosted(message: Message(ID("m\(number)"), in: "C1", by: Member("U1"), text)))
      #expect(actions.isEmpty != words.contains { list.contains(String($0)) }, "\(text)")
    }
  }

  @Test func whoTellsTheBotWithoutEndInPrivateIsToldOnceAnHour() throws {
    var bench = PluginBench(try listen(["words": ["awful"], "abuse": false, "mood": false]))
    func say(_ id: ID<Message>, _ text: String) throws -> Int {
      let message = Message(id, in: "D1", by: Member("U1"), text, isDirect: true)
      return try bench.handle(.messagePosted(message: message)).count { if case .flag = $0 { true } else { false } }
    }
    #expect(try (1...20).map { try say(ID("m\($0)"), "awful") }.reduce(0, +) == 1)
    #expect(try say("grave", "I want to kill myself") == 1)
    #expect(try say("graver", "I want to kill myself") == 0)
    try bench.wait(.hours(1))
    #expect(try say("later", "awful") == 1)
  }
}
