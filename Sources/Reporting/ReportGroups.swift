import BotCore

/// The figures under their names, in the order in which a manager asks for them.
struct ReportGroups {
  let period: Period
  let activity: Activity
  let newcomers: Newcomers
  let questions: Questions
  let spread: Concentration
  let measured: Measured
  let moderation: Moderation
  let automation: Automation
  let unmeasured: Report.Unmeasured

  private static let (week, month) = (Figure.notYet("it takes a week"), Figure.notYet("it takes 30 days"))

  func all(isExport: Bool) -> [FigureGroup] {
    let people = [
      FigureGroup(title: "Who takes part", figures: participation),
      FigureGroup(title: "Newcomers", figures: arrival),
      FigureGroup(title: "Questions", figures: answering),
      FigureGroup(title: "Who writes how much", figures: concentration),
      FigureGroup(title: "Mood", figures: mood),
    ]
    if isExport { return people }
    return people + [
      FigureGroup(title: "Moderation", figures: moderating),
      FigureGroup(title: "What the bot did", figures: automating),
    ]
  }

  private var participation: [Figure] {
    let days = period.days.count
    return [
      Figure("activity.messages", "Messages", .count(activity.messages)),
      Figure("activity.members", "Active members", .count(activity.members), "who wrote at least once"),
      Figure(
        "activity.daily", "Active members a day", activity.dailyMean.map { .mean($0) } ?? .untold(Figure.tooFew),
        "the mean of \(Figure.grouped(days)) day\(days == 1 ? "" : "s")"),
      Figure(
        "activity.weekly", "Active in a week", activity.weekly.map { .count($0) } ?? .untold(Self.week),
        activity.weekly == nil ? "" : "in the last 7 days"),
      Figure(
        "activity.monthly", "Active in a month", activity.monthly.map { .count($0) } ?? .untold(Self.month),
        activity.monthly == nil ? "" : "in the last 30 days"),
      stickiness,
      Figure("activity.reactions", "Reactions", .count(activity.reactions)),
    ]
  }

  private var stickiness: Figure {
    guard let monthly = activity.monthly else {
      return Figure("activity.stickiness", "Stickiness", .untold(Self.month))
    }
    guard monthly >= Figure.leastGroup, let ratio = activity.stickiness else {
      return Figure("activity.stickiness", "Stickiness", .untold(Figure.tooFew))
    }
    return Figure(
      "activity.stickiness", "Stickiness", .share(ratio), "of the month's active members write on a usual day")
  }

  private var arrival: [Figure] {
    [
      Figure("newcomers.joined", "Joined", .count(newcomers.joined)),
      Figure("newcomers.left", "Left", .count(newcomers.left)),
      newcomers.joined == 0
        ? Figure("newcomers.activation", "Wrote within 7 days of joining", .untold("nobody joined"))
        : Figure(
          "newcomers.activation", "Wrote within 7 days of joining", newcomers.activation,
          of: "who joined and had the time"
        ).known(newcomers.activation != nil, "newcomers have 7 days"),
      Figure("newcomers.retention7", "Wrote again after 7 days", newcomers.retention7, of: "newcomers")
        .known(newcomers.retention7 != nil || newcomers.joined == 0, "it takes 14 days"),
      Figure("newcomers.retention30", "Wrote again after 30 days", newcomers.retention30, of: "newcomers")
        .known(newcomers.retention30 != nil || newcomers.joined == 0, "it takes 37 days"),
    ]
  }

  private var answering: [Figure] {
    [
      Figure("questions.asked", "Questions", .count(questions.asked), "outside threads, with a question mark"),
      Figure("questions.unanswered", "Without an answer after 48 hours", questions.unanswered, of: "questions")
        .known(questions.judged > 0 || questions.asked == 0, "a question has 48 hours"),
      Figure(
        "questions.median", "First answer, median", questions.median, count: questions.waits.count,
        of: "answered questions"),
      Figure(
        "questions.p90", "First answer, nine of ten within", questions.ninetieth.flatMap { Ratio(Int($0), 1) },
        count: questions.waits.count, of: "answered questions"),
    ]
  }

  private var concentration: [Figure] {
    let isTold = spread.counts.count >= Figure.leastGroup
    return [
      Figure(
        "spread.gini", "Gini coefficient",
        isTold ? spread.gini.map { .score($0) } ?? .untold(Figure.tooFew) : .untold(Figure.tooFew),
        isTold ? "0: all write alike; towards 1: one writes all" : ""),
      Figure(
        "spread.top10", "Written by the most active tenth",
        isTold ? spread.topTenth.map { .share($0) } ?? .untold(Figure.tooFew) : .untold(Figure.tooFew),
        isTold
          ? "of all messages, by \(Figure.grouped((spread.counts.count + 9) / 10)) of \(Figure.grouped(spread.counts.count)) members"
          : ""),
    ]
  }

  private var mood: [Figure] {
    let none = Figure.Value.untold(unmeasured.words)
    guard measured.scored > 0 else {
      return [
        Figure("mood.measured", "Messages measured", .count(0)), Figure("mood.mean", "Mean score", none),
        Figure("mood.negative", "Negative", none),
      ]
    }
    return [
      Figure("mood.measured", "Messages measured", .count(measured.scored), "in a language that the bot can read"),
      Figure(
        "mood.mean", "Mean score",
        measured.isTold ? measured.mean.map { .score($0) } ?? .untold(Figure.tooFew) : .untold(Figure.tooFew),
        measured.isTold ? "-1 is the worst, 1 the best" : ""),
      Figure(
        "mood.negative", "Negative", measured.isTold ? measured.negativeShare : nil, of: "measured messages"),
    ]
  }

  private var moderating: [Figure] {
    let waits = moderation.waits.count
    return [
      Figure("moderation.flags", "Flags raised", .count(moderation.raised)),
      Figure("moderation.open", "Of these still open", .count(moderation.states[0])),
      Figure("moderation.median", "Until somebody took one up, median", moderation.median, count: waits, of: "flags"),
      Figure(
        "moderation.p90", "Until somebody took one up, nine of ten",
        moderation.ninetieth.flatMap { Ratio(Int($0), 1) }, count: waits, of: "flags"),
      Figure("moderation.deleted", "Messages deleted", .count(moderation.deleted)),
      Figure("moderation.reports", "Reports by members", .count(moderation.reports)),
    ]
  }

  private var automating: [Figure] {
    [
      Figure("bot.sent", "Actions done", .count(automation.total(.sent))),
      Figure("bot.held", "Held for a person", .count(automation.total(.held))),
      Figure(
        "bot.failed", "Failed or given up", .count(automation.total(.failed) + automation.total(.dead)),
        "the platform refused them, or they were too late"),
      Figure("bot.unknown", "In doubt", .count(automation.total(.unknown)), "a person has to say: botrun outbox list"),
      Figure("bot.greeted", "Newcomers greeted", .count(automation.greeted)),
      Figure(
        "bot.greetingAnswered", "Wrote or reacted within 7 days", automation.greetingAnswered, of: "greeted members"
      ).known(automation.greetingAnswered != nil || automation.greeted == 0, "they have 7 days"),
      Figure(
        "bot.questions", "Questions answered by the bot", .count(automation.questionsAnswered),
        "of the \(Figure.grouped(questions.asked)) asked outside threads, with a question mark"),
      Figure(
        "bot.answers", "Answers by the bot", .count(automation.answers),
        "also in threads, and to what has no question mark"),
      Figure("bot.helped", "Votes that an answer helped", .count(measured.helped)),
      Figure("bot.unhelpful", "Votes that it did not", .count(measured.unhelpful)),
      Figure("bot.followedUp", "Answers after which people went on", automation.followedUp, of: "answers in threads")
        .known(automation.followedUp != nil || automation.answers == 0, "it takes 48 hours"),
    ]
  }
}
