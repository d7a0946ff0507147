import BotCore
import BotRuntime
import Testing

/// A file with more wrong than anybody reads.
@Suite struct ConfigLimitsTests {
  private func problems(_ text: String) throws -> [Problem] { try ConfigFolder(["config.json": text]).load().problems }

  @Test func beyondFiveHundredProblemsAreOnlyCounted() throws {
    let problems = try problems("{ \"communities\": [\n" + String(repeating: "9,\n", count: 2000) + "9] }")
    #expect(problems.count == 501)
    let last = try #require(problems.first { $0.place?.line == 0 })
    #expect(last.severity == .error)
    #expect(last.fault == "there are 1501 more problems of this kind, which are not told")
    #expect(last.remedy == "mend those that are, then look again")
  }

  @Test func warningsHideNoError() throws {
    let texts = (0..<2000).map { "\"t\($0)\": \"x\"" }.joined(separator: ",\n")
    let folder = try ConfigFolder([
      "config.json": configuration(top: " \"texts\": { \(texts) },")
    ])
    let loaded = folder.load()
    #expect(loaded.config != nil)
    #expect(Set(loaded.problems.map(\.severity)) == [.warning])
    #expect(loaded.problems.count == 501)
    let broken = try ConfigFolder([
      "config.json": configuration(top: " \"texts\": { \(texts) },", community: " \"x\": 1,")
    ])
    #expect(broken.load().problems.contains { $0.severity == .error })
  }
}
