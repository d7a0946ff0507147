import BotCore
import FoundationEssentials
import Testing

@testable import Reporting

@Suite struct ReportTests {
  /// Two weeks of four people, with a question, a flag and an answer.
  private func report(names: [UInt64: String] = [:], community: String = "The Lobby", isExport: Bool = false) -> Report
  {
    var diary = Diary()
    for day in 0..<14 {
      diary.says("ada", Double(24 * day + 9))
      if day.isMultiple(of: 2) { diary.says("bob", Double(24 * day + 10)) }
    }
    diary.joins("cy", 5)
    diary.says("cy", 8)
    diary.says("dan", 8, .asks)
    diary.flags(1, .open, 20, "Spam, sure")
    diary.adds(.acted(.reply, .sent, by: "faq", at: Diary.at(9), root: 1))
    return Report(
      diary.ledger, Diary.days(0, 13, until: 24 * 15), community: community, names: names, isExport: isExport)
  }

  @Test func aReportForProgramsHasEveryFigureAndSaysWhatItDoesNotTell() throws {
    let json = report().json
    #expect(json["from"] == "2026-01-05" && json["to"] == "2026-01-18")
    #expect(json["record"] == "2026-01-05T05:00:00.000Z")
    let figures = try #require(json["figures"]?.object)
    #expect(figures["activity.messages"] == 23)
    #expect(figures["activity.daily"] == .double(1.6429))
    #expect(figures["spread.top10"] == .double(0.6087))
    #expect(figures["questions.unanswered"] == .null)
    #expect(json["untold"]?["questions.unanswered"] == "too few to tell")
    #expect(json["untold"]?["activity.monthly"] == "not known yet: it takes 30 days")
    #expect(figures["bot.answers"] == 1)
    #expect(json["weeks"]?.array?.count == 2)
    #expect(json["weeks"]?[0]?["monday"] == "2026-01-05")
    #expect(json["members"]?[0] == ["name": "member 1", "messages": 14])
    #expect(json["acts"]?[0]?["sent"] == 1)
    #expect(json["flags"]?[0]?["open"] == 1)
    let told = Set(figures.keys)
    #expect(told.count == figures.keys.count)
  }

  @Test func whyNoMoodIsToldIsSaid() {
    func words(_ why: Report.Unmeasured) -> JSON? {
      var diary = Diary()
      diary.says("ada", 9)
      return Report(diary.ledger, Diary.days(0, 6), community: "New", unmeasured: why).json["untold"]?["mood.mean"]
    }
    #expect(words(.noPlugin) == "not measured: add the plugin listen")
    #expect(words(.isOff(instance: "ears")) == "not measured: set \"mood\": true in the plugin ears")
    #expect(words(.leftOut) == "left out with --no-mood")
    #expect(words(.nothingToRead) == "no message yet in a language that the bot can read")
  }

  @Test func theFirstDayTellsWhatThereIsAndWhatTakesLonger() throws {
    var diary = Diary()
    diary.joins("ada", 9)
    diary.says("ada", 10, .asks)
    diary.adds(Fact(.addressed, at: Diary.at(9), member: diary.hash("ada"), place: "welcome"))
    let now = Date(milliseconds: Diary.at(18))
    let period = Period(weeks: 4, before: now, in: .utc, of: diary.ledger)
    #expect(period.days == Diary.monday...Diary.monday)
    let report = Report(diary.ledger, period, community: "New")
    #expect(report.caution == "The record begins on 2026-01-05. Today is not over. What needs more time says so.")
    let untold = try #require(report.json["untold"]?.object)
    #expect(untold["activity.weekly"] == "not known yet: it takes a week")
    #expect(untold["newcomers.activation"] == "not known yet: newcomers have 7 days")
    #expect(untold["newcomers.retention7"] == "not known yet: it takes 14 days")
    #expect(untold["questions.unanswered"] == "not known yet: a question has 48 hours")
    #expect(untold["bot.greetingAnswered"] == "not known yet: they have 7 days")
    #expect(report.figure("activity.messages")?.value == .count(1))
    #expect(report.text.contains("\nThe record begins on 2026-01-05. Today is not over."))
    #expect(report.html.contains("<p>The record begins on 2026-01-05."))
  }

  @Test func ofATimeWithoutARecordNothingIsTold() {
    var diary = Diary()
    diary.says("ada", 24 * 20)
    let early = Report(diary.ledger, Diary.days(0, 6), community: "New")
    #expect(early.caution == "Nothing is known of this time: the record begins on 2026-01-25.")
    #expect(early.figure("activity.messages")?.value == .untold("not known yet: there is no record"))
    #expect(early.weeks.isEmpty)
    let empty = Report(Ledger([]), Diary.days(0, 6), community: "New")
    #expect(empty.caution == "Nothing has been recorded yet. Figures come with the first message that the bot sees.")
    #expect(!empty.text.contains(" 0"))
  }

  @Test func aLongRecordIsReportedInWholeWeeksWithoutACaution() {
    var diary = Diary()
    diary.says("ada", 0)
    diary.says("ada", 24 * 30)
    let now = Date(milliseconds: Diary.at(24 * 30))
    #expect(
      Period(weeks: 4, before: now, in: .utc, of: diary.ledger).days == Diary.monday...Diary.monday + 27)
    #expect(Report(diary.ledger, Diary.days(0, 27), community: "Old").caution == nil)
  }

  @Test func everyFigureStandsInTheDocument() throws {
    let path = #filePath.split(separator: "/", omittingEmptySubsequences: false).dropLast(3).joined(separator: "/")
    let text = String(
      decoding: try #require(FileManager.default.contents(atPath: path + "/docs/kpis.md")), as: UTF8.self)
    let ids = report().groups.flatMap(\.figures).map(\.id)
    #expect(ids.filter { !text.contains("`\($0)`") } == [])
  }

  @Test func membersAreNumberedUnlessSomebodyAskedForNames() {
    let diary = Diary()
    #expect(report().json["members"]?.array?.map { $0["name"]?.string ?? "" }.prefix(2) == ["member 1", "member 2"])
    let named = report(names: [diary.hash("bob"): "Bob"]).json["members"]?.array
    #expect(named?.prefix(2).map { $0["name"]?.string ?? "" } == ["member 1", "Bob"])
  }

  @Test func ofFewerThanThreeNobodyIsListed() {
    var diary = Diary()
    diary.says("ada", 1)
    diary.says("bob", 2)
    diary.says("bob", 3)
    let report = Report(diary.ledger, Diary.days(0, 6), community: "Two", names: [diary.hash("bob"): "Bob"])
    #expect(report.json["members"] == [])
    #expect(report.figure("spread.gini")?.value == .untold("too few to tell"))
    #expect(!report.html.contains("Bob"))
    #expect(!report.text.contains("Bob"))
  }

  @Test func anExportTellsNothingOfTheBot() {
    let report = report(isExport: true)
    #expect(report.groups.map(\.title).contains("What the bot did") == false)
    #expect(report.figure("moderation.flags") == nil)
    #expect(report.figure("bot.sent") == nil)
  }

  @Test func aTableForSpreadsheetsIsQuotedAndHoldsNoFormulas() {
    let lines = report(community: "=cmd(\"x\"), Lobby").csv.split(separator: "\n").map(String.init)
    #expect(lines[0] == "community,from,to,id,name,value,unit,note")
    #expect(
      lines[1] == "\"'=cmd(\"\"x\"\"), Lobby\",2026-01-05,2026-01-18,activity.messages,Messages,23,count,")
    #expect(lines.contains { $0.hasSuffix("flags,\"Spam, sure\",1,count,raised") })
    #expect(lines.contains { $0.contains(",2026-01-12,2026-01-18,week.messages,Messages,") })
    #expect(lines.contains { $0.hasSuffix(",questions.median,\"First answer, median\",,,") })
  }

  @Test func aReportForPeopleIsAlignedAndSaysWhereToReadMore() {
    let text = report().text
    #expect(text.hasPrefix("The Lobby, 2026-01-05 to 2026-01-18 (14 days, UTC)\n\nWho takes part\n  Messages "))
    #expect(text.contains("  Messages               23\n"))
    #expect(text.contains("  2026-01-05        13"))
    #expect(text.hasSuffix("What each figure means: docs/kpis.md"))
    #expect(!text.contains("nil") && !text.contains("Optional"))
  }

  @Test func aPageEscapesWhatItShowsAndFetchesNothing() {
    let page = report(names: [Diary().hash("ada"): "<script>\u{202E}alert(1)</script>&\"'"], community: "</title><b>")
      .html
    #expect(!page.contains("<script") && !page.contains("\u{202E}"))
    #expect(page.contains("&lt;script&gt;alert(1)&lt;/script&gt;&amp;&quot;&#39;"))
    #expect(page.contains("<title>&lt;/title&gt;&lt;b&gt;: report</title>"))
    #expect(!page.contains("http://") && !page.contains("https://") && !page.contains("url("))
    #expect(page.contains("default-src 'none'"))
  }

  @Test func everyChartHasTitleUnitAndWordsForIt() {
    let page = report().html
    let charts = page.components(separatedBy: "<figure>").dropFirst()
    #expect(charts.count >= 4)
    for chart in charts {
      #expect(chart.contains("<figcaption><b>") && chart.contains("<span>"))
      #expect(chart.contains("role=\"img\" aria-label=\""))
      #expect(!chart.contains("=\"nan") && !chart.contains("=\"inf"))
    }
    #expect(page.contains("members who wrote in the week; below, its Monday. 01-05: 4, 01-12: 2."))
  }

  @Test func anEmptyRecordMakesAReport() {
    let report = Report(Ledger([]), Diary.days(0, 6), community: "Nobody")
    #expect(report.json["record"] == .null)
    #expect(report.json["figures"]?["activity.messages"] == .null)
    #expect(!report.html.contains("<figure>"))
    #expect(report.text.contains("not known yet: there is no record"))
  }

  @Test func lengthsOfTimeReadWell() throws {
    let cases: [(Int, String)] = [
      (0, "0 s"), (999, "0 s"), (35_000, "35 s"), (60_000, "1 min"), (5_040_000, "1 h 24 min"), (3_605_000, "1 h"),
      (183_600_000, "2 d 3 h"),
    ]
    for (milliseconds, text) in cases {
      #expect(Figure.Value.length(try #require(Ratio(milliseconds, 1))) == text)
    }
    #expect(Figure.grouped(1_234_567) == "1,234,567")
    #expect(Figure.grouped(-999) == "-999")
  }
}
