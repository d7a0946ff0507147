/// Keys that nobody can guess, from the kernel.
enum Entropy {
  static func words() -> (UInt64, UInt64) {
    var source = SystemRandomNumberGenerator()
    return (source.next(), source.next())
  }
}
