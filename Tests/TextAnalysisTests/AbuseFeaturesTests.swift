import Testing

@testable import TextAnalysis

@Suite struct AbuseFeaturesTests {
  private func features(_ text: String) -> AbuseFeatures {
    var features = AbuseFeatures(AbuseModel.shared.lexicon)
    let tokens = Tokens(text)
    var skeleton = Skeleton()
    skeleton.read(tokens)
    features.read(tokens, skeleton)
    return features
  }

  @Test func eachFeatureStandsOnce() {
    for text in ["a a a", "lol lol lol lol", "you idiot, you IDIOT", "y0u 1d10t y0u 1d10t", ""] {
      let hashes = features(text).list.map(\.hash)
      #expect(Set(hashes).count == hashes.count)
    }
  }

  @Test func whatIsSaidAgainAddsNothingButThePairs() {
    let (once, thrice, often) = (features("lol"), features("lol lol lol"), features("lol lol lol lol"))
    // The pair (lol, lol), and another length.
    #expect(Set(thrice.list.map(\.hash)).subtracting(once.list.map(\.hash)).count == 2)
    #expect(often.list.count == thrice.list.count)
  }

  @Test func aFeatureNamesItsFirstToken() {
    #expect(features("lol x lol").list.filter { $0.token == 2 }.count == 1)
    #expect(features("hello").list.contains { $0.token == -1 })
  }

  @Test func aLongTextIsReadToItsFourHundredthWord() {
    let beginning = (0..<400).map { "word\($0)" }.joined(separator: " ")
    let longer = features(beginning + " " + String(repeating: "idiot ", count: 1000))
    #expect(longer.list.map(\.hash) == features(beginning).list.map(\.hash))
  }

  @Test func theDumpIsWhatIsJudged() {
    var dump = AbuseFeatureDump(words: "insult moron\nperson you\n")
    let bytes = dump.bytes(of: "you moron moron")
    let numbers = stride(from: 0, to: bytes.count, by: 4).map { at in
      bytes[at..<(at + 4)].reversed().reduce(UInt32(0)) { $0 << 8 | UInt32($1) }
    }
    #expect(numbers.count == Int(numbers[0]) + 2)
    #expect(Set(numbers[1...Int(numbers[0])]).count == Int(numbers[0]))
    #expect(numbers.last == UInt32(AbuseContext.directed.rawValue))
  }
}
