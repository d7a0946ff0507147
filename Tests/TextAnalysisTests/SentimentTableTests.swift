import Testing

@testable import TextAnalysis

@Suite struct SentimentTableTests {
  @Test func aRecordKeepsFigureAndRole() {
    let word = SentimentWord(hash: 0x1234_5678_9ABC_DEF0, figure: -3.4, role: [.negator, .contrast])
    #expect(abs(word.figure + 3.4) < 0.021)
    #expect(word.role == [.negator, .contrast, .present])
    #expect(word.weights(negated: false) == SIMD2(0, 0))
    #expect(SentimentWord.none.figure == 0 && SentimentWord.none.role.isEmpty)
  }

  @Test func weightsAreSignedBytes() {
    let word = SentimentWord(record: 0x80_7F_FF_01_80_00_0000)
    #expect(word.weights(negated: false) == SIMD2(1, -1))
    #expect(word.weights(negated: true) == SIMD2(127, -128))
  }

  @Test func aFullTableStillFindsItsWords() {
    var records = [UInt64](repeating: 0, count: 7)
    let hashes = (1...6).map { UInt64($0) &* 0x9E37_79B9_7F4A_7C15 ^ UInt64($0) }
    for hash in hashes {
      var place = SentimentWordTable.place(hash, records.count)
      while records[place] != 0 { place = (place + 1) % records.count }
      records[place] = SentimentWord(hash: hash, figure: Float(hash & 3), role: []).record
    }
    records.withUnsafeBufferPointer { records in
      let table = SentimentWordTable(records: records)
      #expect(hashes.map { table.find($0).figure } == hashes.map { Float($0 & 3) })
      #expect(table.find(77) == .none)
    }
  }

  @Test func anEmptyTableFindsNothing() {
    #expect(SentimentWordTable(records: UnsafeBufferPointer(start: nil, count: 0)).find(5) == .none)
  }

  @Test func aSumOfStoredPairsIsTakenApart() {
    var sum = SentimentSum()
    for (first, second) in [(-128, 127), (5, -7), (127, -128)] {
      sum.add(UInt16(first + 128) | UInt16(second + 128) << 8)
    }
    #expect(sum.weights == SIMD2(4, -8))
    #expect(sum.count == 3)
  }

  @Test func allLinksAreOneWordAndAHashtagIsItsWord() {
    func hashes(_ text: String) -> [UInt64] {
      let tokens = Tokens(text)
      return tokens.bytes.withUnsafeBufferPointer { bytes in
        tokens.list.map { SentimentHash.token($0, bytes) }
      }
    }
    #expect(hashes("https://a.example") == hashes("https://b.example/x"))
    #expect(hashes("#great") == hashes("great"))
    #expect(hashes("@anna") == hashes("@bert"))
    #expect(hashes("👍🏿") == hashes("👍"))
    #expect(hashes("17") == hashes("4.5"))
    #expect(hashes("❤️") == hashes("❤"))
  }

  @Test func runsCoverAWordWithItsEnds() {
    struct Runs: SentimentSink {
      var found: [UInt32] = []
      mutating func word(_ word: SentimentWord, hash: UInt64, negated: Bool, at index: Int) {}
      mutating func pair(_ hash: UInt32, at index: Int) {}
      mutating func run(_ hash: UInt32, into sum: inout SentimentSum) { found.append(hash) }
      mutating func runs(_ sum: SentimentSum, at index: Int) {}
      mutating func figure(_ value: Float, at index: Int) {}
    }
    func window(_ text: String) -> UInt32 {
      var bytes: UInt64 = 0
      for byte in text.utf8.reversed() { bytes = bytes << 8 | UInt64(byte) }
      return SentimentHash.run(bytes, UInt64(text.utf8.count))
    }
    func runs(_ text: String) -> [UInt32] {
      let tokens = Tokens(text)
      return tokens.bytes.withUnsafeBufferPointer { bytes in
        tokens.list.withUnsafeBufferPointer { list in
          let none = SentimentWordTable(records: UnsafeBufferPointer(start: nil, count: 0))
          var walk = SentimentWalk(bytes: bytes, words: none, sink: Runs())
          walk.read(list)
          return walk.sink.found
        }
      }
    }
    #expect(runs("a") == [window("<a>")])
    #expect(
      runs("cats") == ["<ca", "<cat", "<cats", "cat", "cats", "cats>", "ats", "ats>", "ts>"].map(window))
    #expect(runs("cats!") == runs("cats"))
    #expect(runs("responsibilities").count == 3 * 18 - 9)
  }

  @Test func featuresAreListedAsTheyAreSummed() {
    var features = SentimentFeatures(table: [])
    var out: [UInt8] = []
    var text = "good day"
    text.withUTF8 { features.append($0, to: &out) }
    func number(_ place: Int) -> UInt32 { out[place * 4..<place * 4 + 4].reversed().reduce(0) { $0 << 8 | UInt32($1) } }
    #expect(number(0) == 2)
    #expect(number(3) == 3)
    #expect(number(7) == 9 + 6)
    #expect(out.count == 4 * (3 + 2 + 3 + 15 + SentimentFeatures.denseCount))
  }

  /// When this fails, reading has changed: train the model anew (Tools/train_sentiment.py), then write the new figure here.
  @Test func featuresAreThoseThatTheModelWasTrainedOn() {
    var features = SentimentFeatures(table: [])
    var out: [UInt8] = []
    for text in [
      "I don't think it's sooooo bad, but... not GREAT either :-( #fail",
      "@anna see https://example.org/a?b=c and `code` 3.5x",
      "> quoted\u{2028}Naïve ﬁnancial “café” 👍🏽 :tada: ❤️ <3 !!!!", "10:30 is fine; 1st, 2nd & 3rd?! <@U123>",
    ] {
      var text = text
      text.withUTF8 { features.append($0, to: &out) }
    }
    let sum = out.withUnsafeBufferPointer { FNV.hash($0) }
    #expect(sum == 12_601_030_881_842_822_343)
  }
}
