import BotCore

/// Reads the Markdown form. Each `## ` heading is a question; below it, in any order and all optional, lines `Keywords:
/// a, b`, `Tags: a, b`, `Link: https://…`, `Reviewed: 2026-01-05` and a list of further phrasings; then the answer.
struct FAQMarkdown {
  private var entries: [FAQFile.Entry] = []
  private var faults: [FAQFile.Fault] = []
  private var answer: [Substring] = []
  private var inFence = false
  private var number = 0

  static func read(_ text: String) -> (entries: [FAQFile.Entry], faults: [FAQFile.Fault]) {
    var reader = FAQMarkdown()
    // "\r\n" is one Character, so it is split off like "\n".
    for line in text.split(omittingEmptySubsequences: false, whereSeparator: \.isNewline) { reader.read(line) }
    reader.finishEntry()
    return (reader.entries, reader.faults)
  }

  private mutating func read(_ line: Substring) {
    number += 1
    if !inFence, line.hasPrefix("## ") {
      finishEntry()
      entries.append(FAQFile.Entry(question: line.dropFirst(3).trimmed, line: number))
    } else if let last = entries.indices.last {
      if answer.isEmpty, readHead(line, of: last) { return }
      if line.hasPrefix("```") { inFence.toggle() }
      answer.append(line)
    }
  }

  /// What may stand between the heading and the answer, and the blank lines around it.
  private mutating func readHead(_ line: Substring, of index: Int) -> Bool {
    let text = line.trimmed
    if text.isEmpty { return true }
    if line.hasPrefix("- ") || line.hasPrefix("* ") {
      entries[index].phrasings.append(line.dropFirst(2).trimmed)
      return true
    }
    guard let colon = text.firstIndex(of: ":") else { return false }
    let value = text[text.index(after: colon)...].trimmed
    do throws(FAQFile.Fault) {
      switch text[..<colon].lowercased() {
      case "keywords": entries[index].keywords += value.parts(",")
      case "tags": entries[index].tags += value.parts(",")
      case "link": entries[index].link = try FAQFile.link(value, line: number)
      case "reviewed": entries[index].reviewed = try FAQFile.day(value, line: number)
      default: return false
      }
    } catch {
      faults.append(error)
    }
    return true
  }

  private mutating func finishEntry() {
    inFence = false
    guard let last = entries.indices.last else { return }
    while let line = answer.last, line.trimmed.isEmpty { answer.removeLast() }
    entries[last].answer = Markdown.unwrapped(answer.joined(separator: "\n"))
    answer = []
  }
}
