public import BotCore

extension FAQFile {
  /// One question with its answer.
  public struct Entry: Sendable, Hashable {
    /// The heading.
    public var question: String
    public var keywords: [String] = []
    /// Other ways to ask it.
    public var phrasings: [String] = []
    /// Markdown.
    public var answer: String = ""
    /// What it belongs to.
    public var tags: [String] = []
    /// Where more of it stands.
    public var link: String? = nil
    /// The day on which somebody last looked whether it still holds.
    public var reviewed: LocalTime? = nil
    /// How the file names it, where that is not the question.
    public var label: String? = nil
    /// Where it stands in the file, from 1; 0 when a command added it.
    public var line: Int

    /// Tells it from all others: the heading, whatever its capitals.
    var id: String { question.lowercased() }

    /// Whether something in it is still to be filled in: then it does not answer.
    var isUnfilled: Bool { gap != nil }

    /// What is to be filled in: "[FILL IN: days and hours]".
    var gap: String? {
      ([question, answer, link ?? ""] + keywords + phrasings).lazy.compactMap { FillIn.first(in: $0) }.first
    }
  }

  /// A fault of the file, such as an entry without an answer.
  public struct Fault: Error, Hashable {
    public var line: Int
    public var fault: String
    public var remedy: String
    /// A warning leaves the file usable.
    public var severity = Problem.Severity.error

    public var sentence: String { "line \(line): \(fault); \(remedy)" }
  }
}

extension FAQFile.Entry {
  /// As the Markdown file has it.
  var markdown: String {
    var lines = ["## " + question]
    if !keywords.isEmpty { lines.append("Keywords: " + keywords.joined(separator: ", ")) }
    if !tags.isEmpty { lines.append("Tags: " + tags.joined(separator: ", ")) }
    if let link { lines.append("Link: " + link) }
    if let reviewed { lines.append("Reviewed: " + reviewed.dayText) }
    lines += phrasings.map { "- " + $0 }
    if !answer.isEmpty { lines += ["", answer] }
    return lines.joined(separator: "\n") + "\n"
  }

  /// The columns of a row.
  static let columns = "question,answer,phrasings"

  /// As it stands in a file of that name, which tells the form.
  func text(in path: String) -> String {
    if FAQFile.isTable(path) { return row }
    guard path.hasSuffix(".json") else { return markdown }
    let texts = phrasings.map { JSON.string($0) }
    return JSON.compact(
      ("question", .string(question)), ("answer", .string(answer)), ("phrasings", texts.isEmpty ? nil : .array(texts))
    ).text + ","
  }

  /// The further phrasings alone, and what they belong to in a file of that name.
  func phrasings(in path: String) -> (place: String, text: String) {
    if FAQFile.isTable(path) { return ("into the column phrasings of", phrasings.joined(separator: " | ")) }
    guard path.hasSuffix(".json") else {
      return ("below", phrasings.map { "- " + $0 }.joined(separator: "\n"))
    }
    return ("into the \"phrasings\": [ … ] of", phrasings.map { JSON.string($0).text + "," }.joined(separator: "\n"))
  }

  private var row: String {
    [question, answer, phrasings.joined(separator: " | ")].map { field in
      "\"" + field.split(separator: "\"", omittingEmptySubsequences: false).joined(separator: "\"\"") + "\""
    }.joined(separator: ",")
  }
}

extension LocalTime {
  /// The day alone: "2026-01-05".
  var dayText: String { String(description.prefix(10)) }
}
