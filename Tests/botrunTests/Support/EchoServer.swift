import BotCore

@testable import BotRuntime

/// A platform, or a proxy before it, that is out of order and repeats in every answer all that it was sent.
final class EchoServer: Sendable {
  private let server: WebhookServer
  private let seen = Lock<[String]>([])

  init() throws {
    let seen = seen
    server = try WebhookServer(listen: "127.0.0.1:0") { request, respond in
      let fields = request.headers.fields.map { "\($0.name): \($0.value)" }.joined(separator: "\n")
      let body = String(decoding: request.body, as: UTF8.self)
      let said = "\(request.method) \(request.path)?\(request.query)\n\(fields)\n\(body)"
      let count = seen.withLock { seen in
        seen.append(said)
        return seen.count
      }
      let text = JSON.string(said)
      let answer: JSON = [
        "ok": false, "error": text, "message": text, "errcode": "M_FORBIDDEN", "errors": [text], "description": text,
        "error_code": 400, "code": 50001,
      ]
      respond(.text(answer.text, status: [500, 403, 200, 400][count % 4], type: "application/json"))
    }
  }

  var port: Int { server.port }

  /// All that came.
  var requests: [String] { seen.withLock { $0 } }
}
