/// An event is one flat object: `{"id": "Ev1", "key": "posted/C1/17", "community": "lobby",
/// "at": "2026-03-29T01:30:00.000Z", "kind": "messagePosted", "message": {…}}`. Times are kept to the millisecond.
extension Event {
  public var json: JSON {
    var object = JSONObject()
    object.append("id", .string(id.raw))
    if key != id.raw { object.append("key", .string(key)) }
    object.append("community", .string(community.raw))
    object.append("at", .date(at))
    if depth != 0 { object.append("depth", .int(depth)) }
    object.append("kind", .string(trigger.rawValue))
    kind.append(to: &object)
    return .object(object)
  }

  /// - Throws: `JSONShapeError`, also for a kind that this version does not know.
  public init(json: JSON) throws(JSONShapeError) {
    let shape = try JSONShape(json, as: "an event")
    self.init(
      id: try shape.id("id"), key: try shape.string("key", or: "id"),
      community: try shape.id("community"), at: try shape.date("at"), depth: shape.object["depth"]?.int ?? 0,
      kind: try Kind(shape.word("kind"), shape))
  }
}

extension Event.Kind {
  /// What the event tells beside its kind, for stores that keep the kind in a place of its own.
  public var fields: JSON {
    var object = JSONObject()
    append(to: &object)
    return .object(object)
  }

  /// - Throws: `JSONShapeError`.
  public init(_ trigger: Trigger, fields: JSON) throws(JSONShapeError) {
    try self.init(trigger, JSONShape(fields, as: "an event of the kind \(trigger.rawValue)"))
  }

  fileprivate func append(to object: inout JSONObject) {
    switch self {
    case .memberJoined(let member, let channel, let provenance):
      object.append("member", member.json)
      object.append("channel", optional: channel?.raw)
      object.append("via", .string(provenance.rawValue))
    case .memberLeft(let member, let channel):
      object.append("member", member.json)
      object.append("channel", optional: channel?.raw)
    case .joinRequested(let member, let channel, let answer):
      object.append("member", member.json)
      object.append("channel", optional: channel?.raw)
      object.append("answer", optional: answer)
    case .messagePosted(let message), .messageEdited(let message):
      object.append("message", message.json)
    case .messageDeleted(let message, let channel):
      object.append("message", .string(message.raw))
      object.append("channel", .string(channel.raw))
    case .reacted(let emoji, let member, let message, let channel),
      .unreacted(let emoji, let member, let message, let channel):
      object.append("emoji", .string(emoji))
      object.append("member", member.json)
      object.append("message", .string(message.raw))
      object.append("channel", .string(channel.raw))
    case .reported(let message, let channel, let member, let reason):
      object.append("message", .string(message.raw))
      object.append("channel", .string(channel.raw))
      object.append("by", member.json)
      object.append("reason", .string(reason))
    case .command(let name, let arguments, let message):
      object.append("name", .string(name))
      object.append("arguments", .string(arguments))
      object.append("message", message.json)
    case .started: break
    case .due(let timer, let planned):
      object.append("timer", .string(timer))
      object.append("planned", .date(planned))
    case .fetched(let name, let status, let body):
      object.append("name", .string(name))
      object.append("status", .int(status))
      object.append("body", .string(body))
    case .delivered(let name, let message):
      object.append("name", .string(name))
      object.append("message", .string(message.raw))
    case .settled(let flag, let state, let until, let person):
      object.append("flag", .string(flag))
      object.append("as", .string(state.rawValue))
      if let until { object.append("until", .date(until)) }
      object.append("by", .string(person))
    case .other(let name, let detail):
      object.append("name", .string(name))
      object.append("detail", .string(detail))
    }
  }

  fileprivate init(_ trigger: Trigger, _ shape: JSONShape) throws(JSONShapeError) {
    switch trigger {
    case .memberJoined:
      self = .memberJoined(
        member: try shape.member("member"), channel: shape.optionalID("channel"), via: try shape.word("via"))
    case .memberLeft: self = .memberLeft(member: try shape.member("member"), channel: shape.optionalID("channel"))
    case .joinRequested:
      self = .joinRequested(
        member: try shape.member("member"), channel: shape.optionalID("channel"),
        answer: shape.optionalString("answer"))
    case .messagePosted: self = .messagePosted(message: try shape.message("message"))
    case .messageEdited: self = .messageEdited(message: try shape.message("message"))
    case .messageDeleted: self = .messageDeleted(id: try shape.id("message"), channel: try shape.id("channel"))
    case .reacted:
      self = .reacted(
        emoji: try shape.string("emoji"), member: try shape.member("member"), message: try shape.id("message"),
        channel: try shape.id("channel"))
    case .unreacted:
      self = .unreacted(
        emoji: try shape.string("emoji"), member: try shape.member("member"), message: try shape.id("message"),
        channel: try shape.id("channel"))
    case .reported:
      self = .reported(
        message: try shape.id("message"), channel: try shape.id("channel"), by: try shape.member("by"),
        reason: try shape.string("reason"))
    case .command:
      self = .command(
        name: try shape.string("name"), arguments: try shape.string("arguments"),
        message: try shape.message("message"))
    case .started: self = .started
    case .due: self = .due(timer: try shape.string("timer"), planned: try shape.date("planned"))
    case .fetched:
      self = .fetched(name: try shape.string("name"), status: try shape.int("status"), body: try shape.string("body"))
    case .delivered: self = .delivered(name: try shape.string("name"), message: try shape.id("message"))
    case .settled:
      self = .settled(
        flag: try shape.string("flag"), as: try shape.word("as"),
        until: shape.object["until"] == nil ? nil : try shape.date("until"), by: try shape.string("by"))
    case .other: self = .other(name: try shape.string("name"), detail: try shape.string("detail"))
    }
  }
}

extension JSONShape {
  fileprivate func member(_ key: String) throws(JSONShapeError) -> Member { try Member(json: json(key)) }
  fileprivate func message(_ key: String) throws(JSONShapeError) -> Message { try Message(json: json(key)) }
}
