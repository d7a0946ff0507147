import BotCore
import FoundationEssentials
import Glibc
import Testing

@testable import BotRuntime

/// Configurations with the mistakes that managers make, each with what `botrun check` says of it, word for word.
/// With `BOTRUN_REWRITE=1` in the environment the expectations are written anew, to be read in the diff.
@Suite(.serialized) struct BrokenTests {
  static let folder = URL(filePath: #filePath).deletingLastPathComponent().appending(path: "Broken").path
  static let names = ((try? FileManager.default.contentsOfDirectory(atPath: folder)) ?? []).sorted()

  /// A copy, so that nothing is written beside what is tested, and secret files are as secret as they should be.
  private static func home(of name: String) throws -> Home {
    let home = Home()
    for file in try FileManager.default.subpathsOfDirectory(atPath: "\(folder)/\(name)") {
      let bytes = FileManager.default.contents(atPath: "\(folder)/\(name)/\(file)") ?? Data()
      try bytes.write(to: URL(filePath: home.file(file)))
      chmod(home.file(file), 0o600)
    }
    return home
  }

  @Test func thereAreAtLeastThirty() {
    #expect(Self.names.count >= 30)
    #expect(Set(Self.names.map { $0.prefix(2) }).count == Self.names.count)
  }

  @Test(arguments: names) func eachIsToldWordForWord(name: String) async throws {
    let home = try Self.home(of: name)
    let check = try await home.run("check", home.file("config.json"))
    guard case .exited(let code) = check.end else { throw NeverHappened(description: "\(name): \(check.end)") }
    let told = (check.output + check.errors).components(separatedBy: home.path + "/").joined()
    let said = told + "exit \(code)\n"
    let path = "\(Self.folder)/\(name)/expected.txt"
    if getenv("BOTRUN_REWRITE") != nil { try Data(said.utf8).write(to: URL(filePath: path)) }
    let expected = FileManager.default.contents(atPath: path).map { String(decoding: $0, as: UTF8.self) }
    #expect(said == expected)
  }

  /// Programs read the same: as many problems, and the code that the command ends with.
  @Test(arguments: names) func programsReadTheSame(name: String) async throws {
    let home = try Self.home(of: name)
    let check = try await home.run("check", home.file("config.json"), "--json")
    let report = try JSON(parsing: check.output)
    let text = FileManager.default.contents(atPath: "\(Self.folder)/\(name)/expected.txt") ?? Data()
    let lines = String(decoding: text, as: UTF8.self).split(separator: "\n")
    let marks = [": error: ", ": warning: "]
    let counts = marks.map { mark in lines.count { !$0.hasPrefix("  ") && $0.contains(mark) } }
    #expect([report["errors"]?.int, report["warnings"]?.int] == counts.map { Optional($0) })
    #expect(report["problems"]?.array?.count == counts.reduce(0, +))
    #expect(report["exit"]?.int.map { .exited(Int32($0)) } == check.end)
    #expect(report["starts"]?.bool == (counts[0] == 0))
  }

  /// A secret that somebody wrote into the file is shown by nobody.
  @Test(arguments: ["13-token-in-the-file"]) func noSecretIsShown(name: String) async throws {
    let home = try Self.home(of: name)
    for words in [["check", home.file("config.json")], ["check", home.file("config.json"), "--json"]] {
      let check = try await home.run(words)
      #expect(!(check.output + check.errors).contains("placeholder"))
    }
  }
}
