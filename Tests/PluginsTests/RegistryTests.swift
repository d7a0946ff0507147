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
