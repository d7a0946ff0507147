/// FNV-1a (Fowler, Noll, Vo) with 64 bits: short names and marks that are the same on every machine and in every run, which
/// `Hasher`'s are not. No defence against bytes that were made to collide.
public struct FNV: Sendable {
  public private(set) var value: UInt64 = 0xcbf2_9ce4_8422_2325

  public init() {}

  public init(_ bytes: some Sequence<UInt8>) {
    self.init()
    for byte in bytes { add(byte) }
  }

  public mutating func add(_ byte: UInt8) { value = (value ^ UInt64(byte)) &* 0x100_0000_01b3 }
}
