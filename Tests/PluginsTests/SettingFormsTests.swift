import BotCore
import BotTesting
import Testing

@testable import Plugins

/// Values of settings that are texts of a form of their own.
@Suite struct SettingFormsTests {
  private static let files = [
    "days.txt": "12-25 Christmas\n2026-12-30..2026-12-31 Fair\n", "pool.txt": "One.\n\nTwo.\n",
    "faq.md": "## How?\n\nSo.\n", "golden.csv": "question,expected\nHow is it?,none\n", "posts.json": "[]",
    "danger.txt": "self now: ich will nicht mehr leben\n", "words.tsv": "furchtbar\t-3\n",
  ]

  private func read<Value: SettingValue>(_ type: Value.Type, _ json: JSON) -> (value: Value?, faults: [String]) {
    let source = ScenarioSource(files: Self.files)
    return (Value.read(SettingNode(json, at: JSONPath(), from: source)), source.faults)
  }

  /// What is read of a value's own form is the value.
  private func expectSame<Value: SettingValue & Equatable>(_ type: Value.Type, _ json: JSON, as form: JSON) throws {
    let value = try #require(read(type, json).value)
    #expect(value.json == form)
    #expect(read(type, form).value == value)
  }

  private func examples(of schema: JSON) throws -> [JSON] { try #require(schema["examples"]?.array) }

  @Test func aValueIsReadAgainFromItsOwnForm() throws {
    try expectSame(DateSpan.self, "12-25", as: "12-25")
    try expectSame(DateSpan.self, "2026-12-25", as: "2026-12-25..2026-12-25")
    try expectSame(DateSpan.self, "2026-12-24..2027-01-01", as: "2026-12-24..2027-01-01")
    try expectSame(HourSpan.self, "9:05 - 17:30", as: "09:05-17:30")
    try expectSame(HourSpan.self, "22:00-24:00", as: "22:00-24:00")
    try expectSame(WeekdayName.self, "sat", as: .string(Weekday.saturday.name))
    try expectSame(DateFile.self, "days.txt", as: "days.txt")
    try expectSame(PostPool.self, "pool.txt", as: "pool.txt")
    try expectSame(PostPool.self, ["One.", "Two {date}."], as: ["One.", "Two {date}."])
    try expectSame(OpenHours.self, "mon-fri 09:00-17:00", as: "mon-fri 09:00-17:00")
    try expectSame(Holiday.self, "12-25", as: "12-25")
    try expectSame(DayWindow.self, "9:00-17:30", as: "09:00-17:30")
    try expectSame(GoldenQuestions.self, "golden.csv", as: "golden.csv")
    #expect(read(CalendarFile<ScheduledPost>.self, "posts.json").value?.json == "posts.json")
    #expect(read(PhrasesFile.self, "danger.txt").value?.json == "danger.txt")
    #expect(read(LexiconFile.self, "words.tsv").value?.json == "words.tsv")
    let file = try #require(read(FAQFile.self, "faq.md").value)
    #expect(file.json == "faq.md")
    #expect(file.entries.map(\.question) == ["How?"])
  }

  @Test func everyExampleThatASchemaGivesIsUnderstood() throws {
    for example in try examples(of: DateSpan.schema) { #expect(read(DateSpan.self, example).faults == []) }
    for example in try examples(of: HourSpan.schema) { #expect(read(HourSpan.self, example).faults == []) }
    for example in try examples(of: OpenHours.schema) { #expect(read(OpenHours.self, example).faults == []) }
    for example in try examples(of: Holiday.schema) { #expect(read(Holiday.self, example).faults == []) }
    for example in try examples(of: DayWindow.schema) { #expect(read(DayWindow.self, example).faults == []) }
    for example in try examples(of: WeekdayName.schema) { #expect(read(WeekdayName.self, example).faults == []) }
    #expect(try examples(of: PostPool.schema).allSatisfy { $0.string?.hasSuffix(".txt") == true })
    let files = [
      DateFile.schema, FAQFile.schema, GoldenQuestions.schema, CalendarFile<ScheduledPost>.schema, PhrasesFile.schema,
      LexiconFile.schema,
    ]
    #expect(files.allSatisfy { $0["type"] == "string" })
  }

  @Test func aNumberIsNeitherADayNorAFile() {
    #expect(read(DateSpan.self, 1225).value == nil)
    #expect(read(HourSpan.self, 9).value == nil)
    #expect(read(WeekdayName.self, 1).value == nil)
    #expect(read(DateFile.self, 1).value == nil)
    #expect(read(PostPool.self, 1).value == nil)
    #expect(read(PostPool.self, ["One.", 2]).value == nil)
    #expect(read(OpenHours.self, 9).value == nil)
    #expect(read(Holiday.self, 1225).value == nil)
    #expect(
      read(DayWindow.self, 9).faults == [
        "error : a part of the day is expected here, but this is a number; write for example \"22:00-07:30\""
      ])
    #expect(read(GoldenQuestions.self, 1).value == nil)
    #expect(read(CalendarFile<ScheduledPost>.self, 1).value == nil)
    #expect(read(PhrasesFile.self, 1).value == nil)
    #expect(read(LexiconFile.self, 1).value == nil)
    // The settings around it are looked at all the same.
    let faq = read(FAQFile.self, 1)
    #expect(faq.value?.entries == [] && faq.faults.count == 1)
  }

  @Test func whatIsNotUnderstoodIsToldWithWhatWasMeant() {
    #expect(
      read(WeekdayName.self, "wendesday").faults == [
        "error : \"wendesday\" is no day of the week; did you mean \"wednesday\"? write for example \"sat\" or \"saturday\""
      ])
    #expect(
      read(WeekdayName.self, "qqqqqqqq").faults == [
        "error : \"qqqqqqqq\" is no day of the week; write for example \"sat\" or \"saturday\""
      ])
    #expect(
      read(HourSpan.self, "9-17").faults == [
        "error : \"9-17\" are no hours of the day; write them like \"22:00-07:00\""
      ])
    #expect(
      read(DateSpan.self, "25.12.").faults == [
        "error : \"25.12.\" is no date and no span of dates; "
          + "write \"2026-12-25\", \"2026-12-24..2027-01-01\", or \"12-25\" for each year"
      ])
  }

  @Test func aFileThatIsNotThereIsTold() {
    let missing = "error : there is no file gone.txt; create it, or mend the name"
    #expect(read(GoldenQuestions.self, "gone.txt").faults == [missing])
    #expect(read(CalendarFile<ScheduledPost>.self, "gone.txt").faults == [missing])
    #expect(read(PhrasesFile.self, "gone.txt").faults == [missing])
    #expect(read(LexiconFile.self, "gone.txt").faults == [missing])
    #expect(read(FAQFile.self, "gone.txt").faults == [missing])
    #expect(read(PostPool.self, "gone.txt").faults == [missing])
  }

  @Test(arguments: [", 09:00-17:00", "mon-foo 09:00-17:00", "mon-tue-wed 09:00-17:00", "mon 17:00-09:00", "mon 9-17"])
  func whatAreNoOpeningHoursIsTold(text: String) {
    #expect(
      read(OpenHours.self, .string(text)).faults == [
        "error : \"\(text)\" are no hours; write them like \"mon-fri 09:00-17:00\" or \"sat,sun 10:00-12:00\"; "
          + "hours over midnight as two entries"
      ])
  }

  @Test(
    arguments: [
      ("faq", ["file": "faq.md", "report": "0 9 * * mon"], "report"),
      ("unanswered", ["report": "0 9 * * mon"], "report"),
      ("topics", [:], ""),
    ] as [(String, JSON, String)])
  func aReportThatNobodyReadsIsDoubtful(plugin: String, settings: JSON, place: String) throws {
    let kind = try #require(builtInPlugins.first { $0.about.name == plugin })
    func warnings(_ hasModerators: Bool) -> [String] {
      let source = ScenarioSource(files: Self.files)
      var target = SettingTarget(.any, among: [])
      target.hasModerators = hasModerators
      source.target = target
      _ = source.make(kind, settings)
      #expect(source.faults == [])
      return source.warnings
    }
    #expect(
      warnings(false) == [
        "warning \(place): the community has no \"moderators\" channel: reports can only be read with botrun flags list; "
          + "add \"moderators\": \"#moderators\" to the community"
      ])
    #expect(warnings(true) == [])
  }

  @Test func seedsThatNobodyCanPlantAreAMistake() throws {
    let source = ScenarioSource()
    var target = SettingTarget(.any, among: [])
    target.hasManagers = false
    source.target = target
    _ = source.make(PluginKind(Seed.self), ["seeds": [["id": "a", "channel": "c", "text": "t"]]])
    #expect(
      source.faults == [
        "error : nothing is ever planted: no seed has a time, and nobody's commands are obeyed; "
          + "add \"moderators\" or \"managers\" to the community, or \"seeds\" with an \"at\""
      ])
  }

  @Test func aFaultInAListOfOnesOwnLanguageIsToldWithItsLine() {
    func faults<Value: SettingValue>(_ type: Value.Type, _ text: String) -> [String] {
      let source = ScenarioSource(files: ["own.txt": text])
      #expect(Value.read(SettingNode("own.txt", at: JSONPath(), from: source)) == nil)
      return source.faults
    }
    #expect(
      faults(PhrasesFile.self, "self now: ich will nicht mehr\nich auch\n").map { $0.prefix(23) } == [
        "error : own.txt, line 2"
      ])
    #expect(
      faults(LexiconFile.self, "furchtbar\t-3\ntoll\tsehr\n").map { $0.prefix(23) } == ["error : own.txt, line 2"])
  }
}
