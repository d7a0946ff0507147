import BotCore
import BotTesting
import Plugins
import Testing

@Suite struct TextLimitTests {
  private func faults(_ kind: PluginKind, _ settings: JSON, max: Int = 20, files: [String: String] = [:]) -> [String] {
    let source = ScenarioSource(files: files)
    source.target = SettingTarget(
      ConnectorAbout(
        name: "slack", summary: "", receives: [], capabilities: [.post],
        text: TextLimits(max: max, unit: .graphemes), idempotency: .none),
      among: ["slack", "mastodon"])
    _ = source.make(kind, settings)
    return source.faults
  }

  private let schedule = PluginKind(ScheduledPosts.self)

  private func post(_ more: (String, JSON)...) -> JSON {
    ["channel": "c", "posts": [.object(JSONObject([("id", "a"), ("cron", "0 9 * * *")] + more))]]
  }

  @Test func aTextThatIsTooLongForThePlatformIsTold() {
    #expect(
      faults(schedule, post(("text", "This is much too long for it."))) == [
        "error posts[0].text: the text is too long for slack: 29 characters, where 20 fit; shorten it by 9, or set \"split\": true"
      ])
    #expect(faults(schedule, post(("text", "This is short."))) == [])
    #expect(faults(schedule, post(("text", "This is much too long for it."), ("split", true))) == [])
  }

  @Test func whatCountsIsTheTextWithItsValues() {
    #expect(faults(schedule, post(("text", "On {weekday}, {date}"))).count == 1)
    #expect(faults(schedule, post(("text", "{{weekday}} {{date}}"))) == [])
  }

  @Test func onlyTheVariantForThePlatformCounts() {
    let long: JSON = "This is much too long for it."
    #expect(faults(schedule, post(("text", long), ("variants", ["slack": "Short."]))) == [])
    #expect(faults(schedule, post(("text", "Short."), ("variants", ["mastodon": long]))) == [])
    #expect(
      faults(schedule, post(("text", "Short."), ("variants", ["slack": long]))) == [
        "error posts[0].variants.slack: the text is too long for slack: 29 characters, where 20 fit; shorten it by 9, or set \"split\": true"
      ])
  }

  @Test func platformsOfVariantsExist() {
    #expect(
      faults(schedule, post(("text", "x"), ("variants", ["mastodo": "y"]))) == [
        "error posts[0].variants: there is no platform \"mastodo\"; did you mean \"mastodon\"? use one of: mastodon, slack"
      ])
    #expect(
      faults(schedule, post(("variants", ["mastodon": "y"]))) == [
        "error posts[0].variants: there is no text for slack; add one, or \"text\" for all platforms that have none of their own"
      ])
  }

  @Test func textsOfPoolsAndFilesAreChecked() {
    let pool = faults(schedule, post(("pool", ["Short.", "This is much too long for it."])))
    #expect(pool.first?.hasPrefix("error posts[0].pool[1]: the text is too long for slack") == true)
    let table = faults(
      schedule, ["channel": "c", "file": "c.csv"],
      files: ["c.csv": "id,at,text\na,2026-01-05,This is much too long for it.\n"])
    #expect(table.first?.hasPrefix("error file: c.csv, line 2: text: the text is too long for slack") == true)
  }

  @Test func noticesAndRemindersAreCheckedToo() {
    let board = faults(
      PluginKind(Noticeboard.self), ["channel": "c", "notices": [["text": "This is much too long for it."]]])
    #expect(board.map { $0.prefix(58) } == ["error notices[0].text: the text is too long for slack: 29 "])
    let reminders = faults(
      PluginKind(Reminders.self),
      ["channel": "c", "text": "This is much too long for it.", "events": [["title": "x", "start": "2026-01-05"]]])
    #expect(reminders.map { $0.prefix(45) } == ["error text: the text is too long for slack: 2"])
  }
}
