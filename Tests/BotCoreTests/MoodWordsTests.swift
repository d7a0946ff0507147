import BotCore
import Testing

@Suite struct MoodWordsTests {
  @Test func aQuarterOfTheScaleIsNeutral() {
    #expect(
      [-1, -0.25, -0.249, 0, 0.25, 1].map(MoodWords.of) == [
        "it sounds negative (-100, from -100 to 100)", "it sounds negative (-25, from -100 to 100)",
        "it sounds neutral (-25, from -100 to 100)", "it sounds neutral (0, from -100 to 100)",
        "it sounds positive (25, from -100 to 100)", "it sounds positive (100, from -100 to 100)",
      ])
  }
}
