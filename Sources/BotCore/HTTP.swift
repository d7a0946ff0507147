/// Header fields in the order they were sent; names compare without regard to case (RFC 9110, 5.1).
public struct Headers: Sendable, Hashable, ExpressibleByDictionaryLiteral {
  public struct Field: Sendable, Hashable {
    public let name: String
    public let value: String
  }

  public private(set) var fields: [Field]

  public init(dictionaryLiteral elements: (String, String)...) {
    fields = elements.map { Field(name: $0.0, value: $0.1) }
  }

  /// The first value of a field; assigning replaces every value of it, `nil` removes the field.
  public subscript(name: String) -> String? {
    get { fields.first { Self.same($0.name, name) }?.value }
    set {
      fields.removeAll { Self.same($0.name, name) }
      if let newValue { fields.append(Field(name: name, value: newValue)) }
    }
  }

  /// Every value of a field, in the order they were sent.
  public func values(of name: String) -> [String] {
    fields.filter { Self.same($0.name, name) }.map(\.value)
  }

  /// Adds a value without replacing those that are there.
  public mutating func add(_ name: String, _ value: String) {
    fields.append(Field(name: name, value: value))
  }

  private static func same(_ a: String, _ b: String) -> Bool {
    a.utf8.count == b.utf8.count && zip(a.utf8, b.utf8).allSatisfy { lowercased($0) == lowercased($1) }
  }

  private static func lowercased(_ byte: UInt8) -> UInt8 {
    (UInt8(ascii: "A")...UInt8(ascii: "Z")).contains(byte) ? byte | 0x20 : byte
  }
}

/// A request that a connector or a plugin's `fetch` asks to be sent.
public struct HTTPRequest: Sendable, Hashable {
  public var method: String
  public var url: String
  public var headers: Headers
  public var body: [UInt8]
  public var limits: HTTPLimits

  public init(
    _ method: String, _ url: String, headers: Headers = [:], body: [UInt8] = [], limits: HTTPLimits = .init()
  ) {
    self.method = method
    self.url = url
    self.headers = headers
    self.body = body
    self.limits = limits
  }
}

/// How long a request may take, how much it may bring, and where it may go.
public struct HTTPLimits: Sendable, Hashable {
  public var connect: Duration = .seconds(10)
  /// From the request being sent to the first byte of the answer.
  public var firstByte: Duration = .seconds(30)
  public var total: Duration = .seconds(60)
  /// Bytes of the decoded answer; a larger one fails with `HTTPError.tooLarge`.
  public var maxBody = 8 << 20
  /// Redirects to follow; 0 hands the 3xx answer to the caller.
  public var redirects = 0
  /// Whether loopback, link-local and private-network addresses may be reached. Off for addresses that a user gave.
  public var allowsPrivateAddresses = true

  public init() {}
}

public struct HTTPResponse: Sendable, Hashable {
  public var status: Int
  public var headers: Headers
  public var body: [UInt8]

  public init(status: Int, headers: Headers = [:], body: [UInt8] = []) {
    self.status = status
    self.headers = headers
    self.body = body
  }

  public var text: String { String(decoding: body, as: UTF8.self) }
}

/// Why no answer came. What a caller must tell apart is whether the request can have reached the other side.
public enum HTTPError: Error, Sendable, Hashable {
  /// Not one byte of the request was sent (bad address, name not found, connection or TLS refused): safe to send again.
  case notSent(String)
  /// It was sent, whole or in part, and no whole answer came: nobody knows whether it had its effect.
  case noAnswer(String)
  case tooLarge(limit: Int)
  case cancelled
}

extension HTTPError: CustomStringConvertible {
  public var description: String {
    switch self {
    case .notSent(let reason), .noAnswer(let reason): reason
    case .tooLarge(let limit): "the answer is larger than \(limit) bytes"
    case .cancelled: "the request was cancelled"
    }
  }
}

/// What a connector may use to reach its platform.
public protocol HTTPClient: Sendable {
  /// Sends one request. Any status is an answer, not an error.
  /// - Throws: `HTTPError`.
  func send(_ request: HTTPRequest) async throws -> HTTPResponse
}

/// An inbound request with the body exactly as it came, so that a signature over it can be verified.
public struct WebhookRequest: Sendable, Hashable {
  public var method: String
  /// As sent, still percent-encoded. A connector sees what follows its community's own prefix: `/webhook`.
  public var path: String
  /// As sent, without the `?`, still percent-encoded.
  public var query: String
  public var headers: Headers
  public var body: [UInt8]

  public init(method: String, path: String, query: String = "", headers: Headers = [:], body: [UInt8] = []) {
    self.method = method
    self.path = path
    self.query = query
    self.headers = headers
    self.body = body
  }
}

public struct WebhookResponse: Sendable {
  public enum Body: Sendable {
    case bytes([UInt8])
    /// Sent piece by piece as they come, until the stream ends or the client leaves (server-sent events).
    case stream(AsyncStream<[UInt8]>)
  }

  public var status: Int
  public var headers: Headers
  public var body: Body

  public init(status: Int = 200, headers: Headers = [:], body: Body = .bytes([])) {
    self.status = status
    self.headers = headers
    self.body = body
  }

  public static func text(_ text: String, status: Int = 200, type: String = "text/plain; charset=utf-8") -> Self {
    Self(status: status, headers: ["Content-Type": type], body: .bytes(Array(text.utf8)))
  }
}
