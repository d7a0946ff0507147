import Testing

@testable import TextAnalysis

@Suite struct SkeletonTests {
  private func readings(_ text: String) -> [String] {
    var skeleton = Skeleton()
    skeleton.read(Tokens(text))
    return skeleton.readings.map(skeleton.string)
  }

  @Test(arguments: [
    ("1d10t", "idiot"), ("fr33 m0n3y", "free money"), ("f.r.e.e", "free"), ("f r e e", "free"), ("сlісk", "click"),
    ("ｆ*ｃｋ", "f*ck"), ("b!tch", "bitch"), ("@ss", "ass"), ("a$$", "ass"), ("ѕpаm", "spam"), ("🅰🅱🅲", "abc"),
    ("c\u{301}lick", "click"), ("$h1t!", "shit"), ("sh*t.", "sh*t"),
  ])
  func aDisguisedWordIsReadAsTheEyeReadsIt(_ text: String, _ plain: String) {
    #expect(readings(text).joined(separator: " ") == plain)
  }

  @Test(arguments: [
    "just plain words, nothing else", "see https://example.com/fr33", "`l33t code`", "@maintainers please look",
    "3 apples and 10 pears",
    "at 10:30 tomorrow!", "really?!",
  ])
  func whatIsNotDisguisedIsNotReadAgain(_ text: String) {
    #expect(readings(text) == [])
  }
}
