import Testing

@testable import TextAnalysis

@Suite struct SpamFeaturesTests {
  private func features(_ text: String) -> SpamFeatures {
    var features = SpamFeatures()
    features.read(Tokens(text))
    return features
  }

  private func steps(_ text: String) -> [SpamStyle: Int] {
    var steps: [SpamStyle: Int] = [:]
    for id in features(text).style {
      steps[SpamStyle(rawValue: Int(id) / SpamStyle.steps)!] = Int(id) % SpamStyle.steps
    }
    return steps
  }

  @Test func everyPropertyHasOneStep() {
    #expect(features("hello").style.count == SpamStyle.allCases.count)
    #expect(Set(features("win £5 now http://a.com").style).count == SpamStyle.allCases.count)
    #expect(features("hello").style.allSatisfy { $0 < UInt32(SpamStyle.count) })
  }

  @Test func wordsCountOnceAndPairsHaveEdges() {
    // a, b, and the pairs (edge, a), (a, b), (b, a), (a, edge).
    #expect(features("a b a").words.count == 6)
    #expect(features("a b a").runs.isEmpty)
    // " ab", "abc", "bc " is for words of three; of "abc" with its edges: three of 3, two of 4, one of 5.
    #expect(features("abc").runs.count == 6)
    #expect(features("abc").wordWeight == 1 / Float(7).squareRoot())
  }

  @Test func looksAreCounted() {
    let steps = steps("FREE!!! win £500, call 09061701461 or www.example.com 😀 #win @you")
    let expected: [SpamStyle: Int] = [
      .links: 1, .linkHost: 1, .linkForm: 1, .mentions: 1, .emoji: 1, .hashtags: 1, .exclamations: 2, .money: 1,
      .longestNumber: 5, .calls: 1, .gains: 2, .code: 0,
    ]
    #expect(steps.filter { expected.keys.contains($0.key) } == expected)
  }

  @Test func appealsAreRead() {
    #expect(self.steps("check out my new channel")[.ownWork] == 1)
    #expect(self.steps("check out my new channel")[.callForOwn] == 1)
    #expect(self.steps("like this comment if you agree")[.likes] == 2)
    #expect(self.steps("earn money, get paid in bitcoin")[.moneyWords] == 3)
    #expect(self.steps("I like the way this reads")[.likes] == 0)
    #expect(self.steps("all my code is on the disk")[.ownWork] == 0)
  }

  @Test func aCallIsMadeOrToldOf() {
    // Steps of `talk`: four for each told, one for each made.
    let expected: [(text: String, calls: Int, talk: Int)] = [
      ("subscribe to my channel", 1, 1), ("please subscribe and share", 2, 2), ("I subscribe to both", 0, 4),
      ("can you subscribe to it", 0, 4), ("you, subscribe!", 1, 1), ("you check, then they check, check it", 1, 9),
      ("hello", 0, 0),
    ]
    for (text, calls, talk) in expected {
      #expect([steps(text)[.calls], steps(text)[.talk]] == [calls, talk], "\(text)")
    }
  }

  @Test(arguments: [
    ("https://www.Example.com/a?b", "example.com", LinkAddress.Kind.other, 2, false),
    ("http://bit.ly/x", "bit.ly", .shortener, 1, false), ("https://t.me/joinchat/x", "t.me", .invitation, 2, false),
    ("https://gist.github.com/a", "gist.github.com", .known, 2, false),
    ("<https://en.wikipedia.org/wiki/A|a>", "en.wikipedia.org", .known, 2, false),
    ("https://docs.example.net", "docs.example.net", .known, 2, false),
    ("example.com", "example.com", .other, 0, false),
    ("me@example.org", "example.org", .other, 0, true), ("https://", "", .other, 2, false),
    ("https://notgithub.com", "notgithub.com", .other, 2, false),
  ]) func anAddressIsTakenApart(text: String, host: String, kind: LinkAddress.Kind, scheme: Int, isMail: Bool) {
    let bytes = Array(text.lowercased().utf8)
    bytes.withUnsafeBufferPointer { bytes in
      let address = LinkAddress(bytes, bytes.indices)
      #expect(String(decoding: bytes[address.host], as: UTF8.self) == host)
      #expect(address.kind(bytes) == kind && address.scheme == scheme && address.isMail == isMail)
    }
  }

  @Test func featuresForTrainingAreThoseOfReading() {
    var reader = SpamReader()
    var out: [UInt8] = []
    reader.appendFeatures(of: "free prize", to: &out)
    let features = features("free prize")
    let count = features.words.count + features.runs.count + features.style.count
    #expect(out.count == 4 + 8 * count)
    #expect(out[0..<4].reversed().reduce(0) { $0 << 8 | Int($1) } == count)
    out.removeAll()
    reader.appendFeatures(of: "", to: &out)
    #expect(out.count == 4 + 8 * SpamStyle.allCases.count)
  }
}
