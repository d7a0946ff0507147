/// An action is one flat object: `{"kind": "post", "text": "Hello", "in": "C1"}`.
extension Action {
  private enum Kind: String {
    case post, reply, schedule, direct, edit, react, pin, hide, delete, timeout, ban, grant, approve, decline
    case flag, settle, hold, timer, fetch, measure
  }

  public var json: JSON {
    switch self {
    case .post(let text, let channel, let name):
      Self.object(.post, ("text", text.json), ("in", .id(channel)), ("named", .optional(name)))
    case .reply(let text, let message, let name):
      Self.object(.reply, ("text", text.json), ("to", message.json), ("named", .optional(name)))
    case .schedule(let text, let channel, let at):
      Self.object(.schedule, ("text", text.json), ("in", .id(channel)), ("at", .date(at)))
    case .direct(let text, let member): Self.object(.direct, ("text", text.json), ("to", .id(member)))
    case .edit(let name, let text): Self.object(.edit, ("named", .string(name)), ("text", text.json))
    case .react(let emoji, let message): Self.object(.react, ("emoji", .string(emoji)), ("to", message.json))
    case .pin(let message): Self.object(.pin, ("message", message.json))
    case .hide(let message, let reason):
      Self.object(.hide, ("message", message.json), ("reason", .string(reason)))
    case .delete(let message, let reason):
      Self.object(.delete, ("message", message.json), ("reason", .string(reason)))
    case .timeout(let member, let until, let reason):
      Self.object(.timeout, ("member", .id(member)), ("until", .date(until)), ("reason", .string(reason)))
    case .ban(let member, let reason): Self.object(.ban, ("member", .id(member)), ("reason", .string(reason)))
    case .grant(let role, let member): Self.object(.grant, ("role", .string(role)), ("to", .id(member)))
    case .approve(let member): Self.object(.approve, ("member", .id(member)))
    case .decline(let member, let reason):
      Self.object(.decline, ("member", .id(member)), ("reason", .string(reason)))
    case .flag(let flag): Self.object(.flag, ("flag", flag.json))
    case .settle(let name): Self.object(.settle, ("flag", .string(name)))
    case .hold(let until, let reason):
      Self.object(.hold, ("until", until.map { .date($0) }), ("reason", .string(reason)))
    case .timer(let name, let date): Self.object(.timer, ("name", .string(name)), ("at", date.map { .date($0) }))
    case .fetch(let name, let url): Self.object(.fetch, ("name", .string(name)), ("url", .string(url)))
    case .measure(let name, let value, let message):
      Self.object(.measure, ("name", .string(name)), ("value", .double(value)), ("of", message?.json))
    }
  }

  /// - Throws: `JSONShapeError`, also for a kind that this version does not know.
  public init(json: JSON) throws(JSONShapeError) {
    let shape = try JSONShape(json, as: "an action")
    let kind: Kind = try shape.word("kind")
    switch kind {
    case .post:
      self = .post(text: try shape.text("text"), in: try shape.id("in"), named: shape.optionalString("named"))
    case .reply:
      self = .reply(
        text: try shape.text("text"), to: try shape.reference("to"), named: shape.optionalString("named"))
    case .schedule:
      self = .schedule(text: try shape.text("text"), in: try shape.id("in"), at: try shape.date("at"))
    case .direct: self = .direct(text: try shape.text("text"), to: try shape.id("to"))
    case .edit: self = .edit(named: try shape.string("named"), text: try shape.text("text"))
    case .react: self = .react(emoji: try shape.string("emoji"), to: try shape.reference("to"))
    case .pin: self = .pin(message: try shape.reference("message"))
    case .hide: self = .hide(message: try shape.reference("message"), reason: try shape.string("reason"))
    case .delete: self = .delete(message: try shape.reference("message"), reason: try shape.string("reason"))
    case .timeout:
      self = .timeout(
        member: try shape.id("member"), until: try shape.date("until"), reason: try shape.string("reason"))
    case .ban: self = .ban(member: try shape.id("member"), reason: try shape.string("reason"))
    case .grant: self = .grant(role: try shape.string("role"), to: try shape.id("to"))
    case .approve: self = .approve(member: try shape.id("member"))
    case .decline: self = .decline(member: try shape.id("member"), reason: try shape.string("reason"))
    case .flag: self = .flag(try Flag(json: shape.json("flag")))
    case .settle: self = .settle(flag: try shape.string("flag"))
    case .hold:
      self = .hold(
        until: shape.object["until"] == nil ? nil : try shape.date("until"), reason: try shape.string("reason"))
    case .timer:
      self = .timer(name: try shape.string("name"), at: shape.object["at"] == nil ? nil : try shape.date("at"))
    case .fetch: self = .fetch(name: try shape.string("name"), url: try shape.string("url"))
    case .measure:
      self = .measure(
        name: try shape.string("name"), value: try shape.double("value"),
        of: shape.object["of"] == nil ? nil : try shape.reference("of"))
    }
  }

  private static func object(_ kind: Kind, _ fields: (String, JSON?)...) -> JSON {
    var object = JSONObject()
    object.append("kind", .string(kind.rawValue))
    for (key, value) in fields {
      if let value { object.append(key, value) }
    }
    return .object(object)
  }
}

extension JSON {
  fileprivate static func id<Of>(_ id: ID<Of>) -> JSON { .string(id.raw) }
}

extension JSONShape {
  fileprivate func reference(_ key: String) throws(JSONShapeError) -> MessageRef { try MessageRef(json: json(key)) }

  /// JSON has no word for what is no finite number; it is written as `null`.
  fileprivate func double(_ key: String) throws(JSONShapeError) -> Double {
    let value = try json(key)
    if let double = value.double { return double }
    guard value == .null else {
      throw JSONShapeError(description: "\(what) needs a number at \"\(key)\", not \(value.kindName)")
    }
    return .nan
  }
}
