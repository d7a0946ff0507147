import BotCore
import Testing

@Suite struct MarkdownLinesTests {
  @Test(arguments: [
    ("one\ntwo", "one two"),
    ("one\ntwo\n\nthree\nfour", "one two\n\nthree four"),
    ("one  \ntwo\\\nthree", "one\ntwo\nthree"),
    ("see:\n- a\n- b\nthen", "see:\n- a\n- b\nthen"),
    ("> a\n> b", "> a\n> b"),
    ("```\na\nb\n```\nc\nd", "```\na\nb\n```\nc d"),
    ("", ""),
  ])
  func aParagraphIsOneLine(source: String, expected: String) {
    #expect(Markdown.unwrapped(source) == expected)
  }
}
