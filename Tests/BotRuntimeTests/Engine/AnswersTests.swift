import BotCore
import Testing

@testable import BotRuntime

/// What plugins know of each other's answers.
@Suite struct AnswersTests {
  private func bench(isScheduled: Bool = false) throws -> EngineBench {
    let answering = FunctionPlugin([.messagePosted]) { event, _ in
      guard let message = event.message, message.text == "how?" else { return [] }
      return [.reply(text: "so", to: message.ref, named: message.ref.answerName)]
    }
    let watching = FunctionPlugin([.messagePosted]) { event, context in
      guard let message = event.message, message.text == "answered?" else { return [] }
      let answer = try context.answer(to: MessageRef("m1", in: message.channel))
      return [.post(text: Text(answer?.raw ?? "no"), in: "general", named: nil)]
    }
    let bench = try EngineBench([("faq", answering), ("watch", watching)], isScheduled: isScheduled)
    try bench.start()
    return bench
  }

  private func told(_ bench: EngineBench) -> [String] {
    bench.performed.compactMap { if case .post(let text, _, _) = $0 { text.plain } else { nil } }
  }

  @Test func anAnswerIsKnownToOthersOnceItStands() throws {
    let bench = try bench()
    bench.take(bench.message("how?"), bench.message("answered?"))
    bench.take(bench.message("answered?"))
    bench.take(bench.message("answered?", in: "other"))
    #expect(told(bench) == ["no", "posted-1", "no"])
  }

  @Test func whatWasRefusedIsNoAnswer() throws {
    let bench = try bench()
    bench.outcome = { _ in .refused(.content, reason: "too rude") }
    bench.take(bench.message("how?"))
    bench.outcome = { .done(ID("posted-\($0.id)")) }
    bench.take(bench.message("answered?"))
    #expect(told(bench).last == "no")
  }

  @Test func onlyPluginsThatAnswerQuestionsAreAsked() throws {
    let bench = try bench(isScheduled: true)
    bench.take(bench.message("how?"))
    bench.take(bench.message("answered?"))
    #expect(told(bench) == ["no"])
  }
}
