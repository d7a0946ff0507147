import Testing

@testable import TextAnalysis

@Suite struct WordsTests {
  @Test(arguments: [
    ("", []),
    ("  \n ", []),
    ("Hello, World!", ["hello", "world"]),
    ("don't 'quote' it", ["don't", "quote", "it"]),
    ("don’t ‘quote’ it’s", ["don't", "quote", "it's"]),
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
}
