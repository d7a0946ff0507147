import Testing

@testable import TextAnalysis

@Suite struct WordsTests {
  @Test(arguments: [
    ("", []),
    ("  \n ", []),
    ("Hello, World!", ["hello", "world"]),
    ("don't 'quote' it", ["don't", "quote", "it"]),
    ("don’t ‘quote’ it’s", ["don't", "quote", "it's"]),
    ("'bad'… ‘worse’—l’été", ["bad", "worse", "l'été"]),
    ("rock'n'roll 'n", ["rock'n'roll", "n"]),
    ("Straße ÜBER naïve", ["straße", "über", "naïve"]),
    ("version 2.10 and v3", ["version", "2", "10", "and", "v3"]),
    ("snake_case e-mail", ["snake", "case", "e", "mail"]),
    ("ПРИВЕТ, мир", ["привет", "мир"]),
    ("inv\u{200B}isi\u{AD}ble\u{FEFF}", ["invisible"]),
    ("a\u{A0}b\u{3000}c\u{2028}d", ["a", "b", "c", "d"]),
    ("go🎉now", ["go", "now"]),
    ("e\u{301}te", ["e\u{301}te"]),
    ("हिन्दी", ["हिन्दी"]),
  ])
  func wordsAreLettersDigitsAndInnerApostrophes(text: String, words: [String]) {
    #expect(Words(text).words == words)
  }

  @Test(arguments: [
    ("test2 2fast", ["test", "fast"]),
    ("'bad' don't", ["'bad'", "don't"]),
    ("don’t ‘bad’", ["don't", "bad"]),
  ])
  func lettersAloneLeaveDigitsOutAndKeepApostrophes(text: String, words: [String]) {
    #expect(Words(text, .letters).words == words)
  }

  @Test func whiteSpaceBecomesOneBlankAndNoneAtTheEnds() {
    #expect(String(decoding: Words("\t A \r\n B ").bytes, as: UTF8.self) == "a b")
  }

  @Test func bytesAndWordMarksAreAsLong() {
    for text in ["", "a", "Ünï ’x’ ？", "İstanbul ẞ", "👩‍👩‍👧 x\u{200D}y "] {
      let words = Words(text)
      #expect(words.bytes.count == words.inWord.count)
      #expect(String(validating: words.bytes, as: UTF8.self) != nil)
    }
  }

  @Test(arguments: [("what", false), ("what?", true), ("何？", true), ("ما؟", true), ("", false)])
  func questionMarksOfSeveralScriptsAreSeen(text: String, isSeen: Bool) {
    #expect(Words(text).hasQuestionMark == isSeen)
  }

  @Test func equalWordsHaveEqualHashesWhereverTheyStand() {
    let words = Words("Red blue RED")
    let hashes = words.ranges.map(words.hash)
    #expect(hashes[0] == hashes[2])
    #expect(hashes[0] != hashes[1])
  }

  @Test func theHashIsFNV1a() {
    let words = Words("a")
    #expect(words.hash(0..<1) == 0xaf63_dc4c_8601_ec8c)
  }

  @Test func noLowerCaseTakesMoreThanHalfAsManyBytesAgain() {
    for value in UInt32(0)...0x1FFFF {
      guard let scalar = Unicode.Scalar(value) else { continue }
      let lowered = scalar.properties.lowercaseMapping.utf8.count
      if lowered * 2 > String(scalar).utf8.count * 3 { Issue.record("U+\(String(value, radix: 16))") }
    }
  }

  @Test func anyMixtureOfScalarsIsRead() {
    var state: UInt64 = 1
    for _ in 0..<300 {
      var text = ""
      for _ in 0..<20 {
        state = state &* 6_364_136_223_846_793_005 &+ 1_442_695_040_888_963_407
        text.unicodeScalars.append(Unicode.Scalar(UInt32(state >> 33) % 0x3000) ?? "?")
      }
      let words = Words(text)
      #expect(words.bytes.count == words.inWord.count)
      #expect(String(validating: words.bytes, as: UTF8.self) != nil)
      #expect(Words(words.words.joined(separator: " ")).words == words.words)
    }
  }
}
