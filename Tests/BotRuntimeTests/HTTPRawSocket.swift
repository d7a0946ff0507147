import BotCore
import CCurl
import CMicroHTTPD
import Glibc

@testable import BotRuntime

/// A plain socket for saying and hearing exact bytes. Nothing in it waits longer than its patience, usually five seconds.
struct RawSocket: Sendable {
  let descriptor: Int32

  /// In milliseconds.
  private var patience: Int32 = 5000

  init(descriptor: Int32, patience: Int32 = 5000) { (self.descriptor, self.patience) = (descriptor, patience) }

  init(port: Int, host: String = "127.0.0.1") {
    descriptor = socketForTests()
    var address = sockaddr_in()
    address.sin_family = sa_family_t(AF_INET)
    address.sin_port = UInt16(port).bigEndian
    inet_pton(AF_INET, host, &address.sin_addr)
    let code = withUnsafeBytes(of: &address) {
      connect(descriptor, $0.baseAddress!.assumingMemoryBound(to: sockaddr.self), socklen_t($0.count))
    }
    isConnected = code == 0
  }

  private(set) var isConnected = true

  func write(_ text: String) { write(bytes: Array(text.utf8)) }

  func write(bytes: [UInt8]) {
    var rest = bytes[...]
    while !rest.isEmpty {
      let count = rest.withUnsafeBytes { send(descriptor, $0.baseAddress, $0.count, Int32(MSG_NOSIGNAL)) }
      guard count > 0 else { return }
      rest = rest.dropFirst(count)
    }
  }

  /// One HTTP message: the head and as much body as its Content-Length says; nil when closed before one came.
  func message() -> String? {
    var bytes: [UInt8] = []
    while true {
      let text = String(decoding: bytes, as: UTF8.self)
      if let head = text.firstRange(of: "\r\n\r\n") {
        let length = text[..<head.lowerBound].split(separator: "\r\n").first {
          $0.lowercased().hasPrefix("content-length:")
        }
        let body = length.flatMap { Int($0.drop { $0 != " " }.dropFirst()) } ?? 0
        let want = text[..<head.upperBound].utf8.count + body
        while bytes.count < want {
          guard let more = piece() else { return nil }
          bytes += more
        }
        return String(decoding: bytes, as: UTF8.self)
      }
      guard let more = piece() else { return nil }
      bytes += more
    }
  }

  /// Everything until the text holds the ending, or until the other side closes.
  func read(until ending: String = "", untilClosed: Bool = false) -> String {
    var bytes: [UInt8] = []
    while untilClosed || !String(decoding: bytes, as: UTF8.self).contains(ending) {
      guard let more = piece() else { break }
      bytes += more
    }
    return String(decoding: bytes, as: UTF8.self)
  }

  /// Whether the other side closes within so many milliseconds.
  func isClosed(within milliseconds: Int32) -> Bool {
    var one = pollfd(fd: descriptor, events: Int16(POLLIN), revents: 0)
    guard poll(&one, 1, milliseconds) > 0 else { return false }
    var byte: UInt8 = 0
    return recv(descriptor, &byte, 1, Int32(MSG_PEEK)) <= 0
  }

  static func canConnect(_ port: Int) -> Bool {
    let raw = RawSocket(port: port)
    defer { raw.close() }
    return raw.isConnected
  }

  func close() { Glibc.close(descriptor) }

  /// What has come; nil when the other side has closed or is silent for too long.
  func piece() -> [UInt8]? {
    var one = pollfd(fd: descriptor, events: Int16(POLLIN), revents: 0)
    guard poll(&one, 1, patience) > 0 else { return nil }
    var buffer = [UInt8](repeating: 0, count: 64 << 10)
    let count = recv(descriptor, &buffer, buffer.count, 0)
    return count > 0 ? Array(buffer[..<count]) : nil
  }
}

/// A socket that blocks.
func socketForTests() -> Int32 {
  let descriptor = cm_socket(AF_INET)
  _ = fcntl(descriptor, F_SETFL, 0)
  return descriptor
}

/// Runs what blocks on a thread of its own: the cooperative threads are few, and the code under test needs them.
func onThread<Result: Sendable>(_ body: @escaping @Sendable () -> Result) async -> Result {
  let thread = Lock<PThread?>(nil)
  let result = await withCheckedContinuation { continuation in
    thread.withLock { $0 = PThread { continuation.resume(returning: body()) } }
  }
  thread.withLock { $0 }?.join()
  return result
}

/// Whether the condition comes true within five seconds.
func eventually(_ condition: @Sendable () -> Bool) async -> Bool {
  for _ in 0..<1000 {
    if condition() { return true }
    try? await Task.sleep(for: .milliseconds(5))
  }
  return condition()
}
