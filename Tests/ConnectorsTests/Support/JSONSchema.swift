import BotCore

/// Judges JSON by a schema as OpenAPI documents hold them: the keywords that the platforms' documents use, no more.
/// Stricter than the standard in one point: a property that a closed list of properties does not name is a fault even
/// where the schema does not forbid others, for a misspelt parameter is what the tests look for.
struct JSONSchema {
  /// The document, in which `$ref` points.
  let root: JSON

  /// What is wrong, each with its place; empty where nothing is.
  func faults(_ value: JSON, _ schema: JSON, at place: String = "body") -> [String] {
    var names: Set<String>? = []
    let found = check(value, schema, place, &names)
    guard let object = value.object, let names else { return found }
    return found + object.members.filter { !names.contains($0.key) }.map { "\(place).\($0.key) is not documented" }
  }

  func resolve(_ schema: JSON) -> JSON {
    var schema = schema
    while let reference = schema["$ref"]?.string {
      schema = reference.split(separator: "/").dropFirst().reduce(root) { json, part in
        json[String(part).replacing("~1", with: "/").replacing("~0", with: "~")] ?? .null
      }
    }
    return schema
  }

  /// - Parameter names: the properties that the schema knows; `nil` once it takes any.
  private func check(_ value: JSON, _ schema: JSON, _ place: String, _ names: inout Set<String>?) -> [String] {
    let schema = resolve(schema)
    if schema == true || schema.object?.members.isEmpty == true {
      names = nil
      return []
    }
    if schema["nullable"] == true, value == .null { return [] }
    if let types = types(schema), !types.contains(where: { Self.matches(value, $0) }) {
      return ["\(place) is \(value.kindName), not \(types.joined(separator: " or "))"]
    }
    if let choices = schema["enum"]?.array, !choices.contains(value), !(value == .null && types(schema) == nil) {
      return ["\(place) is \(value.text), which is none of \(JSON.array(choices).text.prefix(200))"]
    }
    if let constant = schema["const"], constant != value { return ["\(place) is \(value.text), not \(constant.text)"] }
    var found = limits(value, schema, place) + alternatives(value, schema, place, &names)
    if let object = value.object { found += members(object, schema, place, &names) }
    if let items = schema["items"], let array = value.array {
      found += array.enumerated().flatMap { faults($1, items, at: "\(place)[\($0)]") }
    }
    return found
  }

  private func alternatives(_ value: JSON, _ schema: JSON, _ place: String, _ names: inout Set<String>?) -> [String] {
    var found: [String] = []
    for part in schema["allOf"]?.array ?? [] { found += check(value, part, place, &names) }
    for keyword in ["oneOf", "anyOf"] {
      guard let choices = schema[keyword]?.array else { continue }
      let results = choices.map { choice -> (faults: [String], names: Set<String>?) in
        var known: Set<String>? = []
        let faults = check(value, choice, place, &known)
        let unknown = known.map { known in
          value.object?.members.filter { !known.contains($0.key) }.map { "\(place).\($0.key) is not documented" } ?? []
        }
        return (faults + (keyword == "oneOf" ? unknown ?? [] : []), known)
      }
      let fitting = results.filter(\.faults.isEmpty)
      if fitting.isEmpty {
        found += results.min { $0.faults.count < $1.faults.count }?.faults ?? []
      }
      for result in fitting.isEmpty ? results : fitting {
        if let known = result.names { names?.formUnion(known) } else { names = nil }
      }
    }
    return found
  }

  private func members(_ object: JSONObject, _ schema: JSON, _ place: String, _ names: inout Set<String>?) -> [String] {
    let properties = schema["properties"]?.object?.members ?? []
    names?.formUnion(properties.map(\.key))
    var found = (schema["required"]?.array ?? []).compactMap(\.string).filter { object[$0] == nil }
      .map { "\(place).\($0) is missing" }
    for property in properties {
      if let value = object[property.key] { found += faults(value, property.value, at: "\(place).\(property.key)") }
    }
    if let others = schema["additionalProperties"], others != false {
      for member in object.members where !properties.contains(where: { $0.key == member.key }) && others != true {
        found += faults(member.value, others, at: "\(place).\(member.key)")
      }
      names = nil
    }
    return found
  }

  private func limits(_ value: JSON, _ schema: JSON, _ place: String) -> [String] {
    var found: [String] = []
    if let text = value.string {
      if let most = schema["maxLength"]?.int, text.unicodeScalars.count > most { found.append("\(place) is too long") }
      if let least = schema["minLength"]?.int, text.unicodeScalars.count < least {
        found.append("\(place) is too short")
      }
      if let pattern = schema["pattern"]?.string, let regex = try? Regex(pattern), !text.contains(regex) {
        found.append("\(place) is \"\(text)\", which is not of the form \(pattern)")
      }
    }
    if let number = value.double {
      if let most = schema["maximum"]?.double, number > most { found.append("\(place) is above \(most)") }
      if let least = schema["minimum"]?.double, number < least { found.append("\(place) is below \(least)") }
    }
    if let array = value.array {
      if let most = schema["maxItems"]?.int, array.count > most { found.append("\(place) has too many items") }
      if let least = schema["minItems"]?.int, array.count < least { found.append("\(place) has too few items") }
    }
    return found
  }

  private func types(_ schema: JSON) -> [String]? {
    schema["type"]?.string.map { [$0] } ?? schema["type"]?.array?.compactMap(\.string)
  }

  private static func matches(_ value: JSON, _ type: String) -> Bool {
    switch (type, value) {
    case ("null", .null), ("boolean", .bool), ("string", .string), ("array", .array), ("object", .object),
      ("integer", .int), ("number", .int), ("number", .double):
      true
    default: false
    }
  }
}
