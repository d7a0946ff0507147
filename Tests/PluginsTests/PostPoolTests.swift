import BotCore
import BotTesting
import FoundationEssentials
import Testing

@testable import Plugins

@Suite struct PostPoolTests {
  private let start = Date(timeIntervalSince1970: 1_767_225_600)

  private func draws(_ texts: [String], _ use: inout PoolUse, _ count: Int, spacing: Duration = .zero) -> [String] {
    (0..<count).compactMap { day in
      let date = start + .days(day)
      guard let index = use.next(of: texts, seed: "tip", at: date, spacing: spacing) else { return nil }
      use.draw(index, of: texts, at: date)
      return texts[index]
    }
  }

  @Test func noTextComesAgainBeforeAllOthersCame() {
    for count in 1...12 {
      let texts = (0..<count).map { "text \($0)" }
      var use = PoolUse()
      let drawn = draws(texts, &use, count * 5)
      for round in 0..<5 { #expect(Set(drawn[(round * count)..<((round + 1) * count)]) == Set(texts)) }
      if count > 1 { #expect(zip(drawn, drawn.dropFirst()).allSatisfy { $0 != $1 }) }
    }
  }

  @Test func aTextOfThePoolThatCannotBeReadIsToldWithItsLine() {
    func faults(_ text: String) -> [String] {
      let source = ScenarioSource(files: ["pool.txt": text], texts: ["broken": "see {"])
      #expect(PostPool.read(SettingNode("pool.txt", at: JSONPath(), from: source)) == nil)
      return source.faults
    }
    #expect(faults("One.\n\nTwo {.\n").map { $0.prefix(25) } == ["error : pool.txt, line 3: "].map { $0.prefix(25) })
    #expect(faults("One.\n\nTwo {texts.broken}.\n").map { $0.prefix(8) } == ["error : "])
  }

  @Test func roundsAreShuffledAnew() {
    let texts = (0..<10).map { "text \($0)" }
    var use = PoolUse()
    let drawn = draws(texts, &use, 20)
    #expect(Array(drawn[..<10]) != Array(drawn[10...]))
    #expect(Array(drawn[..<10]) != texts)
  }

  @Test func whatWasDrawnIsKnownByWhatItSays() {
    var use = PoolUse()
    let first = draws(["a", "b", "c", "d"], &use, 2)
    // The pool is sorted anew, one text is gone and one has come.
    let left = ["d", "c", "b", "a"].filter { $0 != first[0] } + ["e"]
    let rest = draws(left, &use, 3)
    #expect(!rest.contains(first[1]))
    #expect(Set(rest) == Set(left).subtracting([first[1]]))
  }

  @Test func itIsRememberedOverARestart() throws {
    var use = PoolUse()
    _ = draws(["a", "b", "c"], &use, 2)
    let read = try #require(PoolUse(try JSON(parsing: use.json.text)))
    #expect(read == use)
  }

  @Test func whatRestsDoesNotCome() {
    var use = PoolUse()
    #expect(draws(["a", "b"], &use, 6, spacing: .days(3)).count == 4)
  }

  @Test func removedTextsAreForgottenInTheEnd() {
    var use = PoolUse()
    for number in 0..<2000 {
      let index = use.next(of: ["\(number)"], seed: "", at: start + .hours(number), spacing: .zero)
      use.draw(index ?? 0, of: ["\(number)"], at: start + .hours(number))
    }
    #expect(use.json["used"]?.object?.members.count == 501)
  }

  @Test func aFileHasATextInEachBlock() {
    #expect(
      PostPool.blocks(of: "One.\n\n\nTwo,\r\nin two lines.\n   \n# Three\n").map(\.text)
        == ["One.", "Two,\nin two lines.", "# Three"])
    #expect(PostPool.blocks(of: "\n\nOne.\n\nTwo.").map(\.line) == [3, 5])
  }

  @Test func linesOfDashesPartTextsWithParagraphs() {
    #expect(PostPool.blocks(of: "One.\n\nMore.\n---\nTwo.\n---\n").map(\.text) == ["One.\n\nMore.", "Two."])
  }
}
