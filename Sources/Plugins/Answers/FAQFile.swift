public import BotCore

/// Questions and answers in a Markdown file. Each `## ` heading is a question; below it, in this order and all but the
/// answer optional: a line `Keywords: a, b`, a list of further phrasings, the answer.
public struct FAQFile: SettingValue, Hashable {
  public struct Entry: Sendable, Hashable {
    /// The heading.
    public var question: String
    public var keywords: [String] = []
    /// Other ways to ask it.
    public var phrasings: [String] = []
    /// Markdown.
    public var answer: String = ""
    /// Where the heading stands, from 1.
    public var line: Int
  }

  /// A fault of the file, such as an entry without an answer.
  struct Fault: Error, Hashable {
    var line: Int
    var fault: String
    var remedy: String
  }

  /// As the configuration names the file.
  public let path: String
  public let entries: [Entry]

  public static var schema: JSON { TextFile.schema }
  public var json: JSON? { .string(path) }

  public static func read(_ node: SettingNode) -> FAQFile? {
    guard let file = TextFile.read(node) else { return nil }
    let entries = parse(file.text)
    let faults = faults(of: entries)
    for fault in faults { node.fail("\(file.path), line \(fault.line): \(fault.fault)", fault.remedy) }
    return faults.isEmpty ? FAQFile(path: file.path, entries: entries) : nil
  }

  /// The entries of a file's text and what is wrong with them, as sentences that begin with the line.
  public static func entries(_ text: String) -> (entries: [Entry], problems: [String]) {
    let entries = parse(text)
    return (entries, faults(of: entries).map { "line \($0.line): \($0.fault); \($0.remedy)" })
  }

  static func parse(_ text: String) -> [Entry] {
    var reader = Reader()
    // "\r\n" is one Character, so it is split off like "\n".
    for line in text.split(omittingEmptySubsequences: false, whereSeparator: \.isNewline) { reader.read(line) }
    return reader.finished
  }

  static func faults(of entries: [Entry]) -> [Fault] {
    if entries.isEmpty {
      return [Fault(line: 1, fault: "there is no question in the file", remedy: "write one as a heading: ## How …?")]
    }
    var faults: [Fault] = []
    var headings: [String: Int] = [:]
    var owners: [String: (question: String, line: Int)] = [:]
    for entry in entries {
      let heading = entry.question.lowercased()
      if let line = headings.updateValue(entry.line, forKey: heading) {
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
}

/// Takes the file line by line.
private struct Reader {
  private var entries: [FAQFile.Entry] = []
  private var answer: [Substring] = []
  private var inFence = false
  private var number = 0

  var finished: [FAQFile.Entry] {
    var copy = self
    copy.finishEntry()
    return copy.entries
  }

  mutating func read(_ line: Substring) {
    number += 1
    if !inFence, line.hasPrefix("## ") {
      finishEntry()
      entries.append(FAQFile.Entry(question: trimmed(line.dropFirst(3)), line: number))
    } else if let last = entries.indices.last {
      if answer.isEmpty, readAsked(line, of: last) { return }
      if line.hasPrefix("```") { inFence.toggle() }
      answer.append(line)
    }
  }

  /// Keywords, phrasings and the blank lines around them.
  private mutating func readAsked(_ line: Substring, of index: Int) -> Bool {
    let text = trimmed(line)
    if text.lowercased().hasPrefix("keywords:") {
      let words = text.dropFirst("keywords:".count).split(separator: ",").map { trimmed($0) }
      entries[index].keywords += words.filter { !$0.isEmpty }
      return true
    }
    if line.hasPrefix("- ") || line.hasPrefix("* ") {
      entries[index].phrasings.append(trimmed(line.dropFirst(2)))
      return true
    }
    return text.isEmpty
  }

  private mutating func finishEntry() {
    inFence = false
    guard let last = entries.indices.last else { return }
    while let line = answer.last, trimmed(line).isEmpty { answer.removeLast() }
    entries[last].answer = Markdown.unwrapped(answer.joined(separator: "\n"))
    answer = []
  }

  private func trimmed(_ text: Substring) -> String {
    let start = text.drop { $0.isWhitespace }
    return String(start.prefix(start.count - start.reversed().prefix { $0.isWhitespace }.count))
  }
}
