import BotCore
import CMicroHTTPD

/// Puts an answer on the wire.
struct WebhookReply {
  let desk: WebhookDesk
  let exchange: Exchange
  let isHead: Bool

  func send(_ response: WebhookResponse, on connection: OpaquePointer) -> MHD_Result {
    let response = Self.isSound(response) ? response : Admission.broken
    switch response.body {
    case .bytes(let bytes): return send(response, fixed(isEmpty(response.status) ? [] : bytes), on: connection)
    case .stream where isHead || isEmpty(response.status): return send(response, fixed([]), on: connection)
    case .stream(let stream):
      let outlet = StreamOutlet()
      guard desk.open(outlet, for: exchange) else { return send(Admission.busy, on: connection) }
      exchange.outlet = outlet
      defer { outlet.run(stream) }
      return send(response, flowing(outlet, on: connection), on: connection)
    }
  }

  private func send(_ response: WebhookResponse, _ made: OpaquePointer?, on connection: OpaquePointer) -> MHD_Result {
    guard let made else { return .NO }
    defer { MHD_destroy_response(made) }
    for field in response.headers.fields where !Self.ownedByServer.contains(field.name.lowercased()) {
      MHD_add_response_header(made, field.name, field.value)
    }
    // Where a request is unclear, what follows it may be a part of it.
    if desk.load().isDraining || response.status == 400 { MHD_add_response_header(made, "Connection", "close") }
    return MHD_queue_response(connection, UInt32(response.status), made)
  }

  private func fixed(_ bytes: [UInt8]) -> OpaquePointer? {
    var bytes = bytes
    return bytes.withUnsafeMutableBytes {
      MHD_create_response_from_buffer($0.count, $0.baseAddress, .RESPMEM_MUST_COPY)
    }
  }

  private func flowing(_ outlet: StreamOutlet, on connection: OpaquePointer) -> OpaquePointer? {
    let source = StreamSource(outlet: outlet, connection: connection)
    return MHD_create_response_from_callback(
      .max, 16 << 10,
      { context, _, bytes, size in
        let source = Unmanaged<StreamSource>.fromOpaque(context!).takeUnretainedValue()
        return source.outlet.read(into: UnsafeMutableRawBufferPointer(start: bytes, count: size), of: source.connection)
      }, Unmanaged.passRetained(source).toOpaque(),
      { context in Unmanaged<StreamSource>.fromOpaque(context!).release() })
  }

  private func isEmpty(_ status: Int) -> Bool { status == 204 || status == 304 }

  /// Whether it is an answer at all and no header of it can start a line of its own.
  private static func isSound(_ response: WebhookResponse) -> Bool {
    (200...599).contains(response.status)
      && response.headers.fields.allSatisfy { $0.isNamedSafely && $0.isValueSafe }
  }

  private static let ownedByServer: Set = ["connection", "content-length", "date", "transfer-encoding"]
}

private final class StreamSource {
  let outlet: StreamOutlet
  let connection: OpaquePointer

  init(outlet: StreamOutlet, connection: OpaquePointer) {
    self.outlet = outlet
    self.connection = connection
  }
}
