public import BotCore

/// Answers a connector's requests from a function and remembers what was asked.
public actor ScriptedHTTP: HTTPClient {
  public private(set) var requests: [HTTPRequest] = []
  private let answer: @Sendable (HTTPRequest) throws -> HTTPResponse

  public init(_ answer: @escaping @Sendable (HTTPRequest) throws -> HTTPResponse) { self.answer = answer }

  public func send(_ request: HTTPRequest) async throws -> HTTPResponse {
    requests.append(request)
    return try answer(request)
  }
}

extension HTTPResponse {
  public static func json(_ json: JSON, status: Int = 200, headers: Headers = [:]) -> HTTPResponse {
    HTTPResponse(status: status, headers: headers, body: json.bytes)
  }
}
