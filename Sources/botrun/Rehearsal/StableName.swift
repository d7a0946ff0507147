import BotCore

/// Short names made of longer ones, the same at every run and on every machine. Not for secrets.
enum StableName {
  /// 16 hexadecimal digits.
  static func of(_ text: String) -> String {
    let hex = String(FNV(text.utf8).value, radix: 16)
    return String(repeating: "0", count: 16 - hex.count) + hex
  }
}
