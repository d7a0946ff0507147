public import BotCore
import CMicroHTTPD
import Glibc

/// The way in: webhooks, health page and streams over plain HTTP. TLS belongs to a reverse proxy in front of it.
///
/// The handler is called once the whole body is there, on the server's one thread, so it must only pass the request
/// on. The answer may come later and from any thread; no thread is held meanwhile. Only the first answer counts.
///
/// Guard of the unchecked Sendable: the pointers are set once; libmicrohttpd guards what they point to.
public final class WebhookServer: @unchecked Sendable {
  public typealias Handler =
    @Sendable (WebhookRequest, _ respond: @escaping @Sendable (WebhookResponse) -> Void) -> Void

  /// The port that is listened on, also when 0 was asked for.
  public let port: Int

  private let desk: WebhookDesk
  private let intake: WebhookIntake
  private let daemon: OpaquePointer
  private let watch: PThread

  /// Listens from now on.
  /// - Parameter listen: `127.0.0.1:8080` or `[::1]:8080`; port 0 takes a free one.
  /// - Throws: `ListenError` when the address cannot be had.
  public init(listen: String, limits: WebhookLimits = WebhookLimits(), handler: @escaping Handler) throws {
    let address = try ListenAddress(listen)
    let listening = try address.open()
    let desk = WebhookDesk(limits)
    let intake = WebhookIntake(desk, handler: handler)
    guard let daemon = Self.start(listening, limits, intake) else {
      close(listening)
      throw ListenError(description: "\(listen) cannot be served; see whether the process may open more files.")
    }
    self.desk = desk
    self.intake = intake
    self.daemon = daemon
    port = ListenAddress.port(of: listening)
    watch = PThread { WebhookWatch(desk: desk).run() }
  }

  /// Whether an answer is being sent piece by piece just now.
  var hasStreams: Bool { desk.state.withLock { !$0.streams.isEmpty } }

  deinit { stop(within: .zero) }

  /// Refuses new connections and requests and ends streams; lets the other requests finish within the time, answers
  /// the rest 503 and closes. Blocks the calling thread, which must not be the one that runs the handler.
  public func stop(within limit: Duration) {
    guard desk.beginDraining() else { return }
    let listening = MHD_quiesce_daemon(daemon)
    shutdown(listening, Int32(SHUT_RDWR))
    desk.waitUntilIdle(atMost: limit)
    desk.answerEveryone()
    desk.waitUntilIdle(atMost: Self.lastWords)
    MHD_stop_daemon(daemon)
    close(listening)
    desk.markStopped()
    watch.join()
  }

  /// How long the last answers may take to leave.
  private static let lastWords: Duration = .milliseconds(250)

  private static func start(_ listening: Int32, _ limits: WebhookLimits, _ intake: WebhookIntake) -> OpaquePointer? {
    let idle = max(1, (Monotonic.milliseconds(limits.idle) + 999) / 1000)
    return cm_start(
      listening,
      cm_limits(
        connections: UInt32(limits.connections), idle_seconds: UInt32(idle), header_memory: limits.headerBytes),
      cm_callbacks(
        context: Unmanaged.passUnretained(intake).toOpaque(), opened: opened, handle: handle, completed: completed,
        connection: connectionChanged))
  }
}

private func intake(_ context: UnsafeMutableRawPointer?) -> WebhookIntake {
  Unmanaged<WebhookIntake>.fromOpaque(context!).takeUnretainedValue()
}

private let opened: cm_opened = { context, uri, connection in
  guard let uri, let connection else { return nil }
  let exchange = intake(context).opened(String(cString: uri), on: connection)
  return Unmanaged.passRetained(exchange).toOpaque()
}

private let handle: MHD_AccessHandlerCallback = { context, connection, _, method, version, bytes, count, request in
  guard let connection, let method, let version, let count, let pointer = request?.pointee else { return .NO }
  let piece = UnsafeRawBufferPointer(start: bytes, count: count.pointee)
  count.pointee = 0
  let exchange = Unmanaged<Exchange>.fromOpaque(pointer).takeUnretainedValue()
  return intake(context).step(
    exchange, String(cString: method), String(cString: version), piece, on: connection)
}

private let completed: MHD_RequestCompletedCallback = { context, _, request, _ in
  guard let pointer = request?.pointee else { return }
  request?.pointee = nil
  intake(context).closed(Unmanaged<Exchange>.fromOpaque(pointer).takeRetainedValue())
}

private let connectionChanged: MHD_NotifyConnectionCallback = { context, connection, _, change in
  guard let connection else { return }
  intake(context).connectionChanged(connection, isOpen: change == .CONNECTION_NOTIFY_STARTED)
}
