public import BotCore
import FoundationEssentials
import TextAnalysis

extension FAQ {
  public enum Match: String, SettingChoice { case meaning, words, substring }

  public struct Settings: SettingGroup {
    @Setting("The file with questions and answers: Markdown, CSV (.csv, .tsv) or a list in JSON.")
    public var file: FAQFile
    @Setting(
      "meaning: keywords as whole words, else what is nearest in meaning. words: the same words. substring: keywords anywhere, even inside a word."
    )
    public var match: Match = .meaning
    @Setting(
      "How sure the bot must be of an answer by meaning, from 0 (always answers) to 1. Left out: 0.9.", .range(0...1))
    public var confidence: Double? = nil
    @Setting("How far the second best must lie behind, from 0 to 4, where 1 is a clear distance.", .range(0...4))
    public var margin: Double = 0
    @Setting("Whether only questions are answered.")
    public var questionsOnly: Bool = true
    @Setting("What a question may begin with when it has no question mark.")
    public var questionWords: [String] = StopWords.englishQuestionOpeners
    @Setting(
      "Whether what asks nothing but tells of a trouble, such as \"I cannot log in\", is a question, too. English.")
    public var troubles: Bool = false
    @Setting("Words that do not matter in headings and phrasings. Left out: a list of English ones.")
    public var stopWords: [String]? = nil
    @Setting(
      "How long to leave a question to people; who answers it meanwhile keeps the bot silent. 0s: it answers at once.")
    public var wait: Duration = .zero
    @Setting("How many entries may answer one message, where it asks several things.", .range(1...2))
    public var answers: Int = 1
    @Setting("How long an answer is not given again in a channel, nor to a member. 0s: always.")
    public var cooldown: Duration = .minutes(10)
    @Setting(
      "Where to answer, by name or id. Empty: everywhere. In private it answers in any case.", .names(.channel),
      .noBlanks)
    public var channels: [String] = []
    @Setting("Roles whose members are not answered, such as regulars.", .noBlanks, .names(.role))
    public var skipRoles: [String] = []
    @Setting(
      "Members who have answered so many waiting questions themselves are not answered. 0: all are.", .range(0...1000))
    public var skipHelpers: Int = 0
    @Setting("Whether to answer in the thread of the message.")
    public var thread: Bool = true
    @Setting(
      "What to add below every answer.",
      .variables([
        "question": "the heading of the entry", "member.name": "who asked", "member.mention": "who asked, notifying",
        "community.name": "the community's name",
      ]))
    public var footer: Template = ""
    @Setting(
      "What to say to `!faq` when the bot is not sure.", .variables(["titles": "the nearest headings, as a list"]))
    public var unsureText: Template = "I am not sure which of these you mean:{titles}"
    @Setting("What to say to `!faq` when nothing comes near.", .variables([:]))
    public var unknownText: Template = "I do not know that yet."
    @Setting("The reaction on an answer that says that it helped.", .notEmpty)
    public var helped: String = "👍"
    @Setting("The reaction on an answer that says that it did not help.", .notEmpty)
    public var unhelpful: String = "👎"
    @Setting("So many more members than were helped silence an entry. 0: none does.", .range(0...1000))
    public var unhelpfulLimit: Int = 5
    @Setting("A CSV file of test questions with the entry that must answer, or none: columns question, expected.")
    public var questions: GoldenQuestions? = nil
    @Setting("The least share of right answers among those that the test questions get, from 0 to 1.", .range(0...1))
    public var precision: Double = 1
    @Setting("The least share of the test questions with an entry that get an answer, from 0 to 1.", .range(0...1))
    public var recall: Double = 0.8
    @Setting("When to tell the moderators what the file lacks. Left out: never.")
    public var report: Cron? = nil
    @Setting("After how long without being asked for or reviewed an entry counts as stale.")
    public var staleAfter: Duration = .days(180)

    public init() {}

    public var checks: [(SettingNode) -> Void] {
      [checkWait, checkReactions, checkHelpers, checkReport, checkQuestions]
    }

    private func checkWait(_ node: SettingNode) {
      if wait > .hours(24) {
        node.place(of: "wait").fail(
          "it is longer than a day", "use less, such as \"2m\"; the plugin unanswered watches over days")
      }
    }

    private func checkReactions(_ node: SettingNode) {
      if EmojiSign.plain(helped) == EmojiSign.plain(unhelpful) {
        node.place(of: "unhelpful").fail(
          "it is the same reaction as \"helped\"", "use another, such as \"👎\"")
      }
    }

    private func checkHelpers(_ node: SettingNode) {
      if skipHelpers > 0, wait == .zero {
        node.place(of: "skipHelpers").fail(
          "nobody can answer before the bot does", "set \"wait\", such as \"2m\", or leave \"skipHelpers\" out")
      }
    }

    private func checkReport(_ node: SettingNode) {
      if staleAfter == .zero {
        node.place(of: "staleAfter").fail("every entry would be stale at once", "use more, such as \"180d\"")
      }
      if report != nil { node.warnOfUnreadReports("report") }
    }

    private func checkQuestions(_ node: SettingNode) {
      if let questions { GoldenCheck(self).report(questions, to: node.place(of: "questions")) }
    }
  }
}
