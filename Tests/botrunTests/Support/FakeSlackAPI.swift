import BotCore

@testable import BotRuntime
@testable import Connectors

/// Slack's Web API: who may call, what is called with what, and what goes wrong on demand.
struct FakeSlackAPI: Sendable {
  let state: Lock<FakeSlack.State>

  func handle(_ request: WebhookRequest, _ respond: @escaping @Sendable (WebhookResponse) -> Void) {
    guard request.path.hasPrefix("/api/") else { return respond(.text("", status: 404)) }
    guard request.headers["Authorization"] == "Bearer \(FakeSlack.token)" else {
      return respond(FakeSlackMethods.refusal("invalid_auth"))
    }
    let call = FakeSlackMethods(method: String(request.path.dropFirst("/api/".count)), Self.parameters(request))
    let answer = state.withLock { state -> WebhookResponse? in
      state.calls[call.method, default: 0] += 1
      state.postWhatIsDue()
      guard let fault = state.takeFault(call.method) else { return call.answer(&state) }
      let failure = Self.fail(fault, call, &state)
      if failure == nil { state.hanging.append(respond) }
      return failure
    }
    if let answer { respond(answer) }
  }

  private static func fail(
    _ fault: FakeSlack.Fault, _ call: FakeSlackMethods, _ state: inout FakeSlack.State
  ) -> WebhookResponse? {
    switch fault {
    case .limited(let seconds):
      var response = WebhookResponse.text("{\"ok\":false,\"error\":\"ratelimited\"}", status: 429)
      response.headers["Retry-After"] = "\(seconds)"
      return response
    case .refusing(let word): return FakeSlackMethods.refusal(word)
    case .status(let status, let stores):
      if stores { _ = call.answer(&state) }
      return .text("out of order", status: status)
    case .internalErrorAfterStoring:
      _ = call.answer(&state)
      return FakeSlackMethods.refusal("internal_error")
    case .hanging(let stores):
      if stores { _ = call.answer(&state) }
      return nil
    }
  }

  /// Of the query and the body, which is JSON or a form.
  private static func parameters(_ request: WebhookRequest) -> [String: JSON] {
    if let body = (try? JSON(parsing: request.body))?.object {
      return Dictionary(body.members.map { ($0.key, $0.value) }) { $1 }
    }
    let fields = Percent.fields(of: request.query) + Percent.fields(of: String(decoding: request.body, as: UTF8.self))
    return Dictionary(fields.map { ($0.name, JSON.string($0.value)) }) { $1 }
  }
}

extension FakeSlack.State {
  mutating func takeFault(_ method: String) -> FakeSlack.Fault? {
    guard let waiting = faults[method], !waiting.isEmpty else { return nil }
    return faults[method]?.removeFirst()
  }
}
