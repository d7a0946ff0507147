internal import BotCore

/// Calls methods of the Bot API. The token stands in every address, so addresses never get into an error.
struct TelegramAPI: Sendable {
  private let base: String
  private let token: Secret
  private let http: any HTTPClient

  init(base: String, token: Secret, http: any HTTPClient) {
    var base = Substring(base)
    while base.hasSuffix("/") { base = base.dropLast() }
    self.base = String(base)
    self.token = token
    self.http = http
  }

  /// The `result` of a method.
  /// - Parameter wait: how long Telegram may hold the answer back.
  /// - Throws: `TelegramFault` for every answer that is no success, `HTTPError` where none came.
  func call(
    _ method: String, _ parameters: [(String, JSON?)] = [], wait: Duration = .zero
  ) async throws -> JSON {
    var limits = HTTPLimits()
    limits.firstByte = wait + .seconds(30)
    limits.total = wait + .seconds(60)
    limits.maxBody = 32 << 20
    let body = JSON.object(JSONObject(parameters.compactMap { key, value in value.map { (key, $0) } }))
    let answer = try await http.send(
      HTTPRequest(
        "POST", "\(base)/bot\(Percent.encode(token.reveal(), keeping: ":"))/\(method)",
        headers: ["Content-Type": "application/json"], body: body.bytes, limits: limits))
    let json = try? JSON(parsing: answer.body)
    guard (200..<300).contains(answer.status), json?["ok"]?.bool == true else {
      throw TelegramFault(answer.status, json, hiding: token.reveal())
    }
    return json?["result"] ?? .null
  }
}

extension Percent {
  /// - Parameter kept: characters that stay as they are.
  fileprivate static func encode(_ text: String, keeping kept: Character) -> String {
    text.split(separator: kept, omittingEmptySubsequences: false).map { encode(String($0)) }
      .joined(separator: String(kept))
  }
}
