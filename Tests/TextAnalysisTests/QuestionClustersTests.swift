import Testing
import TextAnalysis

@Suite struct QuestionClustersTests {
  @Test func questionsThatAskTheSameStandTogether() {
    let texts = [
      "can I bring my dog?", "is there wifi in the building?", "may I bring my dog along?", "how do I pay by card?",
      "are dogs allowed, I would bring mine?", "do you take cards, or how do I pay?",
    ]
    let groups = QuestionClusters(texts).groups
    #expect(Set(groups[0]) == [0, 2, 4])
    #expect(groups.contains { Set($0) == [3, 5] })
    #expect(groups.flatMap(\.self).sorted() == Array(texts.indices))
  }

  @Test func eachTextStandsInOneGroup() {
    #expect(QuestionClusters([]).groups == [])
    #expect(QuestionClusters(["one"]).groups == [[0]])
    #expect(QuestionClusters(["", "", "?"]).groups.flatMap(\.self).sorted() == [0, 1, 2])
    #expect(QuestionClusters(["pay by card", "pay by card"]).groups.map { $0.sorted() } == [[0, 1]])
  }
}
