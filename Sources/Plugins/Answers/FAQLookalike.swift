import BotCore

/// Tells lines of the Markdown form that were meant as something else than what they are read as: they would be lost
/// without a word.
struct FAQLookalike {
  /// `nil` before the first question.
  let question: String?
  /// Whether the answer has begun.
  let isInAnswer: Bool
  let number: Int

  /// Of the lines that may stand between a heading and its answer.
  private static let names = ["Keywords", "Tags", "Link", "Reviewed"]
  /// What people write for them.
  private static let others = [
    "keyword": "Keywords", "key words": "Keywords", "key word": "Keywords", "tag": "Tags", "links": "Link",
    "url": "Link",
    "review": "Reviewed", "last reviewed": "Reviewed", "reviewed on": "Reviewed",
  ]

  func fault(_ line: Substring, isTitle: Bool) -> FAQFile.Fault? {
    let text = line.trimmed
    return heading(text, isTitle) ?? head(text)
  }

  /// A question's heading has two signs and a blank, at the start of the line.
  private func heading(_ text: String, _ isTitle: Bool) -> FAQFile.Fault? {
    let signs = text.prefix { $0 == "#" }.count
    let words = text.dropFirst(signs)
    // "#general" is a channel.
    guard signs > 1 || signs == 1 && words.first?.isWhitespace == true, !words.trimmed.isEmpty else { return nil }
    if signs == 1, isTitle, !text.hasSuffix("?") { return nil }
    let written = Spelling.quoted(String(text.prefix(60)))
    let place = question.map { "is read as part of the answer to \"\($0)\"" } ?? "is read as a title, and asks nothing"
    return FAQFile.Fault(
      line: number, fault: "\(written) \(place)",
      remedy: "begin a question with two signs and a blank: \"## \(words.trimmed.prefix(60))\""
        + (signs == 2 || question == nil ? "" : "; within an answer, write **bold** words"),
      severity: .warning)
  }

  private func head(_ text: String) -> FAQFile.Fault? {
    guard let name = Self.name(text) else { return nil }
    guard question != nil else {
      return Self.named(text) == nil
        ? nil : fault("\"\(name):\" belongs to no question", "write its heading above it: ## How …?")
    }
    if isInAnswer {
      guard Self.named(text) == name else { return nil }
      return fault("\"\(name):\" stands within the answer, and goes out with it", "move the line up, below the heading")
    }
    let written = Spelling.quoted(String(text.prefix(40)))
    return fault(
      "\(written) is not read as \"\(name):\", and members read it in the answer",
      "begin the line with just \"\(name): \"")
  }

  private func fault(_ fault: String, _ remedy: String) -> FAQFile.Fault {
    FAQFile.Fault(line: number, fault: fault, remedy: remedy, severity: .warning)
  }

  /// What the line is a head of, as it is written: the name as it stands in the documentation.
  static func named(_ text: String) -> String? {
    guard let colon = text.firstIndex(of: ":") else { return nil }
    let key = text[..<colon].lowercased()
    return names.first { $0.lowercased() == key }
  }

  /// What the line may be meant as a head of, with list signs and stars around it, misspelt, or without its colon.
  private static func name(_ text: String) -> String? {
    let bare = text.drop { "-*_+• ".contains($0) }
    guard let colon = bare.firstIndex(where: { ":：=".contains($0) }) else {
      let isList = bare.lowercased().hasPrefix("keywords ") && bare.contains(",")
      return isList ? "Keywords" : nil
    }
    let key = bare[..<colon].trimmed.filter { $0 != "*" && $0 != "_" }.lowercased()
    if let other = others[key] { return other }
    if let name = names.first(where: { $0.lowercased() == key }) { return name }
    // Short words are too near to others, such as "Line" to "Link".
    guard key.count > 5, !key.contains(" ") else { return nil }
    return Spelling.nearest(to: key, in: ["Keywords", "Reviewed"])
  }
}
