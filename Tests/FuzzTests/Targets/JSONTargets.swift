import BotCore
import FoundationEssentials

let jsonTargets = [
  FuzzTarget("json", run: json),
  FuzzTarget("event", run: event),
  FuzzTarget("action", run: action),
]

@Sendable private func json(_ bytes: [UInt8]) throws {
  let strict = try told(bytes) { (bytes) throws(JSONSyntaxError) in try JSON(parsing: bytes) }
  let relaxed = try told(bytes) { (bytes) throws(JSONSyntaxError) in try JSONDocument(relaxed: bytes) }
  if let strict {
    try Broken.unlessSame(try JSON(parsing: strict.bytes), strict, "JSON changes when it is written and read")
    try Broken.unlessSame(try JSON(parsing: strict.pretty), strict, "JSON changes when it is written in lines")
    guard let relaxed else { throw Broken("what is JSON is not read where comments are allowed") }
    try Broken.unlessSame(relaxed.value, strict, "JSON is another thing where comments are allowed")
  }
  guard let relaxed else { return }
  try Broken.unlessSame(
    try JSON(parsing: relaxed.value.bytes), relaxed.value, "relaxed JSON changes when it is written and read")
  for place in [relaxed.values, relaxed.keys].flatMap(\.values) {
    try Broken.unless(bytes.indices.contains(place), "a value stands beyond the end")
  }
  for duplicate in relaxed.duplicates {
    try Broken.unless(duplicate.first < duplicate.offset, "a duplicate stands before the first")
  }
}

/// - Returns: `nil` where it is no JSON, of which more is told.
private func told<Value>(
  _ bytes: [UInt8], _ read: ([UInt8]) throws(JSONSyntaxError) -> Value
) throws -> Value? {
  do {
    return try read(bytes)
  } catch {
    try check(error, in: bytes)
    return nil
  }
}

@Sendable private func event(_ bytes: [UInt8]) throws {
  let event = try Event(json: try JSON(parsing: bytes))
  try check(event)
  let maker = FactMaker(SipHash(1, 2))
  _ = maker.fact(of: event, in: Community(id: "lobby", platform: "test", moderators: "C1"))
}

/// What is stored of an event is the event.
func check(_ event: Event) throws {
  let json = event.json
  let again: Event
  do { again = try Event(json: try JSON(parsing: json.bytes)) } catch {
    throw Broken("an event cannot be read again: \(error): \(json.text.prefix(300))")
  }
  try Broken.unlessSame(again.json, json, "an event changes in the store")
  try Broken.unless(!event.key.isEmpty && !event.id.raw.isEmpty, "an event without a key or an id: \(json.text)")
  try Broken.unless(event.at.timeIntervalSince1970.isFinite, "an event of no time")
}

@Sendable private func action(_ bytes: [UInt8]) throws {
  let json = try JSON(parsing: bytes)
  if let text = try? Text(json: json) {
    try Broken.unlessSame(try Text(json: text.json).json, text.json, "a text changes in the store")
    _ = (text.plain, text.mentioned)
  }
  guard let action = try? Action(json: json) else { return }
  try Broken.unlessSame(try Action(json: action.json).json, action.json, "an action changes in the store")
}
