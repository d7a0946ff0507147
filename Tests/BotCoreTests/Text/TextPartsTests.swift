import BotCore
import Testing

@Suite struct TextPartsTests {
  private func parts(_ text: Text, _ longest: Int) -> [Text] { text.parts(longest: longest) { $0.plain.count } }

  private func words(_ text: Text, _ longest: Int) -> [String] { parts(text, longest).map(\.plain) }

  @Test func whatFitsStaysWhole() {
    let text: Text = "One. Two.\n\nThree."
    #expect(parts(text, 17) == [text])
    #expect(parts(Text(), 0) == [Text()])
  }

  @Test func sentencesStayWhole() {
    #expect(words("One is first. Two is next. Three is last.", 30) == ["One is first. Two is next.", "Three is last."])
    #expect(words("Is it? Yes! So (at last.) it is.", 26) == ["Is it? Yes! So (at last.)", "it is."])
    #expect(words("一。二。三。", 4) == ["一。二。", "三。"])
  }

  @Test func aParagraphsEndIsBetterThanASentences() {
    let text: Text = "First paragraph here.\n\nSecond one. It has two sentences. And a third."
    #expect(words(text, 40) == ["First paragraph here.", "Second one. It has two sentences.", "And a third."])
  }

  @Test func aBoundaryOfTheFirstThirdIsNotTaken() {
    #expect(words("Hi.\n\nthis goes on and on and on", 20) == ["Hi.\n\nthis goes on", "and on and on"])
  }

  @Test func aWordWithoutEndIsCutBetweenCharacters() {
    #expect(words("aaaaaaaaaa", 4) == ["aaaa", "aaaa", "aa"])
    #expect(words("👩‍👩‍👧👩‍👩‍👧👩‍👩‍👧", 2) == ["👩‍👩‍👧👩‍👩‍👧", "👩‍👩‍👧"])
  }

  @Test func linksMentionsAndChannelsAreNeverCut() {
    let text = Text([
      .plain("See "), .link(label: "the long guide", url: "https://a.example"), .plain(". Ask "),
      .mention(member: "U1", name: "Ada Lovelace"), .plain(" in "), .channel(id: "C1", name: "help"), .plain("!"),
    ])
    for longest in 1...80 {
      let nodes = parts(text, longest).flatMap(\.nodes)
      #expect(nodes.contains(.link(label: "the long guide", url: "https://a.example")))
      #expect(nodes.contains(.mention(member: "U1", name: "Ada Lovelace")))
      #expect(nodes.contains(.channel(id: "C1", name: "help")))
      #expect(nodes.filter { if case .plain = $0 { false } else { true } }.count == 3)
    }
  }

  @Test func punctuationStaysWithWhatItFollows() {
    let text = Text([.plain("Look "), .link(label: "", url: "https://a.example"), .plain(". Then go on.")])
    #expect(words(text, 25) == ["Look https://a.example.", "Then go on."])
  }

  @Test func codeThatIsCutStaysCode() {
    let text = Text([.plain("Run:"), .codeBlock("one\ntwo\nthree"), .plain("Done.")])
    #expect(
      text.parts(longest: 12) { $0.plain.count } == [
        Text([.plain("Run:"), .codeBlock("one")]), Text([.codeBlock("two\nthree")]), Text([.plain("Done.")]),
      ])
    #expect(parts(Text([.code("a bc d")]), 4) == [Text([.code("a ")]), Text([.code("bc d")])])
  }

  @Test func listsAreCutBetweenTheirItems() {
    let text = Text([.list(items: ["one", "two", "three"])])
    #expect(parts(text, 14) == [Text([.list(items: ["one", "two"])]), Text([.list(items: ["three"])])])
  }

  @Test func anItemThatIsTooLongIsCutAndGrowsTogetherAgain() {
    let text = Text([.list(items: ["one two three four", "five"])])
    let cut = parts(text, 16)
    #expect(cut.allSatisfy { $0.plain.count <= 16 })
    #expect(cut.first == Text([.list(items: ["one two "])]) || cut.first == Text([.list(items: ["one two three "])]))
  }

  @Test func emphasisAndQuotesAreKeptOnBothSides() {
    #expect(
      parts(Text([.bold("One is. Two is.")]), 8) == [Text([.bold("One is. ")]), Text([.bold("Two is.")])])
    let quote = parts(Text([.quote("One is. Two is.")]), 12)
    #expect(quote == [Text([.quote("One is. ")]), Text([.quote("Two is.")])])
  }

  @Test func listsInQuotesKeepTheirItems() {
    let items = (1...6).map { Text("item \($0)") }
    let cut = parts(Text([.quote(Text([.list(items: items)]))]), 30)
    #expect(cut.count > 1)
    for part in cut { #expect(!part.plain.contains("1item") && !part.plain.contains("2item"), "\(part.plain)") }
  }

  @Test func aFloodIsCut() {
    let cut = parts(Text(String(repeating: "word ", count: 200_000)), 100)
    #expect(cut.count == 20)
    #expect(cut.last?.plain.hasSuffix(" …") == true)
    #expect(cut.allSatisfy { $0.plain.count <= 100 })
  }

  /// All that can be said of any text and any limit.
  @Test func nothingIsLostAndNothingIsTooLong() {
    let nodes: [Text.Node] = [
      .plain("Hello there. This is a text,\nwith lines and a verylongwordthatdoesnotfitanywhere. "),
      .bold("important things. And more of them"), .plain(" then "), .code("let a = 1"), .plain("\n\n"),
      .codeBlock("line one\nline two is longer\nline three"), .quote("said once. Said twice."),
      .list(items: ["first item", "second item that is rather longer than the first"]), .italic("the end"),
    ]
    let letters = { (text: Text) in text.plain.filter { !$0.isWhitespace && $0 != "-" && $0 != ">" } }
    for start in nodes.indices {
      let text = Text(Array(nodes[start...] + nodes[..<start]))
      for longest in [20, 33, 50, 80, 200] {
        let cut = parts(text, longest)
        #expect(cut.map(letters).joined() == letters(text), "\(longest)")
        #expect(cut.allSatisfy { $0.plain.count <= longest }, "\(longest): \(cut.map(\.plain.count))")
      }
    }
  }

  @Test func whatIsCutEndsWithAnEllipsis() {
    #expect(Text("One is. Two is.").cut(longest: 20) { $0.plain.count } == "One is. Two is.")
    #expect(Text("One is. Two is.").cut(longest: 10) { $0.plain.count }.plain == "One is. …")
  }
}
