public import BotCore
import FoundationEssentials

extension Unanswered: Explainer {
  public func explain(_ event: Event, _ context: Context) throws -> [Reason] {
    guard case .messagePosted(let message) = event.kind, !message.author.isBot, !message.isDirect else { return [] }
    guard settings.channels.isEmpty || settings.channels.contains(where: message.isIn) else {
      return [Reason("the channel is not among \"channels\"", facts: [.init("channel", message.channel.raw)])]
    }
    let name = QuestionBoard.name(message.id, in: message.channel)
    guard let question = try board.question(named: name, context.store) else {
      if reader.asksCommunity(message) { return [] }
      return [Reason(reader.mayAsk(message.text) ? "it is no question to everybody" : QuestionReader.noQuestion)]
    }
    let watch = Watch(question.note)
    if try isAnswered(question, context) {
      return [Reason("the bot itself answered it: nobody is asked, unless the member says that it did not help")]
    }
    switch watch.stage {
    case .waiting:
      let due = hours(context).instant(settings.after, after: question.at)
      return [Reason("it waits for an answer", facts: due.map { [steps(from: $0, context)] } ?? [])]
    case .asked: return [Reason("it waits for an answer, and the experts' turn has come")]
    case .told: return [Reason("it waits for an answer, and the moderators have been told")]
    }
  }

  /// What comes first if nobody answers.
  func steps(from due: Date, _ context: Context) -> Reason.Fact {
    .init("otherwise experts are asked", "from \(context.shown(max(due, context.now)))")
  }
}
