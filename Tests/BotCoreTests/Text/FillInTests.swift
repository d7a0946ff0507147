import BotCore
import Testing

@Suite struct FillInTests {
  @Test(arguments: [
    ("Call [FILL IN: the number] now.", "[FILL IN: the number]"),
    ("[fill in: a] and [FILL IN: b]", "[fill in: a]"),
    ("Call [Fill In the number].", "[Fill In the number]"),
    ("[FILL IN]", "[FILL IN]"),
    ("never closed [FILL IN: x\nnext line]", "[FILL IN: x"),
    ("ends with [FILL IN", "[FILL IN"),
    ("Ünïcödé [FILL IN: ä] ö", "[FILL IN: ä]"),
  ])
  func aGapIsFound(text: String, gap: String) {
    #expect(FillIn.first(in: text) == gap)
  }

  @Test(arguments: [
    "", "[", "(write here who)", "[label](https://chat.example)", "[filling]", "FILL IN: x", "[fill", "[fil in: x]",
    "[ FILL IN: x]",
  ])
  func ordinaryBracketsAreNone(text: String) {
    #expect(FillIn.first(in: text) == nil)
    #expect(FillIn.lines(of: text).isEmpty)
  }

  @Test func eachLineIsToldWithItsColumn() {
    let found = FillIn.lines(of: "one\r\nä [FILL IN: two] [FILL IN: again]\n\n  [FILL IN: four")
    #expect(found.map(\.line) == [2, 4])
    #expect(found.map(\.column) == [3, 3])
    #expect(found.map(\.gap) == ["[FILL IN: two]", "[FILL IN: four"])
  }

  @Test func aGapWithoutEndIsShownInPart() {
    #expect(FillIn.first(in: "[FILL IN: " + String(repeating: "x", count: 1000))?.utf8.count == 200)
  }

  @Test func aTemplateTellsItsGap() {
    #expect(("Hello {member.name}, [FILL IN: what]" as Template).gap == "[FILL IN: what]")
    #expect(("Hello {member.name}" as Template).gap == nil)
  }
}
