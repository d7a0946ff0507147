/// The fields of a form, or of the query of an address: `application/x-www-form-urlencoded` (WHATWG URL, section 5).
public struct FormFields: Sendable, Hashable {
  public let values: [String: String]

  /// - Parameter bytes: of a field that stands twice, the later counts.
  /// - Returns: `nil` where they are not encoded as they should be, or are no UTF-8.
  public init?(_ bytes: some Collection<UInt8>) {
    var values: [String: String] = [:]
    for pair in bytes.split(separator: UInt8(ascii: "&")) {
      let parts = pair.split(separator: UInt8(ascii: "="), maxSplits: 1, omittingEmptySubsequences: false)
      guard let name = Self.decoded(parts[0]), let value = parts.count > 1 ? Self.decoded(parts[1]) : "" else {
        return nil
      }
      values[name] = value
    }
    self.values = values
  }

  public subscript(name: String) -> String? { values[name] }

  private static func decoded(_ bytes: some Collection<UInt8>) -> String? {
    var out: [UInt8] = []
    var rest = Array(bytes)[...]
    while let byte = rest.popFirst() {
      switch byte {
      case UInt8(ascii: "+"): out.append(UInt8(ascii: " "))
      case UInt8(ascii: "%"):
        let digits = String(decoding: rest.prefix(2), as: UTF8.self)
        guard digits.count == 2, digits.allSatisfy(\.isHexDigit), let value = UInt8(digits, radix: 16) else {
          return nil
        }
        out.append(value)
        rest = rest.dropFirst(2)
      default: out.append(byte)
      }
    }
    return String(validating: out, as: UTF8.self)
  }
}
