import BotCore
import FoundationEssentials
import Testing

@testable import Plugins

@Suite struct FAQReportTests {
  private let now = Date(timeIntervalSince1970: 1_767_225_600)

  private func report(misses: [AnswerLog.Miss] = [], stale: [FAQReport.Stale] = []) -> String {
    FAQReport(
      week: AnswerLog.Week(since: now - .days(7)), misses: misses, stale: stale, file: "faq.md", now: now, zone: .utc
    ).text.plain
  }

  /// Where each text begins, if they stand in that order.
  private func stand(_ texts: String..., inThisOrderIn whole: String) -> Bool {
    var rest = whole[...]
    for text in texts {
      guard let range = rest.firstRange(of: text) else { return false }
      rest = rest[range.upperBound...]
    }
    return true
  }

  @Test func fiveStaleEntriesAreShownAndTheOthersCounted() {
    func stale(_ count: Int) -> [FAQReport.Stale] {
      (0..<count).map { number in
        let entry = FAQFile.Entry(question: "Q\(number)?", answer: "A.", line: number)
        return FAQReport.Stale(entry: entry, reasons: ["not asked for", "old"])
      }
    }
    let seven = report(stale: stale(7))
    #expect(seven.contains("\"Q0?\" (added by command): not asked for; old. Look whether it holds:"))
    #expect(seven.contains("\"Q4?\" (faq.md, line 4): not asked for; old. Look whether it holds:"))
    #expect(!seven.contains("Q5?"))
    #expect(seven.hasSuffix("2 further entries are stale.\n") || seven.hasSuffix("2 further entries are stale."))
    #expect(!report(stale: stale(5)).contains("further"))
  }

  @Test func theNearestMissesComeFirst() {
    func miss(_ question: String, _ heading: String, _ confidence: Double) -> AnswerLog.Miss {
      AnswerLog.Miss(
        question: question, nearest: [AnswerLog.Near(heading: heading, confidence: confidence)], isNear: true,
        at: now)
    }
    let text = report(misses: [
      miss("may i pet the dog", "Dogs?", 0.5), miss("where is the installer", "Install?", 0.8),
      miss("who paid my refund", "Refunds?", 0.6),
    ])
    #expect(
      stand(
        "!faq phrase Install? = where is the installer", "!faq phrase Refunds? = who paid my refund",
        "!faq phrase Dogs? = may i pet the dog", inThisOrderIn: text), "\(text)")
  }

  @Test func whatMostAskedStandsBeforeWhatFewAsked() {
    func asked(_ question: String) -> AnswerLog.Miss {
      AnswerLog.Miss(question: question, nearest: [], isNear: false, at: now)
    }
    let text = report(misses: [
      asked("How do I reset my password?"), asked("How can I reset my password?"),
      asked("When does the summer festival begin?"), asked("When will the summer festival begin?"),
      asked("when does the summer festival begin"), asked("Is there parking?"),
    ])
    #expect(
      stand(
        "Asked 3 times, and no entry answers. For faq.md:", "summer festival", "Asked 2 times", "password",
        "Asked once:", "Is there parking?", inThisOrderIn: text), "\(text)")
  }
}
