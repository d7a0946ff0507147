import BotCore
import FoundationEssentials

@testable import BotRuntime

let timeTargets = [
  FuzzTarget("cron", run: cron),
  FuzzTarget("rrule", run: rule),
  FuzzTarget("zone", run: zone),
  FuzzTarget("times", run: times),
]

private let zoneNames = ["UTC", "Europe/London", "America/New_York", "Australia/Lord_Howe", "Asia/Kathmandu"]

private let zoneFiles: [[UInt8]] = zoneNames.compactMap { try? FileAccess.read("/usr/share/zoneinfo/" + $0).bytes }

private let zones: [Zone] =
  [.utc] + zip(zoneNames, zoneFiles).compactMap { name, bytes in try? Zone(name: name, tzif: bytes) }

private let start = Date(timeIntervalSince1970: 1_767_225_600)

@Sendable private func cron(_ bytes: [UInt8]) throws {
  var choices = Choices(bytes.cut(1024))
  let zone = choices.pick(zones)
  let from = start + .hours(choices.byte() * 100)
  let text = choices.end().text
  let cron = try Cron(text)
  try check(.cron(cron), from, zone)
}

@Sendable private func rule(_ bytes: [UInt8]) throws {
  var choices = Choices(bytes.cut(1024))
  let zone = choices.pick(zones)
  let from = start + .hours(choices.byte() * 100)
  let local = zone.local(from)
  let rule = try RecurrenceRule(choices.end().text, start: local)
  try check(.rule(rule), from, zone)
}

/// Occurrences come one after the other, each found again from the instant before it.
private func check(_ schedule: Schedule, _ from: Date, _ zone: Zone) throws {
  let found = schedule.occurrences(after: from, through: from + .days(20_000), in: zone, limit: 8)
  var last = from
  for occurrence in found {
    try Broken.unless(occurrence.at > last, "an occurrence is not later than the one before")
    let again = schedule.next(after: occurrence.at.addingTimeInterval(-1), in: zone)
    try Broken.unlessSame(again?.at, occurrence.at, "an occurrence is not found from just before it in \(zone.name)")
    last = occurrence.at
  }
}

@Sendable private func zone(_ bytes: [UInt8]) throws {
  let zone = try Zone(name: "Test/Zone", tzif: bytes)
  for step in 0..<40 {
    let instant = Date(timeIntervalSince1970: -4e9 + Double(step) * 2.5e8)
    let local = zone.local(instant)
    for found in zone.instants(of: local) {
      try Broken.unlessSame(zone.local(found), local, "an instant of a local time shows another")
    }
    _ = zone.firstInstant(atOrAfter: local)
    _ = zone.abbreviation(at: instant)
  }
  try check(.cron(try Cron("30 2 * * *")), start, zone)
}

@Sendable private func times(_ bytes: [UInt8]) throws {
  let text = bytes.cut(256).text
  if let duration = Duration(settingText: text) {
    try Broken.unlessSame(
      Duration(settingText: duration.settingText), duration, "a length of time is written as another")
  }
  if let local = LocalTime(text) {
    try Broken.unlessSame(LocalTime(local.description), local, "a local time is written as another")
  }
  if let date = Date(timestamp: text) {
    try Broken.unlessSame(Date(timestamp: date.timestamp), date, "a timestamp is written as another")
  }
}
