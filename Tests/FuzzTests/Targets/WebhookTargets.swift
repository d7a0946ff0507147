import BotCore
import BotTesting
import FoundationEssentials

@testable import Connectors

let webhookTargets: [FuzzTarget] = [
  FuzzTarget("slack") { try enter(.slack, $0) },
  FuzzTarget("discord") { try enter(.discord, $0) },
  FuzzTarget("telegram") { try enter(.telegram, $0) },
  FuzzTarget("discourse") { try enter(.discourse, $0) },
  FuzzTarget("github") { try enter(.gitHub, $0) },
  FuzzTarget("matrix") { try enter(.matrix, $0) },
  FuzzTarget(waiting: "mastodon") { try enter(try await .mastodonHook(), $0) },
  FuzzTarget("sandbox") { try enter(.sandbox, $0) },
  FuzzTarget("webhook") { input in
    guard let first = input.first else { return }
    let kinds = WebhookAuth.Kind.allCases
    try enter(.webhook(kinds[Int(first) % kinds.count]), Array(input.dropFirst()))
  },
]

/// A body that is signed is read to the end; one that is not is refused; one and the same is never judged in two ways.
private func enter(_ door: Door, _ input: [UInt8]) throws {
  let input = input.cut(64 << 10)
  let request = door.signed(input)
  let verdict = try Verdict(try door.ingest(request))
  try Broken.unlessSame(
    try Verdict(try door.ingest(request)), verdict, "one body is judged in two ways")
  try Broken.unless(verdict.events.count <= input.count + 1, "\(verdict.events.count) events of \(input.count) bytes")

  var bare = request
  (bare.headers, bare.query) = (["Content-Type": request.headers["Content-Type"] ?? ""], "")
  try Broken.unless(try Verdict(try door.ingest(bare)).isRefused, "an unsigned body is taken")
  guard door.coversBody else { return }
  var changed = request
  if changed.body.isEmpty { changed.body = [0x20] } else { changed.body[changed.body.count / 2] ^= 1 }
  try Broken.unless(try Verdict(try door.ingest(changed)).isRefused, "a changed body is taken")
}

/// What became of a request, in a form that can be compared.
private struct Verdict: Equatable, CustomStringConvertible {
  let kind: String
  let events: [JSON]
  let status: Int
  let body: [UInt8]

  var isRefused: Bool { kind == "rejected" }
  var description: String { "\(kind) \(status) \(events.map(\.text))" }

  init(_ ingest: Ingest) throws {
    let answer: WebhookResponse
    switch ingest {
    case .events(let events, let response):
      for event in events { try check(event) }
      (kind, self.events, answer) = ("taken", events.map(\.json), response)
    case .answer(let response): (kind, events, answer) = ("answered", [], response)
    case .reject(let status, _): (kind, events, answer) = ("rejected", [], WebhookResponse(status: status))
    }
    status = answer.status
    if case .bytes(let bytes) = answer.body { body = bytes } else { body = [] }
    try Broken.unless((100...599).contains(status), "a status of \(status)")
  }
}
