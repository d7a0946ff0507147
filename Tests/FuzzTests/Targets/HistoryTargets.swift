import BotCore
import BotRuntime
import FoundationEssentials

@testable import botrun

let historyTargets = [
  FuzzTarget("slack-export") { input in
    let export = SlackExport(users: ["U1": "Ann", "U2": "U1"], channels: ["general": "C1"])
    try read(input) { json, faults in export.entries(json, "general/2026-01-01.json", &faults) }
  },
  FuzzTarget("discord-export") { input in
    try read(input) { json, faults in DiscordExport.entries(json, "a.json", &faults) }
  },
  FuzzTarget("telegram-export") { input in
    try read(input) { json, faults in TelegramExport.entries(json, "a.json", &faults) }
  },
  FuzzTarget("lines", run: lines),
  FuzzTarget("plugins", run: plugins),
]

private func read(_ input: [UInt8], _ decode: (JSON, inout FaultList) -> [HistoryEntry]) throws {
  let input = input.cut(64 << 10)
  let json = try JSON(parsing: input)
  var faults = FaultList()
  let entries = decode(json, &faults)
  try Broken.unless(entries.count <= input.count, "\(entries.count) entries of \(input.count) bytes")
  for entry in entries { try check(entry.event(in: "lobby")) }
}

@Sendable private func lines(_ input: [UInt8]) throws {
  let reader = try LinesReader(path: try Scratch.write(input.cut(64 << 10), "lines.jsonl"), name: "lines.jsonl")
  var count = 0
  var last = Date.distantPast
  while let entry = try reader.next() {
    try check(entry.event(in: "lobby"))
    try Broken.unless(entry.at >= last, "an entry is earlier than the one before")
    (last, count) = (entry.at, count + 1)
  }
  try Broken.unless(count + reader.faultCount <= input.count + 1, "more entries than lines")
}

/// The example's plugins, with all their rules.
private let example: BotConfig? = {
  let path = packageFolder + "/config.example.json"
  return Configuration.load(path: path, registry: Botrun.registry, environment: [:], credentialsDirectory: nil).config
}()

/// Every plugin of the example decides on what happens, and nothing that members do makes it fail.
@Sendable private func plugins(_ input: [UInt8]) throws {
  guard let example, let community = example.communities.first else { throw Broken("the example cannot be used") }
  let reader = try LinesReader(path: try Scratch.write(input.cut(16 << 10), "day.jsonl"), name: "day.jsonl")
  var deliveries = 0
  let replay = try Replay(example) { if case .delivery = $0 { deliveries += 1 } }
  var events = 0
  var first: Date?
  while events < 40, let entry = try reader.next() {
    // What lies years ahead makes every schedule run until then.
    let begin = first ?? entry.at
    first = begin
    guard entry.at < begin + .days(2), abs(begin.timeIntervalSince1970) < 4e9 else { break }
    try replay.take(entry.event(in: community.community.id))
    events += 1
  }
  try Broken.unless(deliveries <= 100 * (events + 10), "\(deliveries) actions of \(events) events")
}
