import CCurl
import CMicroHTTPD
import Glibc

/// A listening place that cannot be had; the sentence names the address, the cause and the remedy.
public struct ListenError: Error, Sendable, Hashable, CustomStringConvertible {
  public let description: String
}

/// Where the webhook server listens: `127.0.0.1:8080`, `[::1]:8080`, `localhost:8080`; port 0 takes a free one.
struct ListenAddress: Sendable, Hashable {
  let text: String
  private let host: String
  private let port: UInt16
  private let isV6: Bool

  /// - Throws: `ListenError` unless it is a numeric address, or localhost, and a port.
  init(_ text: String) throws(ListenError) {
    let malformed = ListenError(
      description: "\"\(text)\" is not a listening address; write http.listen as 127.0.0.1:8080 or [::1]:8080.")
    guard let colon = text.lastIndex(of: ":"), let port = UInt16(text[text.index(after: colon)...]) else {
      throw malformed
    }
    var host = String(text[..<colon])
    isV6 = host.hasPrefix("[") && host.hasSuffix("]")
    if isV6 { host = String(host.dropFirst().dropLast()) }
    if host == "localhost" { host = "127.0.0.1" }
    var probe = in6_addr()
    guard inet_pton(isV6 ? AF_INET6 : AF_INET, host, &probe) == 1 else { throw malformed }
    self.text = text
    self.host = host
    self.port = port
  }

  /// A socket that listens there; the caller closes it.
  func open() throws(ListenError) -> Int32 {
    let descriptor = cm_socket(isV6 ? AF_INET6 : AF_INET)
    guard descriptor >= 0 else { throw failure(errno) }
    var on: Int32 = 1
    setsockopt(descriptor, SOL_SOCKET, SO_REUSEADDR, &on, socklen_t(MemoryLayout<Int32>.size))
    guard bind(descriptor) == 0, listen(descriptor, 511) == 0 else {
      let code = errno
      close(descriptor)
      throw failure(code)
    }
    return descriptor
  }

  /// The port that a listening socket really has.
  static func port(of descriptor: Int32) -> Int {
    var storage = sockaddr_in6()
    var size = socklen_t(MemoryLayout<sockaddr_in6>.size)
    withUnsafeMutableBytes(of: &storage) {
      _ = getsockname(descriptor, $0.baseAddress!.assumingMemoryBound(to: sockaddr.self), &size)
    }
    // Both families keep the port in the same place.
    return Int(UInt16(bigEndian: storage.sin6_port))
  }

  private func bind(_ descriptor: Int32) -> Int32 {
    if isV6 {
      var address = sockaddr_in6()
      address.sin6_family = sa_family_t(AF_INET6)
      address.sin6_port = port.bigEndian
      inet_pton(AF_INET6, host, &address.sin6_addr)
      return bind(descriptor, &address)
    }
    var address = sockaddr_in()
    address.sin_family = sa_family_t(AF_INET)
    address.sin_port = port.bigEndian
    inet_pton(AF_INET, host, &address.sin_addr)
    return bind(descriptor, &address)
  }

  private func bind<Address>(_ descriptor: Int32, _ address: inout Address) -> Int32 {
    withUnsafeBytes(of: &address) {
      Glibc.bind(descriptor, $0.baseAddress!.assumingMemoryBound(to: sockaddr.self), socklen_t($0.count))
    }
  }

  private func failure(_ code: Int32) -> ListenError {
    let reason =
      switch code {
      case EADDRINUSE: "is already in use; stop the other process or change http.listen."
      case EACCES: "needs a right that this process lacks; change http.listen to a port above 1023."
      case EADDRNOTAVAIL: "is not an address of this machine; change http.listen."
      case EAFNOSUPPORT: "is of a kind this machine does not support; change http.listen."
      default: "cannot be listened on (\(String(cString: strerror(code)))); change http.listen."
      }
    return ListenError(description: "\(text) \(reason)")
  }
}
