import Testing

@testable import TextAnalysis

@Suite struct StemmerTests {
  private func stem(_ word: String) -> String {
    var bytes = Array(word.utf8)
    let count = bytes.withUnsafeMutableBufferPointer { bytes in
      bytes.baseAddress.map { Stemmer.stem($0, bytes.count) } ?? 0
    }
    return String(decoding: bytes.prefix(count), as: UTF8.self)
  }

  @Test(arguments: [
    ["cancel", "cancels", "cancelled", "cancelling", "cancellation"],
    ["install", "installed", "installing", "installation"],
    ["country", "countries"], ["enable", "enabled", "enabling", "enables"], ["stop", "stopped", "stopping", "stops"],
    ["payment", "payments"], ["class", "classes"], ["create", "created", "creating", "creator", "creation"],
  ])
  func formsOfAWordHaveOneStem(words: [String]) {
    #expect(Set(words.map(stem)).count == 1, "\(words.map(stem))")
  }

  @Test(arguments: ["bus", "this", "need", "thing", "red", "3rd", "straße", "ss", ""])
  func whatIsNoEndingStays(word: String) {
    #expect(stem(word) == word)
  }
}
