import BotCore
import FoundationEssentials
import Signing

@testable import BotRuntime
@testable import Connectors
@testable import Console

/// What browsers and other clients send beside the bodies of webhooks.
let formTargets = [
  FuzzTarget("forms", run: forms),
  FuzzTarget("console", run: console),
  FuzzTarget("headers", run: headers),
  FuzzTarget("addresses", run: addresses),
  FuzzTarget("encodings", run: encodings),
]

@Sendable private func forms(_ bytes: [UInt8]) throws {
  let bytes = bytes.cut(32 << 10)
  let text = bytes.text
  for field in Percent.fields(of: text) {
    let again = Percent.fields(of: Percent.form([(field.name, field.value)]))
    try Broken.unless(
      again.count == 1 && again[0].name == field.name && again[0].value == field.value,
      "a field changes when it is written and read: \(field)")
  }
  guard let form = FormFields(bytes) else { return }
  for (name, value) in form.values {
    let written = Percent.form([(name, value)])
    try Broken.unlessSame(FormFields(written.utf8)?.values, [name: value], "a form changes when it is written and read")
  }
}

private let now = Date(timeIntervalSince1970: 1_767_225_600)

@Sendable private func console(_ bytes: [UInt8]) throws {
  guard let form = FormFields(bytes.cut(32 << 10)) else { return }
  let deed = try Deed(form, now: now)
  switch deed {
  case .settle(_, _, let until?), .hold(let until, _):
    try Broken.unless(until >= now && until < now + .days(400), "until \(until)")
  case .command(let name, let arguments):
    try Broken.unless(!name.isEmpty && arguments.utf8.count < 1 << 20, "a command without bounds")
  case .settle, .retry, .arrived, .drop, .posted, .dropDraft, .release, .erase: break
  }
}

@Sendable private func headers(_ bytes: [UInt8]) throws {
  var headers: Headers = [:]
  for line in bytes.cut(8 << 10).text.split(separator: "\n") {
    let parts = line.split(separator: ":", maxSplits: 1)
    guard parts.count == 2 else { continue }
    headers.add(String(parts[0]), String(parts[1].drop { $0 == " " }))
  }
  var request = WebhookRequest(method: "GET", path: "/", headers: headers)
  var http = HTTPSettings()
  http.publicURL = "https://bot.example/"
  let access = Access(http)
  for method in ["GET", "POST", "DELETE"] {
    request.method = method
    let isPassed = PageGate(hosts: ["bot.example"]).check(request) == .pass
    let isKnown =
      headers["Host"].flatMap { HostName.name(ofHost: $0) }
      .map { HostName.isLoopback($0) || $0 == "bot.example" } ?? false
    try Broken.unless(!isPassed || isKnown, "a page is served under another name: \(headers)")
  }
  _ = access.cookie(of: request, named: "botrun")
  _ = access.isSecure(request)
  if let wait = RateHeaders.retryAfter(headers, now: now) {
    try Broken.unless(wait >= .zero && wait < .days(36_600), "a wait of \(wait)")
  }
  if let reset = headers["X-RateLimit-Reset"].flatMap({ RateHeaders.reset($0, now: now) }) {
    try Broken.unless(reset.timeIntervalSince1970.isFinite, "a reset at no time")
  }
}

@Sendable private func addresses(_ bytes: [UInt8]) throws {
  let text = bytes.cut(2048).text
  _ = try? ListenAddress(text)
  _ = HostName.name(ofHost: text)
  if let target = try? Target(text) {
    try Broken.unlessSame(try Target(target.url), target, "an address is another when it is read again")
    _ = try? Target("../x", relativeTo: target)
  }
  if let pointer = JSONPointer(text) { _ = pointer.value(in: ["data": [["a/b~": 1]]]) }
}

@Sendable private func encodings(_ bytes: [UInt8]) throws {
  try Broken.unlessSame(Hex.decode(Hex.encode(bytes)), bytes, "hex changes")
  try Broken.unlessSame(Base64.decode(Base64.encode(bytes)), bytes, "Base 64 changes")
  let text = bytes.text
  if let read = Hex.decode(text) { try Broken.unlessSame(Hex.encode(read), text.lowercased(), "hex is read otherwise") }
  _ = Base64.decode(text)
  try Broken.unlessSame(Percent.decode(Percent.encode(text)), text, "percent-encoding changes")
  _ = StandardWebhooks(secret: text).isUsable
  _ = BotCommand(
    .posted(Message("1", in: "c", by: Member("u"), text), in: "lobby", at: now), ["faq", "hold"])?.words(most: 3)
}
