import BotCore
import FoundationEssentials
import Testing

@Suite struct ScheduleTests {
  @Test func nextIsStrictlyAfter() throws {
    let daily = Schedule.cron(try Cron("0 9 * * *"))
    let nine = try universal("2026-11-22T09:00")
    #expect(daily.next(after: nine.addingTimeInterval(-0.001), in: .utc)?.at == nine)
    #expect(daily.next(after: nine, in: .utc)?.at == nine.addingTimeInterval(86_400))
    #expect(daily.next(after: nine.addingTimeInterval(0.001), in: .utc)?.at == nine.addingTimeInterval(86_400))
  }

  @Test func occurrencesEndAtTheLastInstantAndAtTheLimit() throws {
    let hourly = Schedule.cron(try Cron("@hourly"))
    let start = try universal("2026-11-22T09:00")
    let end = try universal("2026-11-22T12:00")
    #expect(
      hourly.occurrences(after: start, through: end, in: .utc, limit: 10).map(\.key)
        == ["2026-11-22T10:00:00", "2026-11-22T11:00:00", "2026-11-22T12:00:00"])
    #expect(hourly.occurrences(after: start, through: end, in: .utc, limit: 2).count == 2)
    #expect(hourly.occurrences(after: end, through: start, in: .utc, limit: 10).isEmpty)
    #expect(hourly.occurrences(after: start, through: end, in: .utc, limit: 0).isEmpty)
  }

  @Test func everyBeginsAtItsStartAndKeepsStep() throws {
    let start = try universal("2026-11-22T09:00:07")
    let schedule = Schedule.every(.milliseconds(1500), from: start)
    #expect(schedule.next(after: start.addingTimeInterval(-1e6), in: .utc)?.at == start)
    #expect(schedule.next(after: start, in: .utc)?.at == start.addingTimeInterval(1.5))
    #expect(schedule.next(after: start.addingTimeInterval(3.1), in: .utc)?.at == start.addingTimeInterval(4.5))
  }

  @Test func everyWithoutASensibleStepNeverFallsDue() throws {
    let start = try universal("2026-11-22")
    for step in [Duration.zero, .seconds(-5), .milliseconds(999), .seconds(Int64.max)] {
      #expect(Schedule.every(step, from: start).next(after: start, in: .utc) == nil)
    }
    #expect(Schedule.every(.seconds(60), from: Date(timeIntervalSince1970: 1e300)).next(after: start, in: .utc) == nil)
    #expect(Schedule.every(.seconds(60), from: Date(timeIntervalSince1970: -1e300)).next(after: start, in: .utc) == nil)
  }

  @Test func onceFallsDueOnce() throws {
    let due = try universal("2026-11-22T09:00")
    let schedule = Schedule.once(try localTime("2026-11-22T09:00"))
    let occurrence = Occurrence(at: due, local: try localTime("2026-11-22T09:00"))
    #expect(schedule.next(after: due.addingTimeInterval(-1), in: .utc) == occurrence)
    #expect(schedule.next(after: due, in: .utc) == nil)
  }

  @Test func remotestInstantsHaveAnAnswer() throws {
    let daily = Schedule.cron(try Cron("@daily"))
    let rule = Schedule.rule(try RecurrenceRule("FREQ=DAILY", start: localTime("2026-11-22T09:00")))
    for schedule in [daily, rule] {
      #expect(schedule.next(after: Date(timeIntervalSince1970: 1e300), in: .utc) == nil)
      #expect(schedule.next(after: Date(timeIntervalSince1970: -1e300), in: .utc) != nil)
    }
    #expect(rule.next(after: try universal("9999-12-29T12:00"), in: .utc) == nil)
  }

  @Test func occurrenceKeepsItsIdentityThroughCoding() throws {
    let local = try localTime("2026-10-25T01:30")
    let again = Occurrence(at: try universal("2026-10-25T01:30"), local: local, isSecondPass: true)
    #expect(again.key == "2026-10-25T01:30:00 again")
    #expect(try JSONDecoder().decode(Occurrence.self, from: JSONEncoder().encode(again)) == again)
  }

  @Test func schedulesAreValues() throws {
    #expect(Schedule.cron(try Cron("0 9 * * *")) == .cron(try Cron("0 9 * * *")))
    #expect(Schedule.cron(try Cron("0 9 * * *")) != .cron(try Cron("0 8 * * *")))
  }
}
