/// A gap that a person must still fill, as `botrun init` leaves it: `[FILL IN: telephone number]`. Ordinary brackets are
/// none. What holds a gap never goes out.
public enum FillIn {
  private static let opening = Array("[fill in".utf8)
  /// A gap is shown to so many bytes.
  private static let longest = 200

  /// The first gap, up to its closing bracket or the end of the line; `nil` where there is none.
  public static func first(in text: some StringProtocol) -> String? {
    var text = String(text)
    return text.withUTF8 { bytes in span(in: bytes).map { String(decoding: bytes[$0], as: UTF8.self) } }
  }

  /// The first gap of each line that has one, with the line and the column, counted in Unicode scalars from 1.
  public static func lines(of text: String) -> [(line: Int, column: Int, gap: String)] {
    guard first(in: text) != nil else { return [] }
    let lines = text.split(omittingEmptySubsequences: false, whereSeparator: \.isNewline)
    return lines.enumerated().compactMap { index, line in
      var line = String(line)
      return line.withUTF8 { bytes in
        span(in: bytes).map { span in
          let column = 1 + bytes[..<span.lowerBound].count { !UTF8.isContinuation($0) }
          return (index + 1, column, String(decoding: bytes[span], as: UTF8.self))
        }
      }
    }
  }

  private static func span(in bytes: UnsafeBufferPointer<UInt8>) -> Range<Int>? {
    let last = bytes.count - opening.count
    guard last >= 0, let start = (0...last).first(where: { bytes[$0] == opening[0] && isOpening(bytes, $0) }) else {
      return nil
    }
    let rest = bytes[start...].prefix(longest)
    let end = rest.firstIndex { "]\r\n".utf8.contains($0) } ?? rest.endIndex
    return start..<(end < rest.endIndex && bytes[end] == UInt8(ascii: "]") ? end + 1 : end)
  }

  /// In any capitals, and the colon may be missing.
  private static func isOpening(_ bytes: UnsafeBufferPointer<UInt8>, _ start: Int) -> Bool {
    for (offset, byte) in opening.enumerated() {
      let found = bytes[start + offset]
      guard found == byte || 0x41...0x5A ~= found && found | 0x20 == byte else { return false }
    }
    let end = start + opening.count
    return end == bytes.count || ": ]\r\n".utf8.contains(bytes[end])
  }

  private static let used = " is still to be filled in, and would be used as it stands"
  private static let leftOut = " is still to be filled in: what holds it does not go out"

  /// Whether this is what a person is told of a gap that would be used: of the value that holds it, nothing else need be
  /// said until it is filled.
  public static func isUsed(accordingTo fault: String) -> Bool { fault.hasSuffix(used) }

  /// Whether this is what a person is told of a gap that waits.
  public static func isLeftOut(accordingTo fault: String) -> Bool { fault.hasSuffix(leftOut) }

  /// What a person is told of one. `isLeftOut`: what holds it stays away by itself.
  public static func fault(_ gap: String, isLeftOut: Bool) -> SettingFault {
    SettingFault(
      gap + (isLeftOut ? leftOut : used), "write what it asks for in its place, or remove what holds it")
  }
}
