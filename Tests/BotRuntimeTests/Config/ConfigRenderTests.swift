import BotCore
import Testing

@testable import BotRuntime

struct ConfigRenderTests {
  private let place = Problem.Place(file: "config.json", line: 12, column: 7)

  @Test func nothingWrongIsNothingToRead() {
    #expect(Configuration.render([]) == "")
    #expect([Problem]().json == [])
  }

  @Test func problemsAreCountedByKind() {
    let error = Problem(place: place, subject: "a", fault: "f", remedy: "r", excerpt: "  x\n  ^")
    let file = Problem(place: Problem.Place(file: "b", line: 0, column: 0), subject: "", fault: "f", remedy: "r")
    let warning = Problem(.warning, subject: "channel #x", owner: "faq of lobby", fault: "f", remedy: "r")
    let text = """
      config.json:12:7: error: a: f; r
        x
        ^
      b: error: f; r
      warning: channel #x (faq of lobby): f; r
      2 errors (config.json:12, b), 1 warning
      """
    #expect(Configuration.render([error, file, warning]) == text)
    #expect(Configuration.render([warning]).hasSuffix("\n1 warning"))
    #expect(Configuration.render([warning, warning]).hasSuffix("\n2 warnings"))
  }

  @Test func machinesReadProblemsAsJSON() {
    let problems = [
      Problem(place: place, subject: "a", fault: "f", remedy: "r", excerpt: "x"),
      Problem(.warning, subject: "", fault: "f", remedy: "r"),
      Problem(subject: "b", owner: "faq", fault: "f", remedy: "r"),
    ]
    let expected: JSON = [
      [
        "severity": "error", "file": "config.json", "line": 12, "column": 7, "subject": "a", "fault": "f",
        "remedy": "r",
      ],
      ["severity": "warning", "subject": "", "fault": "f", "remedy": "r"],
      ["severity": "error", "subject": "b", "owner": "faq", "fault": "f", "remedy": "r"],
    ]
    #expect(problems.json == expected)
  }

  private func excerpt(_ text: String, at offset: Int) -> String? {
    Excerpt.of(SourceText(name: "x", bytes: Array(text.utf8)), at: offset)
  }

  @Test func theCaretStandsBelowItsColumn() {
    #expect(excerpt("a\nbcd\ne", at: 3) == "  bcd\n   ^")
    #expect(excerpt("a\r\nbcd\r\n", at: 6) == "  bcd\n     ^")
    #expect(excerpt("\tab", at: 2) == "  \tab\n  \t ^")
    #expect(excerpt("\u{FEFF}ab", at: 4) == "  ab\n   ^")
    #expect(excerpt("ab", at: 2) == "  ab\n    ^")
    #expect(excerpt("a\n\nb", at: 2) == nil)
    #expect(excerpt("", at: 0) == nil)
  }

  @Test(arguments: [
    ("a", 1), ("é", 1), ("e\u{301}", 1), ("日", 2), ("한", 2), ("ｱ", 1), ("！", 2), ("😀", 2), ("👩‍👩‍👧", 2), ("\u{200D}", 0),
  ])
  func lettersTakeTheRoomThatTheyTake(_ text: String, _ width: Int) {
    #expect(Excerpt.width(Character(text)) == width)
  }

  @Test func aLongLineIsClippedOnTheSideThatIsLong() {
    let line = String(repeating: "a", count: 400)
    #expect(excerpt(line, at: 0) == "  " + String(repeating: "a", count: 158) + "…\n  ^")
    #expect(
      excerpt(line, at: 200) == "  …" + String(repeating: "a", count: 158) + "…\n   "
        + String(repeating: " ", count: 80)
        + "^")
    #expect(
      excerpt(line, at: 399) == "  …" + String(repeating: "a", count: 158) + "\n   "
        + String(repeating: " ", count: 157)
        + "^")
    #expect(excerpt(String(line.prefix(160)), at: 0) == "  " + line.prefix(160) + "\n  ^")
  }

  @Test func aHugeLineCostsNoMoreThanAnother() {
    let shown = excerpt(String(repeating: "é", count: 1_000_000), at: 1_000_001)
    #expect((shown?.count ?? 0) < 400)
  }

  @Test func placesCountScalarsFromOne() {
    let source = SourceText(name: "x", bytes: Array("aé\n日b".utf8))
    #expect(source.place(0) == Problem.Place(file: "x", line: 1, column: 1))
    #expect(source.place(3) == Problem.Place(file: "x", line: 1, column: 3))
    #expect(source.place(7) == Problem.Place(file: "x", line: 2, column: 2))
    #expect(source.place(8) == Problem.Place(file: "x", line: 2, column: 3))
  }

  @Test func nothingCanMoveTheCursor() {
    #expect(Excerpt.printable("a\u{1B}[31m\n\u{202E}b\u{200D}") == "a\u{FFFD}[31m\u{FFFD}\u{FFFD}b\u{200D}")
  }

  @Test(arguments: [
    #""token": "x"#, #""botToken": 1"#, "my password is", #""key": "abcdefghij0123456789""#,
    #""x": "xoxb1234567890123456""#,
  ])
  func doubtfulLinesAreNotShown(_ line: String) {
    #expect(!SecretGuard.mayShow(line))
  }

  @Test(arguments: [
    #""id": "lobby","#, #""text": "Welcome to the lobby, everybody""#, "// maxRepliesPerThreadOrSo", "}",
  ])
  func harmlessLinesAreShown(_ line: String) {
    #expect(SecretGuard.mayShow(line))
  }
}
