/// Whether a text asks, by a rule that is simple enough to be written down: a question mark (`?`, `？` or `؟`) stands in it
/// outside of code, and behind it the text or the word ends. Closing brackets, quotes and marks may come between. Code is
/// what stands between one run of backticks and the next.
public enum AskedMark {
  public static func isIn(_ text: String) -> Bool {
    var isCode = false
    var hasMark = false
    var before: Unicode.Scalar = " "
    for scalar in text.unicodeScalars {
      if scalar == "`", before != "`" { isCode.toggle() }
      if hasMark {
        if scalar.properties.isWhitespace { return true }
        hasMark = mayFollow(scalar)
      }
      if isMark(scalar) { hasMark = !isCode }
      before = scalar
    }
    return hasMark
  }

  private static func isMark(_ scalar: Unicode.Scalar) -> Bool {
    scalar == "?" || scalar == "\u{FF1F}" || scalar == "\u{61F}"
  }

  private static func mayFollow(_ scalar: Unicode.Scalar) -> Bool {
    switch scalar {
    case ")", "]", "}", "\"", "'", "*", "_", "~", "!", ".", "”", "’", "»": true
    default: false
    }
  }
}
