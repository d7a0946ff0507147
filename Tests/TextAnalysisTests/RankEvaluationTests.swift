import Testing

@testable import TextAnalysis

@Suite struct RankEvaluationTests {
  private func outcome(_ place: Int?, _ confidence: Double, _ isAnswered: Bool = false) -> RankEvaluation.Outcome {
    RankEvaluation.Outcome(place: place, confidence: confidence, isAnswered: isAnswered)
  }

  @Test func placesMakeTop1AndReciprocalRank() {
    let figures = RankEvaluation([outcome(1, 0.9), outcome(2, 0.8), outcome(4, 0.7), outcome(nil, 0.1)])
    #expect(figures.inScope == 3 && figures.outOfScope == 1)
    #expect(abs(figures.top1 - 1 / 3) < 1e-9)
    #expect(abs(figures.reciprocalRank - (1 + 0.5 + 0.25) / 3) < 1e-9)
    #expect(figures.separation == 1)
  }

  @Test func theLoosestThresholdThatKeepsThePrecisionCounts() {
    let nine = (0..<9).map { outcome(1, 0.9 - Double($0) * 0.01) }
    let figures = RankEvaluation(nine + [outcome(nil, 0.5), outcome(1, 0.4)])
    #expect(abs(figures.answeredAt95 - 0.9) < 1e-9)
    #expect(abs(figures.answeredAt90 - 1) < 1e-9)
  }

  @Test func equalConfidencesStandOrFallTogether() {
    let figures = RankEvaluation([outcome(1, 0.5), outcome(nil, 0.5)])
    #expect(figures.answeredAt90 == 0)
    #expect(figures.separation == 0.5)
  }

  @Test func theVerdictsAreCounted() {
    let figures = RankEvaluation([
      outcome(1, 0.9, true), outcome(2, 0.9, true), outcome(nil, 0.8, true), outcome(nil, 0.1), outcome(1, 0.2),
    ])
    #expect(abs(figures.answered - 1 / 3) < 1e-9)
    #expect(abs(figures.precision - 1 / 3) < 1e-9)
    #expect(figures.falselyAnswered == 0.5)
  }

  @Test func aRankerIsJudgedByLabelledQuestions() {
    let ranker = QuestionRanker([
      QuestionEntry(id: "a", heading: "How do I reset my password?"),
      QuestionEntry(id: "b", heading: "Where is the schedule?"),
    ])
    let figures = RankEvaluation(
      ranker, [("reset password", "a"), ("the schedule", "b"), ("is it raining", nil), ("hello", "no such entry")])
    #expect(figures.inScope == 2 && figures.outOfScope == 2)
    #expect(figures.top1 == 1)
    #expect(figures.separation == 1)
  }

  @Test func theSampleIsTheSameEveryTimeAndCanBeRanked() {
    let entries = SampleFAQ.entries(200, phrasings: 5)
    #expect(entries == SampleFAQ.entries(200, phrasings: 5))
    #expect(entries.count == 200 && entries.allSatisfy { $0.phrasings.count == 4 })
    let ranker = QuestionRanker(entries)
    var ranking = Ranking()
    ranker.rank(SampleFAQ.questions(3)[1], into: &ranking)
    #expect(ranking.entries.first?.id == "7")
  }
}
