import CSystem
import Glibc

/// Tells the service manager how it goes: the protocol of sd_notify(3), a datagram to `NOTIFY_SOCKET`.
public enum ServiceManager {
  /// - Returns: whether there is a service manager that took the message.
  @discardableResult
  public static func notify(_ message: String) -> Bool {
    guard let path = getenv("NOTIFY_SOCKET").map({ Array(String(cString: $0).utf8) }), var address = address(path)
    else { return false }
    let socket = cs_datagram_socket()
    guard socket >= 0 else { return false }
    defer { close(socket) }
    let length = socklen_t(MemoryLayout<sa_family_t>.size + path.count)
    let bytes = Array(message.utf8)
    return withUnsafePointer(to: &address) { pointer in
      pointer.withMemoryRebound(to: sockaddr.self, capacity: 1) {
        sendto(socket, bytes, bytes.count, Int32(MSG_NOSIGNAL), $0, length) == bytes.count
      }
    }
  }

  /// How often it wants a sign of life: half of `WATCHDOG_USEC`, as its manual advises. `nil`: it does not.
  public static var watchdogInterval: Duration? {
    guard let text = getenv("WATCHDOG_USEC").map({ String(cString: $0) }), let microseconds = Int64(text) else {
      return nil
    }
    return .microseconds(max(microseconds / 2, 1000))
  }

  private static func address(_ path: [UInt8]) -> sockaddr_un? {
    var address = sockaddr_un()
    address.sun_family = sa_family_t(AF_UNIX)
    var bytes = path
    guard !bytes.isEmpty, bytes.count < MemoryLayout.size(ofValue: address.sun_path) else { return nil }
    // An @ stands for the NUL byte of Linux' abstract sockets.
    if bytes[0] == UInt8(ascii: "@") { bytes[0] = 0 }
    withUnsafeMutableBytes(of: &address.sun_path) { $0.copyBytes(from: bytes) }
    return address
  }
}
