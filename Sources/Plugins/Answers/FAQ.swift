public import BotCore
import FoundationEssentials
import TextAnalysis

/// Answers questions that are asked again and again, from a file in Markdown or CSV.
///
/// ```json
/// {
///   "plugin": "faq",
///   "file": "faq.md",
///   "channels": ["help", "general"],
///   "wait": "2m",
///   "cooldown": "10m",
///   "report": "0 9 * * mon",
///   "footer": "Not what you meant? A person will read your question as well."
/// }
/// ```
///
/// The file in Markdown: each `## ` heading is a question. Below it may stand lines such as `Keywords: refund, money
/// back`, `Tags: payment`, `Link: https://…`, `Reviewed: 2026-01-05`, and a list of further phrasings of the question;
/// then the answer, in light Markdown. The same as a table (`.csv`): columns `question`, `answer`, and as wanted
/// `phrasings` (apart by `|`), `keywords`, `tags`, `link`, `reviewed`.
///
/// **What it does**
/// - Somebody posts a question: if an entry fits, its answer is posted in the thread of the message, or starts one. The
///   entry's link stands below it.
/// - An entry fits when one of its keywords occurs, as whole words. Several entries have one: the longest keyword answers;
///   equally long, the first in the file.
/// - A heading or phrasing of three words or more, asked word for word, is answered without a keyword, too.
/// - Without either, the entry answers that is nearest in meaning, if the bot is sure enough (`confidence`) and the
///   second is far enough behind (`margin`): it compares words, spelling and sense with the heading, the phrasings and
///   the answer. In threads, where people talk with each other, and in questions of one word, only keywords count.
///   `botrun text rank --faq faq.md --threshold 0.9` shows what comes near to any question. English is understood best; in other
///   languages it goes by words and spelling.
/// - With `match` "words", headings and phrasings fit when all of their words that matter occur, in any order, two such
///   words or more. With "substring", a keyword counts even inside a longer word, all keywords weigh the same, and headings
///   and phrasings are not looked at; and each text with a question mark is a question, whatever it asks.
/// - A text is a question when it holds a question mark or begins with one of `questionWords`; with an empty list only
///   the mark counts, and with `questionsOnly` false every message is looked at. Quotes, code and addresses do not count,
///   nor questions such as "right?" or "did you restart?", nor what mentions somebody else than the bot (`names`).
/// - What is asked in private is answered at once, whatever `channels` and `wait` say.
/// - With `troubles`, "I cannot log in", "my parcel has not arrived" and "please help" are questions, too.
/// - `wait`: the question is left to people for so long. The bot stays silent when somebody else writes in its thread,
///   mentions or names the asker, or is the next to write in the channel (no question, and to nobody else); when the asker
///   edits or deletes the question, writes that it is solved, or thanks. Several questions with one answer get one reply.
/// - `answers` 2: a message that asks two things may get two answers, in one reply.
/// - `cooldown`: an entry is not repeated in a channel, nor to a member, before it has passed.
/// - `skipRoles` and `skipHelpers` leave out who needs no help.
/// - Reactions on its answers (`helped`, `unhelpful`) raise or lower how sure it is of an entry, a little, once for each
///   member. So many 👎 more than 👍 as `unhelpfulLimit` says silence the entry, and the moderators are told, once. The
///   entry answers again when its answer was changed, or the notice is resolved.
/// - `!faq QUESTION` answers at once, and need not be as sure (0.8); not sure, it lists the nearest headings. `!faq list`
///   shows what there are answers to. Managers may write `!faq add QUESTION = ANSWER`, `!faq phrase ENTRY = PHRASING`,
///   `!faq remove ENTRY`, and `!faq export`, which writes what was added in the form of the file, to be pasted into it.
/// - `questions`: a CSV file with the columns `question` and `expected` (a heading, or none). `botrun check` asks them all
///   and fails where `precision` or `recall` are not met, with each wrong answer and how to mend it.
/// - `report`: the moderators get a list of the questions that nobody wrote an entry for, of those that came near one,
///   and of entries that are stale, each with an entry or a command to paste. Only questions to everybody count, outside
///   threads. Where nothing is missing and nothing is stale, nothing is posted.
///
/// **What it never does**
/// - Answer a message twice, or messages that are older than ten minutes when the bot comes to read them.
/// - Answer an edited message: who edits is talking with people already.
/// - Answer with an entry that holds a gap, such as `[FILL IN: who to call]`.
/// - Guess: what fits no entry is left to people, and kept for 30 days in the list of near misses.
public struct FAQ: Plugin {
  public static let about = PluginAbout(
    name: "faq", summary: "Answers questions that are asked again and again.", needs: [.messages],
    wants: [.reply, .post, .edits, .deletions, .reactions], maxEventAge: .minutes(10), answersQuestions: true,
    keeps: [
      DataUse(
        "the question and who asked it", about: "members whose question got no answer", kept: "for 30 days",
        why: "managers see what the file lacks"),
      DataUse(
        "who was given which answer, and whether they said that it helped", about: "members who asked",
        kept: "for 60 days; whether it helped, 180 days",
        why: "an answer is not repeated, and one that does not help is silenced"),
      DataUse(
        "how many questions of others somebody answered", about: "members who help",
        kept: "for a year after the last one",
        why: "helpers are not lectured"),
    ])

  public var needs: Set<Capability> { Self.about.needs.union(settings.thread ? [.reply] : [.post]) }

  public var claims: [Claim] {
    let remedy = "join the two files into one, or give each plugin \"channels\" of its own"
    return [
      Claim(.act("answers questions"), in: settings.channels, remedy: remedy),
      // It is obeyed wherever it is written.
      Claim(.command("faq"), .warning, remedy: "join the two files into one, if members write !faq"),
    ]
  }

  public let triggers: Set<Trigger>
  let settings: Settings
  let book: AnswerBook
  let reader: QuestionReader
  /// Tells what is asked of everybody, whatever else is answered.
  private let asksAll: QuestionReader
  let votes: AnswerVotes
  let log: AnswerLog
  let times: ReportTimes
  /// The questions that are left to people for a while.
  let board = QuestionBoard(prefix: "waiting/", limit: 200)

  public init(_ settings: Settings) {
    self.settings = settings
    triggers = [
      .messagePosted, .messageEdited, .messageDeleted, .reacted, .unreacted, .command, .started, .due, .delivered,
      .settled,
    ]
    book = AnswerBook(settings)
    reader = QuestionReader(settings)
    asksAll = QuestionReader(openers: settings.questionWords, takesTroubles: settings.troubles)
    votes = AnswerVotes(settings)
    log = AnswerLog(keepsAll: settings.report != nil)
    times = ReportTimes(cron: settings.report)
  }

  public func handle(_ event: Event, _ context: inout Context) throws -> [Action] {
    switch event.kind {
    case .messagePosted(let message):
      if let command = BotCommand(event, ["faq"]) { return try obey(command, isTyped: true, event.at, &context) }
      return try posted(message, at: event.at, &context)
    case .command:
      return try BotCommand(event, ["faq"]).map { try obey($0, isTyped: false, event.at, &context) } ?? []
    case .messageEdited(let message): return try withdrawn(message.id, in: message.channel, &context)
    case .messageDeleted(let id, let channel): return try withdrawn(id, in: channel, &context)
    case .due(let timer, let planned):
      return timer == ReportTimes.timer ? try report(planned, &context) : try due(timer, planned, &context)
    case .started: return try times.plan(&context)
    case .delivered(let name, let message): return try delivered(name, message, &context)
    case .reacted(let emoji, let member, let message, let channel):
      return try voted(emoji, isTaken: false, member, message, channel, event.at, &context)
    case .unreacted(let emoji, let member, let message, let channel):
      return try voted(emoji, isTaken: true, member, message, channel, event.at, &context)
    case .settled(let flag, let state, _, _):
      if state == .resolved { try resolved(flag, &context) }
      return []
    case .memberJoined, .memberLeft, .joinRequested, .reported, .fetched, .other: return []
    }
  }
}

// MARK: Questions

extension FAQ {
  /// A message is marked for so long when it was answered or waits, and not looked at when it is older.
  private static let marked = Duration.days(8)

  private func posted(_ message: Message, at: Date, _ context: inout Context) throws -> [Action] {
    guard !message.author.isBot else { return [] }
    var actions = try heardReplies(message, at: at, &context)
    if QuestionReader.isCommand(message.text) { return actions }
    guard answers(in: message) else { return actions }
    guard let asked = try asked(message, context) else { return actions }
    let question = OpenQuestion(message, at: at, expires: context.now + settings.wait + .days(1))
    guard try isNew(question, context), try !isLeftOut(message.author, context) else { return actions }
    let finder = try book.finder(context.store)
    let finding = try finder.find(asked, limit: settings.answers, byKeyword: message.thread != nil) {
      try votes.opinion(of: $0, context.store)
    }
    if finding.answers.isEmpty {
      guard asksAll.asksCommunity(message) else { return actions }
      try missed(message, finding, finder, at, &context)
    } else {
      let waits = settings.wait > .zero && !message.isDirect
      actions += try found(question, finding.answers, finder, waits: waits, &context)
    }
    return actions
  }

  /// Whether it answers where the message stands: what somebody asks the bot in private always.
  func answers(in message: Message) -> Bool {
    message.isDirect || settings.channels.isEmpty || settings.channels.contains(where: message.isIn)
  }

  func asked(_ message: Message, _ context: Context) throws -> AskedText? {
    if !settings.questionsOnly { return reader.whole(message.text) }
    if let asked = reader.open(message) { return asked }
    guard !reader.isForOne(message), try book.finder(context.store).isWording(message.text) else { return nil }
    return reader.whole(message.text)
  }

  private func isNew(_ question: OpenQuestion, _ context: Context) throws -> Bool {
    guard context.now < question.at + Self.marked else { return false }
    return try !context.store.contains(Self.mark(question.name))
  }

  func isLeftOut(_ member: Member, _ context: Context) throws -> Bool {
    if member.roles.contains(where: settings.skipRoles.contains) { return true }
    guard settings.skipHelpers > 0 else { return false }
    return try context.store.value("helper/\(member.id)")?.int ?? 0 >= settings.skipHelpers
  }

  private func missed(
    _ message: Message, _ finding: AnswerFinder.Finding, _ finder: AnswerFinder, _ at: Date,
    _ context: inout Context
  ) throws {
    let nearest = finding.nearest.prefix(3).map {
      AnswerLog.Near(heading: finder.entries[$0.place].question, confidence: ($0.confidence * 100).rounded() / 100)
    }
    let best = finding.nearest.first?.confidence ?? 0
    let miss = AnswerLog.Miss(
      question: Excerpt.of(message.text, around: ""), nearest: nearest,
      isNear: best >= finder.threshold * AnswerLog.Miss.near, at: at)
    try log.missed(message, miss, &context)
  }

  private func found(
    _ question: OpenQuestion, _ answers: [AnswerFinder.Candidate], _ finder: AnswerFinder, waits: Bool,
    _ context: inout Context
  ) throws -> [Action] {
    var question = question
    question.note = .array(answers.map { .string(finder.entries[$0.place].id) })
    let mark: JSON = ["channel": .string(question.channel.raw), "entries": question.note]
    context.store.set(
      Self.mark(question.name), mark, of: question.asker, expires: max(context.now, question.at) + Self.marked)
    guard waits else {
      var why: [String: [Reason.Fact]] = [:]
      for candidate in answers { why[finder.entries[candidate.place].id] = Self.certainty(candidate, finder) }
      return try answer(question, because: why, &context)
    }
    let until = Reason.Fact("people may answer first until", context.shown(context.now + settings.wait))
    for candidate in answers {
      let question = finder.entries[candidate.place].question
      context.remark(Reason(question, facts: Self.certainty(candidate, finder) + [until]))
    }
    let displaced = try board.add(question, &context)
    return [.timer(name: Self.timer(question), at: context.now + settings.wait)]
      + (displaced.map { [.timer(name: Self.timer($0), at: nil)] } ?? [])
  }

  /// The wait is over.
  private func due(_ timer: String, _ planned: Date, _ context: inout Context) throws -> [Action] {
    guard timer.hasPrefix(MessageRef.answerName),
      let question = try board.question(named: String(timer.dropFirst(MessageRef.answerName.count)), context.store)
    else { return [] }
    board.remove(question, &context)
    // The bot was down: by now people have read on.
    guard context.now < planned + Self.about.maxEventAge else {
      context.remark(Reason("by now it is too late to answer", about: question))
      return []
    }
    return try answer(question, because: [:], &context)
  }

  /// - Parameter why: by entry, where it is not that nobody else has answered.
  private func answer(
    _ question: OpenQuestion, because why: [String: [Reason.Fact]], _ context: inout Context
  ) throws -> [Action] {
    let finder = try book.finder(context.store)
    let ids = question.entries
    let entries = try ids.compactMap { finder.places[$0] }.map { finder.entries[$0] }.filter {
      try !votes.opinion(of: $0, context.store).isSilent && mayRepeat($0, question, context)
    }
    guard !entries.isEmpty else {
      context.remark(
        Reason("it was answered a short while ago (\"cooldown\"), or members' reactions silenced it", about: question))
      return []
    }
    for entry in entries {
      repeated(entry, question, &context)
      let facts = why[entry.id] ?? [.init("answers, because", "nobody else has answered")]
      context.note(Reason(entry.question, facts: facts, about: question))
    }
    try log.answered(&context)
    let text = answer(entries, to: question, context)
    let name = question.ref.answerName
    return [
      settings.thread
        ? .reply(text: text, to: question.ref, named: name) : .post(text: text, in: question.channel, named: name)
    ] + (try join(question, ids, &context))
  }

  /// Other questions that wait in the channel for the same answer have it now.
  private func join(_ question: OpenQuestion, _ ids: [String], _ context: inout Context) throws -> [Action] {
    guard settings.wait > .zero else { return [] }
    let others = try board.questions(in: question.channel, context.store).filter {
      $0.message != question.message && $0.entries.allSatisfy(ids.contains)
    }
    return close(others, as: "another question has just had that answer", &context)
  }

  func mayRepeat(_ entry: FAQFile.Entry, _ question: OpenQuestion, _ context: Context) throws -> Bool {
    guard settings.cooldown > .zero else { return true }
    return try Self.cooldowns(entry, question).allSatisfy { key in
      try context.store.value(key)?.double.map { context.now.timeIntervalSince1970 >= $0 } ?? true
    }
  }

  private func repeated(_ entry: FAQFile.Entry, _ question: OpenQuestion, _ context: inout Context) {
    context.store.set("used/\(entry.id)", .double(context.now.timeIntervalSince1970))
    guard settings.cooldown > .zero else { return }
    let until = context.now + settings.cooldown
    let keys = Self.cooldowns(entry, question)
    context.store.set(keys[0], .double(until.timeIntervalSince1970), expires: until)
    context.store.set(keys[1], .double(until.timeIntervalSince1970), of: question.asker, expires: until)
  }

  private static func cooldowns(_ entry: FAQFile.Entry, _ question: OpenQuestion) -> [String] {
    [
      "answered/channel/\(question.channel)/\(entry.question)", "answered/member/\(question.asker)/\(entry.question)",
    ]
  }

  private static func timer(_ question: OpenQuestion) -> String { question.ref.answerName }
  static func mark(_ name: String) -> String { "asked/" + name }
}

// MARK: What people do meanwhile

extension FAQ {
  private func heardReplies(_ message: Message, at: Date, _ context: inout Context) throws -> [Action] {
    guard settings.wait > .zero else { return [] }
    let replied = try board.replied(by: message, at: at, isQuestion: { reader.mayAsk(message.text) }, &context)
    if settings.skipHelpers > 0, !replied.isEmpty {
      let key = "helper/\(message.author.id)"
      let count = try context.store.value(key)?.int ?? 0
      context.store.set(key, .int(count + replied.count), of: message.author.id, expires: context.now + .days(365))
    }
    return close(replied, as: "somebody else answered first", &context)
      + close(try board.settled(by: message, context.store), as: "the member wrote that it is solved", &context)
  }

  private func withdrawn(_ id: ID<Message>, in channel: ID<Channel>, _ context: inout Context) throws -> [Action] {
    try log.forget(id, in: channel, &context.store)
    guard settings.wait > .zero, try board.mayHold(id, in: channel, context.store) else { return [] }
    let question = try board.question(named: QuestionBoard.name(id, in: channel), context.store)
    return close(question.map { [$0] } ?? [], as: "it was edited or deleted before it was answered", &context)
  }

  private func close(_ questions: [OpenQuestion], as why: String, _ context: inout Context) -> [Action] {
    questions.map { question in
      board.remove(question, &context)
      context.remark(Reason(why, about: question))
      return .timer(name: Self.timer(question), at: nil)
    }
  }
}

extension OpenQuestion {
  /// The ids of the entries that are to answer it.
  fileprivate var entries: [String] { note.array?.compactMap(\.string) ?? [] }
}
