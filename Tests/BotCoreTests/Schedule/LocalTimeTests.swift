import BotCore
import FoundationEssentials
import Testing

@Suite struct LocalTimeTests {
  @Test(arguments: [
    ("2026-10-25", "2026-10-25T00:00:00"), ("2026-10-25T01:30", "2026-10-25T01:30:00"),
    ("2026-10-25 01:30", "2026-10-25T01:30:00"), ("2024-02-29T23:59:59", "2024-02-29T23:59:59"),
    ("0001-01-01", "0001-01-01T00:00:00"), ("9999-12-31T23:59:59", "9999-12-31T23:59:59"),
  ])
  func readsDatesWithAndWithoutATime(text: String, description: String) {
    #expect(LocalTime(text)?.description == description)
  }

  @Test(arguments: [
    "", "2026", "2026-13-01", "2026-00-01", "2026-02-29", "2026-10-25T24:00", "2026-10-25T01:60", "2026-10-25T01:30Z",
    "2026-10-25T01:30:60", "2026/10/25", "2026-10-2５", "0000-01-01", "2026-10-25T1:30", "-026-10-25",
    "2026-10-25T01:30+",
  ])
  func refusesWhatIsNoTime(text: String) {
    #expect(LocalTime(text) == nil)
  }

  @Test func knowsItsParts() throws {
    let time = try localTime("2026-10-25T01:30:15")
    #expect(
      [time.year, time.month, time.day, time.hour, time.minute, time.second, time.dayNumber, time.secondOfDay]
        == [2026, 10, 25, 1, 30, 15, 20_751, 5415])
    #expect(time.weekday == .sunday)
  }

  @Test func knowsItsPartsBefore1970() throws {
    let time = try localTime("1969-07-20T20:17:40")
    #expect([time.year, time.month, time.day, time.hour, time.minute, time.second] == [1969, 7, 20, 20, 17, 40])
    #expect(time.weekday == .sunday)
  }

  @Test func partsMustExist() {
    #expect(LocalTime(year: 2026, month: 2, day: 28)?.description == "2026-02-28T00:00:00")
    #expect(LocalTime(year: 2026, month: 2, day: 29) == nil)
    #expect(LocalTime(year: 2026, month: 1, day: 1, hour: -1) == nil)
    #expect(LocalTime(year: 10_000, month: 1, day: 1) == nil)
  }

  @Test func ordersByTheClock() throws {
    let times = try ["2026-10-25T01:30", "1969-12-31", "2026-10-25"].map(localTime)
    #expect(times.sorted().map(\.description) == ["1969-12-31T00:00:00", "2026-10-25T00:00:00", "2026-10-25T01:30:00"])
  }

  @Test func peopleReadItWithOrWithoutTheSeconds() throws {
    let time = try localTime("2026-10-25T01:30:05")
    #expect(time.shown == "2026-10-25 01:30")
    #expect(time.exact == "2026-10-25 01:30:05")
  }

  @Test func codesAsText() throws {
    let time = try localTime("2026-10-25T01:30")
    let data = try JSONEncoder().encode([time])
    #expect(String(decoding: data, as: UTF8.self) == #"["2026-10-25T01:30:00"]"#)
    #expect(try JSONDecoder().decode([LocalTime].self, from: data) == [time])
  }

  @Test func decodingNamesTheTextAndTheRemedy() {
    let error = #expect(throws: DecodingError.self) {
      try JSONDecoder().decode([LocalTime].self, from: Data(#"["soon"]"#.utf8))
    }
    guard case .dataCorrupted(let context) = error else {
      Issue.record("not a dataCorrupted error")
      return
    }
    #expect(context.debugDescription == "“soon” is no local time; write it like 2026-10-25T01:30:00")
  }

  @Test(arguments: [
    ("MO", Weekday.monday), ("mon", .monday), ("Tuesday", .tuesday), ("we", .wednesday), ("THU", .thursday),
    ("fr", .friday), ("sat", .saturday), ("SU", .sunday),
  ])
  func readsWeekdays(text: String, weekday: Weekday) {
    #expect(Weekday(text) == weekday)
  }

  @Test func refusesWhatIsNoWeekday() {
    #expect(["", "m", "mond", "x", "1"].map { Weekday($0) } == [nil, nil, nil, nil, nil])
  }
}
