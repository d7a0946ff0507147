import BotCore
import BotRuntime
import FoundationEssentials

@testable import botrun

let configTargets = [FuzzTarget("config", run: config)]

private let secret = "planted-4711-never-shown"

private let registry = Botrun.registry

@Sendable private func config(_ bytes: [UInt8]) throws {
  _ = try files.get()
  let path = try Scratch.write(bytes.cut(64 << 10), "config.json")
  let read = Configuration.load(
    path: path, registry: registry, environment: ["TOKEN": secret], credentialsDirectory: nil,
    now: Date(timeIntervalSince1970: 1_767_225_600))
  let lines = bytes.count { $0 == 0x0A } + 1
  for problem in read.problems {
    try Broken.unless(!problem.fault.isEmpty, "a problem without a fault")
    guard let place = problem.place, place.file == path else { continue }
    try Broken.unless((0...lines).contains(place.line), "a problem in line \(place.line) of \(lines)")
  }
  try Broken.unless(!Configuration.render(read.problems).contains(secret), "a secret is shown")
  try Broken.unless(
    (read.config == nil) == read.problems.contains { $0.severity == .error }, "errors, and a configuration")
  if let usable = read.config {
    let replay = try Replay(usable) { _ in }
    try replay.start(at: Date(timeIntervalSince1970: 1_767_225_600))
  }
}

/// What the seeds name.
private let files = Result {
  _ = try Scratch.write(Array("## How?\nSo.\n".utf8), "faq.md")
  _ = try Scratch.write(Array("[]".utf8), "calendar.json")
}
