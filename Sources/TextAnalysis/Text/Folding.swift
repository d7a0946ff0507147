import CModels

/// What the module knows of Unicode's code points: their kind, script and NFKC_Casefold mapping (Unicode Standard 14.0,
/// section 3.13, D147), read in place from the embedded table that `Tools/make_folding.py` writes.
struct Folding: @unchecked Sendable {
  /// Made once; the bytes belong to the program's image and are never written.
  static let shared = Folding()

  /// How a code point maps.
  struct Entry {
    let kind: CharacterKind
    let script: Script
    /// Canonical combining class, 0 for what does not combine.
    let combining: UInt8
    /// Where its folded form stands in the table's blob; `nil` when it is itself.
    fileprivate let mapping: (offset: Int, count: Int)?

    var isItself: Bool { mapping == nil }
  }

  private static let blockShift: UInt32 = 6
  private static let headerSize = 28
  private let stages: UnsafePointer<UInt16>
  private let blocks: UnsafePointer<UInt16>
  private let records: UnsafeRawPointer
  private let pairs: UnsafePointer<UInt32>
  private let blob: UnsafePointer<UInt8>
  private let stageCount: Int
  private let pairCount: Int

  private init() {
    let model = botrun_model_folding()
    guard let bytes = model.bytes else { preconditionFailure("the folding table is not in the program") }
    let base = UnsafeRawPointer(bytes)
    let sizes = (base + 4).assumingMemoryBound(to: UInt32.self)
    precondition(
      base.loadUnaligned(as: UInt32.self) == 0x444C_4F46 && sizes[0] == 1, "the folding table is of another kind")
    stageCount = Int(sizes[1])
    pairCount = Int(sizes[4])
    stages = (base + Self.headerSize).assumingMemoryBound(to: UInt16.self)
    blocks = stages + stageCount
    records = UnsafeRawPointer(blocks + Int(sizes[2]) << Int(Self.blockShift))
    let pairStart = records + Int(sizes[3]) * 8
    pairs = pairStart.assumingMemoryBound(to: UInt32.self)
    blob = (pairStart + pairCount * 12).assumingMemoryBound(to: UInt8.self)
  }

  @inline(__always)
  func entry(_ scalar: UInt32) -> Entry {
    let stage = Int(scalar >> Self.blockShift)
    guard stage < stageCount else {
      return Entry(
        kind: (0xE0000...0xE0FFF).contains(scalar) ? .ignorable : .other, script: .none, combining: 0, mapping: nil)
    }
    let record = Int(blocks[Int(stages[stage]) << Int(Self.blockShift) | Int(scalar & 63)])
    let place = records + record * 8
    let count = place.load(fromByteOffset: 2, as: UInt8.self)
    return Entry(
      kind: CharacterKind(rawValue: place.load(fromByteOffset: 3, as: UInt8.self)) ?? .other,
      script: Script(rawValue: place.load(fromByteOffset: 4, as: UInt8.self)) ?? .other,
      combining: place.load(fromByteOffset: 5, as: UInt8.self),
      mapping: count == 255 ? nil : (Int(place.load(as: UInt16.self)), Int(count)))
  }

  /// The folded form of a code point that is not itself; empty for one that is left out.
  func mapped(_ entry: Entry) -> UnsafeBufferPointer<UInt8> {
    let mapping = entry.mapping ?? (0, 0)
    return UnsafeBufferPointer(start: blob + mapping.offset, count: mapping.count)
  }

  /// The primary composite of two code points, as canonical composition (D117) has it; Hangul by its arithmetic.
  func composed(_ first: UInt32, _ second: UInt32) -> UInt32? {
    if let syllable = Hangul.composed(first, second) { return syllable }
    var low = 0
    var high = pairCount
    while low < high {
      let middle = (low + high) / 2
      let place = pairs + middle * 3
      if place[0] == first && place[1] == second { return place[2] }
      if (place[0], place[1]) < (first, second) { low = middle + 1 } else { high = middle }
    }
    return nil
  }

  /// The two code points that a composite is made of. A rare need (a mark that follows a composite), so it searches.
  func decomposed(_ scalar: UInt32) -> (first: UInt32, second: UInt32)? {
    for index in 0..<pairCount where pairs[index * 3 + 2] == scalar { return (pairs[index * 3], pairs[index * 3 + 1]) }
    return nil
  }
}

/// What a code point is to a tokeniser. The raw values are those of the table.
enum CharacterKind: UInt8, Sendable {
  case other, letter, mark, digit, blank, punctuation, symbol, emoji, ignorable
}

/// The conjoining of Hangul letters (Unicode Standard, section 3.12).
private enum Hangul {
  static func composed(_ first: UInt32, _ second: UInt32) -> UInt32? {
    if (0x1100..<0x1113).contains(first), (0x1161..<0x1176).contains(second) {
      return 0xAC00 + ((first - 0x1100) * 21 + (second - 0x1161)) * 28
    }
    if (0xAC00..<0xD7A4).contains(first), (first - 0xAC00) % 28 == 0, (0x11A8..<0x11C3).contains(second) {
      return first + (second - 0x11A7)
    }
    return nil
  }
}
