import BotCore
import FoundationEssentials

@testable import Connectors

/// An official OpenAPI document (2.0 or 3.x) as the judge of the requests that a connector makes.
struct APISpec {
  private let schema: JSONSchema
  private let templates: [(parts: [Substring], path: String)]
  /// What comes before the paths of the document: `/api/v10`.
  private let prefix: String
  /// Parameters and body members that the document does not have yet, each with the place where they are documented.
  private let newer: [String: String]

  init(_ document: JSON, prefix: String = "", newer: [String: String] = [:]) {
    schema = JSONSchema(root: document)
    self.prefix = prefix
    self.newer = newer
    templates = (document["paths"]?.object?.members ?? []).map { ($0.key.split(separator: "/"), $0.key) }
  }

  /// The path of the document that the request is for: `/channels/{channel_id}/messages`.
  func path(of request: HTTPRequest) -> String? {
    guard let path = Self.address(request.url)?.path, path.hasPrefix(prefix) else { return nil }
    let parts = path.dropFirst(prefix.count).split(separator: "/")
    let fitting = templates.filter { template in
      template.parts.count == parts.count && zip(template.parts, parts).allSatisfy(Self.fits)
    }
    // Some documents describe one address twice, with other names for its parts and other methods.
    func knowsMethod(_ path: String) -> Bool { schema.root["paths"]?[path]?[request.method.lowercased()] != nil }
    return
      (fitting.filter { knowsMethod($0.path) }.max { Self.literals($0.parts) < Self.literals($1.parts) }
      ?? fitting.max { Self.literals($0.parts) < Self.literals($1.parts) })?.path
  }

  /// What the document does not allow in this request; empty where it allows all.
  func faults(_ request: HTTPRequest) -> [String] {
    guard let path = path(of: request) else { return ["\(request.url) is no documented path"] }
    let item = schema.root["paths"]?[path] ?? .null
    guard let operation = item[request.method.lowercased()] else { return ["\(path) has no \(request.method)"] }
    let parameters = ((item["parameters"]?.array ?? []) + (operation["parameters"]?.array ?? [])).map(schema.resolve)
    return (query(request, parameters) + body(request, operation, parameters))
      .filter { fault in !newer.keys.contains { fault == "\($0) is not documented" } }
      .map { "\(request.method) \(path): \($0)" }
  }

  private func query(_ request: HTTPRequest, _ parameters: [JSON]) -> [String] {
    let known = parameters.filter { $0["in"] == "query" }
    let sent = Self.address(request.url)?.query ?? []
    var found = known.filter { $0["required"] == true }.compactMap { $0["name"]?.string }
      .filter { name in !sent.contains { $0.name == name } }.map { "?\($0) is missing" }
    for field in sent {
      let bare = field.name.hasSuffix("[]") ? String(field.name.dropLast(2)) : field.name
      guard let parameter = known.first(where: { $0["name"]?.string == bare || $0["name"]?.string == field.name })
      else {
        found.append("?\(field.name) is not documented")
        continue
      }
      found += plain(field.value, schema.resolve(parameter["schema"] ?? parameter), at: "?\(field.name)")
    }
    return found
  }

  private func body(_ request: HTTPRequest, _ operation: JSON, _ parameters: [JSON]) -> [String] {
    let form = parameters.filter { $0["in"] == "formData" }
    let type = request.headers["Content-Type"]?.split(separator: ";").first.map(String.init) ?? ""
    guard !request.body.isEmpty else {
      let isNeeded = schema.resolve(operation["requestBody"] ?? .null)["required"] == true
      let missing = form.filter { $0["required"] == true }.compactMap { $0["name"]?.string }
      return isNeeded ? ["the body is missing"] : missing.map { "body.\($0) is missing" }
    }
    let sent: JSON
    if type == "application/x-www-form-urlencoded" {
      sent = .object(
        JSONObject(
          Percent.fields(of: String(decoding: request.body, as: UTF8.self)).map { ($0.name, .string($0.value)) }))
    } else {
      guard let json = try? JSON(parsing: request.body) else { return ["the body is no JSON"] }
      sent = json
    }
    if !form.isEmpty { return members(sent, form) }
    let content = schema.resolve(operation["requestBody"] ?? .null)["content"]?.object?.members ?? []
    guard !content.isEmpty else { return ["a body is not documented"] }
    // Some documents know one form of body only, where the platform takes the same members in others.
    guard let media = content.first(where: { $0.key == type }) ?? content.first, let form = media.value["schema"]
    else { return ["a body of type \(type) is not documented"] }
    return type == "application/x-www-form-urlencoded" ? formMembers(sent, form) : schema.faults(sent, form)
  }

  /// Swagger 2 lists the members of a body as parameters; in a body of JSON, `true` may stand for `"true"` and a list or
  /// object for its text.
  private func members(_ sent: JSON, _ form: [JSON]) -> [String] {
    var found = form.filter { $0["required"] == true }.compactMap { $0["name"]?.string }
      .filter { sent[$0] == nil && $0 != "token" }.map { "body.\($0) is missing" }
    for member in sent.object?.members ?? [] {
      guard let parameter = form.first(where: { $0["name"]?.string == member.key }) else {
        found.append("body.\(member.key) is not documented")
        continue
      }
      let text = member.value.string ?? member.value.text
      found += plain(text, parameter, at: "body.\(member.key)")
    }
    return found
  }

  private func formMembers(_ sent: JSON, _ form: JSON) -> [String] {
    let form = schema.resolve(form)
    let required = (form["required"]?.array ?? []).compactMap(\.string)
    var found = required.filter { name in
      sent.object?.members.contains { $0.key == name || $0.key.hasPrefix(name + "[") } != true
    }.map { "body.\($0) is missing" }
    for member in sent.object?.members ?? [] {
      let bare = String(member.key.prefix { $0 != "[" })
      guard let property = form["properties"]?[bare] else {
        found.append("body.\(member.key) is not documented")
        continue
      }
      found += plain(member.value.string ?? "", schema.resolve(property), at: "body.\(member.key)")
    }
    return found
  }

  /// A value that is written as text: in a query or a form.
  private func plain(_ text: String, _ form: JSON, at place: String) -> [String] {
    var form = form
    if let choices = form["oneOf"]?.array ?? form["anyOf"]?.array {
      let results = choices.map { plain(text, schema.resolve($0), at: place) }
      return results.contains([]) ? [] : results.first ?? []
    }
    if form["type"] == "array" { form = schema.resolve(form["items"] ?? [:]) }
    let value: JSON
    switch form["type"]?.string {
    case "integer":
      guard let number = Int(text) else { return ["\(place) is \"\(text)\", no whole number"] }
      value = .int(number)
    case "number":
      guard let number = Double(text) else { return ["\(place) is \"\(text)\", no number"] }
      value = .double(number)
    case "boolean":
      guard ["true", "false", "1", "0"].contains(text) else {
        return ["\(place) is \"\(text)\", neither true nor false"]
      }
      value = .bool(text == "true" || text == "1")
    default:
      guard form["type"] == nil || form["type"] == "string" || form["enum"] != nil else { return [] }
      value = .string(text)
    }
    var checked = JSONObject()
    for member in form.object?.members ?? []
    where ["enum", "pattern", "maxLength", "minLength", "maximum", "minimum"]
      .contains(member.key)
    {
      checked.append(member.key, member.value)
    }
    return schema.faults(value, .object(checked), at: place)
  }

  private static func address(_ url: String) -> (path: String, query: [(name: String, value: String)])? {
    let address = url.split(separator: "://", maxSplits: 1).last ?? ""
    guard let slash = address.firstIndex(of: "/") else { return nil }
    let parts = address[slash...].split(separator: "?", maxSplits: 1, omittingEmptySubsequences: false)
    return (String(parts[0]), parts.count > 1 ? Percent.fields(of: parts[1]) : [])
  }

  /// `{id}` stands for anything, `{id}.json` for anything with that end.
  private static func fits(_ template: Substring, _ part: Substring) -> Bool {
    guard let open = template.firstIndex(of: "{"), let close = template.firstIndex(of: "}") else {
      return template == part
    }
    let (start, end) = (template[..<open], template[template.index(after: close)...])
    return part.count > start.count + end.count && part.hasPrefix(start) && part.hasSuffix(end)
  }

  private static func literals(_ parts: [Substring]) -> Int { parts.map { $0.contains("{") ? 0 : 1 }.reduce(0, +) }
}
