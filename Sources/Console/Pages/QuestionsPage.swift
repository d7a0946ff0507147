import BotCore
import BotRuntime
import FoundationEssentials

/// What members asked and nobody, or nothing, answered: what the list of answers lacks.
struct QuestionsPage {
  static let most = 50

  let visit: Visit

  func content() throws -> Markup {
    let kept = try Foresight(visit: visit).questions()
    guard !kept.isEmpty else {
      return .tag("p", ["class": "empty"], "No plugin keeps questions here. faq and unanswered would.")
    }
    let all = kept.flatMap { kept in kept.questions.map { (kept.instance, $0) } }
    let kinds = kept.reduce(into: Set<AskedQuestion.Kind>()) { $0.formUnion($1.instance.keptKinds) }
    let sections = AskedQuestion.Kind.allCases.filter { kind in
      kind != .unfilled || all.contains { $0.1.kind == kind }
    }
    return .each(sections.sorted { $0.place < $1.place }) { kind in
      section(
        kind.title, all.filter { $0.1.kind == kind }, none: kinds.contains(kind) ? kind.noneKept : kind.notKept)
    }
  }

  private func section(_ title: String, _ rows: [(InstanceConfig, AskedQuestion)], none: String) -> Markup {
    let shown = rows.sorted { ($0.1.count, $0.1.at) > ($1.1.count, $1.1.at) }.prefix(Self.most)
    return .group([
      .tag("h2", [:], .text(title)),
      shown.isEmpty
        ? .tag("p", ["class": "empty"], .text(none))
        : .tag("ol", ["class": "cards"], .each(shown.enumerated()) { card($1.1, "\($1.1.kind.rawValue)-\($0)") }),
    ])
  }

  private func card(_ question: AskedQuestion, _ mark: String) -> Markup {
    .tag(
      "li", ["class": "card"],
      .tag("h3", [:], .name(question.phrasings.first ?? "(its words are not kept)")),
      question.phrasings.count > 1
        ? .tag("ul", [:], .each(question.phrasings.dropFirst().prefix(5)) { .tag("li", [:], .name($0)) }) : .none,
      .tag(
        "p", ["class": "quiet"],
        question.asker.map { .group([.name($0.name), ", "]) } ?? .none,
        question.channel.map { .group([.name($0.shown), ", "]) } ?? .none,
        .text(question.count > 1 ? "\(question.count) times, last " : ""), visit.time(question.at), ".",
        question.link.map { .group([" ", .foreignLink($0, "Open it")]) } ?? .none),
      answers(question, mark))
  }

  /// Teaching the list of answers, as `!faq phrase` and `!faq add` do.
  private func answers(_ question: AskedQuestion, _ mark: String) -> Markup {
    guard question.kind != .waiting, let phrasing = question.phrasings.first else { return .none }
    if question.kind == .unfilled {
      let headings = question.nearest.map { "\"\($0.heading)\"" }.joined(separator: ", ")
      return .tag(
        "p", [:], .text("The answer stands under \(headings) and still holds [FILL IN: …]. Fill it in there."))
    }
    let forms = visit.forms(back: .questions)
    return .tag(
      "div", ["class": "deeds"],
      .each(question.kind == .nearlyAnswered ? question.nearest.prefix(3) : []) { near in
        forms.button(
          "Answered by: \(near.heading)", "phrase", ["entry": near.heading, "phrasing": phrasing],
          label: phrasing)
      },
      .tag(
        "details", [:], .tag("summary", [:], .text("Write an answer")),
        forms.form(
          "answer", ["question": phrasing],
          .tag("label", ["for": "answer-\(mark)"], .text("Answer to: \(phrasing)")),
          .tag(
            "textarea", ["id": "answer-\(mark)", "name": "answer", "rows": "3", "required": "", "maxlength": "3500"]),
          .tag("button", [:], "Add it"))))
  }
}

extension InstanceConfig {
  fileprivate var keptKinds: Set<AskedQuestion.Kind> { (plugin as? any QuestionKeeper)?.kinds ?? [] }
}

extension AskedQuestion.Kind {
  /// On the page: what waits comes first.
  fileprivate var place: Int {
    switch self {
    case .waiting: 0
    case .unfilled: 1
    case .nearlyAnswered: 2
    case .unknown: 3
    }
  }

  fileprivate var title: String {
    switch self {
    case .waiting: "Waiting for a person"
    case .nearlyAnswered: "Nearly answered"
    case .unfilled: "The answer is still to be filled in"
    case .unknown: "Nothing in the list of answers"
    }
  }

  fileprivate var noneKept: String {
    switch self {
    case .waiting: "Nobody waits for an answer."
    case .nearlyAnswered: "None in the last 30 days: the bot was never close to an answer without giving it."
    case .unfilled, .unknown: "None in the last 30 days."
    }
  }

  /// Where no plugin keeps them.
  fileprivate var notKept: String {
    switch self {
    case .waiting: "No plugin watches for questions without an answer here. unanswered would."
    case .nearlyAnswered, .unfilled: "No plugin answers questions here. faq would."
    case .unknown: "Such questions are not kept here. The plugin faq keeps them when it has a \"report\"."
    }
  }
}
