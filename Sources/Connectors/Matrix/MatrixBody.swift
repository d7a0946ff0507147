import BotCore
internal import Feeds

/// What a message says: its plain body, and what only its HTML says. Clients show the HTML, so a text that stood there
/// alone would be seen by everybody and judged by nobody.
struct MatrixBody {
  let text: String

  /// `nil` where the content says nothing.
  init?(_ content: JSON) {
    guard let body = content["body"]?.string else { return nil }
    let isReply = content["m.relates_to"]?["m.in_reply_to"] != nil
    let plain = isReply ? Self.withoutFallback(body) : body
    guard content["format"]?.string == "org.matrix.custom.html", let html = content["formatted_body"]?.string else {
      text = plain
      return
    }
    let shown = HTML.plain(isReply ? Self.withoutReply(html) : html) { Self.isMention($0) ? "" : $0 }
    let said = Self.words(shown)
    text = said.isEmpty || said == Self.words(plain, isMarkdown: true) ? plain : plain + "\n" + shown
  }

  /// Older clients put what they answer before the answer, as lines that begin with "> " and an empty line.
  static func withoutFallback(_ body: String) -> String {
    guard body.hasPrefix("> <@") || body.hasPrefix("> * <@") else { return body }
    var lines = body.split(separator: "\n", omittingEmptySubsequences: false)[...]
    lines = lines.drop { $0.hasPrefix("> ") || $0 == ">" }
    if lines.first?.isEmpty == true { lines = lines.dropFirst() }
    return lines.joined(separator: "\n")
  }

  /// The same in HTML, as an element of its own.
  private static func withoutReply(_ html: String) -> String {
    let end = Array("</mx-reply>".utf8)
    let bytes = Array(html.utf8)
    guard html.hasPrefix("<mx-reply>"), bytes.count >= end.count,
      let start = (0...bytes.count - end.count).first(where: { bytes[$0...].starts(with: end) })
    else { return html }
    return String(decoding: bytes[(start + end.count)...], as: UTF8.self)
  }

  /// The label of such a link names the member; the address is no page.
  private static func isMention(_ address: String) -> Bool {
    ["https://matrix.to/#/@", "https://matrix.to/#/%40"].contains { address.hasPrefix($0) }
  }

  /// The letters and digits, without the numbers of lists.
  /// - Parameter isMarkdown: the fences of code name its language, which HTML does not show.
  private static func words(_ text: String, isMarkdown: Bool = false) -> String {
    var found = ""
    for line in text.split(whereSeparator: \.isNewline) {
      var line = line.drop { $0.isWhitespace || $0 == ">" }
      if isMarkdown && line.hasPrefix("```") { continue }
      let rest = line.drop { $0.isASCII && $0.isNumber }
      if rest.count < line.count, rest.hasPrefix(". ") || rest.hasPrefix(") ") { line = rest }
      found.unicodeScalars += line.unicodeScalars.filter {
        $0.properties.isAlphabetic || $0.properties.numericType != nil
      }
    }
    return found
  }
}
