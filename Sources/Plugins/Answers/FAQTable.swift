import BotCore

/// Reads the form of a table, as a spreadsheet saves it: a first row of names, then a row for each entry. Columns
/// `question` and `answer`, and as wanted `phrasings` (apart by `|`), `keywords` and `tags` (by `|` or commas), `link`,
/// `reviewed`. Where there is a column `label`, rows of one label are one entry, asked in several ways.
struct FAQTable {
  private static let names: [(column: String, other: [String])] = [
    ("question", ["text", "sentence", "query"]), ("answer", []), ("phrasings", []), ("keywords", []), ("tags", []),
    ("link", []), ("reviewed", []), ("label", ["category", "intent", "entry"]),
  ]

  private var columns: [String: Int] = [:]
  private var entries: [FAQFile.Entry] = []
  private var faults: [FAQFile.Fault] = []
  private var places: [String: Int] = [:]

  static func read(_ text: String, _ rows: (column: String, value: String)?)
    -> (entries: [FAQFile.Entry], faults: [FAQFile.Fault])
  {
    var table = FAQTable()
    do throws(FAQFile.Fault) {
      try table.read(try Self.rows(of: text), rows)
    } catch {
      table.faults.append(error)
    }
    return (table.entries, table.faults)
  }

  /// Without a column for them, every answer would be told as missing.
  static func headFault(_ file: TextFile) -> SettingFault? {
    guard FAQFile.isTable(file.path), let head = try? CSV(file.text).rows.first else { return nil }
    let names = head.fields.map { $0.trimmed.lowercased() }
    guard names.contains("question"), !names.contains("answer") else { return nil }
    let nearest = names.first { Spelling.nearest(to: $0, in: ["answer"]) != nil }
    return SettingFault(
      "the first row names no column \"answer\"",
      nearest.map { "write \"answer\" for \"\($0)\"" } ?? "add the column, with an answer in each row")
  }

  static func rows(of text: String) throws(FAQFile.Fault) -> [CSV.Row] {
    do throws(CSV.Fault) {
      return try CSV(text).rows
    } catch {
      throw FAQFile.Fault(
        line: error.line, fault: "a quotation mark is not closed", remedy: "close it, or write it twice")
    }
  }

  private mutating func read(_ all: [CSV.Row], _ filter: (column: String, value: String)?) throws(FAQFile.Fault) {
    guard let head = all.first else { return }
    let names = head.fields.map { $0.trimmed.lowercased() }
    for (column, other) in Self.names {
      columns[column] = ([column] + other).compactMap { names.firstIndex(of: $0) }.first
    }
    guard columns["question"] != nil else {
      throw FAQFile.Fault(
        line: head.line, fault: "the first row names no column \"question\"",
        remedy: "begin the table with a row such as: question,answer,phrasings,keywords,tags,link")
    }
    var chosen: (column: Int, value: String)?
    if let filter {
      guard let column = names.firstIndex(of: filter.column.lowercased()) else {
        throw FAQFile.Fault(
          line: head.line, fault: "there is no column \"\(filter.column)\"",
          remedy: "use one of: \(names.joined(separator: ", "))")
      }
      chosen = (column, filter.value)
    }
    for row in all.dropFirst() {
      if let chosen, Self.field(chosen.column, of: row) != chosen.value { continue }
      do throws(FAQFile.Fault) {
        try read(row)
      } catch {
        faults.append(error)
      }
    }
  }

  private mutating func read(_ row: CSV.Row) throws(FAQFile.Fault) {
    let question = value("question", of: row)
    guard !question.isEmpty else {
      throw FAQFile.Fault(line: row.line, fault: "the row has no question", remedy: "write one, or remove the row")
    }
    let label = value("label", of: row)
    let answer = value("answer", of: row)
    if !label.isEmpty, let place = places[label] {
      entries[place].phrasings.append(question)
      if entries[place].answer.isEmpty { entries[place].answer = answer }
      return
    }
    var entry = FAQFile.Entry(question: question, answer: answer, line: row.line)
    entry.phrasings = value("phrasings", of: row).parts("|")
    entry.keywords = list("keywords", of: row)
    entry.tags = list("tags", of: row)
    let (link, reviewed) = (value("link", of: row), value("reviewed", of: row))
    if !link.isEmpty { entry.link = try FAQFile.link(link, line: row.line) }
    if !reviewed.isEmpty { entry.reviewed = try FAQFile.day(reviewed, line: row.line) }
    if !label.isEmpty {
      entry.label = label
      places[label] = entries.count
    }
    entries.append(entry)
  }

  private func list(_ column: String, of row: CSV.Row) -> [String] {
    let text = value(column, of: row)
    return text.parts(text.contains("|") ? "|" : ",")
  }

  private func value(_ column: String, of row: CSV.Row) -> String {
    columns[column].map { Self.field($0, of: row) } ?? ""
  }

  private static func field(_ column: Int, of row: CSV.Row) -> String {
    row.fields.indices.contains(column) ? row.fields[column].trimmed : ""
  }
}
