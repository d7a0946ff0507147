import BotCore
import CMicroHTTPD

/// What libmicrohttpd calls for each step of a request, all on its one thread.
final class WebhookIntake: Sendable {
  typealias Handler = @Sendable (WebhookRequest, _ respond: @escaping @Sendable (WebhookResponse) -> Void) -> Void

  private let desk: WebhookDesk
  private let admission: Admission
  private let handler: Handler

  init(_ desk: WebhookDesk, handler: @escaping Handler) {
    self.desk = desk
    self.handler = handler
    admission = Admission(limits: desk.limits)
  }

  func opened(_ uri: String, on connection: OpaquePointer) -> Exchange {
    let exchange = Exchange(uri: uri, descriptor: cm_descriptor(connection))
    desk.requestOpened(exchange.descriptor)
    return exchange
  }

  func closed(_ exchange: Exchange) { desk.requestClosed(exchange) }

  func connectionChanged(_ connection: OpaquePointer, isOpen: Bool) {
    let descriptor = cm_descriptor(connection)
    if isOpen { desk.connectionOpened(descriptor) } else { desk.connectionClosed(descriptor) }
  }

  /// Called once with the head, then with each piece of the body, then with none, and once more after each resume.
  func step(
    _ exchange: Exchange, _ method: String, _ version: String, _ piece: UnsafeRawBufferPointer,
    on connection: OpaquePointer
  ) -> MHD_Result {
    if !exchange.isHeadRead {
      exchange.isHeadRead = true
      exchange.headers = readHeaders(connection)
      let refusal = admission.refusal(
        method: method, version: version, headers: exchange.headers, load: desk.load())
      return refusal.map { reply($0, to: exchange, on: connection) } ?? .YES
    }
    if !piece.isEmpty { return take(piece, for: exchange) ? .YES : .NO }
    if let response = desk.takeAnswer(exchange) {
      return reply(response, to: exchange, on: connection, isHead: method == "HEAD")
    }
    if let refusal = exchange.refusal { return reply(refusal, to: exchange, on: connection) }
    return handOver(exchange, method, on: connection)
  }

  /// Keeps a piece of the body. A body that turns out too large is dropped as it comes, so that its sender can read
  /// the refusal; one that goes on for as much again is cut off (false).
  private func take(_ piece: UnsafeRawBufferPointer, for exchange: Exchange) -> Bool {
    if exchange.refusal == nil {
      if exchange.body.count + piece.count > desk.limits.body {
        exchange.refusal = Admission.largeBody
      } else if !desk.hold(piece.count, for: exchange) {
        exchange.refusal = Admission.busy
      } else {
        exchange.body.append(contentsOf: piece)
        return true
      }
      exchange.body = []
    }
    exchange.droppedBytes += piece.count
    return exchange.droppedBytes <= desk.limits.body
  }

  private func handOver(_ exchange: Exchange, _ method: String, on connection: OpaquePointer) -> MHD_Result {
    let request = WebhookRequest(
      method: method, path: exchange.path, query: exchange.query, headers: exchange.headers, body: exchange.body)
    exchange.body = []
    guard desk.await(exchange, on: connection) else { return reply(Admission.busy, to: exchange, on: connection) }
    let desk = desk
    handler(request) { desk.answer(exchange, $0) }
    return .YES
  }

  private func reply(
    _ response: WebhookResponse, to exchange: Exchange, on connection: OpaquePointer, isHead: Bool = false
  ) -> MHD_Result {
    WebhookReply(desk: desk, exchange: exchange, isHead: isHead).send(response, on: connection)
  }

  private func readHeaders(_ connection: OpaquePointer) -> Headers {
    var headers: Headers = [:]
    withUnsafeMutablePointer(to: &headers) { pointer in
      _ = MHD_get_connection_values(
        connection, .HEADER_KIND,
        { context, _, name, value in
          guard let name else { return .YES }
          let headers = context!.assumingMemoryBound(to: Headers.self)
          headers.pointee.add(String(cString: name), value.map { String(cString: $0) } ?? "")
          return .YES
        }, pointer)
    }
    return headers
  }
}
