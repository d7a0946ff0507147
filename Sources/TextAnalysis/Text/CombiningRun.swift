/// A starter with its marks, made canonical (Unicode Standard, section 3.11): decomposed, the marks sorted by their
/// class, composed again. Marks after letters are rare in real texts, so it is plain rather than fast.
struct CombiningRun {
  /// More marks than anybody's language needs are noise ("zalgo"): what follows is left out.
  private static let most = 8
  private var scalars: [UInt32] = []

  /// Whether it takes no further mark.
  var isFull: Bool { scalars.count > Self.most }

  init(_ bytes: UnsafeMutableBufferPointer<UInt8>, from start: Int, to end: Int) {
    var source = TextSource(UnsafeBufferPointer(rebasing: bytes[start..<end]))
    while !source.isAtEnd, !isFull {
      let (scalar, length) = source.scalar(at: source.index)
      source.index += length
      decompose(scalar)
    }
  }

  private mutating func decompose(_ scalar: UInt32) {
    guard let (first, second) = Folding.shared.decomposed(scalar) else { return scalars.append(scalar) }
    decompose(first)
    scalars.append(second)
  }

  mutating func composed() -> [UInt32] {
    sort()
    guard var starter = scalars.first else { return [] }
    var rest: [UInt32] = []
    var lastClass: UInt8 = 0
    for scalar in scalars.dropFirst() {
      let combining = Folding.shared.entry(scalar).combining
      // A mark is blocked from the starter by one before it of the same class that stayed.
      let isBlocked = !rest.isEmpty && lastClass >= combining
      if !isBlocked, let joined = Folding.shared.composed(starter, scalar) {
        starter = joined
      } else {
        rest.append(scalar)
        lastClass = combining
      }
    }
    return [starter] + rest
  }

  /// A stable insertion sort of the marks by combining class; there are a few of them.
  private mutating func sort() {
    guard scalars.count > 2 else { return }
    for index in 2..<scalars.count {
      var place = index
      while place > 1 {
        let (mine, before) = (combining(place), combining(place - 1))
        guard mine != 0, before > mine else { break }
        scalars.swapAt(place, place - 1)
        place -= 1
      }
    }
  }

  private func combining(_ index: Int) -> UInt8 { Folding.shared.entry(scalars[index]).combining }
}
