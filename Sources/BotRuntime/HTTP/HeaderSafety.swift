import BotCore

extension Headers.Field {
  /// Whether the name is made of the characters that RFC 9110, 5.6.2, allows.
  var isNamedSafely: Bool { name.isToken }

  /// Whether the value stays on its line.
  var isValueSafe: Bool { value.utf8.allSatisfy { $0 != 0 && $0 != 0x0a && $0 != 0x0d } }
}

extension String {
  /// A token of RFC 9110, 5.6.2: what a method and a header name must be.
  var isToken: Bool {
    !isEmpty
      && utf8.allSatisfy {
        switch $0 {
        case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "A")...UInt8(ascii: "Z"),
          UInt8(ascii: "0")...UInt8(ascii: "9"):
          true
        default: "!#$%&'*+-.^_`|~".utf8.contains($0)
        }
      }
  }
}
