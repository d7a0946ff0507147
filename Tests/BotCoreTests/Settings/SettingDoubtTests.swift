import BotCore
import Testing

/// Checks of a group beside settings with faults.
@Suite struct SettingDoubtTests {
  struct Pair: SettingGroup {
    @Setting("How many at least.", .range(0...9)) var least: Int = 1
    @Setting("How many at most.", .range(0...9)) var most: Int = 5
    @Setting("A name.") var name: String = ""
    @Setting("It must be there.") var must: String
    init() {}

    var checks: [(SettingNode) -> Void] { [checkRange, checkName] }

    private func checkRange(_ node: SettingNode) {
      if least > most { node.fail("the least is more than the most", "swap them") }
    }

    private func checkName(_ node: SettingNode) {
      if name.isEmpty { node.fail("the name is empty", "write one") }
    }
  }

  @Test func whatDoesNotLookAtAFaultyValueIsCheckedBesideIt() {
    #expect(
      Pair.reading(["least": 8, "most": "many", "must": "a"]).faults == [
        "most: a whole number is expected here, but this is a text in quotes; write for example 3 (without quotes)",
        ": the name is empty; write one",
      ])
  }

  @Test func anUnknownKeySilencesOnlyWhatIsSaidOfTheSettingThatWasMeant() {
    #expect(
      Pair.reading(["least": 8, "most": 2, "nmae": "x", "must": "a"]).faults == [
        "nmae (key): the key \"nmae\" is not known here; did you mean \"name\"?",
        ": the least is more than the most; swap them",
      ])
    #expect(
      Pair.reading(["least": 1, "colour": "x", "must": "a"]).faults == [
        "colour (key): the key \"colour\" is not known here; remove it, or use one of: least, most, must, name",
        ": the name is empty; write one",
      ])
  }

  @Test func withoutAValueThatMustBeThereNothingIsConcluded() {
    #expect(Pair.reading(["least": 8, "most": 2]).faults == [": \"must\" is missing; add \"must\": \"…\""])
  }

  @Test func aValueOutOfItsRangeIsNotConcludedFrom() {
    #expect(
      Pair.reading(["least": 20, "most": 2, "name": "x", "must": "a"]).faults == [
        "least: 20 is out of range; use a whole number from 0 to 9"
      ])
  }
}
