import Testing

@testable import Plugins

@Suite struct TextSketchTests {
  @Test(arguments: [
    ("What are you working on this week?", "WHAT are you working on, this week!", true),
    ("What are you working on this week? Tell us.", "What are you working on this month? Tell us.", true),
    ("What are you working on this week?", "What did you read this week?", false),
    ("Good morning!", "good morning", true),
    ("Good morning!", "Good evening!", false),
    ("🎉", "🎉", false),
    ("", "", false),
  ])
  func nearlyTheSame(a: String, b: String, isSame: Bool) {
    #expect(TextSketch(a).isNearly(TextSketch(b)) == isSame)
    #expect(TextSketch(b).isNearly(TextSketch(a)) == isSame)
  }

  @Test func longTextsAreComparedByASample() {
    let words = (0..<400).map { "word\($0)" }
    let long = TextSketch(words.joined(separator: " "))
    #expect(long.words.count == 48)
    #expect(long.isNearly(TextSketch(words.dropLast(10).joined(separator: " "))))
    #expect(!long.isNearly(TextSketch(words.suffix(150).joined(separator: " "))))
  }
}
