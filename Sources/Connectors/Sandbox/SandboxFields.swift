import BotCore

/// The fields that a request of the page carries, as JSON or as a form.
struct SandboxFields: Sendable, Hashable {
  enum Kind: Sendable, Hashable { case json, form }

  static let maxBody = 32 << 10

  let values: [String: String]

  /// - Throws: `SandboxFault` with 413, 415 or 400.
  init(_ request: WebhookRequest) throws(SandboxFault) {
    guard request.body.count <= Self.maxBody else { throw SandboxFault(413, "The request is too large.") }
    switch Self.kind(of: request) {
    case .json: values = try Self.json(request.body)
    case .form: values = try Self.form(request.body)
    case nil: throw SandboxFault(415, "Send application/json or application/x-www-form-urlencoded.")
    }
  }

  static func kind(of request: WebhookRequest) -> Kind? {
    let type = request.headers["Content-Type"]?.split(separator: ";").first.map(String.init) ?? ""
    switch SandboxWords.clean(type).lowercased() {
    case "application/json": return .json
    case "application/x-www-form-urlencoded": return .form
    default: return nil
    }
  }

  /// - Throws: `SandboxFault` with 400 where the field is missing.
  func text(_ name: String) throws(SandboxFault) -> String {
    guard let value = values[name] else { throw SandboxFault(400, "The field \"\(name)\" is missing.") }
    return value
  }

  func id<Of>(_ name: String) throws(SandboxFault) -> ID<Of> { ID(try text(name)) }

  private static func json(_ body: [UInt8]) throws(SandboxFault) -> [String: String] {
    guard let object = (try? JSON(parsing: body))?.object else {
      throw SandboxFault(400, "The body is not a JSON object.")
    }
    var values: [String: String] = [:]
    for member in object.members {
      switch member.value {
      case .string(let text): values[member.key] = text
      case .bool(let value): values[member.key] = value ? "true" : "false"
      case .null: continue
      case .int, .double, .array, .object:
        throw SandboxFault(400, "The field \"\(member.key)\" must be a text.")
      }
    }
    return values
  }

  private static func form(_ body: [UInt8]) throws(SandboxFault) -> [String: String] {
    guard let fields = FormFields(body) else { throw SandboxFault(400, "The form is not encoded as it should be.") }
    return fields.values
  }
}
