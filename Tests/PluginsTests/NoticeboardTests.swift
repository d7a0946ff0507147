import BotCore
import BotTesting
import FoundationEssentials
import Testing

@testable import Plugins

@Suite struct NoticeboardTests {
  private let start = Date(timeIntervalSince1970: 1_767_225_600)

  private func board(_ extra: String = "x") throws -> any Plugin {
    let source = ScenarioSource()
    let plugin = source.make(
      PluginKind(Noticeboard.self),
      [
        "channel": "hall", "days": 3,
        "notices": [
          ["text": .string("Always \(extra)")], ["text": "Second", "from": "2026-01-03T12:00", "until": "2026-01-05"],
        ],
        "events": [
          ["title": "Call", "start": "2026-01-02T18:00", "rrule": "FREQ=WEEKLY", "timezone": "Europe/Berlin"]
        ],
      ])
    #expect(source.faults == [])
    return try #require(plugin)
  }

  /// Whatever happens, there is one board, and two texts in a row are never the same.
  @Test func thereIsOneBoardAndNoEditWithoutAChange() throws {
    let plugins = [try board(), try board("and ever")]
    for seed in 0..<40 {
      var random = SeededRandom(seed: UInt64(seed))
      var bench = PluginBench(plugins[0], now: start)
      try bench.start()
      for _ in 0..<60 {
        let time = Duration.minutes(Int.random(in: 1...900, using: &random))
        switch Int.random(in: 0...6, using: &random) {
        case 0, 1: try bench.wait(time)
        case 2: bench.now = bench.now + time
        case 3: bench.now = bench.now - time
        case 4: try bench.handle(.due(timer: "refresh", planned: bench.now))
        case 5: bench.plugin = plugins.randomElement(using: &random) ?? plugins[0]
        default: try bench.start()
        }
      }
      #expect(bench.decisions.count { $0.action.postText != nil } == 1, "seed \(seed)")
      let texts = bench.decisions.compactMap(\.action.boardText)
      #expect(zip(texts, texts.dropFirst()).allSatisfy { $0 != $1 }, "seed \(seed)")
    }
  }

  /// What an empty board shows is of no use beside such a notice.
  @Test(
    arguments: [
      (["text": "Be kind."], true), (["text": "Be kind.", "from": "2026-02-01"], false),
      (["text": "Be kind.", "until": "2026-02-01"], false), (["text": "Call [FILL IN: number]."], false),
    ] as [(JSON, Bool)])
  func aNoticeWithoutAnEndIsThereForEver(notice: JSON, isForEver: Bool) {
    let node = SettingNode(notice, at: JSONPath(), from: ScenarioSource())
    #expect(Notice.read(node)?.isForEver == isForEver)
  }

  @Test func itChangesWhenSomethingBeginsOrEnds() throws {
    var bench = PluginBench(try board(), now: start)
    try bench.start()
    try bench.wait(.days(8))
    #expect(
      bench.decisions.map { Zone.utc.local($0.at).shown } == [
        "2026-01-01 00:00", "2026-01-02 18:00", "2026-01-03 12:00", "2026-01-06 00:00",
      ])
  }

  @Test func pinningNeedsAPlatformThatPins() throws {
    let source = ScenarioSource()
    let settings: JSON = ["channel": "hall", "notices": [["text": "x"]], "pin": true]
    #expect(source.make(PluginKind(Noticeboard.self), settings)?.needs == [.post, .edit, .pin])
    #expect(try board().needs == [.post, .edit])
  }
}

extension Action {
  fileprivate var boardText: String? {
    switch self {
    case .post(let text, _, _), .edit(_, let text): text.plain
    default: nil
    }
  }
}
