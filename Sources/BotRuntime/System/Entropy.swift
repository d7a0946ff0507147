import Glibc

/// Bytes that nobody can guess, from the kernel.
enum Entropy {
  /// - Parameter count: at most 256.
  static func bytes(_ count: Int) -> [UInt8] {
    var bytes = [UInt8](repeating: 0, count: count)
    guard getentropy(&bytes, count) == 0 else { preconditionFailure("the kernel gives no random bytes") }
    return bytes
  }
}
