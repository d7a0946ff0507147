import BotCore
import FoundationEssentials
import Testing

@testable import BotRuntime

/// `botrun init`: nine kinds of community, on each platform.
@Suite(.serialized) struct InitTests {
  static let kinds = [
    "practice", "learning", "interest", "customer-success", "customer-support", "direct-action", "mass-participation",
    "closed-volunteers", "feedback",
  ]
  private static let platforms = [
    "sandbox", "slack", "discord", "discourse", "telegram", "matrix", "mastodon", "githubDiscussions", "draft",
  ]

  @Test(arguments: kinds) func eachKindPassesItsCheckOnEachPlatform(kind: String) async throws {
    let home = Home()
    for platform in Self.platforms {
      let made = try await home.run("init", home.file(platform), "--kind", kind, "--platform", platform, "--yes")
      #expect(made.end == .exited(0), "\(platform): \(made.errors)")
      let check = try await home.run("check", home.file("\(platform)/config.json"))
      #expect(check.end == .exited(0), "\(platform): \(check.output)")
      let verdict = "\n" + check.output
      let path = home.file("\(platform)/config.json")
      #expect(verdict.contains("\n\(path) is good.\n") || verdict.contains("\n\(path) can be used;"), "\(verdict)")
      let told = Set(check.output.split(separator: "\n").filter { $0.contains(": warning: ") })
      #expect(told.allSatisfy { $0.contains("still to be filled in") || $0.contains("example") }, "\(told)")
    }
    #expect(home.names.filter { $0.contains(".part") } == [])
  }

  @Test(arguments: kinds) func eachKindHasACalendarAndTexts(kind: String) async throws {
    let home = Home()
    _ = try await home.run(
      "init", home.file("c"), "--kind", kind, "--yes", "--name", "The Guild", "--timezone", "Europe/London")
    let config = home.file("c/config.json")
    let plan = try await home.run("plan", "--days", "28", "--json", "--config", config)
    let posts = try JSON(parsing: Array(plan.output.utf8))[0]?["posts"]?.array ?? []
    #expect(posts.count >= 6, "\(plan.output.prefix(500))")
    let preview = try await home.run("preview", "--config", config, "--platform", "slack,mastodon", "--name", "Zoe")
    #expect(preview.end == .exited(0))
    #expect(preview.output.contains("the-guild/welcome"))
    #expect(!preview.output.contains("too long for one message"))
    #expect(String(decoding: home.bytes(of: "c/faq.md"), as: UTF8.self).components(separatedBy: "\n## ").count >= 8)
    for name in ["config.json", "faq.md", "calendar.json", "words.txt", "rules.md"] {
      let text = String(decoding: home.bytes(of: "c/\(name)"), as: UTF8.self)
      for left in ["@main@", "@help@", "@mods@", "@purpose@", "@pin@", "@helpWord@", "@monday"] {
        #expect(!text.contains(left))
      }
    }
  }

  @Test(arguments: kinds) func eachKindRunsOnTheSandbox(kind: String) async throws {
    let home = Home()
    _ = try await home.run("init", home.file("c"), "--kind", kind, "--yes")
    try home.freePort(in: "c/config.json")
    let question =
      String(decoding: home.bytes(of: "c/faq.md"), as: UTF8.self).split(separator: "\n")
      .first { $0.hasPrefix("## ") && $0.hasSuffix("?") && !$0.contains(". ") }?.dropFirst(3) ?? ""
    try home.write(
      """
      {"after": 0.1, "join": "Ada"}
      {"after": 0.3, "say": \(JSON.string(String(question)).text), "as": "Ada", "in": "#help"}
      """, to: "c/day.jsonl")
    let run = try home.start(["run", "--config", home.file("c/config.json"), "--for", "40s"])
    // Whatever waits (batches, quiet hours, people first) is known to the store.
    try await eventually("ada is known") {
      guard home.names.contains("c"), let store = try? SQLiteStore(path: home.file("c/botrun.sqlite"), readOnly: true)
      else { return false }
      defer { store.close() }
      let greets =
        try store.records(startingWith: "", limit: 9, of: "our-community/welcome").count
        + store.records(startingWith: "", limit: 9, of: "our-community/invitations").count
      let asked = try store.records(startingWith: "asked/", limit: 9, of: "our-community/faq").count
      return greets > 0 && asked > 0
    }
    #expect(try await run.stop() == .exited(0))
    #expect(!run.errors.contains("level=error"), "\(run.errors)")
  }

  @Test func aConversationTakesDefaultsAndAsksAgain() async throws {
    let home = Home()
    try home.write("nine hundred\n2\nSpanish in", to: "answers.txt")
    let bot = try home.start(["init", home.file("c")], input: home.file("answers.txt"))
    #expect(try await bot.end() == .exited(64))
    #expect(!home.names.contains("c"))
    let more = try await home.run(
      "init", home.file("c"),
      reading:
        "2\nSpanish in a year\n{no}\nWe speak it.\n1\n#plaza\n\n\nEurope/Lundon\nEurope/London\nEnglish\nde\nmaybe\nyes\n"
    )
    #expect(more.end == .exited(0), "\(more.errors)")
    #expect(more.output.contains("write it without { } and line breaks"))
    #expect(more.output.contains("there is no time zone \"Europe/Lundon\"; did you mean \"Europe/London\"?"))
    #expect(more.output.contains("\"English\" is no language tag; did you mean \"en\"?"))
    #expect(more.output.contains("Write it? [yes]:   write yes or no\n"))
    #expect(more.output.contains("The texts are in English"))
    let config = String(decoding: home.bytes(of: "c/config.json"), as: UTF8.self)
    for part in ["\"id\": \"spanish-in-a-year\"", "We speak it.", "#plaza", "Europe/London", "\"locale\": \"de\""] {
      #expect(config.contains(part))
    }
  }

  @Test func whatWillBeWrittenIsToldAndMayBeRefused() async throws {
    let home = Home()
    let answers = "mass\nOur Town\nWe plant trees\ndiscourse\n\nCET\nmain\n\n\nUTC\nen\n"
    let refused = try await home.run("init", home.file("c"), reading: answers + "no\n")
    #expect(refused.end == .exited(0), "\(refused.errors)")
    #expect(refused.output.hasSuffix("language [nothing]: Nothing was written.\n"), "\(refused.output)")
    #expect(
      refused.output.contains(
        """
        This will be written to \(home.file("c")): config.json, faq.md, calendar.json, words.txt, rules.md.
          community   Our Town (mass-participation)
          purpose     We plant trees.
          platform    discourse, https://forum.example.org
          channels    all meet in main, questions go to support
          moderators  staff
          time zone   UTC
          language    en
          Still an example, to be changed in config.json: https://forum.example.org.

        """), "\(refused.output)")
    #expect(home.names.filter { $0.hasPrefix("c") } == [])
    // A script that answered all before it has said enough; one that ends earlier has not.
    let ended = try await home.run("init", home.file("d"), reading: answers)
    #expect(ended.end == .exited(0), "\(ended.errors)")
    #expect(home.names.contains("d"))
    let early = try await home.run("init", home.file("e"), reading: "mass\nOur Town\n")
    #expect(early.end == .exited(64))
    #expect(!home.names.contains("e"))
    let made = try await home.run("init", home.file("c"), reading: answers + "\n")
    #expect(made.end == .exited(0), "\(made.errors)")
    #expect(made.output.contains("put your own in the place of https://forum.example.org."))
  }

  @Test func oneAnswerMayBeChangedAndTheOthersStay() async throws {
    let home = Home()
    let answers = "mass\nOur Town\n\nsandbox\n#plaza\n\n\nUTC\nen\n"
    let changed = try await home.run(
      "init", home.file("c"), reading: answers + "no\nnam\nOur City\nno\nkind\nlearning\n\nyes\n")
    #expect(changed.end == .exited(0), "\(changed.errors)")
    #expect(changed.output.contains("Its name [Our Town]: \nThis will"), "\(changed.output)")
    #expect(changed.output.components(separatedBy: "Its name [").count == 3)
    #expect(changed.output.components(separatedBy: "Its time zone [").count == 2)
    let config = String(decoding: home.bytes(of: "c/config.json"), as: UTF8.self)
    #expect(config.contains("\"name\": \"Our City\"") && config.contains("plaza"))
    // A purpose that Enter had taken is that of the new kind.
    #expect(changed.output.contains("Our City (learning)"), "\(changed.output)")
    let purposes = changed.output.split(separator: "\n").filter { $0.hasPrefix("  purpose") }
    #expect(Set(purposes).count == 2, "\(purposes)")
  }

  @Test func anotherPlatformAsksForWhatItNeeds() async throws {
    let home = Home()
    let made = try await home.run(
      "init", home.file("c"), "--kind", "feedback", "--channels", "#a,#b,#c", "--platform", "slack",
      reading: "T\nWe talk.\nUTC\nen\nno\nplatform\ndiscourse\nhttps://forum.town.test\nx\ny\nz\nno\nname\nCity\nyes\n")
    #expect(made.end == .exited(0), "\(made.errors)")
    let shown = made.output.components(separatedBy: "This will be written").last ?? ""
    for part in ["City (feedback)", "discourse, https://forum.town.test", "all meet in x, questions go to y", "UTC"] {
      #expect(shown.contains(part), "\(part): \(shown)")
    }
  }

  @Test(arguments: [
    ("int", "interest"), ("PRAC", "practice"), ("support", "customer-support"), ("volunteers", "closed-volunteers"),
    ("Closed volunteers", "closed-volunteers"),
  ])
  func aBeginningOrAPartThatOnlyOneHasIsEnough(part: String, kind: String) async throws {
    let home = Home()
    let made = try await home.run("init", home.file("c"), "--kind", part, "--yes")
    #expect(made.end == .exited(0), "\(made.errors)")
    #expect(String(decoding: home.bytes(of: "c/config.json"), as: UTF8.self).contains("--kind \(kind)\""))
  }

  @Test(arguments: [
    ("customer-s", "may mean customer-success or customer-support; write more of it"),
    ("customer", "may mean customer-success or customer-support; write more of it"),
    ("practise", "did you mean practice?"), ("10", "is none of them"), ("at", "is none of them"),
    ("", "is none of them"),
  ])
  func whatMayMeanSeveralIsTold(part: String, fault: String) async throws {
    let home = Home()
    let made = try await home.run("init", home.file("c"), "--kind", part, "--yes")
    #expect(made.end == .exited(64))
    #expect(made.errors.contains("--kind: \"\(part)\" ") && made.errors.contains(fault), "\(made.errors)")
  }

  @Test(arguments: ["#UTC", "met", "qa-us", "en", "de", "klingon", "Japan", "est-1990", "general-GB2"])
  func ordinaryNamesOfChannelsAreTaken(name: String) async throws {
    let home = Home()
    let made = try await home.run("init", home.file("c"), "--yes", "--channels", "\(name),#help,#mods")
    #expect(made.end == .exited(0), "\(made.errors)")
  }

  @Test(arguments: [
    ("discord", "112233445566778899"), ("discourse", "https://forum.example.org"),
    ("discourse", "https://Forum.example.org/"), ("matrix", "https://matrix.example.org"),
    ("mastodon", "https://mastodon.example"), ("githubDiscussions", "owner/name"),
    ("draft", "https://www.facebook.com/groups/1234567890"),
  ])
  func theExampleOfAQuestionMayBeTypedAndIsToldToBeOne(platform: String, address: String) async throws {
    let home = Home()
    for (number, words) in [["--address", address], []].enumerated() {
      let made = try await home.run(
        ["init", home.file("c\(number)"), "--yes", "--platform", platform] + words)
      #expect(made.end == .exited(0), "\(made.errors)")
      #expect(made.output.contains("put your own in the place of "), "\(made.output)")
    }
  }

  @Test func nothingIsOverwrittenOrLeftHalfDone() async throws {
    let home = Home()
    try home.write("mine", to: "c/config.json")
    let again = try await home.run("init", home.file("c"), "--yes")
    #expect(again.end == .exited(73))
    #expect(again.errors.contains("is there already"))
    #expect(home.bytes(of: "c/config.json") == Array("mine".utf8))
    try home.write("a file", to: "no")
    let nowhere = try await home.run("init", home.file("no/such/place"), "--yes")
    #expect(nowhere.end == .exited(73))
    for (option, value) in [("--kind", "praktice"), ("--platform", "slak"), ("--timezone", "x"), ("--name", "a{b}")] {
      let wrong = try await home.run("init", home.file("d"), "--yes", option, value)
      #expect(wrong.end == .exited(64), "\(option)")
    }
    let odd = try await home.run("init", home.file("d"), "--yes", "--language", "not a language")
    #expect(odd.end == .exited(64))
    #expect(odd.errors.contains("--language: \"not a language\" is no language tag"))
    #expect(home.names.filter { $0.hasPrefix("d") } == [])
  }

  @Test func foldersAroundItAreMadeAndLeftOnlyWhereItSucceeds() async throws {
    let home = Home()
    let made = try await home.run("init", home.file("a/b/c"), "--yes")
    #expect(made.end == .exited(0), "\(made.errors)")
    #expect(home.bytes(of: "a/b/c/config.json") != [])
    let failed = try await home.run(
      "init", home.file("x/y/z"), "--yes", "--platform", "telegram", "--channels", "@one,@two,-100")
    #expect(failed.end == .exited(64))
    #expect(home.names.filter { $0 == "x" } == [])
  }

  @Test(arguments: [
    ("slack", "--channels", "Europe/Berlin,#help", "is a time zone"),
    ("slack", "--channels", "#general,https://x.y", "is a web address"),
    ("slack", "--channels", "CET", "is a time zone"), ("slack", "--channels", "#general,utc+2", "is a time zone"),
    ("discourse", "--channels", "UTC", "is a time zone"), ("sandbox", "--channels", "en-GB", "is a language"),
    ("slack", "--channels", "the lobby", "holds a blank"), ("slack", "--channels", "#a;#b", "a semicolon"),
    ("slack", "--channels", "what?", "is no channel's name"),
    ("sandbox", "--channels", "Telegram", "is a platform"),
    ("sandbox", "--platform", "facebook", "did you mean draft?"),
    ("sandbox", "--platform", "email", "did you mean draft?"),
    ("slack", "--channels", "#general,#help,#help", "is where members meet"),
    ("slack", "--channels", "#,#help", "is no channel's name"),
    ("telegram", "--channels", "lobby", "is neither a group's @name"),
    ("matrix", "--channels", "#lobby", "is no room"),
    ("discord", "--address", "My Server", "is no server id"),
    ("discourse", "--address", "forum", "is no web address"),
    ("discourse", "--address", "https://talk.example.com", "stands for an address in examples"),
    ("githubDiscussions", "--address", "just-a-name", "is no repository"),
    ("sandbox", "--language", "xx", "no language has the code"),
    ("sandbox", "--timezone", "#general", "there is no time zone \"#general\""),
  ])
  func anAnswerThatCannotBeIsNamed(platform: String, option: String, value: String, fault: String) async throws {
    let home = Home()
    let made = try await home.run("init", home.file("c"), "--yes", "--platform", platform, option, value)
    #expect(made.end == .exited(64))
    #expect(made.errors.contains("\(option): ") && made.errors.contains(fault), "\(made.errors)")
    #expect(home.names.filter { $0 == "c" } == [])
  }

  @Test func examplesThatNobodyChangedAreToldByTheCheck() async throws {
    let home = Home()
    for (platform, count) in [
      ("discord", 1), ("discourse", 1), ("telegram", 3), ("githubDiscussions", 1), ("draft", 1),
    ] {
      _ = try await home.run("init", home.file(platform), "--kind", "learning", "--platform", platform, "--yes")
      let check = try await home.run("check", home.file("\(platform)/config.json"))
      let told = check.output.components(separatedBy: "in examples").count - 1
      #expect(told == count, "\(platform): \(check.output)")
    }
  }

  /// Whoever tries it out sees a greeting and an answer before turning away.
  @Test(arguments: kinds)
  func onTheSandboxAGreetingAndAnAnswerComeWithinSeconds(kind: String) async throws {
    let home = Home()
    _ = try await home.run("init", home.file("c"), "--kind", kind, "--yes")
    try home.freePort(in: "c/config.json")
    let run = try home.start(["run", "--config", home.file("c/config.json"), "--for", "60s"])
    try await eventually("ada is greeted and answered", within: .seconds(40)) {
      guard home.names.contains("c"), let store = try? SQLiteStore(path: home.file("c/botrun.sqlite"), readOnly: true)
      else { return false }
      defer { store.close() }
      let sent = try store.deliveries(in: [.sent], after: 0, limit: 99).map(\.instance.raw)
      return sent.contains { $0.hasSuffix("/welcome") } && sent.contains { $0.hasSuffix("/faq") }
    }
    #expect(try await run.stop() == .exited(0))
  }

  @Test func namesOfAllKindsMakeAnId() async throws {
    let home = Home()
    for (index, name) in ["Ünïcödé & Söhne \"AG\"", "🌍", "a\\b", String(repeating: "long ", count: 30)].enumerated() {
      let made = try await home.run("init", home.file("c\(index)"), "--yes", "--name", name)
      #expect(made.end == .exited(0), "\(made.errors)")
      #expect(try await home.run("check", home.file("c\(index)/config.json")).end == .exited(0))
    }
  }
}
