/// Emoji as sequences (UTS #51): modifiers, variation selectors, zero-width joiners, flags, key caps, tags.
enum EmojiSpan {
  private static let joiner: UInt32 = 0x200D
  private static let asEmoji: UInt32 = 0xFE0F
  private static let keyCap: UInt32 = 0x20E3

  /// How many bytes the sequence at the source's place takes, at least one code point.
  static func count(at source: TextSource) -> Int {
    var place = source.index
    var (scalar, length) = source.scalar(at: place)
    place += length
    if isRegional(scalar) {
      let next = scalarAt(place, source)
      return (isRegional(next.value) ? place + next.count : place) - source.index
    }
    while place < source.text.count {
      (scalar, length) = scalarAt(place, source)
      if scalar == joiner {
        let next = scalarAt(place + length, source)
        guard next.count > 0, isPart(next.value) else { break }
        place += length + next.count
      } else if scalar == asEmoji || isModifier(scalar) || scalar == keyCap || (0xE0020...0xE007F).contains(scalar) {
        place += length
      } else {
        break
      }
    }
    return place - source.index
  }

  /// Whether a symbol that is text by itself is shown as an emoji here, such as "↔️" or "‼️".
  static func isPresented(_ scalar: UInt32, then next: UInt32) -> Bool { next == asEmoji }

  /// Whether the digit at the source's place is drawn as a key cap ("1️⃣").
  static func isKeyCap(_ source: TextSource) -> Bool {
    let next = scalarAt(source.index + 1, source)
    let second = next.value == asEmoji ? scalarAt(source.index + 1 + next.count, source) : next
    return second.value == keyCap
  }

  private static func isPart(_ scalar: UInt32) -> Bool {
    let kind = Folding.shared.entry(scalar).kind
    return kind == .emoji || kind == .symbol
  }

  private static func isRegional(_ scalar: UInt32) -> Bool { (0x1F1E6...0x1F1FF).contains(scalar) }
  private static func isModifier(_ scalar: UInt32) -> Bool { (0x1F3FB...0x1F3FF).contains(scalar) }

  private static func scalarAt(_ place: Int, _ source: TextSource) -> (value: UInt32, count: Int) {
    place < source.text.count ? source.scalar(at: place) : (0, 0)
  }
}
