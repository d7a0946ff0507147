public import BotCore
import FoundationEssentials
import TextAnalysis

/// Watches over questions that nobody answers.
///
/// ```json
/// {
///   "plugin": "unanswered",
///   "channels": ["help"],
///   "hours": ["mon-fri 09:00-17:00"],
///   "holidays": ["12-25", "2026-04-03"],
///   "after": "2h",
///   "expertRoles": ["helper"],
///   "escalate": "8h",
///   "report": "0 9 * * mon"
/// }
/// ```
///
/// **What it does**
/// - Somebody asks a question outside threads, to nobody in particular, and no person has answered it `after` so long: one
///   message in its thread, or in `expertChannel`, asks the experts. At most `mention` of them are mentioned, those first
///   whose last turn is longest ago. Experts are members (`experts`) or whoever has a role (`expertRoles`) and has written
///   since the bot came; who leaves, or writes without the role, is none any more.
/// - All times count only while people are there: `hours`, without `holidays`, in the community's time zone or `zone`.
/// - After `escalate` the moderators are told: one notice lists all such questions, is kept up to date, and goes when each
///   has its answer. Who resolves the notice closes the questions in it.
/// - A question is answered when another person writes in its thread, mentions or names the asker, or is the next to write
///   in the channel (no question, and to nobody else). It is closed as well when the asker reacts to it with one of
///   `solved`, writes that it is solved, thanks for what others wrote since, or deletes it.
/// - An answer of the bot's own, as of the plugin `faq`, counts as one too, until the asker reacts to it with one of
///   `unhelpful`.
/// - `report`: the moderators get how many questions were asked and answered, the median of the first answers, the time in
///   which nine of ten came, and what waits. Where nothing was asked and nothing waits, nothing is posted.
///
/// **What it never does**
/// - Mention the asker, or anybody who is no expert.
/// - Remind twice of one question.
/// - Remember more than 200 questions at once, more than five of one member, or any for longer than 60 days.
public struct Unanswered: Plugin {
  public struct Settings: SettingGroup {
    @Setting("Where to watch, by name or id. Empty: everywhere.", .names(.channel), .noBlanks)
    public var channels: [String] = []
    @Setting("What a question may begin with when it has no question mark.")
    public var questionWords: [String] = StopWords.englishQuestionOpeners
    @Setting(
      "Whether what asks nothing but tells of a trouble, such as \"I cannot log in\", is a question, too. English.")
    public var troubles: Bool = false
    @Setting("When people are there to answer.", .atLeastOne)
    public var hours: [OpenHours] = ["mon-fri 09:00-17:00"]
    @Setting("Days on which nobody is.")
    public var holidays: [Holiday] = []
    @Setting("The time zone of the hours. Left out: the community's.")
    public var zone: Zone? = nil
    @Setting("After how long, within the hours, to ask the experts.")
    public var after: Duration = .hours(2)
    @Setting("After how long, within the hours, to tell the moderators.")
    public var escalate: Duration = .hours(8)
    @Setting("Members who can answer, by id.", .noBlanks, .names(.member))
    public var experts: [String] = []
    @Setting("Roles whose members can answer.", .noBlanks, .names(.role))
    public var expertRoles: [String] = []
    @Setting("At most so many experts are mentioned at once.", .range(1...5))
    public var mention: Int = 2
    @Setting("Where to ask the experts. Left out: in the thread of the question.")
    public var expertChannel: ID<Channel>? = nil
    @Setting(
      "How to ask the experts.",
      .variables([
        "experts": "whose turn it is, notifying them", "member.name": "who asked", "question": "how it begins",
        "link": "where it stands",
      ]))
    public var text: Template = "{experts}, can you answer {member.name}?"
    @Setting("Reactions of the asker on their question that say that it is solved.")
    public var solved: [String] = ["✅", "☑️"]
    @Setting("Reactions of the asker on the bot's answer that say that it did not help.")
    public var unhelpful: [String] = ["👎"]
    @Setting("When to tell the moderators how long questions wait. Left out: never.")
    public var report: Cron? = nil

    public init() {}

    public var checks: [(SettingNode) -> Void] { [checkTimes, checkPlaces] }

    private func checkTimes(_ node: SettingNode) {
      if after >= escalate {
        node.place(of: "escalate").fail(
          "the moderators would be told before the experts are asked",
          "make \"escalate\" longer than \"after\" (\(after.settingText))")
      }
    }

    private func checkPlaces(_ node: SettingNode) {
      if report != nil { node.warnOfUnreadReports("report") }
      if expertChannel != nil, experts.isEmpty, expertRoles.isEmpty {
        node.place(of: "expertChannel").fail("nobody is asked there", "add \"experts\" or \"expertRoles\"")
      }
    }
  }

  public static let about = PluginAbout(
    name: "unanswered", summary: "Watches over questions that nobody answers.", needs: [.messages],
    wants: [.reply, .post, .deletions, .reactions], maxEventAge: .hours(24),
    keeps: [
      DataUse(
        "who asked, an excerpt of the question, and its link", about: "members whose question waits for an answer",
        kept: "until somebody answers, or the question is given up",
        why: "nobody is overlooked"),
      DataUse(
        "name and role, and when they were last called", about: "those who can help",
        kept: "for 180 days after they last wrote",
        why: "calls are spread over all of them"),
    ])

  public var needs: Set<Capability> {
    if settings.experts.isEmpty, settings.expertRoles.isEmpty { return Self.about.needs }
    return Self.about.needs.union(settings.expertChannel == nil ? [.reply] : [.post])
  }

  public var claims: [Claim] {
    [
      Claim(
        .act("watches over questions that nobody answers"), in: settings.channels, .warning,
        remedy: "join the two, or give each \"channels\" of its own")
    ]
  }

  public let triggers: Set<Trigger> = [
    .messagePosted, .messageDeleted, .memberLeft, .reacted, .started, .due, .settled,
  ]
  let settings: Settings
  let reader: QuestionReader
  let experts: Experts
  let board = QuestionBoard(prefix: "open/", limit: 200)
  let reports: ReportTimes
  private let solved: Set<String>
  private let unhelpful: Set<String>

  public init(_ settings: Settings) {
    self.settings = settings
    reader = QuestionReader(openers: settings.questionWords, takesTroubles: settings.troubles)
    experts = Experts(ids: settings.experts, roles: settings.expertRoles)
    reports = ReportTimes(cron: settings.report)
    solved = Set(settings.solved.map(EmojiSign.plain))
    unhelpful = Set(settings.unhelpful.map(EmojiSign.plain))
  }

  public func handle(_ event: Event, _ context: inout Context) throws -> [Action] {
    switch event.kind {
    case .messagePosted(let message): return try posted(message, at: event.at, &context)
    case .memberLeft(let member, _):
      try experts.forget(member.id, &context)
      return []
    case .messageDeleted(let id, let channel): return try closed(id, in: channel, by: nil, &context)
    case .reacted(let emoji, let member, let id, let channel):
      let sign = EmojiSign.plain(emoji)
      if unhelpful.contains(sign) { try notHelped(member.id, by: id, in: channel, &context) }
      return solved.contains(sign) ? try closed(id, in: channel, by: member.id, &context) : []
    case .due(let timer, let planned):
      return timer == ReportTimes.timer ? try report(planned, &context) : try due(timer, planned, &context)
    case .started: return try reports.plan(&context)
    case .settled(let flag, let state, _, _):
      return flag == Self.flagName && state == .resolved ? try resolved(&context) : []
    case .memberJoined, .joinRequested, .messageEdited, .unreacted, .reported, .command, .fetched,
      .delivered,
      .other:
      return []
    }
  }

  func hours(_ context: Context) -> BusinessHours {
    BusinessHours(
      hours: settings.hours, holidays: settings.holidays, zone: settings.zone ?? context.community.timezone)
  }
}

// MARK: Questions and answers

extension Unanswered {
  private static let kept = Duration.days(60)
  private static let marked = Duration.days(8)
  /// So many questions of one member are watched at once, so that nobody can call the experts over and over.
  private static let mostOfOne = 5

  private func posted(_ message: Message, at: Date, _ context: inout Context) throws -> [Action] {
    guard !message.author.isBot, !message.isDirect else { return [] }
    try experts.hear(message.author, &context)
    guard settings.channels.isEmpty || settings.channels.contains(where: message.isIn) else { return [] }
    var actions = try heard(message, at: at, &context)
    guard reader.asksCommunity(message) else { return actions }
    let question = OpenQuestion(message, at: at, expires: at + Self.kept, note: Watch(of: message).json)
    let mark = "seen/" + question.name
    guard context.now < at + Self.marked, try !context.store.contains(mark) else { return actions }
    guard try board.count(of: message.author.id, context.store) < Self.mostOfOne else {
      context.remark(Reason("\(Self.mostOfOne) questions of this member are watched already, and more are not"))
      return actions
    }
    context.store.set(mark, true, of: message.author.id, expires: max(at, context.now) + Self.marked)
    try count(&context) { $0.asked += 1 }
    let due = hours(context).instant(settings.after, after: at)
    context.remark(Reason("it is watched for an answer", facts: due.map { [steps(from: $0, context)] } ?? []))
    if let due {
      actions.append(.timer(name: Self.timer(question), at: max(due, context.now)))
    }
    if let displaced = try board.add(question, &context) {
      try count(&context) { $0.dropped += 1 }
      context.remark(Reason("it is watched no more: too many questions wait", about: displaced))
      actions += try gone([displaced], &context)
    }
    return actions
  }

  private func heard(_ message: Message, at: Date, _ context: inout Context) throws -> [Action] {
    let replied = try board.replied(by: message, at: at, isQuestion: { reader.mayAsk(message.text) }, &context)
    let own = try board.settled(by: message, context.store)
    let hours = hours(context)
    for question in replied + own {
      board.remove(question, &context)
      let isOwn = question.asker == message.author.id
      let how = isOwn ? "the member wrote that it is solved" : question.answerWords(message)
      context.remark(Reason("it is watched no more: \(how)", about: question))
      // Who has found it alone had no answer.
      if !(isOwn && question.isFresh) {
        try count(&context) { $0.answered(after: hours.elapsed(from: question.at, to: at)) }
      }
    }
    return try gone(replied + own, &context)
  }

  /// - Parameter member: who closes it, which only the asker can; `nil`: it was deleted.
  private func closed(_ id: ID<Message>, in channel: ID<Channel>, by member: ID<Member>?, _ context: inout Context)
    throws
    -> [Action]
  {
    guard try board.mayHold(id, in: channel, context.store),
      let question = try board.question(named: QuestionBoard.name(id, in: channel), context.store),
      member == nil || member == question.asker
    else { return [] }
    board.remove(question, &context)
    let how = member == nil ? "it was deleted" : "the member marked it as solved"
    context.remark(Reason("it is watched no more: \(how)", about: question))
    return try gone([question], &context)
  }

  /// The bot's answer does not count any more.
  private func notHelped(_ asker: ID<Member>, by answer: ID<Message>, in channel: ID<Channel>, _ context: inout Context)
    throws
  {
    for var question in try board.questions(of: asker, in: channel, context.store)
    where try context.answer(to: question.ref) == answer {
      var watch = Watch(question.note)
      watch.isUnhelped = true
      question.note = watch.json
      board.write(question, &context)
    }
  }

  /// The moderators have dealt with all that they were told of.
  private func resolved(_ context: inout Context) throws -> [Action] {
    let told = try board.everything(context.store).filter { Watch($0.note).stage == .told }
    for question in told {
      board.remove(question, &context)
      context.remark(Reason("it is watched no more: the moderators resolved their notice", about: question))
    }
    return []
  }

  /// Questions that wait no more: the notice to the moderators follows.
  func gone(_ questions: [OpenQuestion], _ context: inout Context) throws -> [Action] {
    guard !questions.isEmpty else { return [] }
    let timers = questions.map { Action.timer(name: Self.timer($0), at: nil) }
    return timers + (questions.contains { Watch($0.note).stage == .told } ? try notice(context) : [])
  }

  func count(_ context: inout Context, _ change: (inout ResponseTimes) -> Void) throws {
    var times = try times(context)
    change(&times)
    context.store.set(Self.timesKey, times.json)
  }

  /// Where no report begins anew, a week does.
  func times(_ context: Context) throws -> ResponseTimes {
    guard let times = try context.store.value(Self.timesKey).flatMap({ ResponseTimes($0) }) else {
      return ResponseTimes(since: context.now)
    }
    return settings.report == nil && context.now > times.since + .days(7) ? ResponseTimes(since: context.now) : times
  }

  static let timesKey = "times"
  static let watchName = "watch/"
  static func timer(_ question: OpenQuestion) -> String { watchName + question.name }
}
