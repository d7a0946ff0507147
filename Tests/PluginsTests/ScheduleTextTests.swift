import BotCore
import BotTesting
import FoundationEssentials
import Testing

@testable import Plugins

@Suite struct ScheduleTextTests {
  private func faults(_ text: String, max: Int = 200, unit: TextLimits.Unit = .graphemes) -> [String] {
    let source = ScenarioSource()
    source.target = SettingTarget(
      ConnectorAbout(
        name: "slack", summary: "", receives: [], capabilities: [.post], text: TextLimits(max: max, unit: unit),
        idempotency: .none), among: ["slack"])
    let settings: JSON = ["channel": "c", "posts": [["id": "a", "cron": "0 9 * * *", "text": .string(text)]]]
    _ = source.make(PluginKind(ScheduledPosts.self), settings)
    return source.faults
  }

  private static let link =
    "error posts[0].text: a link is not read as one; write [label](https://…) with the whole address, and close it with )"
  private static let bold =
    "error posts[0].text: a ** is never closed; write **bold** with ** at both ends of the words"
  private static let fence = "error posts[0].text: a ``` is never closed; write ``` on a line of its own at both ends"

  @Test(
    arguments: [
      ("see [the page](page)", [link]), ("- fine\n- see [the page](page)", [link]), ("> see [the page](page)", [link]),
      ("- fine\n- as well", []), ("this is **bold", [bold]), ("this is bold** or not", [bold]),
      ("**bold or not", [bold]),
      ("2 ** 3 is 8", []), ("**bold**", []), ("a ``` b", [fence]), ("see [the page](https://a.example)", []),
    ] as [(String, [String])])
  func markupThatIsReadAsPlainTextIsTold(text: String, told: [String]) {
    #expect(faults(text) == told)
  }

  @Test func theLengthIsToldInTheUnitOfThePlatform() {
    #expect(
      faults("Grüße an alle", max: 10, unit: .bytes) == [
        "error posts[0].text: the text is too long for slack: 15 bytes, where 10 fit; shorten it by 5, or set \"split\": true"
      ])
    #expect(faults("Grüße an alle", max: 13, unit: .scalars) == [])
  }

  private func dates(_ events: String) -> (spans: [String], faults: [String]) {
    let source = ScenarioSource(files: ["days.ics": "BEGIN:VCALENDAR\r\n\(events)END:VCALENDAR\r\n"])
    let file = DateFile.read(SettingNode("days.ics", at: JSONPath(), from: source))
    return ((file?.spans ?? []).map { "\($0.from)..\($0.until) \($0.name)" }, source.faults)
  }

  @Test func aCalendarsEventsLastToTheirEndOrForTheirLengthOrAsLongAsIsUsual() {
    func event(_ lines: String...) -> String {
      "BEGIN:VEVENT\r\nUID:\(lines.hashValue)\r\nSUMMARY:Fair\r\n" + lines.map { $0 + "\r\n" }.joined()
        + "END:VEVENT\r\n"
    }
    #expect(
      dates(event("DTSTART;VALUE=DATE:20260105")).spans == ["2026-01-05T00:00:00..2026-01-06T00:00:00 Fair"])
    #expect(dates(event("DTSTART:20260105T090000")).spans == ["2026-01-05T09:00:00..2026-01-05T10:00:00 Fair"])
    #expect(
      dates(event("DTSTART:20260105T090000", "DURATION:PT30M")).spans
        == ["2026-01-05T09:00:00..2026-01-05T09:30:00 Fair"])
    #expect(
      dates(event("DTSTART:20260105T090000", "DTEND:20260105T120000")).spans
        == ["2026-01-05T09:00:00..2026-01-05T12:00:00 Fair"])
    #expect(
      dates(
        event(
          "DTSTART;VALUE=DATE:20260105", "RRULE:FREQ=DAILY;COUNT=3", "EXDATE;VALUE=DATE:20260106")
      ).spans == [
        "2026-01-05T00:00:00..2026-01-06T00:00:00 Fair", "2026-01-07T00:00:00..2026-01-08T00:00:00 Fair",
      ])
  }

  @Test func aCalendarThatCannotBeReadGivesNoDates() {
    let read = dates("BEGIN:VEVENT\r\nSUMMARY:Fair\r\nDTSTART:soon\r\nEND:VEVENT\r\n")
    #expect(read.spans == [])
    #expect(read.faults.count == 1, "\(read.faults)")
  }

  @Test func aWaitingPostIsReadFromAnOlderRecordAndADamagedOneIsLeft() throws {
    let source = ScenarioSource()
    let settings: JSON = [
      "channel": "general", "posts": [["id": "a", "cron": "0 9 * * *", "text": "Day {date}"]],
      "blackouts": [["name": "night", "hours": "08:00-10:00"]],
    ]
    let plugin = try #require(source.make(PluginKind(ScheduledPosts.self), settings) as? ScheduledPosts)
    var bench = PluginBench(plugin)
    try bench.start()
    try bench.wait(.hours(9) + .minutes(30))
    let state = try #require(bench.records["post/a"]?.value.object)
    func explained(_ record: JSON) throws -> String? {
      let store = Draft(read: { $0 == "post/a" ? Record(record) : nil }, scan: { _, _ in [] })
      let context = Context(
        community: bench.community, now: bench.now, random: SeededRandom(seed: 0), store: store)
      let event = Event(
        id: "e", key: "e", community: bench.community.id, at: bench.now, kind: .due(timer: "a", planned: bench.now))
      return try plugin.explain(event, context).first?.text
    }
    func with(_ waiting: JSON) -> JSON {
      .object(JSONObject(state.members.map { ($0.key, $0.key == "waiting" ? waiting : $0.value) }))
    }
    let item = try #require(state["waiting"]?.array?.first?.object).members
    let older = JSON.object(
      JSONObject(item.filter { $0.key != "again" && $0.key != "held" }.map { ($0.key, $0.value) }))
    let whole = "a (posted 0 times, looked at until 2026-01-01 09:00, next 2026-01-02 09:00"
    #expect(try explained(with([older])) == whole + ", waits until 2026-01-01 10:00)")
    #expect(try explained(with([["at": 5], "broken"])) == whole + ")")
    #expect(try explained(["times": "x"])?.hasPrefix("a (posted 0 times, looked at until 2026-01-01 09:30") == true)
  }
}
