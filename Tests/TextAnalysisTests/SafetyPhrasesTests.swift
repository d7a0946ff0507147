import Testing

@testable import TextAnalysis

@Suite struct SafetyPhrasesTests {
  private func reader(_ text: String) throws -> SafetyReader { SafetyReader(try SafetyPhrases(text)) }

  private func problems(_ text: String) -> [String] {
    do {
      _ = try SafetyPhrases(text)
      return []
    } catch {
      return error.list.map(\.description)
    }
  }

  @Test func anotherLanguageComesFromAFile() throws {
    var german = try reader(
      """
      # Deutsch
      class not = nicht | nie
      class ich = ich
      self now: {ich} _ (umbringen | sterben)
      threat look: ich bring dich um
      quiet: vor (lachen | langeweile) sterben
      calm: haha
      """)
    #expect(german.read("Ich will sterben").category == .selfHarm)
    #expect(german.read("ich will nicht sterben") == .none)
    #expect(german.read("ich könnte vor Lachen sterben") == .none)
    #expect(german.read("Ich bring dich um!").category == .threat)
    #expect(german.read("ich will sterben haha").points == 65)
  }

  @Test func everyElementDoesWhatItSays() throws {
    var reader = try reader(
      """
      class colour = red | dark blue
      self 50: ^ one {colour} [very] end $
      self 60: two __ (three | four) !five
      self 70: six / seven
      self 80: ask @ # ":)"
      """)
    #expect(reader.read("one red end").points == 50)
    #expect(reader.read("one dark blue very end.").points == 50)
    #expect(reader.read("but one red end") == .none)
    #expect(reader.read("one red end today") == .none)
    #expect(reader.read("two a b c d e four").points == 60)
    #expect(reader.read("two a b c d e f four") == .none)
    #expect(reader.read("two three five") == .none)
    #expect(reader.read("two. three") == .none)
    #expect(reader.read("six. seven").points == 70)
    #expect(reader.read("ask @anna 5 :)").points == 80)
  }

  @Test func aQuietPhraseLeavesWhatCoversIt() throws {
    var reader = try reader(
      """
      self now: stop b c d
      self now: b c
      quiet: b c
      quiet: c d e
      """)
    #expect(reader.read("b c") == .none)
    #expect(reader.read("stop b c d").points == 100)
    #expect(reader.read("stop b c d e") == .none)
  }

  @Test func whatCalmsMayConcernOneCategory() throws {
    var reader = try reader(
      """
      self look: a
      threat look: b
      calm self 20: x
      calm threat 5: x
      """)
    #expect(reader.read("a x") == .none)
    #expect(reader.read("b x").points == 55)
  }

  @Test func everyBadLineIsToldWithItsRemedy() {
    #expect(
      problems(
        """
        self now: {who} a
        self: a
        self much: a
        shout: a
        hello
        class a b
        class ä = x
        self now: (a | b
        self now: a)
        self now: _ [x]
        self now: a | | b
        quiet 5: a
        calm 300: a
        self now: a !
        """) == [
          "line 1: there is no class 'who' above; define it before its first use",
          "line 2: 'self' needs one weight; write now, look, hint or a number behind 'self'",
          "line 3: the weight 'much' is unknown; use now, look, hint or a number from 1 to 100",
          "line 4: 'shout' is no kind of rule; use class, self, third, threat, abuse, quiet or calm",
          "line 5: 'hello' is no rule; begin with class, self, third, threat, abuse, quiet or calm",
          "line 6: the class has no '='; write 'class name = word | other words'",
          "line 7: 'ä' is no name of a class; use letters and digits alone",
          "line 8: a bracket is not closed; write ')' where the alternatives end",
          "line 9: ')' closes a bracket that was not opened; take it away, or open the bracket",
          "line 10: '_ [x]' needs a word that must be there, beside gaps and options",
          "line 11: a phrase is empty; write words between the bars, or take a bar away",
          "line 12: quiet has no weight; write 'quiet: phrase'",
          "line 13: the weight '300' is unknown; use now, look, hint or a number from 1 to 100",
          "line 14: '!' stands at the end; write what must not follow",
        ])
    #expect(problems("# nothing") == ["line 1: there is no phrase; write one such as 'self now: i want to die'"])
  }

  @Test func theShippedPhrasesAreSound() {
    #expect(SafetyPhrases.english.table.rules.count > 300)
  }
}
