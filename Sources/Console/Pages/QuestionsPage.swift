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
    return .group([
      section("Waiting for a person", all.filter { $0.1.kind == .waiting }, none: "Nobody waits for an answer."),
      section(
        "Nearly answered", all.filter { $0.1.kind == .nearlyAnswered },
        none: "The bot was never close to an answer without giving it."),
      section(
        "Nothing in the list of answers", all.filter { $0.1.kind == .unknown },
        none: "No such question is kept. The bot keeps them where the plugin faq has a report."),
    ])
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
      question.kind == .waiting ? .none : answers(question, mark))
  }

  /// Teaching the list of answers, as `!faq phrase` and `!faq add` do.
  private func answers(_ question: AskedQuestion, _ mark: String) -> Markup {
    guard let phrasing = question.phrasings.first else { return .none }
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
