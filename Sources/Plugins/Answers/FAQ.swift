public import BotCore
import FoundationEssentials
import TextAnalysis

/// Answers questions that are asked again and again, from a Markdown file.
///
/// ```json
/// {
///   "plugin": "faq",
///   "file": "faq.md",
///   "channels": ["help", "general"],
///   "cooldown": "10m",
///   "footer": "Not what you meant? A person will read your question as well."
/// }
/// ```
///
/// The file: each `## ` heading is a question; below it may stand a line `Keywords: refund, money back`, then a list of
/// further phrasings of the question, then the answer, in light Markdown.
///
/// **What it does**
/// - Somebody posts a question: if an entry fits, its answer is posted in the thread of the message, or starts one.
/// - An entry fits when one of its keywords occurs, as whole words. Several entries have one: the longest keyword answers;
///   equally long, the first in the file.
/// - Without a keyword, the entry answers that is nearest in meaning, if the bot is sure enough (`confidence`) and the
///   second is far enough behind (`margin`): it compares words, spelling and sense with the heading, the phrasings and the
///   answer. `botrun text rank --faq faq.md` shows what it would answer to any question. English is understood best;
///   in other languages it goes by words and spelling.
/// - With `match` "words", headings and phrasings fit when all of their words that matter occur, in any order, two such
///   words or more. With "substring", a keyword counts even inside a longer word, all keywords weigh the same, and headings
///   and phrasings are not looked at.
/// - A text is a question when it holds a question mark or begins with one of `questionWords`; with an empty list only
///   the mark counts, and with `questionsOnly` false every message is looked at.
/// - `cooldown`: an entry is not repeated in a channel, nor to a member, before it has passed.
///
/// **What it never does**
/// - Answer edited messages, or messages that are older than ten minutes when the bot comes to read them.
/// - Guess: what fits no entry is left to people.
public struct FAQ: Plugin {
  public enum Match: String, SettingChoice { case meaning, words, substring }

  public struct Settings: SettingGroup {
    @Setting("The Markdown file with questions and answers.")
    public var file: FAQFile
    @Setting(
      "meaning: keywords as whole words, else what is nearest in meaning. words: the same words. substring: keywords anywhere, even inside a word."
    )
    public var match: Match = .meaning
    @Setting("How sure the bot must be of an answer by meaning, from 0 (always answers) to 1. Left out: 0.8.")
    public var confidence: Double? = nil
    @Setting("How far the second best must lie behind, from 0 to 4, where 1 is a clear distance.")
    public var margin: Double = 0
    @Setting("Whether only questions are answered.")
    public var questionsOnly: Bool = true
    @Setting("What a question may begin with when it has no question mark.")
    public var questionWords: [String] = StopWords.englishQuestionOpeners
    @Setting("Words that do not matter in headings and phrasings. Left out: a list of English ones.")
    public var stopWords: [String]? = nil
    @Setting("How long an answer is not given again in a channel, nor to a member. 0s: always.")
    public var cooldown: Duration = .minutes(10)
    @Setting("Where to answer, by name or id. Empty: everywhere.")
    public var channels: [String] = []
    @Setting("Whether to answer in the thread of the message.")
    public var thread: Bool = true
    @Setting(
      "What to add below every answer.",
      .variables([
        "question": "the heading of the entry", "member.name": "who asked", "member.mention": "who asked, notifying",
        "community.name": "the community's name",
      ]))
    public var footer: Template = ""

    public init() {}

    public func check(_ node: SettingNode) {
      if let confidence, !(0...1).contains(confidence) {
        (node.member("confidence") ?? node).fail("it is \(confidence)", "give a number from 0 to 1, such as 0.8")
      }
      if !(0...4).contains(margin) {
        (node.member("margin") ?? node).fail("it is \(margin)", "give a number from 0 to 4, such as 1")
      }
    }
  }

  public static let about = PluginAbout(
    name: "faq", summary: "Answers questions that are asked again and again.", needs: [.messages],
    wants: [.reply, .post], maxEventAge: .minutes(10))

  public var needs: Set<Capability> { Self.about.needs.union(settings.thread ? [.reply] : [.post]) }

  public let triggers: Set<Trigger> = [.messagePosted]
  private let settings: Settings
  private let entries: [FAQFile.Entry]
  private let answers: [Text]
  private let index: FAQIndex
  /// Knows the entries by their places in `entries`.
  private let ranker: QuestionRanker?
  /// Buffers, so that a question allocates nothing.
  private let ranking = Lock(Ranking())
  private let openers: Set<String>

  public init(_ settings: Settings) {
    self.settings = settings
    entries = settings.file.entries
    answers = entries.map { Markdown.text($0.answer) }
    let stopWords = settings.stopWords.map { Set($0.flatMap { Words($0).words }) } ?? StopWords.english
    index = FAQIndex(entries, settings.match, ignoring: stopWords)
    ranker = settings.match == .meaning ? Self.ranker(entries, settings) : nil
    openers = Set(settings.questionWords.flatMap { Words($0).words })
  }

  public func handle(_ event: Event, _ context: inout Context) throws -> [Action] {
    guard case .messagePosted(let message) = event.kind else { return [] }
    guard settings.channels.isEmpty || settings.channels.contains(where: message.isIn) else { return [] }
    let words = Words(message.text)
    guard !settings.questionsOnly || isQuestion(words) else { return [] }
    guard let number = entry(for: message.text, words) else { return [] }
    guard try mayAnswer(entries[number], message, &context) else { return [] }
    let text = answer(number, to: message.author, context)
    return [settings.thread ? .reply(text: text, to: message.ref) : .post(text: text, in: message.channel, named: nil)]
  }

  private static func ranker(_ entries: [FAQFile.Entry], _ settings: Settings) -> QuestionRanker {
    var model = RankModel.shipped
    if let confidence = settings.confidence { model.threshold = Float(confidence) }
    model.margin = Float(settings.margin)
    return QuestionRanker(
      entries.enumerated().map { number, entry in
        QuestionEntry(
          id: String(number), heading: entry.question, phrasings: entry.phrasings, answer: entry.answer,
          tags: entry.keywords)
      }, model: model)
  }

  /// What a keyword says goes before what is near in meaning.
  private func entry(for text: String, _ words: Words) -> Int? {
    if case .entry(let number) = index.verdict(words) { return number }
    guard let ranker else { return nil }
    return ranking.withLock { ranking in
      ranker.rank(text, limit: 2, into: &ranking)
      return ranking.verdict == .answer ? ranking.entries.first.flatMap { Int($0.id) } : nil
    }
  }

  private func isQuestion(_ words: Words) -> Bool {
    if words.hasQuestionMark { return true }
    guard !openers.isEmpty, let first = words.ranges.first else { return false }
    return openers.contains(words.string(first))
  }

  /// Looks whether the cooldown has passed, and starts it anew.
  private func mayAnswer(_ entry: FAQFile.Entry, _ message: Message, _ context: inout Context) throws -> Bool {
    guard settings.cooldown > .zero else { return true }
    let channel = "answered/channel/\(message.channel)/\(entry.question)"
    let member = "answered/member/\(message.author.id)/\(entry.question)"
    for key in [channel, member] {
      if let until = try context.store.value(key)?.double, context.now.timeIntervalSince1970 < until { return false }
    }
    let until = context.now + settings.cooldown
    let value = JSON.double(until.timeIntervalSince1970)
    context.store.set(channel, value, expires: until)
    context.store.set(member, value, of: message.author.id, expires: until)
    return true
  }

  private func answer(_ number: Int, to member: Member, _ context: Context) -> Text {
    guard !settings.footer.source.isEmpty else { return answers[number] }
    let footer = settings.footer.render([
      "question": Text(entries[number].question),
      "member.name": Text(member.name),
      "member.mention": Text([.mention(member: member.id, name: member.name)]),
      "community.name": Text(context.community.name),
    ])
    return answers[number] + "\n\n" + footer
  }
}
