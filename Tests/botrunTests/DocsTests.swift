import BotCore
import BotRuntime
import BotTesting
import Connectors
import FoundationEssentials
import Glibc
import Plugins
import Testing

@testable import botrun

/// What the documents promise about the code, and the code about the documents.
@Suite struct DocsTests {
  private static let root = #filePath.split(separator: "/", omittingEmptySubsequences: false).dropLast(3)
    .joined(separator: "/")

  private func text(_ path: String) throws -> String {
    let bytes = try #require(FileManager.default.contents(atPath: Self.root + "/" + path), "\(path) is missing")
    return String(decoding: bytes, as: UTF8.self)
  }

  private func sources(_ folder: String) throws -> [String] {
    let names = try FileManager.default.subpathsOfDirectory(atPath: "\(Self.root)/\(folder)")
    return try names.filter { $0.hasSuffix(".swift") }.sorted().map { try text("\(folder)/\($0)") }
  }

  private func registered() -> [(kind: String, folder: String, names: [String])] {
    [
      ("Plugin", "Sources/Plugins", builtInPlugins.map(\.about.name)),
      ("Connector", "Sources/Connectors", builtInConnectors.map(\.about.name)),
    ]
  }

  /// The two pages belong to parts that know nothing of each other, so each has the colours in its own file.
  @Test func theTwoPagesOfTheBotHaveTheSameColours() throws {
    func colours(_ path: String) throws -> [[String]] {
      let blocks = try text(path).components(separatedBy: ":root {").dropFirst().prefix(2)
      return blocks.map { block in
        block.prefix { $0 != "}" }.split(separator: "\n").map { $0.filter { $0 != " " } }.filter { $0.hasPrefix("--") }
      }
    }
    let console = try colours("Sources/Console/Page/app.css")
    let sandbox = try colours("Sources/Connectors/Sandbox/Page/app.css")
    #expect(console.count == 2 && console.allSatisfy { $0.count > 9 })
    for (own, other) in zip(console, sandbox) { #expect(own.filter { !other.contains($0) } == []) }
  }

  @Test func pluginsAndConnectorsAreRegisteredByAlphabet() {
    for (_, _, names) in registered() {
      #expect(!names.isEmpty)
      #expect(names == Set(names).sorted())
    }
  }

  @Test func everyPluginAndConnectorStandsInItsDocument() throws {
    for (kind, _, names) in registered() {
      let document = try text("docs/\(kind.lowercased())s.md").split(separator: "\n")
      #expect(names.filter { !document.contains("## \($0)") } == [], "\(kind)")
    }
  }

  /// As many types with a manual above them as there are kinds: a type that is not registered would show here too.
  @Test func everyPluginAndConnectorHasAManual() throws {
    for (kind, folder, names) in registered() {
      var manuals: [String] = []
      for source in try sources(folder) {
        let lines = source.split(separator: "\n", omittingEmptySubsequences: false)
        for (number, line) in lines.enumerated() where line.hasPrefix("public struct ") && line.contains(": \(kind) {")
        {
          let comment = lines[..<number].reversed().prefix { $0.hasPrefix("///") }
          if comment.count >= 3 { manuals.append(String(line)) }
        }
      }
      #expect(manuals.count == names.count, "\(kind): \(manuals)")
    }
  }

  @Test func everySettingHasAHelpThatIsASentence() {
    let kinds =
      builtInPlugins.map { ($0.about.name, $0.schema([])) } + builtInConnectors.map { ($0.about.name, $0.schema) }
    for (name, schema) in kinds {
      for member in schema["properties"]?.object?.members ?? [] {
        let help = member.value["description"]?.string ?? ""
        #expect(help.hasSuffix(".") && help.first?.isLowercase != true || help.contains(": "), "\(name).\(member.key)")
      }
    }
  }

  @Test func everyCommandStandsInTheReadme() throws {
    let readme = try text("README.md")
    #expect(Botrun.commands.map(\.name).filter { !readme.contains("`botrun \($0)") } == [])
  }

  @Test func everyExitCodeStandsInTheReadmeWithItsMeaning() throws {
    let readme = try text("README.md")
    #expect(ExitCode.allCases.filter { !readme.contains("| \($0.rawValue) | \($0.meaning) |") } == [])
  }

  @Test func everyOptionOfACommandIsExplained() {
    for command in Botrun.commands {
      #expect(command.options.filter { $0.help.isEmpty }.map(\.name) == [], "\(command.name)")
      #expect(!command.summary.isEmpty && !command.summary.hasSuffix("."), "\(command.name)")
    }
  }

  @Test func everyMetricIsExplainedToOperators() throws {
    let manual = try text("docs/operate.md")
    var names: Set<String> = []
    for source in try sources("Sources/BotRuntime") {
      for call in [" count(\"", "metrics.count(\"", "metrics.set(\""] {
        for piece in source.components(separatedBy: call).dropFirst() {
          names.insert(String(piece.prefix { $0 != "\"" }))
        }
      }
    }
    #expect(names.count >= 10)
    #expect(names.filter { !manual.contains("`botrun_\($0)`") }.sorted() == [])
  }

  @Test func everyStateOfADeliveryIsExplainedToOperators() throws {
    let manual = try text("docs/operate.md")
    #expect(Delivery.State.allCases.filter { !manual.contains("| \($0.rawValue) |") } == [])
  }

  @Test func theExampleConfigurationHasNoProblems() throws {
    let (config, problems) = Configuration.load(
      path: Self.root + "/config.example.json", registry: Botrun.registry, environment: [:], credentialsDirectory: nil)
    #expect(problems == [])
    let communities = try #require(config).communities
    let shown = Set(communities.flatMap(\.instances).map(\.about.name))
    // Communities that let in whom they choose, and feeds of the world outside, would need more than the sandbox.
    #expect(Set(builtInPlugins.map(\.about.name)).subtracting(shown) == ["feed", "gate", "invitations"])
  }

  @Test func theExampleAnswersTheQuestionOfItsDay() throws {
    let (config, _) = Configuration.load(
      path: Self.root + "/config.example.json", registry: Botrun.registry, environment: [:], credentialsDirectory: nil)
    let faq = try #require(config?.communities.first?.instances.first { $0.about.name == "faq" })
    let day = try text("Examples/day.jsonl").split(separator: "\n").compactMap { try? JSON(parsing: String($0)) }
    let question = try #require(day.compactMap { $0["say"]?.string }.first { $0.hasSuffix("?") })
    var bench = PluginBench(faq.plugin)
    let message = Message("m1", in: "help", by: Member("ada"), question)
    #expect(try bench.handle(.messagePosted(message: message)).count == 1)
  }

  @Test func theConfigurationsOfTheDocumentsHaveNoProblems() throws {
    let environment = ["MATRIX_TOKEN": "t", "SLACK_TOKEN": "t", "SLACK_SIGNING_SECRET": "s"]
    for path in ["README.md", "docs/operate.md"] {
      let examples = try text(path).components(separatedBy: "```json\n").dropFirst()
        .map { $0.components(separatedBy: "\n```")[0] }.filter { $0.contains("\"communities\"") }
      #expect(!examples.isEmpty)
      for example in examples {
        let folder = FileManager.default.temporaryDirectory.appending(path: "botrun-docs-\(getpid())")
        defer { try? FileManager.default.removeItem(at: folder) }
        try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
        try FileManager.default.createSymbolicLink(
          at: folder.appending(path: "Examples"), withDestinationURL: URL(filePath: Self.root + "/Examples"))
        let file = folder.appending(path: "config.json")
        try Data(example.utf8).write(to: file)
        let (_, problems) = Configuration.load(
          path: file.path, registry: Botrun.registry, environment: environment, credentialsDirectory: nil)
        // Documents name hosts that are set apart for examples (RFC 2606).
        let real = problems.filter { !$0.fault.contains("stands for an address in examples") }
        #expect(real == [], "\(path): \(example)")
      }
    }
  }

  @Test func everyLinkInADocumentLeadsToAFile() throws {
    let documents =
      ["README.md", "CONTRIBUTING.md", "CHANGELOG.md"]
      + (try FileManager.default.subpathsOfDirectory(atPath: Self.root + "/docs"))
      .filter { $0.hasSuffix(".md") }.map { "docs/" + $0 }
    for document in documents {
      let folder = document.contains("/") ? document[...(document.lastIndex(of: "/") ?? document.startIndex)] : ""
      for piece in try text(document).components(separatedBy: "](").dropFirst() {
        let target = piece.prefix { $0 != ")" && $0 != "#" && !$0.isWhitespace }
        guard !target.isEmpty, !target.hasPrefix("http") else { continue }
        #expect(FileManager.default.fileExists(atPath: "\(Self.root)/\(folder)\(target)"), "\(document): \(target)")
      }
    }
  }
}
