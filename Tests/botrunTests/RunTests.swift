import BotCore
import Glibc
import Testing

@testable import BotRuntime

/// `run` and `once`: beginning, changing and ending.
@Suite struct RunTests {
  @Test func theExampleRunsAndEndsByItself() async throws {
    let home = Home()
    #expect(try await home.run("example", home.file("try")).end == .exited(0))
    try home.freePort(in: "try/config.json")
    let config = home.file("try/config.json")
    #expect(try await home.run("check", config).end == .exited(0))
    let run = try await home.run("run", "--config", config, "--show", "--for", "2s")
    #expect(run.end == .exited(0), "\(run.errors)")
    #expect(run.output.hasPrefix("Open http://127.0.0.1:"))
    #expect(run.output.contains("Ada joined"))
    #expect(run.output.contains("bot (schedule) in #general: Question of the day"))
  }

  @Test func whatAPluginThatObservesWouldSayIsShown() async throws {
    let home = Home()
    try home.write(
      """
      { "http": { "listen": "" },
        "communities": [
          { "id": "town", "platform": "sandbox", "connection": { "script": "day.jsonl" },
            "plugins": [{ "plugin": "welcome", "text": "Hi {member.name}!", "burst": 0, "mode": "observe" }] }
        ] }
      """, to: "config.json")
    try home.write("{\"after\": 0, \"join\": \"Ada\"}\n", to: "day.jsonl")
    let run = try await home.run("run", "--config", home.file("config.json"), "--show", "--for", "2s")
    #expect(run.end == .exited(0), "\(run.errors)")
    #expect(
      run.output.split(separator: "\n").map { $0.dropFirst(8).split(separator: "  [e-")[0] } == [
        "  Ada joined", "    ↳ bot (welcome) in #general: Hi Ada! [held: the plugin only observes]  [d-1]",
      ])
  }

  @Test func whatAPluginPutsOffIsShownWithAnIdThatExplainKnows() async throws {
    let home = Home()
    try home.write(
      """
      { "http": { "listen": "" },
        "communities": [
          { "id": "town", "platform": "sandbox", "connection": { "script": "day.jsonl" },
            "plugins": [{ "plugin": "welcome", "text": "Hi {member.name}!", "batch": "1h" }] }
        ] }
      """, to: "config.json")
    try home.write("{\"after\": 0, \"join\": \"Ada\"}\n", to: "day.jsonl")
    let run = try await home.run("run", "--config", home.file("config.json"), "--show", "--for", "2s")
    let lines = run.output.split(separator: "\n").map(String.init)
    #expect(lines.count == 2)
    let short = try #require(lines.first?.split(separator: "[").last?.dropLast())
    #expect(lines.last?.contains("  ↳ bot waits until ") == true)
    #expect(lines.last?.hasSuffix(" (welcome gathers greetings in #general)") == true)
    let explained = try await home.run("explain", String(short), "--config", home.file("config.json"))
    #expect(explained.output.hasPrefix("Ada joined, "), "\(explained.errors)")
  }

  @Test(arguments: [SIGTERM, SIGINT]) func aSignalEndsItInOrder(signal: Int32) async throws {
    let town = try Town()
    let bot = try town.start()
    try await town.waitUntilReady()
    bot.send(signal)
    #expect(try await bot.end(within: .seconds(3)) == .exited(0))
    #expect(bot.errors.contains("msg=\"botrun ended\""))
    #expect(try town.home.look { try $0.meta("running") } == nil)
  }

  @Test func healthReadinessAndMetricsAnswer() async throws {
    let town = try Town()
    let bot = try town.start()
    try await town.waitUntilReady()
    #expect(try await town.deliver(town.slack.join("UADA"), to: bot))
    try await town.waitUntilSettled()
    #expect(await town.get("/healthz")?.text == "ok\n")
    #expect(await town.get("/readyz")?.text == "ready\n")
    let metrics = try #require(await town.get("/metrics"))
    #expect(metrics.headers["Content-Type"] == "text/plain; version=0.0.4")
    #expect(metrics.text.contains("botrun_events_total{community=\"town\",kind=\"memberJoined\"} 1\n"))
    #expect(await town.get("/nothing")?.status == 404)
    #expect(try await bot.stop() == .exited(0))
  }

  @Test func aBrokenConfigurationIsRefusedAndAGoodOneTaken() async throws {
    let town = try Town()
    let bot = try town.start()
    try await town.waitUntilReady()
    try town.home.write("{ \"communities\": [ { \"id\": \"town\" ", to: "config.json")
    bot.send(SIGHUP)
    try await eventually("the broken configuration is refused") {
      bot.errors.contains("the new configuration was refused; the old one stays")
    }
    #expect(try await town.deliver(town.slack.say("Where are the rules?", by: "UADA", in: "CHELP"), to: bot))
    try await eventually("the old configuration answers") { town.slack.posts.contains { $0.hasPrefix("#help") } }

    try town.write()
    try town.home.write("## Where are the rules?\nKeywords: rules\n\nOn the wall.\n", to: "faq.md")
    bot.send(SIGHUP)
    try await eventually("the good configuration is taken") {
      bot.errors.contains("the new configuration is in force")
    }
    #expect(try await town.deliver(town.slack.say("Which rules?", by: "UADA", in: "CHELP"), to: bot))
    try await town.waitUntilSettled()
    #expect(
      town.slack.posts.filter { $0.hasPrefix("#help") } == [
        "#help, to \"Where are the rules?\": In the first pinned message.",
        "#help, to \"Which rules?\": On the wall.",
      ])
    #expect(try await bot.stop() == .exited(0))
  }

  @Test func onceAnswersWhatCameAndEnds() async throws {
    let town = try Town(connection: ["receive": "poll", "from": "beginning"])
    town.slack.join("UADA")
    town.slack.say("Where are the rules?", by: "UADA", in: "CHELP")
    let config = town.home.file("config.json")
    let first = try await town.home.run("once", "--config", config)
    #expect(first.end == .exited(0), "\(first.errors)")
    let posts = [
      "#general: Welcome <@UADA>!", "#general: What did you learn?",
      "#help, to \"Where are the rules?\": In the first pinned message.",
    ]
    #expect(town.slack.posts == posts)
    let second = try await town.home.run("once", "--show", "--config", config)
    #expect(second.end == .exited(0))
    #expect(second.output == "")
    #expect(town.slack.posts == posts)
    town.slack.say("When is the next call?", by: "UBEN")
    #expect(try await town.home.run("once", "--config", config).end == .exited(0))
    #expect(town.slack.posts == (posts + ["#general, to \"When is the next call?\": On Thursday at noon."]).sorted())
  }

  /// Cron calls again; a run that waits for the platform would keep the next ones out.
  @Test func onceGreetsWhoJustJoinedThoughTheGreetingWaitsAMoment() async throws {
    let town = try Town(connection: ["receive": "poll", "from": "beginning"], burst: 5)
    town.slack.join("UADA")
    town.slack.join("UBEN")
    let once = try await town.home.run("once", "--config", town.home.file("config.json"))
    #expect(once.end == .exited(0), "\(once.errors)")
    #expect(town.slack.posts == ["#general: Welcome <@UADA>, <@UBEN>!", "#general: What did you learn?"])
  }

  @Test func onceGivesUpOnAPlatformThatIsDown() async throws {
    let town = try Town(connection: ["receive": "poll"])
    for _ in 1...20 { town.slack.fail("auth.test", with: .status(503, stores: false)) }
    let once = try await town.home.run("once", "--config", town.home.file("config.json"))
    #expect(once.end == .exited(69))
    #expect(once.errors.contains("botrun: the platform of town could not be asked: "))
    #expect(town.slack.calls(of: "auth.test") <= 4)
  }

  @Test func anAddressInUseIsTold() async throws {
    let town = try Town()
    let server = try WebhookServer(listen: "127.0.0.1:\(town.port)") { _, respond in respond(.text("")) }
    defer { server.stop(within: .zero) }
    let run = try await town.home.run("run", "--config", town.home.file("config.json"))
    #expect(run.end == .exited(69))
    #expect(run.errors.contains("127.0.0.1:\(town.port)"))
    // The engine never began, so the next run has no unclean end to be careful about.
    #expect(try town.home.look { try $0.meta("running") } == nil)
  }

  @Test func aStoreThatCannotBeReadEndsItAtOnceAndIsTold() async throws {
    let town = try Town()
    let store = try SQLiteStore(path: town.home.file("botrun.sqlite"))
    try store.db.execute(
      """
      INSERT INTO deliveries (key, community, instance, event, depth, lane, ordering, action, state, attempts, due,
        created, updated, note, config)
      VALUES ('k', 'town', 'town/welcome', 'e', 1, 1, 'o', '{', 'queued', 0, 0, 0, 0, '', '')
      """)
    store.close()
    // On a slow machine a process that does nothing takes long as well.
    let idle = try await seconds { _ = try await town.home.run("version") }
    var run = try await town.home.run("version")
    let busy = try await seconds { run = try await town.home.run("run", "--config", town.home.file("config.json")) }
    #expect(run.end == .exited(74))
    #expect(run.errors.contains("delivery 1 cannot be read"))
    #expect(!run.errors.contains("botrun runs"))
    #expect(busy < 8 + 20 * idle)
  }

  private func seconds(_ body: () async throws -> Void) async rethrows -> Double {
    let start = Clock.system.monotonic()
    try await body()
    return Clock.system.monotonic() - start
  }

  /// What is planted in the environment comes out nowhere, however the platform refuses it.
  @Test func noSecretIsEverWritten() async throws {
    let town = try Town()
    town.slack.fail("conversations.list", with: .refusing("missing_scope"), .status(500, stores: false))
    town.slack.fail("chat.postMessage", with: .refusing("invalid_blocks"), .status(500, stores: true))
    let bot = try town.home.start("run", "--config", town.home.file("config.json"), "--verbose", "--show")
    for user in ["UADA", "UBEN"] { #expect(try await town.deliver(town.slack.join(user), to: bot)) }
    try await town.waitUntilSettled()
    let metrics = await town.get("/metrics")?.text ?? ""
    #expect(try await bot.stop() == .exited(0))
    let check = try await town.home.run("check", "--json", town.home.file("config.json"))
    let said = [bot.output, bot.errors, metrics, check.output, check.errors].map { Array($0.utf8) }
    let files = town.home.names.map { town.home.bytes(of: $0) }
    for secret in [FakeSlack.token, FakeSlack.signingSecret] {
      #expect(!(said + files).contains { $0.holds(secret) })
    }
    #expect(files.contains { $0.holds("Welcome") }, "the store was among the files")
  }
}

extension [UInt8] {
  func holds(_ text: String) -> Bool {
    let needle = Array(text.utf8)
    guard count >= needle.count else { return false }
    return indices.dropLast(needle.count - 1).contains { start in
      self[start] == needle[0] && self[start..<start + needle.count].elementsEqual(needle)
    }
  }
}
