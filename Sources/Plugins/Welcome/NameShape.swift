import BotCore
import TextAnalysis

/// What a chosen name looks like: of letters at random, of digits, of a stand-in such as "Donald Duck", or like another
/// name.
struct NameShape: Sendable {
  /// Names that people give who do not want to give one.
  static let placeholders = [
    "donald duck", "mickey mouse", "mickey maus", "john doe", "jane doe", "max mustermann", "erika mustermann",
    "test", "test test", "test user", "testuser", "foo bar", "asdf", "qwerty", "qwertz", "no name", "noname",
    "anonymous", "nobody", "first last", "name surname", "user", "new user", "newuser", "abc", "xxx",
  ]

  private static let keyboard = ["asdf", "qwer", "zxcv", "yxcv", "hjkl", "dfgh", "fghj", "jkl;"]

  /// Small letters and digits in words.
  private let words: [String]
  private let isLatin: Bool

  init(_ name: String) {
    words = name.lowercased().split { !$0.isLetter && !$0.isNumber }.map(String.init)
    isLatin = words.allSatisfy { $0.utf8.allSatisfy { $0 < 0x80 } }
  }

  func isPlaceholder(_ names: Set<String>) -> Bool {
    let plain = words.map { word in String(word.reversed().drop { $0.isNumber }.reversed()) }
      .filter { !$0.isEmpty }.joined(separator: " ")
    return names.contains(plain) || names.contains(words.joined(separator: " "))
  }

  /// Keys that lie side by side, hardly a vowel, or letters and digits in turns that do not read as a word ("b3h3m0th"
  /// does). Only Latin letters are judged.
  var isRandom: Bool {
    guard isLatin else { return false }
    return words.contains { word in
      let bytes = Array(word.utf8)
      if Self.keyboard.contains(where: word.hasPrefix) { return true }
      let letters = Self.vowels(bytes.filter { !Self.isDigit($0) })
      if letters.count >= 6, letters.vowels * 8 < letters.count || letters.longest >= 7 { return true }
      guard Self.turns(bytes) >= 5 else { return false }
      let read = Self.vowels(bytes.compactMap(Self.meant))
      return read.vowels * 4 < read.count || read.longest >= 4
    }
  }

  /// More digits than a year or a jersey has.
  var hasManyDigits: Bool { words.contains { $0.utf8.reversed().prefix { (0x30...0x39).contains($0) }.count >= 5 } }

  /// How often letters and digits change places.
  private static func turns(_ bytes: [UInt8]) -> Int {
    zip(bytes, bytes.dropFirst()).filter { isDigit($0) != isDigit($1) }.count
  }

  /// How many letters there are, how many of them are vowels, and how many others stand in a row at most.
  private static func vowels(_ letters: [UInt8]) -> (count: Int, vowels: Int, longest: Int) {
    var (vowels, run, longest) = (0, 0, 0)
    for letter in letters {
      let isVowel = "aeiouy".utf8.contains(letter)
      run = isVowel ? 0 : run + 1
      vowels += isVowel ? 1 : 0
      longest = max(longest, run)
    }
    return (letters.count, vowels, longest)
  }

  /// The letter that a digit stands for, where it does.
  private static func meant(_ byte: UInt8) -> UInt8? {
    guard isDigit(byte) else { return byte }
    return [0x6F, 0x69, nil, 0x65, 0x61, 0x73, nil, 0x74, 0x62, 0x67][Int(byte - 0x30)]
  }

  private static func isDigit(_ byte: UInt8) -> Bool { (0x30...0x39).contains(byte) }

  /// What the eye takes the name for: look-alike letters and digits as what they look like, blanks, marks and the digits at
  /// the end left out. Empty for a name of other alphabets that imitates nothing.
  static func look(_ name: String) -> String {
    let tokens = Tokens(String(name.reversed().drop { $0.isNumber || $0 == "_" }.reversed()))
    var skeleton = Skeleton()
    skeleton.read(tokens)
    var bytes: [UInt8] = []
    var index = 0
    while index < tokens.list.count {
      if let reading = skeleton.readings.first(where: { $0.tokens.contains(index) }) {
        bytes += skeleton.bytes[reading.letters]
        index = reading.tokens.upperBound
      } else {
        bytes += tokens.bytes[tokens.list[index].range].filter { (0x61...0x7A).contains($0) }
        index += 1
      }
    }
    return merged(bytes)
  }

  /// "rn" reads as "m", "vv" as "w", "l" as "i".
  private static func merged(_ bytes: [UInt8]) -> String {
    var merged: [UInt8] = []
    for byte in bytes {
      switch (merged.last, byte) {
      case (UInt8(ascii: "r"), UInt8(ascii: "n")): merged[merged.count - 1] = UInt8(ascii: "m")
      case (UInt8(ascii: "v"), UInt8(ascii: "v")): merged[merged.count - 1] = UInt8(ascii: "w")
      case (_, UInt8(ascii: "l")): merged.append(UInt8(ascii: "i"))
      default: merged.append(byte)
      }
    }
    return String(decoding: merged, as: UTF8.self)
  }
}
