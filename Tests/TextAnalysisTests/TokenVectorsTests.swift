import Testing

@testable import TextAnalysis

@Suite struct TokenVectorsTests {
  private func read(_ text: String) -> TermReader {
    var reader = TermReader()
    reader.read(text)
    return reader
  }

  private func cosine(_ first: String, _ second: String) -> Float {
    let vectors = [first, second].map { PassageReader.vector(read($0).rows[...]) }
    return zip(vectors[0], vectors[1]).reduce(0) { $0 + $1.0 * $1.1 }
  }

  @Test func wordsOfTheVocabularyAreOnePiece() {
    #expect(read("how do I reset my password").rows.count == 6)
    #expect(read("ubuntu plugin refund").rows.count == 3)
  }

  @Test func otherWordsAreCutIntoTheLongestPieces() {
    #expect(read("xylophonequux").rows.count > 1)
    #expect(read("workshops").rows == read("Workshops").rows)
    #expect(read("пароль").rows.isEmpty)
  }

  @Test func accentsCapitalsAndMarksMakeNoDifference() {
    #expect(read("Ein Café, naïve!").rows == read("ein cafe naive").rows)
    #expect(read("what's new").rows == read("what new").rows)
  }

  @Test func theSameTextPointsTheSameWay() {
    #expect(abs(cosine("where is the recording", "where is the recording") - 1) < 1e-5)
    #expect(cosine("", "where") == 0)
  }

  @Test func wordsOfOneMeaningAreNear() {
    let near = cosine("I forgot my password", "how can I reset my login")
    let far = cosine("I forgot my password", "when does the workshop start")
    #expect(near > far + 0.2)
    #expect(cosine("get my money back", "refund") > cosine("get my money back", "weather"))
  }

  @Test func addressesAreTermsWithoutVectors() {
    let reader = read("see https://example.org/guide")
    #expect(reader.rows == read("see").rows)
    #expect(reader.words.map(reader.string) == ["see", "https", "example", "org", "guide"])
  }

  @Test func wordsKnowTheirPlaceInTheText() {
    let text = "Reset   the PASSWORD"
    let reader = read(text)
    let parts = reader.words.map {
      String(decoding: Array(text.utf8)[Int($0.sourceStart)..<Int($0.sourceEnd)], as: UTF8.self)
    }
    #expect(parts == ["Reset", "the", "PASSWORD"])
  }

  @Test func plainWordsSayLessThanRareOnes() {
    let words = read("the kubernetes").words
    #expect(words[0].weight < words[1].weight / 2)
  }
}
