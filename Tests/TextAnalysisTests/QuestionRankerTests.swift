import Testing

@testable import TextAnalysis

@Suite struct QuestionRankerTests {
  private static let faq = [
    QuestionEntry(
      id: "password", heading: "How do I reset my password?",
      phrasings: ["I forgot my password", "I can't log in any more", "change my login password"]),
    QuestionEntry(
      id: "refund", heading: "How do I get a refund?",
      phrasings: ["I want my money back", "cancel my order and return the payment", "can I be reimbursed"]),
    QuestionEntry(
      id: "recording", heading: "Where are the recordings of the sessions?",
      phrasings: ["I missed the workshop, can I watch it later", "is there a video of the meetup"]),
    QuestionEntry(
      id: "start", heading: "When does the course start?",
      phrasings: ["what is the first day of the course", "date of the kick-off"]),
    QuestionEntry(
      id: "certificate", heading: "Do I get a certificate?",
      phrasings: ["is there a diploma at the end", "proof that I took part"]),
  ]

  private let ranker = QuestionRanker(faq)

  private func rank(_ question: String, _ ranker: QuestionRanker? = nil) -> Ranking {
    var ranking = Ranking()
    (ranker ?? self.ranker).rank(question, limit: 10, into: &ranking)
    return ranking
  }

  private func first(_ question: String) -> String? { rank(question).entries.first?.id }

  @Test(arguments: [
    ("How do I reset my password?", "password"), ("when does the course begin", "start"),
    ("I would like to have my money returned", "refund"), ("will there be a video of the session", "recording"),
    ("do participants receive a certificate of attendance", "certificate"),
  ])
  func questionsInOtherWordsFindTheirEntry(question: String, id: String) {
    #expect(first(question) == id)
  }

  @Test(arguments: [
    ("pasword resett", "password"), ("wher are teh recordigns", "recording"), ("certifcate?", "certificate"),
  ])
  func typingErrorsAreBorne(question: String, id: String) {
    #expect(first(question) == id)
  }

  @Test func theEntrysOwnWordsAreAnswered() {
    for entry in Self.faq {
      let ranking = rank(entry.heading)
      #expect(ranking.entries.first?.id == entry.id)
      #expect(ranking.verdict == .answer)
      #expect(ranking.confidence > 0.9)
    }
  }

  @Test(arguments: [
    "what is the capital of france", "anyone up for lunch tomorrow", "the weather is lovely today", "lol", "", "???",
    "🎉",
    "https://example.org",
  ])
  func whatNoEntryCoversIsLeftAlone(question: String) {
    #expect(rank(question).verdict == .abstain)
  }

  @Test func confidenceFallsFromOwnWordsToOthersToNone() {
    let own = rank("I forgot my password").confidence
    let other = rank("my password is lost, what now").confidence
    let none = rank("what is the capital of france").confidence
    #expect(own > other && other > none)
  }

  @Test func aMarginKeepsCloseRacesFromBeingAnswered() {
    var strict = ranker
    strict.model.margin = 1000
    #expect(rank("How do I reset my password?", strict).verdict == .abstain)
  }

  @Test func anEmptyFAQAbstains() {
    let ranking = rank("anything", QuestionRanker())
    #expect(ranking.entries.isEmpty)
    #expect(ranking.verdict == .abstain)
    #expect(ranking.confidence == 0)
  }

  @Test func answersAreReadToo() {
    let ranker = QuestionRanker([
      QuestionEntry(
        id: "a", heading: "Setup", answer: "Install Docker and run the container with the port 8080 published."),
      QuestionEntry(id: "b", heading: "Homework", answer: "Submit the form before Monday; late work gets no points."),
    ])
    #expect(rank("which port does docker publish", ranker).entries.first?.id == "a")
    #expect(rank("deadline for handing in the form", ranker).entries.first?.id == "b")
  }

  @Test func answersCountByTheirWords() {
    let phrased = QuestionRanker(Self.faq)
    var told = phrased
    told.update(QuestionEntry(id: "long", heading: "What else?", answer: String(repeating: "word ", count: 2000)))
    #expect(phrased.weights == RankModel.shipped.phrased)
    #expect(told.weights == RankModel.shipped.answered)
    told.update(QuestionEntry(id: "long", heading: "What else?", answer: "Little."))
    #expect(told.weights != RankModel.shipped.answered && told.weights != RankModel.shipped.phrased)
    told.remove("long")
    #expect(told.weights == RankModel.shipped.phrased)
  }

  @Test func otherScriptsAreFoundByTheirWords() {
    let ranker = QuestionRanker([
      QuestionEntry(id: "ru", heading: "Как сменить пароль?"), QuestionEntry(id: "ja", heading: "録画はどこですか"),
      QuestionEntry(id: "en", heading: "Where is the schedule?"),
    ])
    #expect(rank("забыл пароль", ranker).entries.first?.id == "ru")
    #expect(rank("録画", ranker).entries.first?.id == "ja")
  }

  @Test func changesGiveWhatAFreshBuildGives() {
    var changed = QuestionRanker(Array(Self.faq.prefix(3)))
    changed.update(QuestionEntry(id: "noise", heading: "Something else entirely", answer: "An answer about cheese."))
    changed.update(Self.faq[3])
    changed.remove("refund")
    changed.update(QuestionEntry(id: "password", heading: "Nothing about that"))
    changed.update(Self.faq[4])
    let removals = [changed.remove("noise"), changed.remove("noise")]
    #expect(removals == [true, false])
    changed.update(Self.faq[0])
    changed.update(Self.faq[1])
    #expect(changed.count == 5)
    for question in ["my password", "money back please", "video", "first day", "diploma", "what is that"] {
      let fresh = rank(question)
      let other = rank(question, changed)
      #expect(other.entries.map(\.id) == fresh.entries.map(\.id))
      #expect(other.entries.map(\.score) == fresh.entries.map(\.score))
      #expect(other.confidence == fresh.confidence)
    }
  }

  @Test func theSameQuestionAlwaysGetsTheSameAnswer() {
    var ranking = Ranking()
    var seen: Set<String> = []
    for filler in ["lunch", "when does it start", "password password password"] {
      ranker.rank(filler, into: &ranking)
      ranker.rank("is there a recording", into: &ranking)
      seen.insert("\(ranking.entries) \(ranking.confidence)")
    }
    #expect(seen.count == 1)
  }

  @Test func theLimitKeepsTheBest() {
    var ranking = Ranking()
    ranker.rank("course password", limit: 2, into: &ranking)
    #expect(ranking.entries == Array(rank("course password").entries.prefix(2)))
  }

  @Test func utf8IsReadAsText() {
    var ranking = Ranking()
    Array("diploma".utf8).withUnsafeBufferPointer { ranker.rank($0, into: &ranking) }
    #expect(ranking.entries.first?.id == "certificate")
  }

  @Test func anEntryIsFoundByItsId() {
    #expect(ranker.entry("start") == Self.faq[3])
    #expect(ranker.entry("nothing") == nil)
  }

  @Test(arguments: ["I forgot the password the password", "can I watch the session later?", "zzz money qqq"])
  func anExplanationAddsUpToTheScore(question: String) throws {
    let best = try #require(rank(question).entries.first)
    let explanation = try #require(ranker.explain(best.id, for: question))
    #expect(abs(explanation.score - best.score) < 1e-4)
    #expect(abs(explanation.words.reduce(0) { $0 + $1.share } - best.score) < 1e-3)
    #expect(abs(explanation.features.reduce(0) { $0 + $1.share } - best.score) < 1e-4)
  }

  @Test func anExplanationAddsUpWithAnswersToo() throws {
    let ranker = QuestionRanker([
      QuestionEntry(id: "a", heading: "Setup", answer: "Install Docker and run the container.", tags: ["start"]),
      QuestionEntry(id: "b", answer: "Submit the form before Monday; late work gets no points."),
      QuestionEntry(id: "c", phrasings: ["who are the mentors"]),
    ])
    for id in ["a", "b", "c"] {
      let explanation = try #require(ranker.explain(id, for: "who submits the docker form"))
      #expect(abs(explanation.words.reduce(0) { $0 + $1.share } - explanation.score) < 1e-3)
    }
  }

  @Test func anExplanationNamesTheWordsThatCarryIt() throws {
    let explanation = try #require(ranker.explain("password", for: "oh no, I forgot my password again"))
    #expect(explanation.phrasing == "I forgot my password")
    let best = explanation.words.max { $0.share < $1.share }
    #expect(best?.text == "password" || best?.text == "forgot")
    #expect(ranker.explain("nothing", for: "x") == nil)
  }
}
