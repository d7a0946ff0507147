import BotCore
import Plugins

/// Questions and answers for trying the ranker, from the plugin's own Markdown, a table or a JSON list.
struct FAQSource {
  struct Entry {
    /// How an entry is named in the output, and in labelled questions.
    let name: String
    var question: String
    var phrasings: [String] = []
    var keywords: [String] = []
    var answer = ""
  }

  private(set) var entries: [Entry] = []

  static let help = """
    The FAQ is the Markdown file of the faq plugin, or a table (CSV or tabs) of phrasings: a column "text" (or "question")
    and one "label"; rows of one label are one entry, "answer" and "keywords" are optional; or a JSON list of {"question",
    "answer" or "text", "id", "phrasings"}.
    """

  /// - Parameter filter: only rows or objects where a column or member has a value.
  init(_ path: String, filter: (column: String, value: String)? = nil) throws {
    let text = try LabelledTexts.contents(path)
    if path.hasSuffix(".json") {
      try readJSON(text, path, filter)
    } else if path.hasSuffix(".csv") || path.hasSuffix(".tsv") {
      try readTable(text, path, filter)
    } else {
      let (found, problems) = FAQFile.entries(text)
      guard problems.isEmpty else { throw Failure(.badData, problems.map { "\(path), \($0)" }.joined(separator: "\n")) }
      entries = found.map {
        Entry(
          name: $0.question, question: $0.question, phrasings: $0.phrasings, keywords: $0.keywords, answer: $0.answer)
      }
    }
    guard !entries.isEmpty else { throw Failure(.badData, "\(path) holds no entry; see botrun text rank --help") }
  }

  private mutating func readTable(_ text: String, _ path: String, _ filter: (column: String, value: String)?) throws {
    let table = try LabelledTable(text, path)
    var places: [String: Int] = [:]
    for (row, labelled) in try table.labelled(LabelledTexts.Form(filter: filter)) where !labelled.text.isEmpty {
      if let place = places[labelled.label] {
        entries[place].phrasings.append(labelled.text)
      } else {
        places[labelled.label] = entries.count
        let keywords = table.value("keywords", of: row)?.split(separator: ",").map { String($0.drop { $0 == " " }) }
        entries.append(
          Entry(
            name: labelled.label, question: labelled.text, keywords: keywords ?? [],
            answer: table.value("answer", of: row) ?? ""))
      }
    }
  }

  private mutating func readJSON(_ text: String, _ path: String, _ filter: (column: String, value: String)?) throws {
    guard let list = (try? JSON(parsing: Array(text.utf8)))?.array else {
      throw Failure(.badData, "\(path) is no JSON list of entries")
    }
    for item in list {
      if let filter, item[filter.column]?.string != filter.value { continue }
      guard let question = item["question"]?.string else { continue }
      entries.append(
        Entry(
          name: item["id"]?.string ?? question, question: question,
          phrasings: item["phrasings"]?.array?.compactMap(\.string) ?? [],
          keywords: item["keywords"]?.array?.compactMap(\.string) ?? [],
          answer: (item["answer"] ?? item["text"])?.string ?? ""))
    }
  }
}
