extension StringProtocol {
  /// Without white space at either end.
  public var trimmed: String {
    var text = self[...]
    while text.first?.isWhitespace == true { text.removeFirst() }
    while text.last?.isWhitespace == true { text.removeLast() }
    return String(text)
  }

  /// The parts between the separators, trimmed; empty ones are left out.
  public func parts(_ separator: Character) -> [String] {
    split(separator: separator).map(\.trimmed).filter { !$0.isEmpty }
  }
}
