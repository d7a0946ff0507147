public import BotCore

/// Questions and answers in a file: Markdown (each `## ` heading is a question), a table, or a JSON list.
public struct FAQFile: SettingValue, Hashable {
  /// As the configuration names the file.
  public let path: String
  public let entries: [Entry]

  public static var schema: JSON { TextFile.schema }
  public var json: JSON? { .string(path) }

  public static func read(_ node: SettingNode) -> FAQFile? {
    // Whatever is wrong, the settings around it can be checked.
    guard let file = TextFile.read(node) else { return FAQFile(path: node.json.string ?? "", entries: []) }
    let (entries, faults) = read(file.text, path: file.path)
    if let fault = FAQTable.headFault(file) {
      node.fail(fault.fault, fault.remedy, in: file.path, line: 1)
      return FAQFile(path: file.path, entries: [])
    }
    // What could not be read is not told as missing, too.
    let errors = faults.filter { $0.severity == .error }
    let inner = errors.isEmpty || !entries.isEmpty ? self.faults(of: entries) : []
    let told = inner.filter { fault in !errors.contains { $0.line == fault.line } }
    let all = (faults + told + placeholders(of: entries, in: file.text)).sorted { $0.line < $1.line }
    for fault in all {
      node.source.report(
        SettingFault(fault.fault, fault.remedy), fault.severity, at: node.path,
        in: FilePlace(file.path, line: fault.line))
    }
    return FAQFile(path: file.path, entries: entries)
  }

  /// The entries of a text and what in it cannot be read. What the plugin asks of them beyond is in `faults(of:)`.
  ///
  /// - Parameters:
  ///   - path: tells the form by its ending: `.csv` and `.tsv` are tables, `.json` is a list, all else Markdown.
  ///   - rows: only rows of a table or objects of a list that have this value in this column.
  public static func read(_ text: String, path: String, rows: (column: String, value: String)? = nil)
    -> (entries: [Entry], faults: [Fault])
  {
    if isTable(path) { return FAQTable.read(text, rows) }
    if path.hasSuffix(".json") { return FAQList.read(text, rows) }
    return FAQMarkdown.read(text)
  }

  static func isTable(_ path: String) -> Bool { path.hasSuffix(".csv") || path.hasSuffix(".tsv") }

  /// What is wrong with the entries as such.
  public static func faults(of entries: [Entry]) -> [Fault] {
    if entries.isEmpty {
      return [Fault(line: 1, fault: "there is no question in the file", remedy: "write one as a heading: ## How …?")]
    }
    var faults: [Fault] = []
    var headings: [String: Int] = [:]
    var owners: [String: (question: String, line: Int)] = [:]
    for entry in entries {
      if let line = headings.updateValue(entry.line, forKey: entry.id) {
        faults.append(
          Fault(
            line: entry.line, fault: "the heading \"\(entry.question)\" stands in line \(line) already",
            remedy: "join the two entries, or ask one of them in other words"))
      }
      if entry.answer.isEmpty {
        faults.append(
          Fault(
            line: entry.line, fault: "the question \"\(entry.question)\" has no answer",
            remedy: "write it below the heading; a list directly below the heading holds further phrasings"))
      }
      for keyword in entry.keywords {
        if let owner = owners[keyword.lowercased()], owner.line != entry.line {
          faults.append(
            Fault(
              line: entry.line, fault: "the keyword \"\(keyword)\" belongs to \"\(owner.question)\" already",
              remedy: "keep it in one of the two entries"))
        }
        owners[keyword.lowercased()] = (entry.question, entry.line)
      }
    }
    return faults
  }

  /// Answers with a place for a value, such as "[name]", as other programs would fill it.
  private static func placeholders(of entries: [Entry], in text: String) -> [Fault] {
    let found = entries.compactMap { entry in
      PlaceholderLike.first(in: Markdown.text(entry.answer)).map { (entry: entry, word: $0) }
    }
    if found.isEmpty { return [] }
    let lines = text.split(omittingEmptySubsequences: false, whereSeparator: \.isNewline)
    return found.map { entry, word in
      let line = lines.indices.first { $0 + 1 >= entry.line && lines[$0].contains(word) }
      return Fault(
        line: line.map { $0 + 1 } ?? entry.line, fault: "\(word) is posted as it stands",
        remedy: "write what is meant: an answer holds no variables", severity: .warning)
    }
  }

  /// - Throws: a sentence's fault and remedy, where the text is no address or no day.
  static func link(_ text: String, line: Int) throws(Fault) -> String {
    guard text.hasPrefix("https://") || text.hasPrefix("http://") else {
      throw Fault(line: line, fault: "\"\(text)\" is no address", remedy: "write one that begins with https://")
    }
    return text
  }

  static func day(_ text: String, line: Int) throws(Fault) -> LocalTime {
    guard let day = LocalTime(text), day.secondOfDay == 0 else {
      throw Fault(line: line, fault: "\"\(text)\" is no day", remedy: "write it like 2026-01-05")
    }
    return day
  }
}
