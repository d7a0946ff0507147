import BotCore
import Testing

@testable import Connectors

struct SandboxWordsTests {
  private static let people = ["Ada", "Ada Lovelace", "Björn"].enumerated().map {
    SandboxPerson(member: Member(ID("u-\($0)"), name: $1), standing: .present)
  }

  private func nodes(_ text: String) -> [Text.Node] { SandboxWords.text(text, Self.people).nodes }

  @Test func theLongestNameThatIsKnownIsMentioned() {
    #expect(
      nodes("Hi @ada lovelace and @Ada, ask @björn!") == [
        .plain("Hi "), .mention(member: "u-1", name: "Ada Lovelace"), .plain(" and "),
        .mention(member: "u-0", name: "Ada"), .plain(", ask "), .mention(member: "u-2", name: "Björn"), .plain("!"),
      ])
  }

  @Test(arguments: ["@Adam", "me@Ada", "@", "@everyone", "@channel", "ada"])
  func whatIsNobodysNameIsNoMention(text: String) {
    #expect(nodes(text) == [.plain(text)])
  }

  @Test func addressesBecomeLinksWithoutTheSentencesEnd() {
    #expect(
      nodes("See https://example.org/a_b?c=1. (http://example.org)") == [
        .plain("See "), .link(label: "", url: "https://example.org/a_b?c=1"), .plain(". ("),
        .link(label: "", url: "http://example.org"), .plain(")"),
      ])
  }

  @Test(arguments: ["javascript:alert(1)", "xhttps://example.org", "https://", "**bold** <b>x</b> `code`", "[a](b)"])
  func membersWriteNoMarkup(text: String) {
    #expect(nodes(text) == [.plain(text)])
  }

  @Test func controlCharactersGoAndLineBreaksBecomeOneKind() {
    #expect(SandboxWords.clean(" \u{7}a\u{0}b\r\nc\rd\u{2028}e\tf \n") == "ab\nc\nd\ne\tf")
    #expect(SandboxWords.clean(" \n ") == "")
  }

  @Test func aSlashAndAWordAreACommand() throws {
    let command = try #require(SandboxWords.command("/mute  @Ada 10m "))
    #expect(command.name == "mute" && command.arguments == "@Ada 10m")
    #expect(try #require(SandboxWords.command("/help")).arguments == "")
  }

  @Test(arguments: ["/", "/ help", "/1", "//x", "/usr/bin", "help /me", "/\nhelp"])
  func otherSlashesAreText(text: String) { #expect(SandboxWords.command(text) == nil) }

  @Test(arguments: ["👍", "❤️", "✅", "👩‍🚀", "🇸🇪", "1️⃣", "thumbsup", "+1", "white_check_mark"])
  func oneEmojiOrItsNameIsAReaction(text: String) { #expect(SandboxWords.isEmoji(text)) }

  @Test(arguments: ["", "👍👍", "é", "A", "<b>", " ", "#", "thumbs up", "x\u{301}"])
  func otherTextsAreNoReaction(text: String) { #expect(!SandboxWords.isEmoji(text)) }

  @Test func namesLoseTheirSpareSpaces() { #expect(SandboxName.member("  Ada \n Lovelace ") == "Ada Lovelace") }

  @Test(arguments: ["", "  ", "a\u{202E}b", "a\u{0}b", "\u{200B}", String(repeating: "x", count: 41)])
  func namesThatHideOrReachTooFarAreRefused(name: String) { #expect(SandboxName.member(name) == nil) }

  @Test func aNameOfStackedMarksIsRefused() {
    #expect(SandboxName.member("a" + String(repeating: "\u{301}", count: 100)) == nil)
  }

  @Test(arguments: ["#help", "@bot", "a b", " a", ""])
  func channelsHaveNoSpacesAndNoSigns(name: String) { #expect(SandboxName.channel(name) == nil) }
}
