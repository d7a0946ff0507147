public import BotCore
import FoundationEssentials

extension FAQ: Explainer {
  private static let mostNear = 3

  public func explain(_ event: Event, _ context: Context) throws -> [Reason] {
    switch event.kind {
    case .messagePosted(let message): try explain(message, event, context)
    case .due(let timer, _):
      timer == ReportTimes.timer ? [Reason("the weekly report")] : [Reason("a question has waited long enough")]
    case .messageEdited: [Reason("an edited message is never answered")]
    case .messageDeleted, .memberJoined, .memberLeft, .joinRequested, .reacted, .unreacted, .reported, .command,
      .started, .fetched, .delivered, .settled, .other:
      []
    }
  }

  private func explain(_ message: Message, _ event: Event, _ context: Context) throws -> [Reason] {
    if message.author.isBot { return [Reason("bots are not answered")] }
    if QuestionReader.isCommand(message.text) { return [Reason("it is a command")] }
    guard answers(in: message) else {
      return [Reason("the channel is not among \"channels\"", facts: [.init("channel", message.channel.raw)])]
    }
    guard let asked = try asked(message, context) else {
      return [Reason(reader.mayAsk(message.text) ? "it asks nothing of everybody" : QuestionReader.noQuestion)]
    }
    var reasons: [Reason] = []
    if try isLeftOut(message.author, context) {
      reasons.append(Reason("the member needs no help: \"skipRoles\", \"skipHelpers\""))
    }
    if message.thread != nil { reasons.append(Reason("in a thread only keywords count")) }
    let question = OpenQuestion(message, at: event.at, expires: context.now)
    reasons += try remembered(question, context)
    let finder = try book.finder(context.store)
    let finding = try finder.find(asked, limit: settings.answers, byKeyword: message.thread != nil) {
      try votes.opinion(of: $0, context.store)
    }
    let near = try finding.nearest.prefix(Self.mostNear).map { try explain($0, finding, finder, question, context) }
    let held = unfilledFinder()(asked, message.thread != nil).compactMap(Self.heldBack)
    return reasons + held + (near.isEmpty ? [Reason("no entry comes near")] : near)
  }

  private static func heldBack(_ entry: FAQFile.Entry) -> Reason? {
    entry.gap.map { gap in
      Reason(
        entry.question, facts: [.init("does not answer, because", "something in it is still to be filled in: \(gap)")])
    }
  }

  /// What was made of the question when it came.
  private func remembered(_ question: OpenQuestion, _ context: Context) throws -> [Reason] {
    guard let mark = try context.store.value(Self.mark(question.name)) else { return [] }
    let entries = mark["entries"]?.array?.compactMap(\.string) ?? []
    let waits = try board.question(named: question.name, context.store) != nil
    return [
      Reason(waits ? "it waits for its answer" : "an entry met it before, and it is not answered twice", found: entries)
    ]
  }

  private func explain(
    _ candidate: AnswerFinder.Candidate, _ finding: AnswerFinder.Finding, _ finder: AnswerFinder,
    _ question: OpenQuestion, _ context: Context
  ) throws -> Reason {
    let entry = finder.entries[candidate.place]
    let answers = finding.answers.contains { $0.place == candidate.place }
    let isSilent = try votes.opinion(of: entry, context.store).isSilent
    let isSure = candidate.confidence >= finder.threshold
    var against: [String] = isSure ? [] : ["the question does not come near enough"]
    if isSilent { against.append("members' reactions silenced it") }
    if answers, try !mayRepeat(entry, question, context) {
      against.append("it was answered a short while ago (\"cooldown\")")
    }
    if !answers, isSure, !isSilent { against.append("another entry comes nearer") }
    if against.isEmpty { return Reason(entry.question, facts: Self.certainty(candidate, finder)) }
    let reason = Reason.Fact("does not answer, because", against.joined(separator: ", and "))
    return Reason(entry.question, facts: [reason] + Self.figures(candidate, finder))
  }

  /// Why an entry answers.
  static func certainty(_ candidate: AnswerFinder.Candidate, _ finder: AnswerFinder) -> [Reason.Fact] {
    let figures = figures(candidate, finder)
    let reason =
      candidate.isWordForWord
      ? "it is asked in the entry's own words"
      : figures.isEmpty ? "one of its keywords stands in the message" : "the question comes near enough"
    return [.init("answers, because", reason)] + figures
  }

  /// How sure it is, and has to be; a keyword is sure.
  private static func figures(_ candidate: AnswerFinder.Candidate, _ finder: AnswerFinder) -> [Reason.Fact] {
    if candidate.confidence == 1 { return [] }
    let (sure, needed) = (figure(candidate.confidence), figure(finder.threshold))
    let isSure = candidate.confidence >= finder.threshold
    return [.init(isSure ? "sure enough:" : "not sure enough:", "\(sure) of at least \(needed)")]
  }

  /// With two digits behind the point.
  private static func figure(_ share: Double) -> String {
    let hundredths = Int((share * 100).rounded(.down))
    return "\(hundredths / 100).\(hundredths % 100 < 10 ? "0" : "")\(hundredths % 100)"
  }
}
