import BotCore
import TextAnalysis

/// Figures of a ranker on questions whose entry is known, and on others that none answers.
enum RankFigures {
  static func of(_ files: [String], _ form: LabelledTexts.Form, _ arguments: Arguments) throws -> [Figure] {
    guard let path = arguments.value("--faq") else {
      throw Failure(.usage, "botrun text evaluate rank needs the questions and answers: --faq faq.md")
    }
    let faq = try FAQSource(path, filter: form.filter)
    let ranker = QuestionRanker(faq.questionEntries, model: try RankCommand.model(arguments))
    var ids: [String: String] = [:]
    for (number, entry) in faq.entries.enumerated() { ids[entry.name] = String(number) }
    let questions = try files.flatMap { try LabelledTexts.read($0, form) }
    let result = RankEvaluation(ranker, questions.map { (text: $0.text, id: ids[$0.label]) })
    return [
      Figure("entries", .int(ranker.count)), Figure("questions that an entry answers", .int(result.inScope)),
      Figure("questions that none answers", .int(result.outOfScope)), Figure("top-1", .rounded(result.top1)),
      Figure("mean reciprocal rank", .rounded(result.reciprocalRank)),
      Figure("answered at 95 % precision", .rounded(result.answeredAt95)),
      Figure("answered at 90 % precision", .rounded(result.answeredAt90)),
      Figure("separation of questions without answer", result.separation.map { .rounded($0) } ?? .null),
      Figure("answered as configured", .rounded(result.answered)),
      Figure("precision as configured", .rounded(result.precision)),
      Figure("answered though none answers", .rounded(result.falselyAnswered)),
    ]
  }
}
