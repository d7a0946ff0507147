import Glibc

/// Keys that nobody can guess, from the kernel.
enum Entropy {
  static func words() -> (UInt64, UInt64) {
    var source = SystemRandomNumberGenerator()
    return (source.next(), source.next())
  }

  /// - Parameter count: at most 256.
  static func bytes(_ count: Int) -> [UInt8] {
    var bytes = [UInt8](repeating: 0, count: count)
    guard getentropy(&bytes, count) == 0 else { preconditionFailure("the kernel gives no random bytes") }
    return bytes
  }
}
