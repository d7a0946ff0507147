/// A gap that a person must still fill, as `botrun init` leaves it: `[FILL IN: telephone number]`. Ordinary brackets are
/// none. What holds a gap never goes out.
public enum FillIn {
  private static let opening = Array("[fill in".utf8)
  /// A gap is shown to so many bytes.
  private static let longest = 200

  /// The first gap, up to its closing bracket or the end of the line; `nil` where there is none.
  public static func first(in text: String) -> String? {
    var text = text
    return text.withUTF8 { bytes in
      let last = bytes.count - opening.count
      guard last > 0 else { return nil }
      for start in 0..<last where bytes[start] == opening[0] && isOpening(bytes, start) {
        let rest = bytes[start...].prefix(longest)
        let end = rest.firstIndex { $0 == UInt8(ascii: "]") || $0 == 0x0A || $0 == 0x0D }
        return String(decoding: end.map { bytes[$0] == UInt8(ascii: "]") ? rest[...$0] : rest[..<$0] } ?? rest, as: UTF8.self)
      }
      return nil
    }
  }

  /// In any capitals, and the colon may be missing.
  private static func isOpening(_ bytes: UnsafeBufferPointer<UInt8>, _ start: Int) -> Bool {
    for (offset, byte) in opening.enumerated() {
      let found = bytes[start + offset]
      guard found == byte || found < 0x80 && found | 0x20 == byte && found > 0x40 else { return false }
    }
    return [UInt8(ascii: ":"), UInt8(ascii: " "), UInt8(ascii: "]")].contains(bytes[start + opening.count])
  }

  /// The first gap of each line that has one, with the number of the line, from 1.
  public static func lines(of text: String) -> [(line: Int, gap: String)] {
    guard first(in: text) != nil else { return [] }
    return text.split(omittingEmptySubsequences: false, whereSeparator: \.isNewline).enumerated().compactMap { index, line in
      first(in: String(line)).map { (index + 1, $0) }
    }
  }

  /// What a person is told of one. `isLeftOut`: what holds it stays away by itself.
  public static func fault(_ gap: String, isLeftOut: Bool) -> SettingFault {
    SettingFault(
      isLeftOut
        ? "\(gap) is still to be filled in: what holds it does not go out"
        : "\(gap) is still to be filled in, and would go out as it stands",
      "write what it asks for in its place, or remove what holds it")
  }
}
