import BotCore
import FoundationEssentials
import Testing

@Suite struct CronTests {
  @Test(arguments: [
    ("0 9 * * *", "2026-11-23T09:00 2026-11-24T09:00 2026-11-25T09:00 2026-11-26T09:00"),
    ("*/20 8-9 * * *", "2026-11-23T08:00 2026-11-23T08:20 2026-11-23T08:40 2026-11-23T09:00"),
    ("30 18 * * mon-fri", "2026-11-23T18:30 2026-11-24T18:30 2026-11-25T18:30 2026-11-26T18:30"),
    ("0 12 1,15 * *", "2026-12-01T12:00 2026-12-15T12:00 2027-01-01T12:00 2027-01-15T12:00"),
    ("0 0 L * *", "2026-11-30T00:00 2026-12-31T00:00 2027-01-31T00:00 2027-02-28T00:00"),
    ("0 0 L feb *", "2027-02-28T00:00 2028-02-29T00:00 2029-02-28T00:00 2030-02-28T00:00"),
    ("0 8 * * fri#2", "2026-12-11T08:00 2027-01-08T08:00 2027-02-12T08:00 2027-03-12T08:00"),
    ("0 8 * * friL", "2026-11-27T08:00 2026-12-25T08:00 2027-01-29T08:00 2027-02-26T08:00"),
    ("0 8 * * 5l", "2026-11-27T08:00 2026-12-25T08:00 2027-01-29T08:00 2027-02-26T08:00"),
    ("0 0 29 2 *", "2028-02-29T00:00 2032-02-29T00:00 2036-02-29T00:00 2040-02-29T00:00"),
    ("0 6 * jan,jul 7", "2027-01-03T06:00 2027-01-10T06:00 2027-01-17T06:00 2027-01-24T06:00"),
    ("5,10-12 0 1 1 *", "2027-01-01T00:05 2027-01-01T00:10 2027-01-01T00:11 2027-01-01T00:12"),
    ("0 0 * 2 fri#5", "2036-02-29T00:00 2064-02-29T00:00 2092-02-29T00:00 2104-02-29T00:00"),
    ("0 22 * * 5-7", "2026-11-22T22:00 2026-11-27T22:00 2026-11-28T22:00 2026-11-29T22:00"),
    ("0 22 * * fri-sun", "2026-11-22T22:00 2026-11-27T22:00 2026-11-28T22:00 2026-11-29T22:00"),
    ("0 0 1-7/3 * *", "2026-12-01T00:00 2026-12-04T00:00 2026-12-07T00:00 2027-01-01T00:00"),
    ("@hourly", "2026-11-22T11:00 2026-11-22T12:00 2026-11-22T13:00 2026-11-22T14:00"),
    ("@daily", "2026-11-23T00:00 2026-11-24T00:00 2026-11-25T00:00 2026-11-26T00:00"),
    ("@Weekly", "2026-11-29T00:00 2026-12-06T00:00 2026-12-13T00:00 2026-12-20T00:00"),
    ("@monthly", "2026-12-01T00:00 2027-01-01T00:00 2027-02-01T00:00 2027-03-01T00:00"),
    ("@yearly", "2027-01-01T00:00 2028-01-01T00:00 2029-01-01T00:00 2030-01-01T00:00"),
  ])
  func namesTheNextFourTimes(text: String, times: String) throws {
    #expect(try Self.next(text, 4) == times)
  }

  @Test func aDayNeedsEitherOfTwoRestrictedDayFields() throws {
    #expect(
      try Self.next("15 10 13 * fri", 4) == "2026-11-27T10:15 2026-12-04T10:15 2026-12-11T10:15 2026-12-13T10:15")
  }

  @Test func aDayNeedsBothDayFieldsWhenOneBeginsWithAStar() throws {
    #expect(
      try Self.next("0 0 */10 * mon", 4) == "2026-12-21T00:00 2027-01-11T00:00 2027-02-01T00:00 2027-03-01T00:00")
  }

  @Test func aDateThatNeverComesEndsTheSearch() throws {
    #expect(try Self.next("0 0 30 2 *", 1).isEmpty)
    #expect(try Self.next("0 0 31 4,6,9,11 *", 1).isEmpty)
  }

  @Test func keepsTheLineAsWritten() throws {
    #expect(try Cron("0 9 * * MON").description == "0 9 * * MON")
  }

  private static func next(_ text: String, _ count: Int) throws -> String {
    let schedule = Schedule.cron(try Cron(text))
    return try schedule.occurrences(
      after: universal("2026-11-22T10:00"), through: .distantFuture, in: .utc, limit: count
    ).map { String($0.local.description.prefix(16)) }.joined(separator: " ")
  }
}
