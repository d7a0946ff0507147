import BotCore

/// A GraphQL schema, or the part of one that matters, as the judge of documents and their variables.
///
/// Reads types, inputs and enumerations of the schema language without comments, descriptions and directives. Types that
/// are named in it and not written out are scalars.
struct GraphQLSchema: Sendable {
  struct Field: Sendable {
    let type: String
    let arguments: [String: String]
  }

  private(set) var types: [String: [String: Field]] = [:]
  private(set) var inputs: [String: [String: String]] = [:]
  private(set) var enumerations: [String: Set<String>] = [:]

  init(_ text: String) {
    var tokens = GraphQLTokens(text)
    while let kind = tokens.next(), let name = tokens.next(), tokens.take("{") {
      switch kind {
      case "type", "interface": types[name] = Self.fields(&tokens)
      case "input": inputs[name] = Self.fields(&tokens).mapValues(\.type)
      case "enum": enumerations[name] = Set(Self.fields(&tokens).keys)
      default: preconditionFailure("\(kind) is no part of a schema")
      }
    }
  }

  private static func fields(_ tokens: inout GraphQLTokens) -> [String: Field] {
    var fields: [String: Field] = [:]
    while !tokens.take("}"), let name = tokens.next() {
      var arguments: [String: String] = [:]
      if tokens.take("(") {
        while !tokens.take(")"), let argument = tokens.next(), tokens.take(":") { arguments[argument] = tokens.type() }
      }
      fields[name] = Field(type: tokens.take(":") ? tokens.type() : "", arguments: arguments)
    }
    return fields
  }

  /// What the schema does not allow in a document and its variables; empty where it allows all.
  func faults(_ document: String, _ variables: JSON) -> [String] {
    var reading = GraphQLReading(schema: self, tokens: GraphQLTokens(document))
    reading.operation()
    return reading.faults + self.faults(of: variables, reading.variables)
  }

  private func faults(of variables: JSON, _ declared: [String: String]) -> [String] {
    let sent = variables.object ?? JSONObject()
    return sent.keys.filter { declared[$0] == nil }.map { "$\($0) is not declared" }
      + declared.sorted { $0.key < $1.key }.flatMap {
        faults(of: sent[$0.key] ?? .null, as: $0.value, at: "$" + $0.key)
      }
  }

  private func faults(of value: JSON, as type: String, at place: String) -> [String] {
    let name = type.hasSuffix("!") ? String(type.dropLast()) : type
    if value == .null { return type.hasSuffix("!") ? ["\(place) is missing"] : [] }
    if let fields = inputs[name] {
      let sent = value.object ?? JSONObject()
      return sent.keys.filter { fields[$0] == nil }.map { "\(place).\($0) is not in \(name)" }
        + fields.sorted { $0.key < $1.key }.flatMap {
          faults(of: sent[$0.key] ?? .null, as: $0.value, at: "\(place).\($0.key)")
        }
    }
    if let allowed = enumerations[name] {
      return value.string.map { allowed.contains($0) } == true ? [] : ["\(place) is no \(name)"]
    }
    let isRight =
      switch name {
      case "Int": value.int != nil
      case "Boolean": value.bool != nil
      default: value.string != nil
      }
    return isRight ? [] : ["\(place) is no \(name)"]
  }
}

/// One document on its way through the schema.
private struct GraphQLReading {
  let schema: GraphQLSchema
  var tokens: GraphQLTokens
  var variables: [String: String] = [:]
  var faults: [String] = []

  mutating func operation() {
    let root = tokens.next() == "mutation" ? "Mutation" : "Query"
    if tokens.take("(") {
      while !tokens.take(")"), tokens.take("$"), let name = tokens.next(), tokens.take(":") {
        variables[name] = tokens.type()
      }
    }
    selection(of: root)
    if let rest = tokens.next() { faults.append("\(rest) follows the end") }
  }

  private mutating func selection(of parent: String) {
    guard tokens.take("{") else { return faults.append("\(parent) has no selection") }
    while !tokens.take("}") {
      guard let name = tokens.next() else { return faults.append("the end is missing") }
      if name == "..." {
        _ = tokens.take("on")
        let type = tokens.next() ?? ""
        if schema.types[type] == nil { faults.append("there is no type \(type)") }
        selection(of: type)
      } else if name != "__typename" {
        field(name, of: parent)
      }
    }
  }

  private mutating func field(_ name: String, of parent: String) {
    let field = schema.types[parent]?[name]
    if field == nil { faults.append("\(parent) has no field \(name)") }
    var missing = Set((field?.arguments ?? [:]).filter { $0.value.hasSuffix("!") }.keys)
    if tokens.take("(") {
      while !tokens.take(")"), let argument = tokens.next(), tokens.take(":") {
        missing.remove(argument)
        value(as: field?.arguments[argument], at: "\(parent).\(name)(\(argument))")
      }
    }
    faults += missing.map { "\(parent).\(name) lacks \($0)" }
    if tokens.take("@") {
      _ = tokens.next()
      if tokens.take("(") { while !tokens.take(")"), tokens.next() != nil {} }
    }
    let type = (field?.type ?? "").filter { !"[]!".contains($0) }
    if schema.types[type] != nil || tokens.peek == "{" { selection(of: type) }
  }

  private mutating func value(as type: String?, at place: String) {
    guard let type else { return faults.append("\(place) is not in the schema") }
    let plain = type.filter { $0 != "!" }
    if tokens.take("$") {
      let variable = tokens.next() ?? ""
      let declared = variables[variable] ?? "nothing"
      if declared.filter({ $0 != "!" }) != plain || type.hasSuffix("!") && !declared.hasSuffix("!") {
        faults.append("\(place) is \(type), $\(variable) is \(declared)")
      }
    } else if tokens.take("{") {
      while !tokens.take("}"), let name = tokens.next(), tokens.take(":") {
        value(as: schema.inputs[plain]?[name], at: "\(place).\(name)")
      }
    } else {
      let literal = tokens.next() ?? ""
      if let allowed = schema.enumerations[plain], !allowed.contains(literal) {
        faults.append("\(place) is no \(plain): \(literal)")
      }
    }
  }
}

/// The words and signs of a GraphQL text; commas and space mean nothing.
struct GraphQLTokens {
  private var tokens: ArraySlice<String>

  init(_ text: String) {
    var found: [String] = []
    var word = ""
    func isWord(_ character: Character) -> Bool { character.isLetter || character.isNumber || "._".contains(character) }
    for character in text {
      if isWord(character) {
        word.append(character)
        continue
      }
      if !word.isEmpty { found.append(word) }
      word = ""
      if !character.isWhitespace && character != "," { found.append(String(character)) }
    }
    if !word.isEmpty { found.append(word) }
    tokens = found[...]
  }

  var peek: String? { tokens.first }

  mutating func next() -> String? { tokens.popFirst() }

  mutating func take(_ token: String) -> Bool {
    guard tokens.first == token else { return false }
    tokens.removeFirst()
    return true
  }

  /// `[Name!]!`, written without space.
  mutating func type() -> String {
    var type = ""
    if take("[") {
      type = "[" + (next() ?? "")
      if take("!") { type += "!" }
      _ = take("]")
      type += "]"
    } else {
      type = next() ?? ""
    }
    return take("!") ? type + "!" : type
  }
}
