import BotCore

@testable import BotRuntime

/// Whatever takes the webhook connector's requests, as Zapier and the others do: every one is done, and answered 200.
/// This one forgets what it has seen.
class FakeReceiver: FakePlatform, @unchecked Sendable {
  class var platform: String { "webhook" }
  static let channel = "general"
  /// Whether a `webhook-id` that was seen is answered without doing it again.
  class var dropsRepeats: Bool { false }

  private struct State {
    var seen: Set<String> = []
    var posted: [String] = []
    var requests = 0
  }

  // Guards itself; the server is only kept alive.
  private let state: Lock<State>
  private let server: WebhookServer

  required init() throws {
    let state = Lock(State())
    let dropsRepeats = Self.dropsRepeats
    self.state = state
    server = try WebhookServer(listen: "127.0.0.1:0") { request, respond in
      let id = request.headers["webhook-id"] ?? ""
      let body = try? JSON(parsing: request.body)
      state.withLock { state in
        state.requests += 1
        let isNew = state.seen.insert(id).inserted
        if isNew || !dropsRepeats { state.posted.append(body?["text"]?.string ?? "") }
      }
      respond(.text("{\"id\":\"\(id)\"}", type: "application/json"))
    }
  }

  var connection: JSON {
    [
      "out": [
        "url": .string("http://127.0.0.1:\(server.port)/hook"),
        "idempotency": .string(Self.dropsRepeats ? "key" : "none"),
      ]
    ]
  }

  var posted: [String] { state.withLock { $0.posted } }
  var requests: Int { state.withLock { $0.requests } }
}

/// One that does nothing twice that has the same `webhook-id`, as Standard Webhooks asks of receivers.
final class FakeRememberingReceiver: FakeReceiver, @unchecked Sendable {
  override class var dropsRepeats: Bool { true }
}
