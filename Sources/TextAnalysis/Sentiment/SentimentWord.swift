import CModels

/// What a word table knows of one word, in eight bytes: fingerprint (16 bits of its hash), figure, role, and the
/// model's weights for it (towards negative and positive, outside and within the reach of a negation).
struct SentimentWord: Sendable, Hashable {
  let record: UInt64

  /// Figures are kept in steps of 1/25, so that -4 to 4 fits in a byte.
  static let figureStep: Float = 0.04

  static let none = SentimentWord(record: 0)

  /// -4 (worst) to 4 (best); 0 for a word without one.
  @inline(__always)
  var figure: Float { Float(Int8(truncatingIfNeeded: record >> 16)) * Self.figureStep }

  @inline(__always)
  var role: Role { Role(rawValue: UInt8(truncatingIfNeeded: record >> 24)) }

  /// The model's weights towards negative and positive.
  @inline(__always)
  func weights(negated: Bool) -> SIMD2<Int32> {
    let pair = record >> (negated ? 48 : 32)
    return SIMD2(Int32(Int8(truncatingIfNeeded: pair)), Int32(Int8(truncatingIfNeeded: pair >> 8)))
  }

  init(record: UInt64) { self.record = record }

  init(hash: UInt64, figure: Float, role: Role) {
    let steps = Int8(max(-127, min(127, (figure / Self.figureStep).rounded())))
    record =
      UInt64(UInt16(truncatingIfNeeded: hash)) | UInt64(UInt8(bitPattern: steps)) << 16
      | UInt64(role.union(.present).rawValue) << 24
  }

  /// What a word does to its neighbours.
  struct Role: OptionSet, Sendable, Hashable {
    let rawValue: UInt8
    /// Turns what follows: "not".
    static let negator = Role(rawValue: 1)
    /// Makes the next word stronger: "very".
    static let intensifier = Role(rawValue: 2)
    /// Makes the next word weaker: "slightly".
    static let diminisher = Role(rawValue: 4)
    /// What comes after it counts more than what came before: "but".
    static let contrast = Role(rawValue: 8)
    /// Set in every record, so that an empty place is all zero.
    static let present = Role(rawValue: 128)
  }
}

/// Words by hash in open addressing, over memory that somebody else keeps.
struct SentimentWordTable {
  let records: UnsafeBufferPointer<UInt64>

  /// The word of a 64-bit hash; `.none` when it is not there. Two words share a place and a fingerprint once in
  /// 65,536 looks.
  @inline(__always)
  func find(_ hash: UInt64) -> SentimentWord {
    guard records.count > 0 else { return .none }
    var place = Self.place(hash, records.count)
    while true {
      let record = UInt64(littleEndian: records[place])
      if record == 0 { return .none }
      if UInt16(truncatingIfNeeded: record) == UInt16(truncatingIfNeeded: hash) { return SentimentWord(record: record) }
      place &+= 1
      if place == records.count { place = 0 }
    }
  }

  /// Asks for a hash's record before it is needed: a look into memory takes longer than a word's other work.
  @inline(__always)
  func fetch(_ hash: UInt64) {
    guard let base = records.baseAddress else { return }
    botrun_fetch(base + Self.place(hash, records.count))
  }

  /// Where the search for a hash begins: the hash, spread and scaled down to the count of places.
  @inline(__always)
  static func place(_ hash: UInt64, _ count: Int) -> Int {
    let spread = (hash &* 0x9E37_79B9_7F4A_7C15) >> 32
    return Int(truncatingIfNeeded: (spread &* UInt64(truncatingIfNeeded: count)) >> 32)
  }
}
