/// The number of a flag or of something that the bot sends, in whatever way people are shown it: "12", "#12", "(no. 12)",
/// "flag 12", and "d-12" for what is sent.
public enum RowNumber: Sendable {
  case flag, delivery

  /// - Returns: `nil` where a word is no such number, or there is none.
  public func read(_ words: [String]) -> [Int64]? {
    let bare = words.map(Self.bare).filter { !before.contains($0) }
    let numbers = bare.compactMap(number)
    return numbers.isEmpty || numbers.count < bare.count ? nil : numbers
  }

  /// What stands before a number in announcements and in what people write.
  private var before: Set<String> {
    switch self {
    case .flag: ["no", "flag", "flags"]
    case .delivery: ["no"]
    }
  }

  /// Without what stands around it in a sentence.
  private static func bare(_ word: String) -> String {
    var word = word.lowercased()[...].drop { "#([".contains($0) }
    while let last = word.last, ".,;)]".contains(last) { word.removeLast() }
    return String(word)
  }

  private func number(_ word: String) -> Int64? {
    switch self {
    case .flag: Int64(word)
    case .delivery: Int64(word.hasPrefix("d-") ? word.dropFirst(2) : word[...])
    }
  }
}
