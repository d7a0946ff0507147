public import BotCore
import FoundationEssentials
import TextAnalysis

extension FAQ: QuestionKeeper {
  public var kinds: Set<AskedQuestion.Kind> {
    Set([.nearlyAnswered] + (log.keepsAll ? [.unknown] : []) + (heldBack > 0 ? [.unfilled] : []))
  }

  /// Questions of the last 30 days that no entry answered. What was asked in much the same way is one, and over once
  /// an entry has one of its wordings.
  public func questions(_ context: Context) throws -> [AskedQuestion] {
    let entries = try book.finder(context.store).entries
    let known = Set(entries.flatMap { [$0.question] + $0.phrasings }.map { $0.lowercased() })
    let misses = try log.misses(since: .distantPast, context.store)
    let heldBack = unfilledFinder()
    return QuestionClusters(misses.map(\.question)).groups.compactMap { group in
      let all = group.map { misses[$0] }
      if all.contains(where: { known.contains($0.question.lowercased()) }) { return nil }
      let best = all.reduce(all[0]) { $0.certainty < $1.certainty ? $1 : $0 }
      var phrasings: [String] = []
      for miss in all where !phrasings.contains(miss.question) { phrasings.append(miss.question) }
      let held = heldBack(reader.whole(all[0].question), false).first
      let kind = held == nil ? all.contains(where: \.isNear) ? AskedQuestion.Kind.nearlyAnswered : .unknown : .unfilled
      let near = best.nearest.map { AskedQuestion.Near($0.heading, confidence: $0.confidence) }
      return AskedQuestion(
        kind, phrasings, at: all.reduce(all[0].at) { max($0, $1.at) }, count: all.count,
        nearest: held.map { [.init($0.question, confidence: 1)] } ?? near)
    }
  }
}

extension Unanswered: QuestionKeeper {
  public var kinds: Set<AskedQuestion.Kind> { [.waiting] }

  /// Questions that wait for a person, the longest waiting first. One that the bot answered waits for nobody, unless the
  /// asker said that the answer did not help.
  public func questions(_ context: Context) throws -> [AskedQuestion] {
    try board.everything(context.store).compactMap { question in
      if try isAnswered(question, context) { return nil }
      let watch = Watch(question.note)
      return AskedQuestion(
        .waiting, watch.excerpt.isEmpty ? [] : [watch.excerpt], at: question.at,
        asker: Member(question.asker, name: question.askerName),
        channel: watch.channelName.map { ID($0) } ?? question.channel, link: watch.link)
    }
  }

  /// By the bot itself, and the asker has not said that it was of no help.
  func isAnswered(_ question: OpenQuestion, _ context: Context) throws -> Bool {
    try !Watch(question.note).isUnhelped && context.answer(to: question.ref) != nil
  }
}
