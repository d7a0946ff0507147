import BotCore

/// Telegram's description of its Bot API as the judge of requests, and the maker of samples: methods and types with
/// their fields, each with the types that it may have (`Integer`, `Array of User`) and whether it is required.
struct BotAPISpec {
  let document: JSON
  private let methods: [String: [Field]]
  private let types: [String: [Field]]
  /// The forms of the types that stand for several.
  private let subtypes: [String: [String]]

  init(document: JSON) {
    self.document = document
    methods = Self.fields(document["methods"])
    types = Self.fields(document["types"])
    let described = document["types"]?.object?.members ?? []
    subtypes = Dictionary(
      uniqueKeysWithValues: described.compactMap { member in
        (member.value["subtypes"]?.array?.compactMap(\.string)).map { (member.key, $0) }
      })
  }

  private static func fields(_ described: JSON?) -> [String: [Field]] {
    Dictionary(
      uniqueKeysWithValues: (described?.object?.members ?? []).map { member in
        (member.key, (member.value["fields"]?.array ?? []).compactMap { Field($0) })
      })
  }

  private struct Field {
    let name: String
    let types: [String]
    let isRequired: Bool
    /// What a text of it always is.
    let constant: String?

    init?(_ json: JSON) {
      guard let name = json["name"]?.string, let types = json["types"]?.array else { return nil }
      self.name = name
      self.types = types.compactMap(\.string)
      isRequired = json["required"]?.bool ?? false
      constant = Self.constant(json["description"]?.string ?? "")
    }

    private static func constant(_ description: String) -> String? {
      for quote in ["\"", "“"] {
        let parts = description.split(separator: "always \(quote)", maxSplits: 1)
        guard parts.count == 2 else { continue }
        return parts[1].split(whereSeparator: { $0 == "\"" || $0 == "”" }).first.map { String($0) }
      }
      return nil
    }
  }

  /// What the description does not allow in a call; empty where it allows all.
  func faults(_ method: String, _ parameters: JSON) -> [String] {
    guard let fields = methods[method] else { return ["\(method) is no method"] }
    return members(parameters, fields, at: method)
  }

  /// What of a value does not fit a type.
  func faults(_ value: JSON, as type: String, at place: String) -> [String] {
    if type.hasPrefix("Array of ") {
      guard let items = value.array else { return ["\(place) is no list"] }
      let inner = String(type.dropFirst("Array of ".count))
      return items.enumerated().flatMap { faults($1, as: inner, at: "\(place)[\($0)]") }
    }
    switch type {
    case "Integer": return value.int == nil ? ["\(place) is no whole number"] : []
    case "Float": return value.double == nil ? ["\(place) is no number"] : []
    case "String": return value.string == nil ? ["\(place) is no text"] : []
    case "Boolean": return value.bool == nil ? ["\(place) is neither true nor false"] : []
    default: break
    }
    guard let fields = types[type] else { return ["\(place) has the unknown type \(type)"] }
    if let forms = subtypes[type] {
      let tried = forms.map { faults(value, as: $0, at: place) }
      return tried.contains([]) ? [] : tried.min { $0.count < $1.count } ?? []
    }
    guard value.object != nil else { return ["\(place) is no object"] }
    return members(value, fields, at: place)
  }

  private func members(_ value: JSON, _ fields: [Field], at place: String) -> [String] {
    let missing = fields.filter { $0.isRequired && value[$0.name] == nil }.map { "\(place).\($0.name) is missing" }
    return (value.object?.members ?? []).reduce(missing) { found, member in
      guard let field = fields.first(where: { $0.name == member.key }) else {
        return found + ["\(place).\(member.key) is not documented"]
      }
      let tried = field.types.map { faults(member.value, as: $0, at: "\(place).\(field.name)") }
      let wrong = tried.contains([]) ? [] : tried.first ?? []
      return found + wrong + always(member.value, field, at: "\(place).\(field.name)")
    }
  }

  /// "Type of the reaction, always "emoji"".
  private func always(_ value: JSON, _ field: Field, at place: String) -> [String] {
    guard let word = field.constant, let text = value.string, text != word else { return [] }
    return ["\(place) is not \(word)"]
  }

  // MARK: Samples

  /// The kinds of update.
  var updates: [String] {
    (types["Update"] ?? []).map(\.name).filter { $0 != "update_id" }
  }

  func type(of field: String, in type: String) -> String? {
    types[type]?.first { $0.name == field }?.types.first
  }

  /// The forms that a type can take: itself, or its subtypes.
  func forms(of type: String) -> [String] {
    subtypes[type] ?? [type]
  }

  /// A value of the type with every field filled, down to a depth below which only what is required stands.
  func sample(_ type: String, depth: Int = 3) -> JSON {
    if type.hasPrefix("Array of ") { return [sample(String(type.dropFirst("Array of ".count)), depth: depth)] }
    switch type {
    case "Integer": return 1_767_225_000
    case "Float": return 1.5
    case "String": return "text"
    case "Boolean": return true
    default: break
    }
    if let first = subtypes[type]?.first { return sample(first, depth: depth) }
    let wanted = (types[type] ?? []).filter { $0.isRequired || depth > 0 }
    return .object(
      JSONObject(
        wanted.map { field in
          let constant = field.types == ["String"] ? field.constant : nil
          return (field.name, constant.map { .string($0) } ?? sample(field.types.first ?? "", depth: depth - 1))
        }))
  }
}
