import BotCore
import FoundationEssentials
import Glibc
import Testing

@testable import BotRuntime

/// `botrun doctor`, safe mode, `preview`, `member` and `privacy`, as a person uses them.
@Suite struct DoctorCommandTests {
  private func home(_ more: String = "") throws -> Home {
    let home = Home()
    try home.write(
      """
      { "http": { "listen": "127.0.0.1:0" }, "communities": [
        { "id": "lobby", "name": "The Lobby", "platform": "sandbox", "connection": { "script": "day.jsonl" },
          "moderators": "#moderators", \(more)
          "plugins": [{ "plugin": "welcome", "channel": "general", "text": "Welcome {member.mention}!" },
                      { "plugin": "listen", "words": ["awful"] }] } ] }
      """, to: "config.json")
    try home.write(
      """
      {"after": 0.1, "join": "Annabel"}
      {"after": 0.3, "say": "this is awful and about me", "as": "Annabel", "in": "#help"}
      """, to: "day.jsonl")
    return home
  }

  private func greeted(_ home: Home) -> [ID<Member>] {
    // Just made, the store may not have its tables yet.
    (try? home.look { try $0.records(startingWith: "welcomed/", limit: 9, of: "lobby/welcome").compactMap(\.1.member) })
      ?? []
  }

  /// Lets somebody come and say something.
  private func once(_ home: Home) async throws -> ID<Member> {
    let bot = try home.start("run", "--config", home.file("config.json"), "--for", "20s")
    try await eventually("it was flagged") {
      let flags = try? home.look { try $0.flags(in: [.open], limit: 1) }
      return !greeted(home).isEmpty && flags?.isEmpty == false
    }
    #expect(try await bot.stop() == .exited(0))
    return try #require(greeted(home).first)
  }

  @Test func aHealthyBotIsToldSo() async throws {
    let home = try home()
    let doctor = try await home.run("doctor", "--config", home.file("config.json"))
    #expect(doctor.end == .exited(0))
    let levels = doctor.output.split(separator: "\n").filter { !$0.hasPrefix(" ") }.map { $0.prefix(4) }
    #expect(!levels.contains("fail"))
    #expect(doctor.output.contains("→ start it: botrun run --config \(home.file("config.json"))\n"), "\(doctor.output)")
    let json = try await home.run("doctor", "--json", "--config", home.file("config.json"))
    #expect(
      try JSON(parsing: Array(json.output.utf8)).array?.allSatisfy { $0["level"] != nil && $0["says"] != nil } == true)
    #expect(home.names.contains("botrun.sqlite") == false)
  }

  @Test func aRefusedTokenAndABrokenConfigurationAreTold() async throws {
    let home = Home()
    try home.write(
      """
      { "communities": [
        { "id": "town", "platform": "discourse", "connection": { "url": "http://127.0.0.1:9", "username": "b", "apiKey": "env:DISCOURSE_KEY" },
          "plugins": [{ "plugin": "welcome" }] } ] }
      """, to: "config.json")
    let away = try await home.run("doctor", "--config", home.file("config.json"))
    #expect(away.end == .exited(69))
    #expect(away.output.contains("fail  town"))
    try home.write(
      #"{ "communities": [ { "id": "x", "platform": "sandbox", "timezone": "Mars/Base", "plugins": [] } ] }"#,
      to: "config.json")
    let broken = try await home.run("doctor", "--config", home.file("config.json"))
    #expect(broken.end == .exited(78))
    #expect(broken.output.contains("there is no time zone \"Mars/Base\""))
    #expect(broken.output.contains("ok    disk"))
  }

  @Test func aServiceWhoseConfigurationBrokeStoresAndGoesOnByItself() async throws {
    let home = try home()
    _ = try await once(home)
    let good = home.bytes(of: "config.json")
    try home.write(
      String(decoding: good, as: UTF8.self).components(separatedBy: "Welcome {member.mention}!").joined(
        separator: "Welcome {member.nam}!"),
      to: "config.json")
    try home.write("{\"after\": 0.1, \"join\": \"Bob\"}\n", to: "day.jsonl")
    let bot = try home.start("run", "--config", home.file("config.json"), "--for", "60s")
    try await eventually("bob is stored") {
      try home.look { try $0.events(in: .pending, limit: 9).count == 1 }
    }
    #expect(bot.errors.contains("safe mode"))
    #expect(greeted(home).count == 1)
    try home.write(String(decoding: good, as: UTF8.self), to: "config.json")
    bot.send(SIGHUP)
    // The sandbox that begins anew has its Bob, too.
    try await eventually("bob is welcomed") { greeted(home).count >= 2 }
    #expect(try await bot.stop() == .exited(0))
  }

  @Test func aFaultyStoreOrServerEndsNoService() async throws {
    let home = try home()
    _ = try await once(home)
    let good = String(decoding: home.bytes(of: "config.json"), as: UTF8.self)
    let broken = good.components(separatedBy: "{ \"http\": {").joined(
      separator: "{ \"store\": { \"keep\": \"soon\" }, \"http\": { \"publicURL\": \"bot\",")
    #expect(broken != good)
    try home.write(broken, to: "config.json")
    try home.write("{\"after\": 0.1, \"join\": \"Bob\"}\n", to: "day.jsonl")
    let bot = try home.start("run", "--config", home.file("config.json"), "--for", "60s")
    try await eventually("bob is stored") {
      try home.look { try $0.events(in: .pending, limit: 9).count == 1 }
    }
    #expect(bot.errors.contains("safe mode"))
    #expect(try await bot.stop() == .exited(0))
  }

  @Test func aFileThatIsNoJSONEndsTheServiceAndSaysWhy() async throws {
    let home = try home()
    _ = try await once(home)
    try home.write("{ \"communities\": [", to: "config.json")
    let run = try await home.run("run", "--config", home.file("config.json"), "--for", "60s")
    #expect(run.end == .exited(78))
    #expect(
      run.errors.hasSuffix(
        """
        botrun: the configuration \(home.file("config.json")) cannot be used as it is, and not even the store and one platform \
        can be read from it: nothing is received until it is mended

        """), "\(run.errors)")
  }

  @Test func aFirstStartWithABrokenConfigurationEnds() async throws {
    let home = try home("\"timezone\": \"Mars/Base\",")
    #expect(try await home.run("run", "--config", home.file("config.json")).end == .exited(78))
    #expect(try await home.run("once", "--config", home.file("config.json")).end == .exited(78))
  }

  @Test func aMemberIsExportedAndErased() async throws {
    let home = try home()
    let id = try await once(home).raw
    let config = home.file("config.json")
    let export = try await home.run("member", "export", id, "--config", config)
    #expect(export.end == .exited(0))
    let json = try JSON(parsing: Array(export.output.utf8))
    #expect(json[0]?["events"]?.array?.count == 2)
    #expect(json[0]?["flags"]?.array?.count == 1)
    let byName = try await home.run("member", "erase", "annabel", "--yes", "--config", config)
    #expect(byName.end == .exited(65))
    #expect(byName.errors == "botrun: annabel is a name; nothing was done. Write the id of whom you mean: \(id)\n")
    #expect(try await home.run("member", "erase", id, "--config", config, reading: "no\n").end == .exited(64))
    let unclear = try await home.run("member", "erase", id, "--config", config, reading: "yep\n")
    #expect(unclear.end == .exited(64))
    #expect(unclear.errors.contains("\"yep\" is neither yes nor no: nothing was erased"))
    let erased = try await home.run("member", "erase", id, "--config", config, reading: "Y\n")
    #expect(erased.errors.hasPrefix("Erase all about Annabel (\(id)) in lobby?"), "\(erased.errors)")
    #expect(erased.errors.contains("That was yes."))
    #expect(
      erased.output.hasPrefix("lobby: \(id) is erased.\n  removed: 2 events"), "\(erased.output)\(erased.errors)")
    for name in home.names where name.hasPrefix("botrun.sqlite") {
      let text = String(decoding: home.bytes(of: name), as: UTF8.self)
      #expect(!text.contains("Annabel") && !text.contains(id) && !text.contains("about me"), "\(name)")
    }
    let again = try await home.run("member", "erase", id, "--yes", "--config", config)
    #expect(again.output.contains("nothing was stored about \(id)"))
    let unknown = try await home.run("member", "optout", "bob", "--config", config)
    #expect(unknown.end == .exited(0) && unknown.errors.hasPrefix("bob: the bot has met nobody with this id"))
    #expect(try await home.run("member", "forget", "bob", "--config", config).end == .exited(64))
  }

  @Test func textsAreShownAsThePlatformGetsThem() async throws {
    let home = try home()
    let config = home.file("config.json")
    let preview = try await home.run(
      "preview", "welcome", "--config", config, "--platform", "slack,discord,sandbox", "--name", "<!everyone> *Eve*")
    #expect(
      preview.output == """
        lobby/welcome  #general  (on the first day)
          slack, 14 of 4000
            Welcome <@U1>!
          discord, 31 of 2000
            Welcome @\\<!everyone\\> \\*Eve\\*!
          sandbox, 27 of 4000
            Welcome @<!everyone> *Eve*!

        lobby/welcome  #general  (to several at once)
          slack, 27 of 4000
            Welcome <@U1>, @Ben, @Cleo!
          discord, 44 of 2000
            Welcome @\\<!everyone\\> \\*Eve\\*, @Ben, @Cleo!
          sandbox, 40 of 4000
            Welcome @<!everyone> *Eve*, @Ben, @Cleo!

        lobby/welcome  #general  (to those who came while the bot was away)
          slack, 46 of 4000
            A late but warm welcome to <@U1>, @Ben, @Cleo!
          discord, 63 of 2000
            A late but warm welcome to @\\<!everyone\\> \\*Eve\\*, @Ben, @Cleo!
          sandbox, 59 of 4000
            A late but warm welcome to @<!everyone> *Eve*, @Ben, @Cleo!

        """)
    try home.write(#"{ "id": "77", "name": "Zoe" }"#, to: "zoe.json")
    let zoe = try await home.run("preview", "--json", "--config", config, "--as", home.file("zoe.json"))
    #expect(try JSON(parsing: Array(zoe.output.utf8))[0]?["platforms"]?[0]?["text"] == "Welcome @Zoe!")
    #expect(try await home.run("preview", "wellcome", "--config", config).end == .exited(64))
    #expect(try await home.run("preview", "--platform", "slak", "--config", config).end == .exited(64))
  }

  @Test func thePrivacyNoticeSaysWhatHolds() async throws {
    let home = try home()
    let notice = try await home.run(
      "privacy", "--config", home.file("config.json"), "--contact", "Grace, grace@example.org")
    #expect(notice.end == .exited(0))
    for part in [
      "# What the bot of The Lobby stores", "for 30 days", "**welcome**", "**listen**", "!optout",
      "Ask Grace, grace@example.org.",
    ] { #expect(notice.output.contains(part), "\(part)") }
  }
}
