import Testing

@testable import TextAnalysis

@Suite struct TokensTests {
  private func read(_ text: String) -> [String] {
    let tokens = Tokens(text)
    return tokens.list.map { "\($0.kind) \(tokens.string($0))" }
  }

  @Test func aSentenceIsReadAsWordsMarksAndFaces() {
    #expect(
      read("Hello World, don't you think it's sooooo COOL!!!! :-)") == [
        "word hello", "word world", "punctuation ,", "word don't", "word you", "word think", "word it's", "word soo",
        "word cool", "punctuation !!!", "emoticon :-)",
      ])
  }

  @Test func everyEmoticonStandingAloneIsOneToken() {
    for face in Emoticons.all {
      #expect(read("so \(face) then") == ["word so", "emoticon \(face)", "word then"], "\(face)")
    }
  }

  @Test func emojiAreOneTokenASequence() {
    #expect(
      read("nice ❤️👨‍👩‍👧🇩🇪👍🏽 1️⃣ ‼️ :tada: <:wave:12>") == [
        "word nice", "emoji ❤️", "emoji 👨‍👩‍👧", "emoji 🇩🇪", "emoji 👍🏽", "emoji 1️⃣", "emoji ‼️", "emoji :tada:",
        "emoji <:wave:12>",
      ])
  }

  @Test(arguments: [
    ("https://example.com/a(b)?q=1.", "https://example.com/a(b)?q=1"), ("(see www.example.org)", "www.example.org"),
    ("join t.me/group!", "t.me/group"), ("bit.ly/x", "bit.ly/x"), ("write to me@example.org.", "me@example.org"),
    ("<https://example.com|the page>", "<https://example.com|the page>"), ("HTTP://EXAMPLE.COM", "http://example.com"),
    ("example.shop is new", "example.shop"),
  ])
  func anAddressIsOneToken(_ text: String, _ url: String) {
    #expect(Tokens(text).strings([.url]) == [url])
  }

  @Test(arguments: [
    "node.js", "main.py", "e.g. this", "10:30", "v1.2.3", "a/b", "...so", "app.run()", "i.e", "http://",
  ])
  func whatOnlyLooksLikeOneIsNone(_ text: String) {
    #expect(Tokens(text).strings([.url]) == [])
  }

  @Test func mentionsHashtagsAndPlatformForms() {
    #expect(
      read("@anna-lee: <@U123> <!here> <#C1|general> #swift #12 a@b") == [
        "mention @anna-lee", "punctuation :", "mention <@u123>", "mention <!here>", "hashtag <#c1|general>",
        "hashtag #swift", "punctuation #", "number 12", "word a", "punctuation @", "word b",
      ])
  }

  @Test func codeIsOneTokenAndUnclosedTicksAreMarks() {
    #expect(read("use `let x = 1` now") == ["word use", "code `let x = 1`", "word now"])
    #expect(read("``a`b`` c") == ["code ``a`b``", "word c"])
    #expect(read("a\n```\nkill it\n``` b") == ["word a", "code ```\nkill it\n```", "word b"])
    #expect(read("```\nnever closed") == ["code ```\nnever closed"])
    #expect(read("it`s fine") == ["word it", "punctuation `", "word s", "word fine"])
  }

  @Test func linesThatQuoteAreMarked() {
    let tokens = Tokens("> you are wrong\nno I am not > 3\n>so")
    #expect(tokens.list.filter { $0.flags.contains(.quoted) }.map(tokens.string) == ["you", "are", "wrong", "so"])
  }

  @Test(arguments: [
    ("Ｆｕｌｌｗｉｄｔｈ", "fullwidth"), ("ﬁne", "fine"), ("Straße", "strasse"), ("ΑΒΓς", "αβγσ"), ("cafe\u{301}", "café"),
    ("caf\u{e9}", "café"), ("e\u{323}\u{302}", "ệ"), ("e\u{302}\u{323}", "ệ"), ("한글", "한글"),
    ("\u{1112}\u{1161}\u{11AB}", "한"),
    ("z\u{200B}e\u{200D}r\u{2060}o", "zero"), ("soft\u{AD}hyphen", "softhyphen"), ("\u{202E}abc", "abc"),
    ("it’s", "it's"),
    ("𝐛𝐨𝐥𝐝", "bold"), ("İstanbul", "i\u{307}stanbul"), ("①", "1"), ("ǅ", "dž"),
  ])
  func wordsAreFolded(_ text: String, _ folded: String) {
    let tokens = Tokens(text)
    #expect(tokens.list.map(tokens.string).joined().unicodeScalars.elementsEqual(folded.unicodeScalars))
  }

  @Test func elongationIsCutToTwoAndMarked() {
    let tokens = Tokens("Nooooo too gooood")
    #expect(tokens.strings() == ["noo", "too", "good"])
    #expect(tokens.list.map { $0.flags.contains(.elongated) } == [true, false, true])
  }

  @Test func capitalsAreMarked() {
    let tokens = Tokens("I SHOUT Loud quietly ΟΧΙ")
    #expect(tokens.list.map { $0.flags.contains(.allCaps) } == [false, true, false, false, true])
    #expect(tokens.list.map { $0.flags.contains(.capitalised) } == [true, true, true, false, true])
    #expect(tokens.capitals == 10)
    #expect(tokens.letters == 20)
  }

  @Test func numbersKeepTheirInnerMarks() {
    #expect(
      read("3.5 10:30 1,000. 3rd 50%") == [
        "number 3.5", "number 10:30", "number 1,000", "punctuation .", "word 3rd", "number 50", "punctuation %",
      ])
  }

  @Test func scriptsWithoutBlanksGiveCharactersOrRuns() {
    #expect(
      read("你好世界 こんにちはthere สวัสดี") == [
        "word 你", "word 好", "word 世", "word 界", "word こんにちは", "word there", "word สวัสดี",
      ])
  }

  @Test func sourcesPointIntoTheTextThatWasRead() {
    let text = "Héllo  WÖRLD 👍🏽!!!!"
    let tokens = Tokens(text)
    let bytes = Array(text.utf8)
    #expect(tokens.list.map { String(decoding: bytes[$0.source], as: UTF8.self) } == ["Héllo", "WÖRLD", "👍🏽", "!!!!"])
  }

  @Test func oneValueReadsTextAfterText() {
    var tokens = Tokens("a long text that makes the buffers grow, with ünïcödé")
    tokens.read("short")
    #expect(tokens.strings() == ["short"])
    #expect(tokens.letters == 5)
    #expect(tokens.count(of: .latin) == 5)
    tokens.read("")
    #expect(tokens.list.isEmpty)
  }

  @Test func invalidBytesAreReadPast() {
    let bytes: [UInt8] = [0x61, 0xFF, 0xC3, 0x28, 0xE2, 0x82, 0x62, 0xF0, 0x9F, 0x00, 0xED, 0xA0, 0x80, 0x63]
    var tokens = Tokens()
    bytes.withUnsafeBufferPointer { tokens.read($0) }
    #expect(tokens.strings([.word]) == ["a", "b", "c"])
  }

  @Test func anyBytesAreReadWithinTheBuffers() {
    var random = SystemRandomNumberGenerator()
    let alphabet: [UInt8] = Array("aZ9'`<>@#:./!?*_- \n\u{301}\u{FDFA}👍🏽\u{200D}\u{FE0F}한ß你".utf8) + [0xFF, 0xC3, 0xF0]
    var tokens = Tokens()
    for _ in 0..<3_000 {
      let text = (0..<Int.random(in: 0...40, using: &random)).map { _ in alphabet.randomElement(using: &random) ?? 0 }
      text.withUnsafeBufferPointer { tokens.read($0) }
      for token in tokens.list { #expect(token.end <= tokens.bytes.count && token.source.upperBound <= text.count) }
    }
  }

  @Test func marksWithoutEndDoNotGrowTheText() {
    let tokens = Tokens("a" + String(repeating: "\u{301}", count: 5_000) + "b")
    #expect(tokens.list.count == 1)
    #expect(tokens.list[0].count < 64)
  }

  @Test(arguments: ["\u{2BC}", "\u{2BC}\u{2BC}a", "a\u{2BC}", "\u{4E2D}\u{2BC}\u{4E2D}", "1\u{2BC}2"])
  func anApostropheThatIsALetterEndsNoReading(_ text: String) {
    #expect(Tokens(text).list.count <= 4)
  }

  @Test func everyCodePointIsReadToTheEnd() {
    var tokens = Tokens()
    for value in UInt32(1)..<0x30000 {
      guard let scalar = Unicode.Scalar(value) else { continue }
      let character = String(scalar)
      tokens.read(character + "a" + character + character + "1" + character)
    }
    tokens.read("read on")
    #expect(tokens.strings() == ["read", "on"])
  }
}
