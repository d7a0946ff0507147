import BotCore
import Testing

@Suite struct RowNumberTests {
  @Test(arguments: ["12", "#12", "no. 12", "(no. 12)", "No 12", "12,", "[12]"])
  func whatIsShownIsRead(text: String) {
    let words = text.split(separator: " ").map(String.init)
    #expect(RowNumber.flag.read(words) == [12])
    #expect(RowNumber.delivery.read(words) == [12])
  }

  @Test func whatIsSentHasASignOfItsOwn() {
    #expect(RowNumber.delivery.read(["d-17", "[d-18]", "19"]) == [17, 18, 19])
    #expect(RowNumber.flag.read(["d-17"]) == nil)
  }

  @Test func whatStandsBeforeAFlagIsLeftOut() {
    #expect(RowNumber.flag.read(["flags", "no.", "3", "Flag", "4"]) == [3, 4])
    #expect(RowNumber.delivery.read(["flag", "3"]) == nil)
    #expect(RowNumber.flag.read(["flags"]) == nil)
  }

  @Test(arguments: [[], ["no."], ["12", "soon"], ["e-3fa91c"], ["1,2"], ["d-"], ["99999999999999999999"]])
  func anythingElseIsNone(words: [String]) { #expect(RowNumber.delivery.read(words) == nil) }
}
