/// Takes endings off English words, so that "cancelled", "cancelling" and "cancellation" are one: the first steps of
/// Porter's algorithm (Program 14(3), 1980) in short, and a few of its longer suffixes.
///
/// Works in place on small ASCII letters; a word with anything else, or of three letters or fewer, stays as it is.
enum Stemmer {
  /// The number of bytes of the stem; the last of them may have been changed.
  static func stem(_ word: UnsafeMutablePointer<UInt8>, _ length: Int) -> Int {
    guard length > 3 else { return length }
    for index in 0..<length where !isLetter(word[index]) { return length }
    var count = withoutPlural(word, length)
    count = withoutTense(word, count)
    count = withoutSuffix(word, count)
    if count > 3, word[count - 1] == e { count -= 1 }
    if count > 4, word[count - 1] == l, word[count - 2] == l { count -= 1 }
    if count > 2, word[count - 1] == y, !isVowel(word[count - 2]) { word[count - 1] = i }
    return count
  }

  private static let (e, i, l, s, y) = (
    UInt8(ascii: "e"), UInt8(ascii: "i"), UInt8(ascii: "l"), UInt8(ascii: "s"), UInt8(ascii: "y")
  )
  /// Endings that are dropped when four letters or more stay; the first that fits is taken.
  private static let suffixes: [StaticString] = [
    "ization", "ation", "ition", "ator", "ement", "ness", "ment", "ably", "able", "ally", "ance", "ence", "ful", "ion",
    "ive", "ly", "er", "or", "al",
  ]

  private static func isLetter(_ byte: UInt8) -> Bool { byte >= 0x61 && byte <= 0x7A }

  private static func isVowel(_ byte: UInt8) -> Bool {
    byte == 0x61 || byte == 0x65 || byte == 0x69 || byte == 0x6F || byte == 0x75 || byte == y
  }

  private static func withoutPlural(_ word: UnsafeMutablePointer<UInt8>, _ count: Int) -> Int {
    guard word[count - 1] == s else { return count }
    let before = word[count - 2]
    if before == s || before == UInt8(ascii: "u") || before == i { return count }
    guard before == e else { return count - 1 }
    if count > 4, word[count - 3] == i {
      word[count - 3] = y
      return count - 2
    }
    let third = word[count - 3]
    let hisses = third == s || third == UInt8(ascii: "x") || third == UInt8(ascii: "z") || third == UInt8(ascii: "h")
    return hisses ? count - 2 : count - 1
  }

  private static func withoutTense(_ word: UnsafeMutablePointer<UInt8>, _ count: Int) -> Int {
    var cut = 0
    if ends(word, count, "ing") { cut = 3 } else if ends(word, count, "ed"), !ends(word, count, "eed") { cut = 2 }
    let rest = count - cut
    guard cut > 0, rest >= 3, holdsVowel(word, rest) else { return count }
    let last = word[rest - 1]
    if last == word[rest - 2], !isVowel(last), last != l, last != s, last != UInt8(ascii: "z") { return rest - 1 }
    return rest
  }

  private static func withoutSuffix(_ word: UnsafeMutablePointer<UInt8>, _ count: Int) -> Int {
    for suffix in suffixes where count - suffix.utf8CodeUnitCount >= 4 && ends(word, count, suffix) {
      return count - suffix.utf8CodeUnitCount
    }
    return count
  }

  private static func holdsVowel(_ word: UnsafeMutablePointer<UInt8>, _ count: Int) -> Bool {
    for index in 0..<count where isVowel(word[index]) { return true }
    return false
  }

  @inline(__always)
  private static func ends(_ word: UnsafeMutablePointer<UInt8>, _ count: Int, _ ending: StaticString) -> Bool {
    let size = ending.utf8CodeUnitCount
    guard count > size else { return false }
    for index in 0..<size where word[count - size + index] != ending.utf8Start[index] { return false }
    return true
  }
}
