/// The transaction ids that keep a repeated request from taking effect twice.
enum MatrixKey {
  /// Short, safe in an address, and the same for the same key and step on every machine.
  static func transaction(_ key: String, step: String) -> String {
    "b" + String(hash("\(step)\u{0}\(key)"), radix: 36)
  }

  /// The version that an edit makes of a message: never 0, and within what JSON numbers keep exactly.
  static func version(_ edit: String) -> Int { max(1, Int(truncatingIfNeeded: hash(edit) & ((1 << 53) - 1))) }

  /// FNV-1a over 128 bits (draft-eastlake-fnv, 6).
  private static func hash(_ text: String) -> UInt128 {
    text.utf8.reduce(0x6c62_272e_07bb_0142_62b8_2175_6295_c58d) {
      ($0 ^ UInt128($1)) &* 0x0000_0000_0100_0000_0000_0000_0000_013b
    }
  }
}
