import BotCore
import Plugins

/// Questions and answers for trying the ranker: what the faq plugin reads, and tables and lists without answers beside.
struct FAQSource {
  struct Entry {
    /// How an entry is named in the output, and in labelled questions.
    let name: String
    let entry: FAQFile.Entry
  }

  let entries: [Entry]

  static let help = """
    The FAQ is the file of the faq plugin: Markdown, or a table (CSV or tabs) with a column "question" (or "text"), or a JSON
    list of {"question", "answer" or "text", "id", "phrasings"}. Answers are optional here. In a table with a column "label",
    rows of one label are one entry.
    """

  /// - Parameter filter: only rows or objects where a column or member has a value.
  init(_ path: String, filter: (column: String, value: String)? = nil) throws {
    let (found, faults) = FAQFile.read(try LabelledTexts.contents(path), path: path, rows: filter)
    let errors = faults.filter { $0.severity == .error }
    guard errors.isEmpty else {
      throw Failure(.badData, errors.map { "\(path), \($0.sentence)" }.joined(separator: "\n"))
    }
    guard !found.isEmpty else { throw Failure(.badData, "\(path) holds no entry; see botrun text rank --help") }
    entries = found.map { Entry(name: $0.label ?? $0.question, entry: $0) }
  }
}
