import BotCore
import BotTesting
import Testing

@testable import Plugins

/// Values of settings that are texts of a form of their own.
@Suite struct SettingFormsTests {
  private static let files = [
    "days.txt": "12-25 Christmas\n2026-12-30..2026-12-31 Fair\n", "pool.txt": "One.\n\nTwo.\n",
    "faq.md": "## How?\n\nSo.\n",
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
    let file = try #require(read(FAQFile.self, "faq.md").value)
    #expect(file.json == "faq.md")
    #expect(file.entries.map(\.question) == ["How?"])
  }

  @Test func everyExampleThatASchemaGivesIsUnderstood() throws {
    for example in try examples(of: DateSpan.schema) { #expect(read(DateSpan.self, example).faults == []) }
    for example in try examples(of: HourSpan.schema) { #expect(read(HourSpan.self, example).faults == []) }
    for example in try examples(of: WeekdayName.schema) { #expect(read(WeekdayName.self, example).faults == []) }
    #expect(try examples(of: PostPool.schema).allSatisfy { $0.string?.hasSuffix(".txt") == true })
    #expect([DateFile.schema, FAQFile.schema].map { $0["type"] } == ["string", "string"])
  }

  @Test func aNumberIsNeitherADayNorAFile() {
    #expect(read(DateSpan.self, 1225).value == nil)
    #expect(read(HourSpan.self, 9).value == nil)
    #expect(read(WeekdayName.self, 1).value == nil)
    #expect(read(DateFile.self, 1).value == nil)
    #expect(read(PostPool.self, 1).value == nil)
    #expect(read(PostPool.self, ["One.", 2]).value == nil)
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
}
