import BotCore

/// Reads the form of a JSON list of objects: `question`, `answer` (or `text`), and as wanted `phrasings`, `keywords`,
/// `tags` (lists), `link`, `reviewed`, `id`.
enum FAQList {
  static func read(_ text: String, _ filter: (column: String, value: String)?)
    -> (entries: [FAQFile.Entry], faults: [FAQFile.Fault])
  {
    guard let list = (try? JSON(parsing: Array(text.utf8)))?.array else {
      return ([], [FAQFile.Fault(line: 1, fault: "this is no JSON list", remedy: "write [ { \"question\": …")])
    }
    var entries: [FAQFile.Entry] = []
    var faults: [FAQFile.Fault] = []
    for (index, item) in list.enumerated() {
      if let filter, item[filter.column]?.string != filter.value { continue }
      do throws(FAQFile.Fault) {
        entries.append(try entry(item, number: index + 1))
      } catch {
        faults.append(error)
      }
    }
    return (entries, faults)
  }

  /// - Parameter number: of the object in the list, which stands for the line.
  private static func entry(_ item: JSON, number: Int) throws(FAQFile.Fault) -> FAQFile.Entry {
    guard let question = item["question"]?.string?.trimmed, !question.isEmpty else {
      throw FAQFile.Fault(line: number, fault: "the object has no question", remedy: "add \"question\": \"…\"")
    }
    var entry = FAQFile.Entry(question: question, line: number)
    entry.answer = (item["answer"] ?? item["text"])?.string ?? ""
    entry.phrasings = texts(item["phrasings"])
    entry.keywords = texts(item["keywords"])
    entry.tags = texts(item["tags"])
    entry.label = item["id"]?.string
    if let link = item["link"]?.string { entry.link = try FAQFile.link(link, line: number) }
    if let day = item["reviewed"]?.string { entry.reviewed = try FAQFile.day(day, line: number) }
    return entry
  }

  private static func texts(_ list: JSON?) -> [String] { list?.array?.compactMap(\.string) ?? [] }
}
