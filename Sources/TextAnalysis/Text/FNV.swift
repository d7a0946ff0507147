/// FNV-1a (Fowler, Noll, Vo) with 64 bits: the same on every machine and in every run. Tables that ship are keyed by it, so
/// it never changes; it is no defence against bytes that were made to collide.
enum FNV {
  static let seed: UInt64 = 0xcbf2_9ce4_8422_2325

  @inline(__always)
  static func mixed(_ hash: UInt64, _ byte: UInt8) -> UInt64 { (hash ^ UInt64(byte)) &* 0x100_0000_01b3 }

  @inline(__always)
  static func hash(_ bytes: some Sequence<UInt8>) -> UInt64 {
    var hash = seed
    for byte in bytes { hash = mixed(hash, byte) }
    return hash
  }

  @inline(__always)
  static func hash(_ bytes: UnsafeBufferPointer<UInt8>, _ range: Range<Int>, from seed: UInt64 = seed) -> UInt64 {
    var hash = seed
    for index in range { hash = mixed(hash, bytes[index]) }
    return hash
  }
}
