/// What the webhook server puts up with from the outside.
public struct WebhookLimits: Sendable, Hashable {
  /// Bytes of one body; a larger one is answered 413.
  public var body = 1 << 20
  /// Bytes of memory for the request line and all headers of a connection; more is answered 431.
  public var headerBytes = 32 << 10
  public var headerFields = 100
  public var connections = 1000
  /// Requests that wait for our answer; above it 503 is answered before a body is read.
  public var waiting = 1000
  /// Answers that are sent piece by piece, all at once; above it 503.
  public var streams = 100
  /// Bytes of all bodies together that are being received or wait for an answer; above it 503.
  public var heldBytes = 64 << 20
  /// How long a connection may be silent, in whole seconds, rounded up. Waiting for our own answer does not count.
  public var idle: Duration = .seconds(10)
  /// From a connection's or a request's beginning to the last byte of its body, however busily it trickles.
  public var receive: Duration = .seconds(30)
  /// How long our own answer may take before 503 is given instead.
  public var answer: Duration = .seconds(30)

  public init() {}

  /// With more connections than these, each new one takes the place of an older one (`WebhookDesk`).
  var roomyConnections: Int { connections - connections / 10 }
}
