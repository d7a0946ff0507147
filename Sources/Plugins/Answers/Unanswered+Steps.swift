import BotCore
import FoundationEssentials

/// What is kept with a question that is watched.
struct Watch: Hashable {
  enum Stage: String { case waiting, asked, told }

  var stage = Stage.waiting
  /// The bot was down when the timer was due: what was said meanwhile is still being read.
  var isLate = false
  /// The asker has said that the bot's answer did not help.
  var isUnhelped = false
  var excerpt: String
  var channelName: String?
  var link: String?

  init(of message: Message) {
    excerpt = Excerpt.of(message.text, around: "")
    channelName = message.channelName
    link = message.link
  }

  init(_ json: JSON) {
    stage = json["stage"]?.string.flatMap { Stage(rawValue: $0) } ?? .waiting
    isLate = json["late"]?.bool ?? false
    isUnhelped = json["unhelped"]?.bool ?? false
    excerpt = json["text"]?.string ?? ""
    channelName = json["channel"]?.string
    link = json["link"]?.string
  }

  var json: JSON {
    .compact(
      ("stage", .string(stage.rawValue)), ("late", isLate ? true : nil),
      ("unhelped", isUnhelped ? true : nil), ("text", .string(excerpt)),
      ("channel", channelName.map { .string($0) }), ("link", link.map { .string($0) }))
  }
}

/// What happens to a question while it waits.
extension Unanswered {
  static let flagName = "overdue"
  /// A timer that is so late was due while the bot was down.
  private static let (lateness, patience) = (Duration.minutes(5), Duration.minutes(10))
  private static let mostListed = 10

  func due(_ timer: String, _ planned: Date, _ context: inout Context) throws -> [Action] {
    guard timer.hasPrefix(Self.watchName),
      var question = try board.question(named: String(timer.dropFirst(Self.watchName.count)), context.store)
    else { return [] }
    var watch = Watch(question.note)
    if context.now > planned + Self.lateness, !watch.isLate {
      watch.isLate = true
      question.note = watch.json
      board.write(question, &context)
      return [.timer(name: timer, at: context.now + Self.patience)]
    }
    if try isAnswered(question, context) {
      board.remove(question, &context)
      context.remark(Reason("it is watched no more: the bot itself answered it", about: question))
      try count(&context) { $0.byBot += 1 }
      return try gone([question], &context)
    }
    let escalation = hours(context).instant(settings.escalate, after: question.at)
    if watch.stage == .waiting, escalation.map({ $0 > context.now }) ?? true {
      return try ask(question, watch, escalation, &context)
    }
    guard watch.stage != .told else { return [] }
    watch.stage = .told
    question.note = watch.json
    board.write(question, &context)
    context.note(Reason("nobody has answered, so the moderators are told", about: question))
    return try notice(context)
  }

  /// Asks the experts.
  private func ask(_ question: OpenQuestion, _ watch: Watch, _ escalation: Date?, _ context: inout Context) throws
    -> [Action]
  {
    var (question, watch) = (question, watch)
    watch.stage = .asked
    watch.isLate = false
    question.note = watch.json
    board.write(question, &context)
    let next = escalation.map { [Action.timer(name: Self.timer(question), at: $0)] } ?? []
    let called = try experts.call(settings.mention, besides: question.asker, &context)
    let then = escalation.map { [Reason.Fact("the moderators are told", "from \(context.shown($0))")] } ?? []
    guard !called.isEmpty else {
      context.remark(Reason("nobody has answered, and no expert is known yet", facts: then, about: question))
      return next
    }
    context.note(Reason("nobody has answered, so experts are asked", facts: then, about: question))
    var mentions = Text()
    for expert in called {
      if !mentions.isEmpty { mentions += ", " }
      mentions += Text([.mention(member: expert.id, name: expert.name)])
    }
    let text = settings.text.render([
      "experts": mentions, "member.name": Text(question.askerName), "question": Text(watch.excerpt),
      "link": watch.link.map { Text([.link(label: "", url: $0)]) } ?? Text(),
    ])
    guard let channel = settings.expertChannel else { return [.reply(text: text, to: question.ref)] + next }
    let place = Text([.quote(Text(watch.excerpt))]) + (watch.link.map { Text([.link(label: "", url: $0)]) } ?? Text())
    return [.post(text: text + "\n" + place, in: channel, named: nil)] + next
  }

  // MARK: The moderators

  /// One notice of all questions that the moderators must know, as it is now.
  func notice(_ context: Context) throws -> [Action] {
    let told = try board.everything(context.store).filter { Watch($0.note).stage == .told }
    guard !told.isEmpty else { return [.settle(flag: Self.flagName)] }
    let text =
      Text(
        "\(told.count == 1 ? "A question has" : "\(told.count) questions have") waited for more than "
          + "\(settings.escalate.settingText) of opening hours:")
      + Text([.list(items: told.prefix(Self.mostListed).map { line($0, context) })])
      + Text("Resolve this notice to close \(told.count == 1 ? "it" : "them").")
    return [.flag(Flag("Questions without an answer", severity: .warning, text: text, name: Self.flagName))]
  }

  private func line(_ question: OpenQuestion, _ context: Context) -> Text {
    let watch = Watch(question.note)
    let since = hours(context).zone.local(question.at).shown
    let channel = watch.channelName ?? question.channel.plainName
    let text = Text("\(question.askerName) in #\(channel), \(since): \(watch.excerpt)")
    return watch.link.map { text + " " + Text([.link(label: "", url: $0)]) } ?? text
  }

  // MARK: The report

  func report(_ planned: Date, _ context: inout Context) throws -> [Action] {
    guard try reports.begin(planned, &context) else { return [] }
    let text = try reportText(context)
    if text != nil { context.store.set(Self.timesKey, ResponseTimes(since: context.now).json) }
    let told = text.map { [context.community.report($0, title: "How long questions wait")] } ?? []
    return told + (try reports.plan(&context))
  }

  /// `nil` where nothing was asked and nothing waits.
  private func reportText(_ context: Context) throws -> Text? {
    let times = try times(context)
    let hours = hours(context)
    let overdue = try board.everything(context.store)
      .filter { hours.elapsed(from: $0.at, to: context.now) >= settings.after }
    if times.isEmpty, overdue.isEmpty { return nil }
    var text = Text([.bold(Text("Questions since \(hours.zone.local(times.since).dayText)"))])
    let isQuiet = times.asked + times.answered == 0
    text += Text(isQuiet ? ": none was asked" : ": \(times.asked) asked, \(times.answered) answered")
    if let median = times.within(0.5), let most = times.within(0.9) {
      text += Text(
        ", half of them within \(ResponseTimes.text(median)), nine of ten within \(ResponseTimes.text(most)) of opening "
          + "hours")
    }
    if times.byBot > 0 { text += Text(", \(times.byBot) answered by the bot") }
    let waiting = overdue.count + times.dropped
    let share = Int((100 * Double(waiting) / Double(max(1, waiting + times.answered + times.byBot))).rounded())
    let shown = isQuiet || waiting == 0 ? "" : " (\(share) %)"
    text += Text(
      ". \(waiting == 0 ? "None" : "\(waiting)")\(shown) \(waiting < 2 ? "has" : "have") waited for "
        + "\(settings.after.settingText) or longer.")
    guard !overdue.isEmpty else { return text }
    return text + Text([.list(items: overdue.prefix(Self.mostListed).map { line($0, context) })])
  }
}
