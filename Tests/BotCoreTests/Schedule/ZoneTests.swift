import BotCore
import FoundationEssentials
import Testing

@Suite struct ZoneTests {
  @Test(arguments: [
    ("Africa/Casablanca", "2024-02-15T03:00", 3600, "+01", "2024-02-15T04:00:00"),
    ("Africa/Casablanca", "2024-03-20T00:00", 0, "+00", "2024-03-20T00:00:00"),
    ("America/New_York", "1883-11-18T16:59:59", -17762, "LMT", "1883-11-18T12:03:57"),
    ("America/New_York", "2026-03-08T07:00", -14400, "EDT", "2026-03-08T03:00:00"),
    ("America/New_York", "2026-11-01T06:00", -18000, "EST", "2026-11-01T01:00:00"),
    ("America/Sao_Paulo", "2019-02-16T12:00", -7200, "-02", "2019-02-16T10:00:00"),
    ("America/Sao_Paulo", "2019-12-15T12:00", -10800, "-03", "2019-12-15T09:00:00"),
    ("Antarctica/Troll", "2026-07-01T00:00", 7200, "+02", "2026-07-01T02:00:00"),
    ("Asia/Kathmandu", "2026-01-01T00:00", 20700, "+0545", "2026-01-01T05:45:00"),
    ("Asia/Pyongyang", "2015-08-14T14:59:59", 32400, "KST", "2015-08-14T23:59:59"),
    ("Asia/Pyongyang", "2015-08-14T15:00", 30600, "KST", "2015-08-14T23:30:00"),
    ("Asia/Pyongyang", "2018-05-04T14:59:59", 30600, "KST", "2018-05-04T23:29:59"),
    ("Asia/Pyongyang", "2018-05-04T15:00", 32400, "KST", "2018-05-05T00:00:00"),
    ("Australia/Lord_Howe", "2026-10-03T15:29:59", 37800, "+1030", "2026-10-04T01:59:59"),
    ("Australia/Lord_Howe", "2026-10-03T15:30", 39600, "+11", "2026-10-04T02:30:00"),
    ("Australia/Lord_Howe", "2600-12-25T00:00", 39600, "+11", "2600-12-25T11:00:00"),
    ("Europe/Dublin", "2026-01-15T00:00", 0, "GMT", "2026-01-15T00:00:00"),
    ("Europe/Dublin", "2026-07-15T00:00", 3600, "IST", "2026-07-15T01:00:00"),
    ("Europe/Istanbul", "2016-07-01T00:00", 10800, "EEST", "2016-07-01T03:00:00"),
    ("Europe/Istanbul", "2026-01-15T00:00", 10800, "+03", "2026-01-15T03:00:00"),
    ("Europe/London", "1968-12-01T00:00", 3600, "BST", "1968-12-01T01:00:00"),
    ("Europe/London", "2026-10-25T00:59:59", 3600, "BST", "2026-10-25T01:59:59"),
    ("Europe/London", "2026-10-25T01:00", 0, "GMT", "2026-10-25T01:00:00"),
    ("Europe/London", "2499-07-01T00:00", 3600, "BST", "2499-07-01T01:00:00"),
    ("Pacific/Apia", "2011-12-30T09:59:59", -36000, "-10", "2011-12-29T23:59:59"),
    ("Pacific/Apia", "2011-12-30T10:00", 50400, "+14", "2011-12-31T00:00:00"),
  ])
  func knowsOffsetNameAndReading(name: String, at: String, offset: Int, abbreviation: String, local: String) throws {
    let zone = try systemZone(name)
    let instant = try universal(at)
    #expect(zone.offset(at: instant) == offset)
    #expect(zone.abbreviation(at: instant) == abbreviation)
    #expect(zone.local(instant).description == local)
  }

  @Test(arguments: [
    ("Europe/London", "2026-06-01T12:00", ["2026-06-01T11:00:00"], "2026-06-01T11:00:00"),
    ("Europe/London", "2026-03-29T01:30", [], "2026-03-29T01:00:00"),
    ("Europe/London", "2026-10-25T01:30", ["2026-10-25T00:30:00", "2026-10-25T01:30:00"], "2026-10-25T00:30:00"),
    ("Europe/London", "2026-10-25T02:00", ["2026-10-25T02:00:00"], "2026-10-25T02:00:00"),
    ("Australia/Lord_Howe", "2026-10-04T02:15", [], "2026-10-03T15:30:00"),
    ("Australia/Lord_Howe", "2026-04-05T01:45", ["2026-04-04T14:45:00", "2026-04-04T15:15:00"], "2026-04-04T14:45:00"),
    ("Pacific/Apia", "2011-12-30T12:00", [], "2011-12-30T10:00:00"),
    ("Asia/Pyongyang", "2018-05-04T23:45", [], "2018-05-04T15:00:00"),
    ("America/New_York", "2999-03-11T12:00", ["2999-03-11T16:00:00"], "2999-03-11T16:00:00"),
  ])
  func findsTheInstantsOfAReading(name: String, local: String, instants: [String], first: String) throws {
    let zone = try systemZone(name)
    let time = try localTime(local)
    #expect(zone.instants(of: time).map { Zone.utc.local($0).description } == instants)
    #expect(Zone.utc.local(zone.firstInstant(atOrAfter: time)).description == first)
  }

  @Test func fractionsOfASecondAreCutOff() throws {
    let instant = try universal("1969-12-31T23:59:58").addingTimeInterval(0.9)
    #expect(Zone.utc.local(instant).description == "1969-12-31T23:59:58")
  }

  @Test func holdsForTheRemotestDates() throws {
    let zone = try systemZone("America/New_York")
    #expect(zone.local(Date(timeIntervalSince1970: 1e300)).description == "9999-12-30T16:59:59")
    #expect(zone.local(Date(timeIntervalSince1970: -1e300)).year == 1)
    #expect(zone.instants(of: try localTime("9999-12-31T23:59:59")).count == 1)
    #expect(zone.instants(of: try localTime("0001-01-01")).count == 1)
  }

  @Test func zonesAreEqualByName() throws {
    #expect(try systemZone("Europe/London") == systemZone("Europe/London"))
    #expect(try systemZone("Europe/London") != Zone.utc)
    #expect(Zone.utc.description == "UTC")
  }
}
