import BotCore

@testable import Plugins

let tableTargets = [
  FuzzTarget("csv", run: csv),
  FuzzTarget("icalendar", run: calendar),
  FuzzTarget("faq", run: faq),
]

@Sendable private func csv(_ bytes: [UInt8]) throws {
  let table = try CSV(bytes.cut(64 << 10).text)
  let lines = table.rows.map { CSV.line($0.fields) }.joined(separator: "\n")
  let again = try CSV(lines, separator: UInt8(ascii: ","))
  try Broken.unlessSame(
    again.rows.map(\.fields), table.rows.map(\.fields), "a table changes when it is written and read")
  var last = 0
  for row in table.rows {
    try Broken.unless(row.line > last, "a row does not stand below the one before")
    last = row.line
  }
}

@Sendable private func calendar(_ bytes: [UInt8]) throws {
  let text = bytes.cut(64 << 10).text
  let calendar = ICalendar(text)
  try Broken.unlessSame(ICalendar(text), calendar, "a calendar is read in two ways")
  let begun = text.uppercased().split(separator: "VEVENT").count
  try Broken.unless(calendar.events.count <= begun, "more events than were written")
  for event in calendar.events {
    _ = DatedEvent.row(of: event)
    if let rule = event.rule, let local = LocalTime("2026-01-05T09:00") { _ = try? RecurrenceRule(rule, start: local) }
  }
}

@Sendable private func faq(_ bytes: [UInt8]) throws {
  guard let first = bytes.first else { return }
  let path = ["a.md", "a.csv", "a.json", "a.tsv"][first == UInt8(ascii: "m") ? 0 : Int(first) % 4]
  let text = bytes.dropFirst().prefix(32 << 10)
  let read = FAQFile.read(String(decoding: text, as: UTF8.self), path: path)
  let again = FAQFile.read(String(decoding: text, as: UTF8.self), path: path)
  try Broken.unlessSame(read.entries, again.entries, "answers are read in two ways")
  _ = FAQFile.faults(of: read.entries)
  for fault in read.faults { try Broken.unless(fault.line > 0, "a fault stands nowhere: \(fault.fault)") }
}
