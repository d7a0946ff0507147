import BotCore
import FoundationEssentials
import TextAnalysis

/// `botrun text features MODEL …`: what the models count in texts, for the scripts of `Tools/`.
enum FeaturesCommand {
  static func run(_ operands: [String]) throws -> ExitCode {
    switch operands.first {
    case "sentiment": try sentiment(table: operands.count > 1 ? operands[1] : nil)
    case "sentiment-words": try words()
    case "abuse" where operands.count == 2: try abuse(words: operands[1])
    case "spam": try spam()
    case "rank" where operands.count == 3: try rank(operands[1], operands[2])
    default:
      throw Failure(
        .usage,
        "say which: features sentiment [TABLE], features sentiment-words, features abuse WORDS, features spam, features rank TASK.json OUT.bin"
      )
    }
    return .ok
  }

  private static func sentiment(table: String?) throws {
    let bytes = try table.map { try Data(contentsOf: URL(filePath: $0)) } ?? Data()
    let records = bytes.withUnsafeBytes { raw in
      (0..<raw.count / 8).map { UInt64(littleEndian: raw.loadUnaligned(fromByteOffset: $0 * 8, as: UInt64.self)) }
    }
    var features = SentimentFeatures(table: records)
    try stream { line, out in line.withUnsafeBufferPointer { features.append($0, to: &out) } }
  }

  private static func abuse(words path: String) throws {
    var features = AbuseFeatureDump(words: try LabelledTexts.contents(path))
    try stream { line, out in out += features.bytes(of: String(decoding: line, as: UTF8.self)) }
  }

  private static func spam() throws {
    var reader = SpamReader()
    try stream { line, out in reader.appendFeatures(of: String(decoding: line, as: UTF8.self), to: &out) }
  }

  private static func words() throws {
    try TextLines.each { line, output in
      let keys = SentimentFeatures.keys(of: String(decoding: line, as: UTF8.self))
      output.add("\(keys.hash) \(keys.count)")
    }
  }

  /// For each question: six figures for each entry, then the coverage; f32.
  private static func rank(_ source: String, _ target: String) throws {
    guard let task = try? JSON(parsing: Array(try LabelledTexts.contents(source).utf8)) else {
      throw Failure(.badData, "\(source) is no JSON")
    }
    let entries = (task["entries"]?.array ?? []).map { entry in
      QuestionEntry(
        id: entry["id"]?.string ?? "", heading: entry["heading"]?.string ?? "",
        phrasings: entry["phrasings"]?.array?.compactMap(\.string) ?? [], answer: entry["answer"]?.string ?? "",
        tags: entry["tags"]?.array?.compactMap(\.string) ?? [])
    }
    let ranker = QuestionRanker(entries)
    var ranking = Ranking()
    var values: [Float] = []
    for question in task["questions"]?.array?.compactMap(\.string) ?? [] {
      for entry in ranker.features(of: question, into: &ranking) { values += entry.features.values }
      values.append(ranking.coverage)
    }
    try values.withUnsafeBytes { Data($0) }.write(to: URL(filePath: target))
  }

  private static func stream(_ features: (ArraySlice<UInt8>, inout [UInt8]) -> Void) throws {
    var out: [UInt8] = []
    try TextLines.each { line, _ in
      features(line, &out)
      guard out.count >= 1 << 20 else { return }
      Terminal.write(1, out)
      out.removeAll(keepingCapacity: true)
    }
    Terminal.write(1, out)
  }
}
