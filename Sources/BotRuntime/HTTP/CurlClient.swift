public import BotCore
import FoundationEssentials

/// The way out: HTTP/1.1 and HTTP/2 over one libcurl thread, with connections kept open and used again.
///
/// A long poll holds one of its host's slots for as long as it hangs: give long polls a client of their own with a
/// higher `perHost`, so that what the bot wants to say never waits behind what it listens to.
public final class CurlClient: HTTPClient, Sendable {
  public struct Options: Sendable {
    /// Requests on their way at once; more wait their turn.
    public var inFlight = 256
    /// The same for one scheme, host and port.
    public var perHost = 16
    /// Requests that may wait for a slot; more fail with `HTTPError.notSent`.
    public var waiting = 4096
    /// A file with certificates of authorities, in PEM form, trusted besides the system's.
    public var authorities: String?

    public init() {}
  }

  /// A file of certificates that cannot be used.
  public struct AuthoritiesError: Error, Sendable, Hashable, CustomStringConvertible {
    public let description: String
  }

  private let loop: CurlLoop
  private let thread: PThread

  public convenience init() {
    self.init(Options(), CurlSetup())
  }

  /// - Throws: `AuthoritiesError` when the file of authorities cannot be read or holds none.
  public convenience init(_ options: Options) throws {
    self.init(options, CurlSetup(authorities: try options.authorities.map(Self.readAuthorities)))
  }

  init(_ options: Options, _ setup: CurlSetup) {
    let loop = CurlLoop(setup, inFlight: options.inFlight, perHost: options.perHost, waiting: options.waiting)
    self.loop = loop
    thread = PThread { loop.run() }
  }

  deinit { close() }

  /// Sends one request, following redirects as far as its limits say. A redirect that is one too many, or leads away
  /// from http and https, is handed over as the answer.
  /// - Throws: `HTTPError`. After a redirect nothing counts as not sent: the first host has seen the request.
  public func send(_ request: HTTPRequest) async throws -> HTTPResponse {
    let deadline = Monotonic.now() + request.limits.total
    var hop = try CheckedRequest(request)
    var followed = 0
    while true {
      let answer: HTTPResponse
      do {
        answer = try await send(hop, before: deadline)
      } catch HTTPError.notSent(let reason) where followed > 0 {
        throw HTTPError.noAnswer("After a redirect: \(reason)")
      }
      guard followed < request.limits.redirects, let next = hop.redirected(by: answer) else { return answer }
      hop = next
      followed += 1
    }
  }

  /// Ends what is on its way with `HTTPError.cancelled`, closes every connection and waits for the thread, which
  /// takes milliseconds. Later requests fail with `HTTPError.notSent`.
  public func close() {
    if loop.beginClosing() { thread.join() }
  }

  private func send(_ checked: CheckedRequest, before deadline: ContinuousClock.Instant) async throws -> HTTPResponse {
    let transfer = Transfer(checked, deadline: deadline)
    return try await withTaskCancellationHandler {
      try await withCheckedThrowingContinuation { continuation in
        transfer.continuation = continuation
        loop.submit(transfer)
      }
    } onCancel: {
      loop.cancel(transfer)
    }
  }

  /// The system's bundle with the operator's file after it: libcurl takes one or the other, not both.
  private static func readAuthorities(_ path: String) throws -> [UInt8] {
    guard let own = FileManager.default.contents(atPath: path) else {
      throw AuthoritiesError(
        description: "The file of certificate authorities \(path) cannot be read; check its path and its rights.")
    }
    guard String(decoding: own, as: UTF8.self).contains("-----BEGIN CERTIFICATE-----") else {
      throw AuthoritiesError(
        description: "The file of certificate authorities \(path) holds no certificate; give it in PEM form.")
    }
    let system = CurlSetup.systemAuthorities.flatMap { FileManager.default.contents(atPath: $0) } ?? Data()
    return Array(system) + [UInt8(ascii: "\n")] + Array(own)
  }
}
