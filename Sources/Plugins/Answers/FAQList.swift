import BotCore

/// Reads the form of a JSON list of objects: `question`, `answer` (or `text`), and as wanted `phrasings`, `keywords`,
/// `tags` (lists), `link`, `reviewed`, `id`.
enum FAQList {
  static func read(_ text: String, _ filter: (column: String, value: String)?)
    -> (entries: [FAQFile.Entry], faults: [FAQFile.Fault])
  {
    let bytes = Array(text.utf8)
    guard let document = try? JSONDocument(relaxed: bytes), let list = document.value.array else {
      return ([], [FAQFile.Fault(line: 1, fault: "this is no JSON list", remedy: "write [ { \"question\": …")])
    }
    var entries: [FAQFile.Entry] = []
    var faults: [FAQFile.Fault] = []
    var (line, start) = (1, 0)
    for (index, item) in list.enumerated() {
      if let offset = document.values[JSONPath().index(index)], offset > start {
        line += bytes[start..<offset].count { $0 == 0x0A }
        start = offset
      }
      if let filter, item[filter.column]?.string != filter.value { continue }
      do throws(FAQFile.Fault) {
        entries.append(try entry(item, line: line))
      } catch {
        faults.append(error)
      }
    }
    return (entries, faults)
  }

  private static func entry(_ item: JSON, line: Int) throws(FAQFile.Fault) -> FAQFile.Entry {
    guard let question = item["question"]?.string?.trimmed, !question.isEmpty else {
      throw FAQFile.Fault(line: line, fault: "the object has no question", remedy: "add \"question\": \"…\"")
    }
    var entry = FAQFile.Entry(question: question, line: line)
    entry.answer = (item["answer"] ?? item["text"])?.string ?? ""
    entry.phrasings = texts(item["phrasings"])
    entry.keywords = texts(item["keywords"])
    entry.tags = texts(item["tags"])
    entry.label = item["id"]?.string
    if let link = item["link"]?.string { entry.link = try FAQFile.link(link, line: line) }
    if let day = item["reviewed"]?.string { entry.reviewed = try FAQFile.day(day, line: line) }
    return entry
  }

  private static func texts(_ list: JSON?) -> [String] { list?.array?.compactMap(\.string) ?? [] }
}
