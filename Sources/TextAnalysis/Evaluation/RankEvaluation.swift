/// How well a ranker answers labelled questions, some of which no entry answers.
public struct RankEvaluation: Sendable, Equatable {
  /// Questions that an entry answers.
  public let inScope: Int
  public let outOfScope: Int
  /// The share of the former whose entry came first.
  public let top1: Double
  /// The mean of 1 through the place of the right entry.
  public let reciprocalRank: Double
  /// The share of in-scope questions answered rightly at the lowest confidence above which 95 % of all answers are
  /// right; a question out of scope that is answered counts as wrong.
  public let answeredAt95: Double
  public let answeredAt90: Double
  /// How well the confidence sets questions in scope apart from others: the area under the curve, 0.5 for chance;
  /// `nil` when there are only such or only others.
  public let separation: Double?
  /// At the ranker's own threshold: the share of in-scope questions answered rightly, of all answers that are right,
  /// and of out-of-scope questions that were answered.
  public let answered: Double
  public let precision: Double
  public let falselyAnswered: Double

  /// One question's outcome.
  public struct Outcome: Sendable, Equatable {
    /// The place of the right entry, from 1; `nil` for a question out of scope.
    public let place: Int?
    public let confidence: Double
    public let isAnswered: Bool

    public init(place: Int?, confidence: Double, isAnswered: Bool) {
      self.place = place
      self.confidence = confidence
      self.isAnswered = isAnswered
    }
  }

  /// - Parameter questions: each with the id of its entry; `nil`, or an id that the ranker does not have, for a
  ///   question out of scope.
  public init(_ ranker: QuestionRanker, _ questions: [(text: String, id: String?)]) {
    var ranking = Ranking()
    let outcomes = questions.map { question in
      ranker.rank(question.text, limit: max(2, ranker.count), into: &ranking)
      let known = question.id.flatMap { ranker.entry($0) } != nil
      let place = ranking.entries.firstIndex { $0.id == question.id } ?? ranker.count
      return Outcome(
        place: known ? place + 1 : nil, confidence: Double(ranking.confidence), isAnswered: ranking.verdict == .answer)
    }
    self.init(outcomes)
  }

  public init(_ outcomes: [Outcome]) {
    let places = outcomes.compactMap(\.place)
    inScope = places.count
    outOfScope = outcomes.count - places.count
    let count = Double(max(1, inScope))
    top1 = Double(places.count { $0 == 1 }) / count
    reciprocalRank = places.reduce(0) { $0 + 1 / Double($1) } / count
    answeredAt95 = Self.answered(outcomes, precision: 0.95) / count
    answeredAt90 = Self.answered(outcomes, precision: 0.9) / count
    separation = Self.separation(outcomes)
    let given = outcomes.filter(\.isAnswered)
    let right = Double(given.count { $0.place == 1 })
    answered = right / count
    precision = given.isEmpty ? 1 : right / Double(given.count)
    falselyAnswered = Double(given.count { $0.place == nil }) / Double(max(1, outOfScope))
  }

  /// Right answers at the loosest threshold that keeps the precision; outcomes of one confidence stand or fall together.
  private static func answered(_ outcomes: [Outcome], precision: Double) -> Double {
    let sorted = outcomes.sorted { $0.confidence > $1.confidence }
    var (right, best) = (0, 0)
    for (index, outcome) in sorted.enumerated() {
      if outcome.place == 1 { right += 1 }
      let isLast = index + 1 == sorted.count || sorted[index + 1].confidence < outcome.confidence
      if isLast, Double(right) >= precision * Double(index + 1) { best = right }
    }
    return Double(best)
  }

  /// The Mann-Whitney statistic; equal confidences count half.
  private static func separation(_ outcomes: [Outcome]) -> Double? {
    let sorted = outcomes.sorted { $0.confidence < $1.confidence }
    let inside = outcomes.count { $0.place != nil }
    let outside = outcomes.count - inside
    guard inside > 0, outside > 0 else { return nil }
    var (below, sum) = (0, 0.0)
    var start = 0
    while start < sorted.count {
      var end = start
      while end < sorted.count, sorted[end].confidence == sorted[start].confidence { end += 1 }
      let group = sorted[start..<end]
      let others = group.count { $0.place == nil }
      sum += Double(group.count - others) * (Double(below) + Double(others) / 2)
      below += others
      start = end
    }
    return sum / (Double(inside) * Double(outside))
  }
}
