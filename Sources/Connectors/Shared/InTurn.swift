extension Array {
  /// From the first that fits on, and then those before it; as they stand where none does. So what a round did not come to
  /// begins the next one, and nothing that stays full starves what stands after it.
  func inTurn(from isFirst: (Element) -> Bool) -> [Element] {
    guard let index = firstIndex(where: isFirst) else { return self }
    return Array(self[index...] + self[..<index])
  }
}
