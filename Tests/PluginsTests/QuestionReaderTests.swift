import BotCore
import Testing
import TextAnalysis

@testable import Plugins

@Suite struct QuestionReaderTests {
  private let reader = QuestionReader(openers: StopWords.englishQuestionOpeners)

  private func open(_ text: String, mentions: [ID<Member>] = [], mentionsBot: Bool = false) -> AskedText? {
    reader.open(Message("m", in: "c", by: Member("ada"), text, mentions: mentions, mentionsBot: mentionsBot))
  }

  @Test(arguments: [
    "How do I install it?", "how to install it", "can i get a refund", "Is it possible to pay by card?",
    "Is there a way to change my name?", "I forgot my password, how can I reset it?", "password reset?",
    "Hi all, where do newcomers begin?", "Do you know how to reset a password?", "Are you guys open on Sunday?",
    "Can you pay by card here?", "How do you decode a list?", "I took the course. Does it have a certificate?",
    "Does this course have a certificate?", "Could anybody help me with my password?", "Wie melde ich mich an?",
    "¿Cómo puedo pagar?", "パスワードを忘れました？", "كيف أدفع؟", "So how do I join?", "I want a refund, how?",
    "This is my first time, where do I begin?", "what version should I install",
    "How do I use `foldl` in a loop?",
  ])
  func isOpenToAll(_ text: String) {
    #expect(open(text) != nil)
  }

  @Test(arguments: [
    "You install it first, right?", "Did you restart?", "Which version are you using?", "What error do you get?",
    "Could you post the whole error?", "Is that the new one?", "Does it work?", "Really?", "Why not?", "Makes sense?",
    "Maybe try the other one?", "Can't I do some magic with that?", "But how do you pass data between them?",
    "That sounds like a new debugger?", "I thought those were not listed?",
    "When I ported our code, it stopped working",
    "What happens depends on the weather", "how you would do that is with two steps", "What do you mean by that?",
    "Like this?", "He asked \"how do I pay?\" and left.", "See https://a.example/?q=pay for it.", "> how do I pay?",
    "`pay?` is what it printed", "Eddy, can you continue without the flag?", "how are you?", "@bob how do I pay?",
    "thanks!", "I paid.", "Right. And if I build it?", "If that is so, I thought it was a pool?",
    "Does anyone use it in your office?", "DO NOT PAY HERE", "Should probably work.", "is nice",
    "Has anyone else seen it, or is it just me then?", "Is this?", "I'm sorry?", "I'm sorry, that was late?",
  ])
  func isTalkBetweenMembers(_ text: String) {
    #expect(open(text) == nil)
  }

  @Test func aWordThatAManagerAddedOpensAQuestionWhateverFollows() {
    let reader = QuestionReader(openers: ["whither"])
    func asks(_ text: String) -> Bool { reader.open(Message("m", in: "c", by: Member("ada"), text)) != nil }
    #expect(asks("whither goes the newcomer with a question"))
    #expect(!asks("how goes the newcomer with a question"))
  }

  @Test func whatMentionsSomebodyIsTheirs() {
    #expect(open("how do I pay, Bob?", mentions: ["bob"]) == nil)
    #expect(open("@LobbyBot, how do I pay, and where is @bob?", mentions: ["b1", "bob"], mentionsBot: true) != nil)
  }

  @Test func whatIsAskedOfTheBotMayGoOnWithATalk() {
    #expect(open("@LobbyBot and where do I pay?", mentions: ["b1"]) == nil)
    #expect(open("@LobbyBot and where do I pay?", mentions: ["b1"], mentionsBot: true) != nil)
    #expect(reader.open(Message("m", in: "c", by: Member("ada"), "And where do I pay?", isDirect: true)) != nil)
    #expect(open("@LobbyBot @bob and where do I pay?", mentions: ["b1", "bob"], mentionsBot: true) == nil)
    #expect(open("@LobbyBot thank you", mentions: ["b1"], mentionsBot: true) == nil)
  }

  @Test func aLongMessageIsComparedByItsQuestionsAndWhatStandsBefore() {
    let story = Array(repeating: "It was a long way to come here with all my things.", count: 6).joined(separator: " ")
    #expect(
      open("\(story) I lost my password. How do I get a new one? \(story)")
        == AskedText(
          text: "I lost my password. How do I get a new one?", questions: ["How do I get a new one?"]))
  }

  @Test func oneWordThatMattersSaysTooLittle() {
    #expect(
      ["what version?", "into firefox?", "tax?", "how slow?"].map { open($0)?.saysEnough } == [
        false, false, false, false,
      ])
    #expect(
      ["what is gcc?", "password reset?", "where is the office?"].map { open($0)?.saysEnough } == [true, true, true])
  }

  @Test func quotesAndFencesAreLeftOut() {
    #expect(
      open("> who is there?\nHow do I run this?\n```\nlet x = what? 1 : 2 // and so on and so on and so on\n```")?.text
        == "How do I run this?")
  }

  @Test func plainReadingTakesEachMark() {
    let plain = QuestionReader(openers: [], isPlain: true)
    #expect(plain.open(Message("m", in: "c", by: Member("ada"), "Did you restart?"))?.text == "Did you restart?")
    #expect(plain.open(Message("m", in: "c", by: Member("ada"), "how to restart")) == nil)
  }

  @Test func anyTextIsReadWithoutHarm() {
    let pieces = ["?", "how ", "you ", "\"", "`", "```", "\n", "> ", "@", " ", "do ", "…", "？", "is ", "it ", "😀", "."]
    var random = SeededRandom(seed: 5)
    for _ in 0..<2000 {
      let text = (0..<12).map { _ in pieces.randomElement(using: &random) ?? "" }.joined()
      let asked = open(text)
      #expect(asked == nil || asked?.questions.isEmpty == false, "\(text)")
    }
  }
}
