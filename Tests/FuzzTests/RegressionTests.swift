import BotRuntime
import FoundationEssentials
import Testing

@testable import botrun

/// What fuzzing has found so far, again: inputs that once broke something (`Regressions`), the smallest that reach all
/// that was reached (`Corpus`, one in a line, in Base 64), and what every target begins with.
@Suite struct RegressionTests {
  @Test(arguments: allTargets.map(\.name)) func whatWasFoundHolds(name: String) async throws {
    let target = try #require(allTargets.first { $0.name == name })
    let inputs = target.seeds + (try Self.corpus(name)) + FuzzTarget.files(in: "Regressions/" + name)
    #expect(!inputs.isEmpty)
    for input in inputs { await Self.check(target, input) }
  }

  /// Each once took seconds, or a time that grew with the square of the length.
  @Test(arguments: [
    ("markdown", "", "*", ""), ("markdown", "", "[", "]"), ("markdown", "", "[](http://", ""),
    ("markdown", "", "**a ", ""),
    ("feed", "<rss><channel>", "<a", ""), ("config", "{\"communities\":[", "9,", "1]}"),
    ("config", "{\"communities\":[", "\"a\",", "1]}"),
  ])
  func manyOfAKindTakeNoTime(name: String, start: String, piece: String, end: String) async throws {
    let target = try #require(allTargets.first { $0.name == name })
    let count = Stretch.length / piece.utf8.count
    await Self.check(target, Array((start + String(repeating: piece, count: count) + end).utf8))
  }

  @Test func aReplayGoesWhenNobodyNeedsIt() throws {
    let path = packageFolder + "/config.example.json"
    let loaded = Configuration.load(path: path, registry: Botrun.registry, environment: [:], credentialsDirectory: nil)
    let config = try #require(loaded.config)
    weak var gone: Replay?
    do {
      let replay = try Replay(config) { _ in }
      try replay.start(at: Date(timeIntervalSince1970: 1_767_225_600))
      gone = replay
    }
    #expect(gone == nil)
  }

  /// Far above what any takes, in debug builds and on a busy machine too.
  private static let patience: Duration = .seconds(10)

  private static func check(_ target: FuzzTarget, _ input: [UInt8]) async {
    let begun = ContinuousClock.now
    do {
      switch target.run {
      case .now(let run): try run(input)
      case .waiting(let run): try await run(input)
      }
    } catch let broken as Broken {
      Issue.record("\(target.name): \(broken.description) of \(String(decoding: input.prefix(400), as: UTF8.self))")
    } catch {
      // Refused, as it should be.
    }
    #expect(ContinuousClock.now - begun < patience, "\(target.name) takes its time")
  }

  private static func corpus(_ name: String) throws -> [[UInt8]] {
    guard let file = FileManager.default.contents(atPath: "\(packageFolder)/Tests/FuzzTests/Corpus/\(name).txt") else {
      return []
    }
    return try String(decoding: file, as: UTF8.self).split(separator: "\n").map { line in
      Array(try #require(Data(base64Encoded: String(line))))
    }
  }
}
