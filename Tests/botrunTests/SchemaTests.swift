import BotCore
import FoundationEssentials
import Glibc
import Testing

@testable import BotRuntime

enum SchemaJudge {
  static let python = getenv("BOTRUN_JSONSCHEMA").map { String(cString: $0) }
}

/// The JSON Schema that `botrun schema` prints, judged by Python's jsonschema as an editor would.
/// `BOTRUN_JSONSCHEMA` names a Python that has the package. With `BOTRUN_REWRITE=1` as well, the places at which the
/// schema finds fault are written anew.
@Suite(.enabled(if: SchemaJudge.python != nil, "skipped: BOTRUN_JSONSCHEMA names no Python with jsonschema"))
struct SchemaTests {
  private static let root = URL(filePath: #filePath).appending(path: "../../..").standardizedFileURL.path

  /// Where the schema finds fault with each file; `nil` for what is no JSON. The schema itself is checked before.
  private func places(in paths: [String]) async throws -> [[String]?] {
    let home = Home()
    try home.write(try await home.run("schema").output, to: "schema.json")
    let judge = try BotProcess(
      ["\(Self.root)/Tests/Live/schema.py", home.file("schema.json")] + paths,
      program: try #require(SchemaJudge.python),
      in: home.path, environment: Home.environment.merging(["PYTHONDONTWRITEBYTECODE": "1"]) { $1 }, name: "judge",
      input: "/dev/null")
    let end = try await judge.end(within: .seconds(120))
    #expect(end == .exited(0), "\(judge.errors)")
    return try judge.output.split(separator: "\n").map { line in
      try JSON(parsing: String(line))["places"]?.array?.compactMap(\.string)
    }
  }

  @Test func whatIsGoodPasses() async throws {
    let home = Home()
    _ = try await home.run("example", home.file("try"))
    let town = try Town()
    let paths = ["\(Self.root)/config.example.json", home.file("try/config.json"), town.home.file("config.json")]
    #expect(try await places(in: paths) == [[], [], []])
  }

  @Test func whatASchemaCanSeeIsRefusedAtItsPlace() async throws {
    let names = BrokenTests.names
    let found = try await places(in: names.map { "\(BrokenTests.folder)/\($0)/config.json" })
    #expect(found.count == names.count)
    for (name, places) in zip(names, found) {
      let folder = "\(BrokenTests.folder)/\(name)"
      let said = places.map { $0.map { $0 + "\n" }.joined() } ?? "no JSON\n"
      let path = "\(folder)/schema.txt"
      if getenv("BOTRUN_REWRITE") != nil { try Data(said.utf8).write(to: URL(filePath: path)) }
      #expect(said == FileManager.default.contents(atPath: path).map { String(decoding: $0, as: UTF8.self) }, "\(name)")
      // What the schema refuses, the check refuses too, at the same place or the object around it.
      let told = String(
        decoding: FileManager.default.contents(atPath: "\(folder)/expected.txt") ?? Data(), as: UTF8.self)
      for place in places ?? [] {
        let around = place.lastIndex(of: ".").map { String(place[..<$0]) } ?? ""
        let key = place.split(separator: ".").last.map { "\"\($0)\"" } ?? place
        #expect(
          [place, around].contains { told.contains(" \($0):") || told.contains(" \($0) (") } || told.contains(key),
          "\(name): \(place)")
      }
    }
  }

  @Test func aThirdAndMoreOfTheMistakesAreSeenWhileOneWrites() async throws {
    let found = try await places(in: BrokenTests.names.map { "\(BrokenTests.folder)/\($0)/config.json" })
    #expect(found.count { $0?.isEmpty != true } * 3 >= found.count)
  }
}
