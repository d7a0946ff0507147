import BotCore
import Testing

@Suite struct FirstDifferenceTests {
  private func cut(_ before: String, _ after: String) -> [String] {
    let cut = FirstDifference(before, after)
    return [cut.before, cut.after]
  }

  @Test func shortTextsAreShownWhole() {
    #expect(cut("Good morning", "Good evening") == ["Good morning", "Good evening"])
    #expect(cut("", "a") == ["", "a"])
    let start = "Welcome to our community, and look around for a while before you "
    #expect(cut(start + "ask", start + "go") == [start + "ask", start + "go"])
  }

  @Test func theFirstWordsThatDifferAreSeen() {
    let start = "Welcome to our community, whoever you are, look around for a while and then write a little "
    #expect(
      cut(start + "about you", start + "about me") == [
        "…then write a little about you", "…then write a little about me",
      ])
    #expect(cut(start + "", start + "more") == ["…and then write a little ", "…and then write a little more"])
  }

  @Test func aLongWordBeginsWhereItDiffers() {
    let word = String(repeating: "a", count: 100)
    #expect(cut(word + "b", word + "c").allSatisfy { $0.hasPrefix("…a") && $0.count < 40 })
  }

  @Test func whatFollowsIsCut() {
    let rest = String(repeating: " and on", count: 40)
    let shown = cut("One" + rest, "Two" + rest)
    #expect(shown.allSatisfy { $0.count == FirstDifference.longest && $0.hasSuffix("…") })
  }

  @Test func whatIsTheSameIsSaidToBe() { #expect(!FirstDifference("a b", "a b").isSeen) }
}
