import BotCore

/// Reads the Markdown form. Each `## ` heading is a question; below it, in any order and all optional, lines `Keywords:
/// a, b`, `Tags: a, b`, `Link: https://…`, `Reviewed: 2026-01-05` and a list of further phrasings; then the answer.
struct FAQMarkdown {
  private var entries: [FAQFile.Entry] = []
  private var faults: [FAQFile.Fault] = []
  private var answer: [Substring] = []
  private var inFence = false
  /// Whether a title may still come.
  private var isTop = true
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
      begin(line.dropFirst(3).trimmed)
      return
    }
    tellLookalike(line)
    if let last = entries.indices.last {
      if answer.isEmpty, readHead(line, of: last) { return }
      if line.hasPrefix("```") { inFence.toggle() }
      answer.append(line)
    }
  }

  private mutating func begin(_ question: String) {
    finishEntry()
    isTop = false
    if question.isEmpty {
      faults.append(
        FAQFile.Fault(line: number, fault: "the heading is empty", remedy: "write the question behind the ##"))
    }
    entries.append(FAQFile.Entry(question: question, line: number))
  }

  private mutating func tellLookalike(_ line: Substring) {
    guard !inFence else { return }
    let look = FAQLookalike(question: entries.last?.question, isInAnswer: !answer.isEmpty, number: number)
    if !isHead(line), let fault = look.fault(line, isTitle: isTop) { faults.append(fault) }
    if line.hasPrefix("#") { isTop = false }
  }

  /// Whether the line is one of the heads, at a place for them.
  private func isHead(_ line: Substring) -> Bool {
    answer.isEmpty && !entries.isEmpty && FAQLookalike.named(line.trimmed) != nil
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
      case "keywords":
        entries[index].keywords += value.parts(",")
        if value.contains(";") {
          faults.append(
            FAQFile.Fault(
              line: number, fault: "a semicolon does not part keywords: \(Spelling.quoted(value)) holds one",
              remedy: "part them with commas", severity: .warning))
        }
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
