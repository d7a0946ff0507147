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

  @Test func whatAnEmptyBoardShowsIsOfNoUseWhereItIsNeverEmpty() {
    func warnings(_ notice: JSON, _ empty: JSON) -> [String] {
      let source = ScenarioSource()
      let made = source.make(
        PluginKind(Noticeboard.self), ["channel": "hall", "notices": [notice], "empty": empty])
      #expect(made != nil)
      return source.warnings
    }
    #expect(
      warnings(["text": "Be kind."], "Nothing.") == [
        "warning empty: this never shows: the board is never empty, because a notice without \"until\" always stands "
          + "there; remove it, or give each notice an \"until\""
      ])
    #expect(warnings(["text": "Be kind.", "until": "2026-02-01"], "Nothing.") == [])
  }

  @Test func whatIsStillToBeFilledInIsHeldBack() throws {
    let source = ScenarioSource(files: [
      "notices.csv": "text\nHello\nCall [FILL IN: number]\n",
      "events.csv": "title,start\n[FILL IN: what],2026-01-02\nFair,2026-01-03\n",
    ])
    func board(_ settings: JSON) throws -> Noticeboard {
      try #require(source.make(PluginKind(Noticeboard.self), settings) as? Noticeboard)
    }
    #expect(try board(["channel": "hall", "notices": [["text": "Hello"]]]).heldBack == 0)
    #expect(try board(["channel": "hall", "noticeFile": "notices.csv", "eventFile": "events.csv"]).heldBack == 2)
    #expect(source.faults == [])
  }

  @Test func anEventStaysOnTheBoardAsLongAsItLasts() throws {
    let source = ScenarioSource()
    let events: JSON = [
      ["title": "Fair", "start": "2026-01-02"], ["title": "Call", "start": "2026-01-04T10:00"],
      ["title": "Talk", "start": "2026-01-05T10:00", "end": "2026-01-05T12:30"],
    ]
    let made = source.make(PluginKind(Noticeboard.self), ["channel": "hall", "days": 1, "events": events])
    var bench = PluginBench(try #require(made), now: start)
    try bench.start()
    try bench.wait(.days(7))
    func texts(_ title: String) -> [String] {
      bench.decisions.filter { $0.action.boardText?.contains(title) == true }.map { Zone.utc.local($0.at).shown }
    }
    let changes = bench.decisions.map { Zone.utc.local($0.at).shown }
    #expect(texts("Fair").first == "2026-01-01 00:00")
    #expect(changes.contains("2026-01-03 00:00") && changes.contains("2026-01-04 11:00"))
    #expect(changes.contains("2026-01-05 12:30"))
  }

  @Test func aBoardThatIsNotRememberedIsNotPinned() throws {
    let source = ScenarioSource()
    let settings: JSON = ["channel": "hall", "notices": [["text": "x"]], "pin": true]
    var bench = PluginBench(try #require(source.make(PluginKind(Noticeboard.self), settings)))
    #expect(try bench.handle(.delivered(name: "board", message: "p1")) == [])
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
