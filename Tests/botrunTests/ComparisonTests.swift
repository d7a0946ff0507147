import BotCore
import Testing

/// `replay --compare`: of what is the same, however it is written, nothing is told.
@Suite(.serialized) struct ComparisonTests {
  private static let same = "\n\nNothing would be different.\nrule "
  private let home = Home()

  /// Three weeks of eight people, to whom something of every kind happens.
  private static let history: String = {
    let words = [
      "How do I reset my password?", "Thank you Ada, that helped a lot!", "This is awful, nobody answers, a rip-off",
      "Good morning everybody", "Where do I find the rules?", "I will kill you", "!hlep", "What time is the call?",
    ]
    let names = ["ada", "ben", "cleo", "dan", "eve", "finn", "gil", "hana"]
    let start = 1_767_603_600
    var lines: [String] = []
    for day in 0..<21 {
      for (index, name) in names.enumerated() {
        let (at, channel) = (start + day * 86_400 + index * 2220, index % 2 == 0 ? "general" : "help")
        let who = "\"user\": \"\(name)\", \"channel\": \"\(channel)\""
        if (day + index) % 5 == 0 { lines.append("{\"time\": \(at), \"event\": \"join\", \(who)}") }
        let text = JSON.string(words[(index + day) % words.count]).text
        lines.append("{\"time\": \(at + 180), \"id\": \"m\(day)-\(index)\", \"text\": \(text), \(who)}")
        guard index % 3 == 0 else { continue }
        lines.append(
          "{\"time\": \(at + 300), \"event\": \"react\", \"emoji\": \"👍\", \"message\": \"m\(day)-\(index)\", \(who)}")
      }
    }
    lines.append("{\"time\": \(start + 21 * 86_400), \"event\": \"join\", \"user\": \"zoe\", \"channel\": \"general\"}")
    return lines.joined(separator: "\n") + "\n"
  }()

  private func compare(_ old: String, _ new: String, _ options: String...) async throws -> String {
    try home.write(Self.history, to: "history.jsonl")
    let run = try await home.run(
      ["replay", "--config", home.file(old), home.file("history.jsonl"), "--compare", home.file(new)] + options)
    #expect(run.end == .exited(0), "\(run.errors)")
    return run.output
  }

  private func report(_ old: String, _ new: String) async throws -> JSON {
    try JSON(parsing: Array(try await compare(old, new, "--json").utf8))
  }

  /// The configuration with its plugins in the opposite order, each under another name.
  private func disguise(_ path: String, _ change: (inout [JSON]) -> Void) throws -> String {
    var root = try #require(try JSONDocument(relaxed: home.bytes(of: path)).value.object)
    var community = try #require(root["communities"]?[0]?.object)
    var plugins = try #require(community["plugins"]?.array)
    change(&plugins)
    community["plugins"] = .array(plugins)
    root["communities"] = [.object(community)]
    return "// The same, written otherwise.\n" + JSON.object(root).pretty
  }

  private func renamed(_ plugins: inout [JSON]) {
    plugins = plugins.enumerated().map { place, plugin in
      var object = plugin.object ?? JSONObject()
      object["name"] = .string("other-\(place)")
      return .object(object)
    }
  }

  private static let disguises = ["same", "turned", "renamed", "both"]

  private func nothingDiffers(_ folder: String, _ disguises: [String]) async throws {
    let path = "\(folder)/config.json"
    try home.write("// A comment.\n" + String(decoding: home.bytes(of: path), as: UTF8.self), to: "\(folder)/same.json")
    try home.write(disguise(path) { $0.reverse() }, to: "\(folder)/turned.json")
    try home.write(disguise(path, renamed), to: "\(folder)/renamed.json")
    let both = try disguise(path) { plugins in
      renamed(&plugins)
      plugins.reverse()
    }
    try home.write(both, to: "\(folder)/both.json")
    for other in disguises {
      let output = try await compare(path, "\(folder)/\(other).json")
      #expect(output.contains(Self.same), "\(folder), \(other): \(output)")
      let rows = output.split(separator: "\n").drop { !$0.hasPrefix("rule ") }.dropFirst()
      #expect(rows.count > 2 && rows.allSatisfy { $0.split(separator: " ").last == "0" }, "\(output)")
    }
  }

  @Test(arguments: InitTests.kinds) func ofAConfigurationAndItselfNothingIsTold(kind: String) async throws {
    let made = try await home.run("init", home.file(kind), "--kind", kind, "--yes")
    #expect(made.end == .exited(0), "\(made.errors)")
    try await nothingDiffers(kind, ["both"])
  }

  @Test func norOfTheExampleAndItself() async throws {
    let made = try await home.run("example", home.file("example"))
    #expect(made.end == .exited(0), "\(made.errors)")
    try await nothingDiffers("example", Self.disguises)
  }

  private func write(_ name: String, _ plugins: String, id: String = "town") throws {
    try home.write(
      """
      { "communities": [ { "id": "\(id)", "platform": "sandbox", "moderators": "#moderators", "plugins": [\(plugins)] } ] }
      """, to: name)
  }

  @Test func whatIsCalledOtherwiseIsNamed() async throws {
    let board = #""channel": "general", "notices": [{ "text": "Hello" }], "pin": true"#
    try write("old.json", "{ \"plugin\": \"noticeboard\", \(board) }")
    try write("new.json", "{ \"plugin\": \"noticeboard\", \"name\": \"wall\", \(board) }", id: "village")
    let output = try await compare("old.json", "new.json")
    #expect(
      output == """
        Before: \(home.file("old.json"))
        After:  \(home.file("new.json"))
                where the plugin "noticeboard" is called "wall"

        Nothing would be different.
        rule                                        before   after    same     changed
        noticeboard: pins                           1        1        1        0
        noticeboard: posts the board                1        1        1        0

        """)
    #expect(try await report("old.json", "new.json")["renamed"] == ["noticeboard": "wall"])
  }

  @Test func aBoardThatSaysSomethingElseIsOneDifferenceInWords() async throws {
    func board(_ text: String) -> String {
      "{ \"plugin\": \"noticeboard\", \"channel\": \"general\", \"notices\": [{ \"text\": \"\(text)\" }], \"pin\": true }"
    }
    try write("old.json", board("Hello"))
    try write("new.json", board("Good day"))
    let output = try await compare("old.json", "new.json")
    #expect(
      output.hasSuffix(
        """
        Different (1):
          noticeboard "posts the board" does otherwise
              2026-01-05 09:00 (the bot began)
              before: posts in #general: Noticeboard - Hello
              after:  posts in #general: Noticeboard - Good day

        """), "\(output)")
    let different = try await report("old.json", "new.json")["different"]?[0]
    #expect(different?["after"]?["subject"] == "the bot began")
    #expect(different?["before"]?["does"] == "posts in #general: Noticeboard - Hello")
    #expect(different?["after"]?["does"] == "posts in #general: Noticeboard - Good day")
  }

  /// Members are called in what the bot says as they are everywhere in the report.
  @Test func whereLongTextsDifferIsSeenAndNamesAreKeptBack() async throws {
    func welcome(_ place: String) -> String {
      """
      { "plugin": "welcome", "channel": "general", "burst": 0, "text": "Welcome {member.mention}, dear {member.name}! \
      Look around for a while, then write some words about yourself in \(place), if you like." }
      """
    }
    try write("old.json", welcome("the lounge"))
    try write("new.json", welcome("our kitchen"))
    let output = try await compare("old.json", "new.json")
    #expect(output.contains("\n      before: …some words about yourself in the lounge, if you like.\n"), "\(output)")
    #expect(output.contains("\n      after:  …some words about yourself in our kitchen, if you like.\n"), "\(output)")
    try write("other.json", welcome("the lounge").replacing("Welcome", with: "Hello"))
    let early = try await compare("old.json", "other.json")
    #expect(early.contains("before: posts in #general: Welcome @member-"), "\(early)")
    #expect(early.contains("after:  posts in #general: Hello @member-"), "\(early)")
    for name in ["ada", "ben", "zoe"] { #expect(!early.lowercased().contains(" \(name)!"), "\(early)") }
  }

  @Test func aGreetingThatTheEndCutsOffIsNoneLess() async throws {
    func welcome(_ rest: String) -> String {
      "{ \"plugin\": \"welcome\", \"channel\": \"general\", \"text\": \"Welcome!\"\(rest) }"
    }
    try write("old.json", welcome(", \"burst\": 0"))
    try write("new.json", welcome(", \"delay\": \"3h\""))
    let output = try await compare("old.json", "new.json")
    #expect(output.contains(Self.same), "\(output)")
    try write("never.json", welcome(", \"delay\": \"3h\", \"from\": [\"help\"]"))
    let less = try await compare("old.json", "never.json")
    #expect(less.contains("\nLess ("), "\(less)")
  }

  @Test func theTableAndTheListsCountAlike() async throws {
    func ears(_ name: String, _ words: [String]) -> String {
      let words = words.map { "\"\($0)\"" }.joined(separator: ", ")
      return """
        { "plugin": "listen", "abuse": false, "safety": false, "mood": false,
          "categories": [{ "name": "\(name)", "words": [\(words)], "severity": "warning", "single": true }] }
        """
    }
    try write("old.json", ears("anger", ["awful", "kill"]))
    try write("new.json", ears("rage", ["awful"]))
    let json = try JSON(parsing: Array(try await compare("old.json", "new.json", "--json").utf8))
    let rules = json["rules"]?.array ?? []
    func sum(_ key: String) -> Int { rules.reduce(0) { $0 + ($1[key]?.int ?? 0) } }
    let (less, more) = (json["less"]?.array?.count ?? 0, json["more"]?.array?.count ?? 0)
    let different = json["different"]?.array?.count ?? 0
    #expect(different > 0 && less > 0)
    #expect(sum("changed") == different)
    #expect(sum("before") == sum("same") + different + less)
    #expect(sum("after") == sum("same") + different + more)
  }
}
