import BotCore
import FoundationEssentials
import Glibc
import Plugins
import Testing

@testable import BotRuntime

/// The commands that look and settle.
@Suite struct CommandTests {
  @Test func aGoodConfigurationIsTold() async throws {
    let town = try Town()
    let check = try await town.home.run("check", town.home.file("config.json"))
    #expect(check.end == .exited(0))
    #expect(
      check.output == """
        \(town.home.file("config.json")) is good.
          town on slack: welcome, faq, listen, schedule

        """)
    let json = try await town.home.run("check", "--json", town.home.file("config.json"))
    #expect(json.end == .exited(0))
    let report = try JSON(parsing: json.output)
    #expect(report["problems"] == [])
    #expect(report["exit"] == 0)
    #expect(
      report["communities"] == [
        ["id": "town", "platform": "slack", "plugins": ["welcome", "faq", "listen", "schedule"]]
      ])
  }

  /// Whoever only looks is told how much is left to fill in, once; check, doctor and run tell where.
  @Test func whatIsLeftToFillInIsListedWhereItIsAsked() async throws {
    let home = Home()
    _ = try await home.run("init", home.path + "/made", "--kind", "customer-support", "--yes")
    let path = home.file("made/config.json")
    // Any free port.
    let made = String(decoding: home.bytes(of: "made/config.json"), as: UTF8.self)
    try home.write(
      made.components(separatedBy: "127.0.0.1:8080").joined(separator: "127.0.0.1:0"), to: "made/config.json")
    let check = try await home.run("check", path)
    let count = check.output.components(separatedBy: "is still to be filled in").count - 1
    #expect(count > 1)
    let line = "\(path): \(count) places still to fill in; botrun check \(path) lists them\n"
    for command in [["plan"], ["preview"], ["privacy"], ["once"], ["explain", "d-1"], ["outbox", "list"]] {
      let told = try await home.run(command + ["--config", path])
      #expect(told.errors.hasPrefix(line), "\(command): \(told.errors)")
      #expect(told.errors.components(separatedBy: "to fill in").count == 2, "\(command): \(told.errors)")
      #expect(!told.output.contains("to fill in"))
    }
    let doctor = try await home.run("doctor", "--config", path)
    #expect(doctor.output.components(separatedBy: "is still to be filled in").count - 1 == count)
    let run = try await home.run("run", "--config", path, "--for", "1s")
    #expect(run.errors.components(separatedBy: "is still to be filled in").count - 1 == count, "\(run.errors)")
  }

  @Test(
    arguments: [
      (
        "faq",
        "the command faq is not known; botrun text rank --faq FILE tells which entry answers a question, and how surely; see botrun --help"
      ),
      ("rank", "the command rank is not known; it is botrun text rank; see botrun --help"),
      ("sentiment", "the command sentiment is not known; it is botrun text sentiment; see botrun --help"),
      ("welcome", "the command welcome is not known; it is a plugin: botrun plugins welcome; see botrun --help"),
      ("chekc", "the command chekc is not known; did you mean check? See botrun --help"),
    ] as [(String, String)])
  func aWordThatIsNoCommandLeadsToWhatIsMeant(word: String, told: String) async throws {
    let run = try await Home().run(word, "explain")
    #expect(run.end == .exited(64))
    #expect(run.errors == "botrun: \(told)\n")
  }

  @Test func aBrokenConfigurationIsToldWithEveryProblem() async throws {
    let home = Home()
    try home.write(
      """
      {
        "communities": [
          { "id": "town", "platform": "slack", "connection": { "token": "env:MISSING", "receive": "poll" },
            "plugins": [{ "plugin": "welcom" }] }
        ]
      }
      """, to: "config.json")
    let check = try await home.run("check", home.file("config.json"))
    #expect(check.end == .exited(78))
    #expect(check.output.contains("the environment variable MISSING is not set"))
    #expect(check.output.contains("welcome"))
    let run = try await home.run("run", "--config", home.file("config.json"))
    #expect(run.end == .exited(78))
    #expect(run.errors.contains("cannot be used as it is"))
    #expect(home.names.filter { $0.hasPrefix("botrun.sqlite") } == [])
  }

  @Test(arguments: [["plan"], ["privacy"], ["outbox", "list"], ["replay", "history.jsonl"], ["explain", "m1"]])
  func whatGoesToNoPlatformNeedsNoSecret(command: [String]) async throws {
    let home = Home()
    try home.write(
      """
      {
        "communities": [
          { "id": "town", "platform": "slack", "connection": { "token": "env:MISSING", "receive": "poll" },
            "moderators": "#mods", "plugins": [{ "plugin": "listen" }] }
        ]
      }
      """, to: "config.json")
    try home.write(#"{"time": 1760000000, "user": "u1", "text": "hello", "channel": "c"}"# + "\n", to: "history.jsonl")
    let operands = command.map { $0.hasSuffix(".jsonl") ? home.file($0) : $0 }
    let run = try await home.run(operands + ["--config", home.file("config.json")])
    #expect(run.end != .exited(78) && !run.errors.contains("MISSING"), "\(run.errors)")
  }

  @Test func whatOnlyReadsCannotAnswerButAPersonCan() async throws {
    let home = Home()
    try home.write("## How do I reset my password?\nKeywords: password\n\nUse the link.\n", to: "faq.md")
    func check(_ more: String, _ plugin: String) async throws -> Home.Finished {
      let feeds = #""connection": { "feeds": [ { "name": "news", "url": "https://news.example/rss" } ] }"#
      try home.write(
        #"{ "communities": [ { "id": "a", "platform": "feed", \#(more) \#(feeds), "plugins": [ \#(plugin) ] } ] }"#,
        to: "config.json")
      return try await home.run("check", home.file("config.json"))
    }
    let answering = #"{ "plugin": "faq", "file": "faq.md" }"#
    let faq = try await check("", answering)
    #expect(faq.end == .exited(78))
    #expect(
      faq.output.contains(
        "faq with these settings needs reply, which the platform feed does not bring; set \"drafts\": true, "
          + "so that a person posts what the bot prepares, or remove it here"))
    let flags = try await check(#""moderators": "mods","#, #"{ "plugin": "listen" }"#)
    #expect(flags.end == .exited(78))
    #expect(
      flags.output.contains("nothing can be told to moderators here: the platform feed posts nothing; remove it; "))
    #expect(try await check("", #"{ "plugin": "listen" }"#).end == .exited(0))
    #expect(try await check(#""drafts": true, "moderators": "mods","#, answering).end == .exited(0))
  }

  @Test func aMissingConfigurationIsTold() async throws {
    let home = Home()
    let run = try await home.run("run", "--config", home.file("nowhere.json"))
    #expect(run.end == .exited(66))
    #expect(run.errors.contains("there is no configuration \(home.file("nowhere.json"))"))
    let check = try await home.run("check", home.file("nowhere.json"))
    #expect(check.end == .exited(66))
    #expect(check.errors == run.errors)
  }

  @Test(arguments: [
    (["chekc"], "did you mean check?"), (["run", "--shwo"], "did you mean --show?"),
    (["flags", "lsit"], "did you mean list?"), (["plugins", "welcom"], "did you mean welcome?"),
    (["connectors", "slak"], "did you mean slack?"),
    (["connectors", "github"], "the platform github is not known; did you mean githubDiscussions?"),
    (["check", "a", "b"], "\"b\" is one word too many; see botrun check --help"),
    (["plan", "vol/config.json"], "\"vol/config.json\" is one word too many; write --config vol/config.json"),
    (["backup"], "needs FILE"), (["run", "--for", "soon"], "--for 10s"),
  ]) func aWordThatIsNotKnownIsCorrected(words: [String], remedy: String) async throws {
    let town = try Town()
    let run = try await town.home.run(words, with: ["BOTRUN_CONFIG": town.home.file("config.json")])
    #expect(run.end == .exited(64))
    #expect(run.errors.contains(remedy), "\(run.errors)")
    #expect(run.output == "")
  }

  @Test func aFolderIsToldWithTheConfigurationInIt() async throws {
    let town = try Town()
    let folder = town.home.file("")
    let check = try await town.home.run("check", folder)
    #expect(check.end == .exited(66))
    #expect(check.errors.contains(" is a folder; its configuration is \(folder)"), "\(check.errors)")
    #expect(check.errors.contains("config.json: name that"), "\(check.errors)")
  }

  @Test func whatIsPostedAsItStandsIsWarnedOf() async throws {
    let home = Home()
    try home.write(
      """
      { "communities": [ { "id": "a", "platform": "sandbox", "plugins": [
        { "plugin": "welcome", "channel": "general", "text": "Please welcome [name]!" },
      ] } ] }
      """, to: "config.json")
    let check = try await home.run("check", home.file("config.json"))
    #expect(check.end == .exited(0), "\(check.output)")
    #expect(
      check.output.contains("[name] is posted as it stands; write a variable in single braces, such as {member.name}"),
      "\(check.output)")
  }

  @Test func whatThereIsIsListed() async throws {
    let home = Home()
    let plugins = try await home.run("plugins")
    #expect(
      plugins.output.split(separator: "\n").map { $0.prefix { $0 != " " } } == builtInPlugins.map { $0.about.name[...] }
    )
    let connectors = try await home.run("connectors")
    #expect(
      connectors.output.split(separator: "\n").map { $0.prefix { $0 != " " } } == [
        "discord", "discourse", "draft", "feed", "githubDiscussions", "mastodon", "matrix", "sandbox", "slack",
        "telegram", "webhook",
      ])
    #expect(try await home.run("plugins", "welcome").output.contains("batchText"))
    #expect(try await home.run("connectors", "slack").output.contains("signingSecret"))
    #expect(try await home.run("version").output == "botrun \(Build.version)\n")
    #expect(try await home.run("--version").output == "botrun \(Build.version)\n")
    let schema = try await home.run("schema")
    #expect(try JSON(parsing: Array(schema.output.utf8))["properties"]?["communities"] != nil)
    let help = try await home.run("--help")
    #expect(help.end == .exited(0))
    #expect(help.output.contains("  78          the configuration has problems\n"))
    #expect(try await home.run().end == .exited(64))
  }

  @Test func theExampleOverwritesNothing() async throws {
    let home = Home()
    #expect(try await home.run("example", home.file("try")).end == .exited(0))
    let again = try await home.run("example", home.file("try"))
    #expect(again.end == .exited(73))
    #expect(again.errors.contains("is there already; name another folder"))
  }

  @Test func heldDeliveriesAreSettledByHand() async throws {
    let town = try Town(connection: ["receive": "poll", "from": "beginning"], mode: "observe")
    let config = town.home.file("config.json")
    for user in ["UADA", "UBEN"] { town.slack.join(user) }
    #expect(try await town.home.run("once", "--config", config).end == .exited(0))
    #expect(town.slack.posts == [])
    let list = try await town.home.run("outbox", "list", "--config", config)
    let lines = list.output.split(separator: "\n")
    #expect(
      lines.enumerated().filter { $0.offset % 2 == 0 }.map { String($0.element) } == [
        "1     held      town/schedule in #general: What did you learn?",
        "2     held      town/welcome in CGENERAL: Welcome @UADA!",
        "3     held      town/welcome in CGENERAL: Welcome @UBEN!",
      ])
    let notes = lines.enumerated().filter { $0.offset % 2 == 1 }.map(\.element)
    #expect(
      notes.allSatisfy { $0.hasPrefix("                since 20") && $0.hasSuffix("Z: the plugin only observes") })
    let json = try await town.home.run(
      "outbox", "list", "--json", "--state", "held", "--limit", "2", "--config", config)
    #expect(try JSON(parsing: Array(json.output.utf8)).array?.compactMap { $0["id"]?.int } == [1, 2])
    let drop = try await town.home.run("outbox", "drop", "1", "3", "--config", config)
    #expect(drop.output == "Deliveries 1, 3: dropped.\n")
    let retry = try await town.home.run("outbox", "retry", "2", "--config", config)
    #expect(retry.output == "Delivery 2: queued again.\n")
    #expect(
      try await town.home.run("outbox", "list", "--state", "dead", "--config", config).output.contains(
        "dropped by hand"))
    #expect(try await town.home.run("outbox", "retry", "9", "--config", config).end == .exited(65))
    #expect(try await town.home.run("once", "--config", config).end == .exited(0))
    #expect(town.slack.posts == ["#general: Welcome <@UADA>!"])
    let sent = try await town.home.run("outbox", "drop", "2", "--config", config)
    #expect(sent.end == .exited(65))
    #expect(sent.errors.contains("delivery 2 is sent; it cannot be settled by hand"))
  }

  @Test func whatDidArriveIsSaidToBeDone() async throws {
    let town = try Town(connection: ["receive": "poll", "from": "beginning"], mode: "observe")
    let config = town.home.file("config.json")
    func done(_ words: String...) async throws -> Home.Finished {
      try await town.home.run(["outbox", "done"] + words + ["--config", config])
    }
    town.slack.join("UADA")
    #expect(try await town.home.run("once", "--config", config).end == .exited(0))
    let store = try SQLiteStore(path: town.home.file("botrun.sqlite"))
    var first = try #require(try store.delivery(1))
    var part = first
    part.key += "-2"
    (part.action, part.note) = (.post(text: "The rest.", in: "#general", named: nil), Delivery.waitsForPart)
    (first.state, first.due, first.note) = (.unknown, .distantFuture, "no answer")
    try store.transaction {
      try store.update(first)
      part.id = try #require(try store.enqueue(part))
    }
    store.close()
    #expect(try await done("2").errors.contains("delivery 2 is held; only what is unknown, failed or dead can be done"))
    #expect(try await done("1", "2", "--message", "x").errors.contains("--message goes with one delivery alone"))
    #expect(
      try await done("1").output
        == "Delivery 1: done.\nTo let the bot edit 1 later, tell it where it stands: botrun outbox done 1 --message ID\n"
    )
    #expect(try town.home.look { try $0.delivery(part.id) }?.state == .queued)
    #expect(try town.home.look { try $0.delivery(1) }?.hasArrivedByHand == true)
    #expect(try await done("1").errors.contains("delivery 1 is sent"))
    #expect(try await done("1", "--message", "171.5").output == "Delivery 1: done.\n")
    #expect(try town.home.look { try $0.delivery(1) }?.remote == "171.5")
    #expect(try await done("77").errors.contains("there is no delivery 77"))
    #expect(try await town.home.run("once", "--config", config).end == .exited(0))
    #expect(town.slack.posts == ["#general: The rest."])
  }

  @Test func whatIsDroppedWhileTheBotRunsIsNotSent() async throws {
    let town = try Town()
    let config = town.home.file("config.json")
    let bot = try town.start()
    try await eventually("the post of the day is there") { town.slack.pinned.count == 1 }
    town.slack.fail("chat.postMessage", with: .hanging(stores: true))
    #expect(try await town.deliver(town.slack.join("UADA"), to: bot))
    try await eventually("the first greeting is under way") { town.slack.posts.count == 2 }
    #expect(try await town.deliver(town.slack.join("UBEN"), to: bot))
    let list = try await town.home.run("outbox", "list", "--state", "queued", "--json", "--config", config)
    let waiting = try #require(try JSON(parsing: Array(list.output.utf8))[0]?["id"]?.int)
    #expect(try await town.home.run("outbox", "drop", "\(waiting)", "--config", config).end == .exited(0))
    town.slack.answerHanging()
    try await town.waitUntilSettled()
    #expect(try town.home.look { try $0.delivery(Int64(waiting)) }?.state == .dead)
    #expect(town.slack.posts == ["#general: Welcome <@UADA>!", "#general: What did you learn?"])
    #expect(try await bot.stop() == .exited(0))
  }

  @Test func flagsAreAcknowledgedAndResolved() async throws {
    let town = try Town(connection: ["receive": "poll", "from": "beginning"])
    let config = town.home.file("config.json")
    town.slack.say("This is awful", by: "UADA")
    #expect(try await town.home.run("once", "--config", config).end == .exited(0))
    let list = try await town.home.run("flags", "list", "--config", config)
    #expect(list.output.hasPrefix("1     notice in town: Words of your list (open, "))
    #expect(list.output.contains("      Found: awful."))
    let now = Zone.utc.local(Date())
    let times = [now, now.adding(seconds: -60)].map(\.shown)
    #expect(times.contains { list.output.contains("(open, \($0), ") }, "\(list.output)")
    #expect(
      try await town.home.run("flags", "ack", "1", "--config", config).output == "Flag 1: acknowledged by grace.\n")
    let json = try await town.home.run("flags", "list", "--json", "--config", config)
    let flag = try JSON(parsing: Array(json.output.utf8))[0]
    #expect(flag?["state"] == "acknowledged")
    #expect(flag?["by"] == "grace")
    #expect(try await town.home.run("flags", "resolve", "1", "--config", config).end == .exited(0))
    #expect(try await town.home.run("flags", "list", "--config", config).output == "No flags.\n")
    let all = try await town.home.run("flags", "list", "--all", "--config", config)
    #expect(all.output.contains("(resolved by grace, "))
    #expect(try await town.home.run("flags", "ack", "7", "--config", config).end == .exited(65))
  }

  @Test func aBackupIsAWholeStore() async throws {
    let town = try Town()
    let config = town.home.file("config.json")
    let bot = try town.start()
    #expect(try await town.deliver(town.slack.join("UADA"), to: bot))
    try await town.waitUntilSettled()
    let backup = try await town.home.run("backup", town.home.file("copy.sqlite"), "--config", config)
    #expect(backup.end == .exited(0), "\(backup.errors)")
    #expect(try await bot.stop() == .exited(0))
    let copy = try SQLiteStore(path: town.home.file("copy.sqlite"), readOnly: true)
    #expect(try copy.integrity() == [])
    #expect(try copy.tallies()["deliveries.sent"] == 3)
    copy.close()
    let again = try await town.home.run("backup", town.home.file("copy.sqlite"), "--config", config)
    #expect(again.end == .exited(73))
  }
}
