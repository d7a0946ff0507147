import BotCore
import BotTesting
import FoundationEssentials
import Testing
import TextAnalysis

@testable import Plugins

@Suite struct TopicsTests {
  private func topics(_ settings: JSON) throws -> any Plugin {
    let source = ScenarioSource()
    let made = source.make(PluginKind(Topics.self), settings)
    #expect(source.faults == [])
    return try #require(made)
  }

  private func message(_ number: Int, _ text: String) -> Event.Kind {
    .messagePosted(
      message: Message(ID("m\(number)"), in: "C1", named: "general", by: Member(ID("U\(number % 9)")), text))
  }

  @Test func phrasesAreNeighboursWithoutCommonWordsNumbersAndMarks() {
    let reader = PhraseReader(stopWords: ["release"])
    #expect(
      reader.phrases(
        in: "The dark mode of the dark mode, dark side! 12 apples pie https://a.b c `dark code` big release x")
        == ["dark mode", "dark side", "apples pie"])
    #expect(reader.phrases(in: "> quoted words stay\nbrave words count") == ["brave words", "words count"])
    #expect(reader.phrases(in: "Größere Änderung am Zeitplan") == ["grössere änderung"])
    #expect(reader.phrases(in: "") == [])
  }

  @Test func whatIsSaidOftenIsNeverLostAndNeverCountedTooLow() throws {
    var random = SeededRandom(seed: 5)
    var entries: [PhraseTable.Entry] = []
    var truth: [String: Int] = [:]
    for _ in 0..<6000 {
      // A few are frequent, most are rare.
      let number = Int(1 / Double.random(in: 0.0002...1, using: &random))
      let phrase = "p\(number)"
      truth[phrase, default: 0] += 1
      PhraseTable.add(phrase, 1, to: &entries)
    }
    #expect(entries.count == 128)
    let total = truth.values.reduce(0, +)
    for (phrase, count) in truth where count > total / 128 {
      #expect(entries.contains { $0.phrase == phrase }, "\(phrase)")
    }
    for entry in entries {
      let count = truth[entry.phrase, default: 0]
      #expect(entry.count >= count && entry.count - entry.error <= count, "\(entry)")
    }
  }

  @Test func whatGrowsIsTold() throws {
    var table = PhraseTable()
    #expect(table.emerging(3, growth: 1) == [])
    var bench = PluginBench(try topics(["report": "0 9 * * *", "minimum": 5]), community: .testing)
    try bench.start()
    for day in 0..<2 {
      for number in 0..<100 {
        let rare = day == 1 && number % 10 == 0 ? " login outage" : ""
        try bench.handle(message(day * 1000 + number, "usual talk\(rare)"))
      }
      try bench.wait(.days(1))
    }
    let told = bench.decisions.compactMap { decision -> String? in
      if case .flag(let flag) = decision.action { flag.text.plain } else { nil }
    }
    // On the first day nothing is new.
    #expect(told.count == 1)
    #expect(told.last?.contains("- login outage: 10") == true)
    #expect(told.last?.contains("- usual talk:") == false)
    table = PhraseTable()
    #expect(table.entries == [])
  }

  @Test func aLargeCommunityIsReadInPart() throws {
    var period = TopicPeriod(nil, now: Date(timeIntervalSince1970: 0))
    for number in 0..<40_000 {
      period.messages += 1
      if period.reads(ID("m\(number)")) { period.read += 1 }
    }
    #expect((6000...9000).contains(period.read))
    #expect(TopicPeriod(period.json, now: Date(timeIntervalSince1970: 9)).json == period.json)
  }

  @Test func aMessageOfManyPhrasesIsReadInPart() {
    let words = (0..<80).map { "word\(UnicodeScalar(UInt8(97 + $0 / 26)))\(UnicodeScalar(UInt8(97 + $0 % 26)))" }
    #expect(PhraseReader(stopWords: []).phrases(in: words.joined(separator: " ")).count == 30)
  }

  private func context(_ records: [String: JSON]) -> Context {
    Context(
      community: .testing, now: Date(timeIntervalSince1970: 0), random: SeededRandom(seed: 0),
      store: Draft(read: { key in records[key].map { Record($0) } }, scan: { _, _ in [] }))
  }

  @Test func ofManyPhrasesTheMostFrequentAreRemembered() throws {
    let lines = (0..<500).map { "phrase \($0)\t\(2 + $0)\t0\t1\n" }.joined()
    var context = context(["phrases/0": .string(lines)])
    try PhraseTable.read(context.store).roll(&context)
    let read = try PhraseTable.read(context.store)
    #expect(read.before.count == 400)
    #expect(read.leastBefore == 102)
    #expect(read.before["phrase 499"] == 501 && read.before["phrase 0"] == nil)
  }

  @Test func aReportTellsOfWhatGrewAndOfHowMuchWasRead() throws {
    let records: [String: JSON] = [
      "phrases/0": "dark mode\t60\t0\t2s\n", "phrases-before": ["phrases": "dark mode\t4\t0\t1\n"],
    ]
    let period = TopicPeriod(
      ["first": false, "messages": 9000, "read": 4000, "readBefore": 4000], now: Date(timeIntervalSince1970: 0))
    let report = TopicReport(
      period: period, now: Date(timeIntervalSince1970: 9), zone: .utc, topics: [],
      phrases: try PhraseTable.read(context(records).store), minimum: 3)
    #expect(
      report.text.plain.hasSuffix(
        "New, or far more than before (in 4000 messages that were read for this):\n- dark mode: 60, before 4"),
      "\(report.text.plain)")
  }

  @Test func aPlaceWithoutANameIsToldByItsID() throws {
    var count = TopicCount(nil)
    count.add(Message("m1", in: "C7", by: Member("ada"), "x"), .unknown)
    #expect(count.places.map(\.name) == ["C7"])
  }

  @Test func memoryIsBoundedAndHoldsNoMember() throws {
    var bench = PluginBench(try topics(["topics": [["name": "a", "words": ["alpha"]]]]))
    var random = SeededRandom(seed: 2)
    for number in 0..<500 {
      let words = (0..<6).map { _ in "word\(Int.random(in: 0..<4000, using: &random))" }.joined(separator: " ")
      try bench.handle(message(number, words + " alpha"))
    }
    #expect(bench.records.count < 25)
    #expect(bench.records.values.allSatisfy { $0.value.text.utf8.count < 8000 })
    #expect(!bench.records.values.contains { $0.value.text.contains("U1") })
  }

  @Test func aReportComesOnceWhateverHappensToItsTimer() throws {
    for seed in 0..<12 {
      var random = SeededRandom(seed: UInt64(seed))
      var bench = PluginBench(try topics(["report": "0 9 * * *"]))
      try bench.start()
      for number in 0..<40 {
        switch Int.random(in: 0..<4, using: &random) {
        case 0: try bench.handle(message(number, "hello there friend"))
        case 1:
          bench.plugin = try topics(["report": "0 9 * * *"])
          try bench.start()
        case 2: try bench.handle(.due(timer: "report", planned: bench.now))
        default: try bench.wait(.hours(Int.random(in: 1...9, using: &random)))
        }
      }
      let times = bench.decisions.map { Int($0.at.timeIntervalSince1970 / 86_400) }
      #expect(Set(times).count == times.count, "seed \(seed)")
    }
  }
}
