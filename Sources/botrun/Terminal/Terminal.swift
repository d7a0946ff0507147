import Glibc

/// What a person reads: results on standard output, complaints on standard error.
enum Terminal {
  static func say(_ text: String) { write(1, text.hasSuffix("\n") ? text : text + "\n") }
  static func complain(_ text: String) { write(2, text.hasSuffix("\n") ? text : text + "\n") }

  /// Who sits before it.
  static var person: String {
    let account = getpwuid(getuid()).map { String(cString: $0.pointee.pw_name) } ?? "user \(getuid())"
    return ConfigFile.environment["USER"] ?? ConfigFile.environment["LOGNAME"] ?? account
  }

  static var errorIsTerminal: Bool { isatty(2) == 1 }

  /// Everything, also where a pipe takes only part of it at once.
  static func write(_ file: Int32, _ text: String) { write(file, Array(text.utf8)) }

  static func write(_ file: Int32, _ bytes: [UInt8]) {
    var rest = bytes[...]
    while !rest.isEmpty {
      let count = rest.withUnsafeBytes { Glibc.write(file, $0.baseAddress, $0.count) }
      if count < 0 && errno == EINTR { continue }
      guard count > 0 else { return }
      rest = rest.dropFirst(count)
    }
  }

  /// Letters of a member's making can hold escape sequences that move the cursor or worse.
  static func safe(_ text: String) -> String {
    String(
      String.UnicodeScalarView(
        text.unicodeScalars.filter {
          $0.value >= 0x20 && $0.value != 0x7F && !(0x80...0x9F).contains($0.value) || $0 == "\n" || $0 == "\t"
        }))
  }
}
