import BotCore
import BotTesting
import FoundationEssentials
import Plugins
import Testing

@Suite struct RegistryTests {
  @Test func pluginsStandInOrderUnderTheirNames() throws {
    let names = builtInPlugins.map(\.about.name)
    #expect(names == names.sorted())
    #expect(names.count == (try Manual.types()).count)
  }

  @Test(arguments: try Manual.types())
  func theManualOfAPluginShowsSettingsThatAreValid(file: String) throws {
    let manual = try Manual(file)
    let source = ScenarioSource(files: ["faq.md": "## A\nb", "negative-words.txt": "bad"])
    let kind = try #require(builtInPlugins.first { $0.about.name == manual.example["plugin"]?.string })
    #expect(source.make(kind, manual.example, ignoring: ["plugin"]) != nil)
    #expect(source.faults == [])
  }

  @Test(arguments: try Manual.types())
  func theManualOfAPluginSaysWhatItDoesAndWhatItNeverDoes(file: String) throws {
    let lines = try Manual(file).lines
    #expect(lines.contains("**What it does**"))
    #expect(lines.contains("**What it never does**"))
  }

  @Test func theSchemaOfAPluginTellsOfEachSetting() throws {
    for kind in builtInPlugins {
      let properties = try #require(kind.schema([])["properties"]?.object)
      #expect(properties.keys.sorted() == kind.keys.sorted(), "\(kind.about.name)")
      for member in properties.members {
        #expect(member.value["description"]?.string?.isEmpty == false, "\(kind.about.name): \(member.key)")
      }
    }
  }

  private func plugin(_ kind: PluginKind) throws -> any Plugin {
    let manual = try #require(
      try Manual.types().map(Manual.init).first { $0.example["plugin"]?.string == kind.about.name })
    let source = ScenarioSource(files: ["faq.md": "## A\nb", "negative-words.txt": "bad"])
    return try #require(source.make(kind, manual.example, ignoring: ["plugin"]))
  }

  private static let happenings: [Event.Kind] = {
    let (ada, message) = (Member("ada"), Message("m1", in: "general", by: Member("ada"), "Where is it?"))
    return [
      .started, .memberJoined(member: ada, channel: "general", via: .transition),
      .memberLeft(member: ada, channel: nil),
      .joinRequested(member: ada, channel: nil, answer: nil), .messagePosted(message: message),
      .messageEdited(message: message), .messageDeleted(id: "m1", channel: "general"),
      .reacted(emoji: "👍", member: ada, message: "m1", channel: "general"),
      .unreacted(emoji: "👍", member: ada, message: "m1", channel: "general"),
      .reported(message: "m1", channel: "general", by: ada, reason: ""),
      .command(name: "else", arguments: "", message: message), .due(timer: "else", planned: .distantPast),
      .fetched(name: "else", status: 200, body: ""), .delivered(name: "else", message: "p1"),
      .settled(flag: "else", as: .resolved, until: nil, by: "ada"), .other(name: "else", detail: ""),
    ]
  }()

  /// One plugin looks at the clock whatever happens.
  @Test func whatAPluginDidNotAskForIsNothingToIt() throws {
    for kind in builtInPlugins where kind.about.name != "reminders" {
      let plugin = try plugin(kind)
      for happening in Self.happenings {
        let event = Event(id: "e", key: "e", community: "lobby", at: .distantPast, kind: happening)
        if plugin.triggers.contains(event.trigger) { continue }
        var context = Context(
          community: .testing, now: .distantPast, random: SeededRandom(seed: 0),
          store: Draft(read: { _ in nil }, scan: { _, _ in [] }))
        #expect(try plugin.handle(event, &context) == [], "\(kind.about.name): \(event.trigger)")
        #expect(context.store.written.isEmpty, "\(kind.about.name): \(event.trigger)")
      }
    }
  }

  /// Timers, deliveries, answers and flags of an earlier configuration; two plugins look at the clock whatever fell due.
  @Test(arguments: ["else", "a/b", "a/b/c", "escalate/a/7", "plant/gone", "summary/gone", "step/gone", "quiet/gone"])
  func whatAPluginDoesNotKnowAnyMoreIsPassedOver(name: String) throws {
    for kind in builtInPlugins where !["noticeboard", "reminders"].contains(kind.about.name) {
      var bench = PluginBench(try plugin(kind))
      for happening: Event.Kind in [
        .due(timer: name, planned: bench.now), .delivered(name: name, message: "p1"),
        .fetched(name: name, status: 200, body: ""), .settled(flag: name, as: .resolved, until: nil, by: "ada"),
      ] {
        #expect(try bench.handle(happening) == [], "\(kind.about.name): \(happening)")
      }
      #expect(bench.records == [:], "\(kind.about.name)")
    }
  }

  @Test func theSampleAnswersAreValid() throws {
    let root = #filePath.split(separator: "/", omittingEmptySubsequences: false).dropLast(3).joined(separator: "/")
    let bytes = try #require(FileManager.default.contents(atPath: root + "/Examples/faq.md"))
    let source = ScenarioSource(files: ["faq.md": String(decoding: bytes, as: UTF8.self)])
    let kind = try #require(builtInPlugins.first { $0.about.name == "faq" })
    #expect(source.make(kind, ["file": "faq.md"]) != nil)
    #expect(source.faults == [])
  }
}

/// The comment that stands above a plugin's type.
private struct Manual {
  let lines: [String]
  let example: JSON

  private static let folder =
    #filePath.split(separator: "/", omittingEmptySubsequences: false).dropLast(3).joined(separator: "/")
    + "/Sources/Plugins"

  private static func source(_ path: String) throws -> String {
    String(decoding: try #require(FileManager.default.contents(atPath: "\(folder)/\(path)")), as: UTF8.self)
  }

  /// The files that hold a plugin of the same name.
  static func types() throws -> [String] {
    try FileManager.default.subpathsOfDirectory(atPath: folder).filter { $0.hasSuffix(".swift") }.compactMap { path in
      let type = path.split(separator: "/").last?.dropLast(".swift".count) ?? ""
      return try source(path).contains("\npublic struct \(type): Plugin {") ? String(type) : nil
    }.sorted()
  }

  init(_ file: String) throws {
    let paths = try FileManager.default.subpathsOfDirectory(atPath: Self.folder)
    let path = try #require(paths.first { $0.hasSuffix("/\(file).swift") })
    let source = try Self.source(path).split(separator: "\n", omittingEmptySubsequences: false)
    let type = try #require(source.firstIndex { $0.hasPrefix("public struct \(file): Plugin") })
    let start = try #require(source[..<type].lastIndex { !$0.hasPrefix("///") })
    lines = source[(start + 1)..<type].map { String($0.dropFirst(4)) }
    let open = try #require(lines.firstIndex(of: "```json"))
    let close = try #require(lines.lastIndex(of: "```"))
    example = try JSON(parsing: lines[(open + 1)..<close].joined(separator: "\n"))
  }
}
