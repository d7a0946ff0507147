import BotCore
import TextAnalysis

/// How much of ordinary talk is flagged: messages without labels, of which nearly all are harmless.
enum FlagFigures {
  private static let kinds: [TextJudge.Kind] = [.abuse, .safety, .spam]
  private static let shown = 20

  /// - Parameter field: the member of a JSON line that holds the text; lines that are no JSON are texts.
  static func of(_ files: [String], field: String) throws -> [Figure] {
    let judged = try kinds.map { try TextJudge($0, Arguments(parsing: ["flags"], for: .text)) }
    var judges = judged
    var messages = 0
    var queued = [Int](repeating: 0, count: kinds.count)
    var acted = [Int](repeating: 0, count: kinds.count)
    var highest = [[(score: Double, text: String)]](repeating: [], count: kinds.count)
    for file in files {
      for line in LabelledTexts.lines(try LabelledTexts.contents(file)) where !line.isEmpty {
        let text = (try? JSON(parsing: Array(line.utf8)))?[field]?.string ?? line
        messages += 1
        for place in kinds.indices {
          let verdict = judges[place].verdict(text)
          if verdict.isFlagged { queued[place] += 1 }
          if verdict.isActedOn { acted[place] += 1 }
          if let score = verdict.score, score != 0 { keep(score, text, &highest[place]) }
        }
      }
    }
    guard messages > 0 else { throw Failure(.badData, "there is no message in \(files.joined(separator: ", "))") }
    var figures = [Figure("messages", .int(messages))]
    for (place, kind) in kinds.enumerated() {
      figures.append(
        Figure("\(kind.rawValue): flagged of 10,000", .rounded(Double(queued[place]) * 10_000 / Double(messages))))
      figures.append(
        Figure("\(kind.rawValue): surely, of 10,000", .rounded(Double(acted[place]) * 10_000 / Double(messages))))
      for (number, one) in highest[place].enumerated() {
        let text = Terminal.safe(String(one.text.prefix(160))).split(separator: "\n").joined(separator: " ⏎ ")
        figures.append(Figure("\(kind.rawValue) \(number + 1)", .string("\(JSON.rounded(one.score).text)  \(text)")))
      }
    }
    return figures
  }

  private static func keep(_ score: Double, _ text: String, _ list: inout [(score: Double, text: String)]) {
    guard list.count < shown || score > list[shown - 1].score else { return }
    let place = list.firstIndex { $0.score < score } ?? list.count
    list.insert((score, text), at: place)
    if list.count > shown { list.removeLast() }
  }
}
