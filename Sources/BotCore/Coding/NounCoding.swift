extension Member {
  public var json: JSON {
    var object = JSONObject()
    object.append("id", .string(id.raw))
    if name != id.raw { object.append("name", .string(name)) }
    object.append("isBot", ifSet: isBot)
    if !roles.isEmpty { object.append("roles", .array(roles.map { .string($0) })) }
    object.append("locale", optional: locale)
    return .object(object)
  }

  /// - Throws: `JSONShapeError`.
  public init(json: JSON) throws(JSONShapeError) {
    let shape = try JSONShape(json, as: "a member")
    self.init(
      try shape.id("id"), name: shape.optionalString("name"), isBot: shape.flag("isBot"),
      roles: shape.object["roles"]?.array?.compactMap(\.string) ?? [], locale: shape.optionalString("locale"))
  }
}

extension Message {
  public var json: JSON {
    var object = JSONObject()
    object.append("id", .string(id.raw))
    object.append("channel", .string(channel.raw))
    object.append("channelName", optional: channelName)
    object.append("thread", optional: thread?.raw)
    object.append("author", author.json)
    object.append("text", .string(text))
    if !mentions.isEmpty { object.append("mentions", .array(mentions.map { .string($0.raw) })) }
    object.append("mentionsBot", ifSet: mentionsBot)
    object.append("isDirect", ifSet: isDirect)
    object.append("link", optional: link)
    if version != 0 { object.append("version", .int(version)) }
    return .object(object)
  }

  /// - Throws: `JSONShapeError`.
  public init(json: JSON) throws(JSONShapeError) {
    let shape = try JSONShape(json, as: "a message")
    self.init(
      try shape.id("id"), in: try shape.id("channel"), named: shape.optionalString("channelName"),
      thread: shape.optionalID("thread"), by: try Member(json: shape.json("author")), try shape.string("text"),
      mentions: shape.object["mentions"]?.array?.compactMap { $0.string.map { ID($0) } } ?? [],
      mentionsBot: shape.flag("mentionsBot"), isDirect: shape.flag("isDirect"), link: shape.optionalString("link"),
      version: shape.object["version"]?.int ?? 0)
  }
}

extension MessageRef {
  public var json: JSON {
    var object = JSONObject()
    object.append("id", .string(id.raw))
    object.append("channel", .string(channel.raw))
    object.append("thread", optional: thread?.raw)
    return .object(object)
  }

  /// - Throws: `JSONShapeError`.
  public init(json: JSON) throws(JSONShapeError) {
    let shape = try JSONShape(json, as: "a reference to a message")
    self.init(try shape.id("id"), in: try shape.id("channel"), thread: shape.optionalID("thread"))
  }
}

extension Flag {
  public var json: JSON {
    var object = JSONObject()
    object.append("title", .string(title))
    object.append("severity", .string(severity.rawValue))
    object.append("text", text.json)
    if let message { object.append("message", message.json) }
    object.append("member", optional: member?.raw)
    object.append("link", optional: link)
    object.append("name", optional: name)
    if isDanger { object.append("danger", true) }
    return .object(object)
  }

  /// - Throws: `JSONShapeError`.
  public init(json: JSON) throws(JSONShapeError) {
    let shape = try JSONShape(json, as: "a flag")
    var message: MessageRef?
    if let json = shape.object["message"] { message = try MessageRef(json: json) }
    self.init(
      try shape.string("title"), severity: try shape.word("severity"), text: try shape.text("text"), message: message,
      member: shape.optionalID("member"), link: shape.optionalString("link"), name: shape.optionalString("name"),
      isDanger: shape.object["danger"]?.bool ?? false)
  }
}

extension Reason {
  public var json: JSON {
    var object = JSONObject()
    object.append("rule", .string(rule))
    if !found.isEmpty { object.append("found", .array(found.map { .string($0) })) }
    if !facts.isEmpty { object.append("facts", .array(facts.map { [.string($0.name), .string($0.value)] })) }
    if let message { object.append("message", message.json) }
    object.append("member", optional: member?.raw)
    return .object(object)
  }

  /// - Throws: `JSONShapeError`.
  public init(json: JSON) throws(JSONShapeError) {
    let shape = try JSONShape(json, as: "a reason")
    var message: MessageRef?
    if let json = shape.object["message"] { message = try MessageRef(json: json) }
    self.init(
      try shape.string("rule"), found: shape.object["found"]?.array?.compactMap(\.string) ?? [],
      facts: shape.object["facts"]?.array?.compactMap { fact in
        fact[0]?.string.flatMap { name in fact[1]?.string.map { Fact(name, $0) } }
      } ?? [], message: message, member: shape.optionalID("member"))
  }
}
