import BotCore
import TextAnalysis

/// Figures of verdicts that sort texts into classes.
enum ClassFigures {
  static func of(_ kind: String, _ texts: [LabelledText], _ arguments: Arguments) throws -> [Figure] {
    guard let judge = TextJudge.Kind(rawValue: kind) else { throw Failure(.software, "no kind \(kind)") }
    if kind == "sentiment", texts.contains(where: { Double($0.label) != nil && Int($0.label) == nil }) {
      return try correlation(texts, arguments)
    }
    let labels = try Labels(judge, Set(texts.map(\.label)))
    var verdicts = try TextJudge(judge, arguments)
    var counts = Classification(classes: labels.classes)
    for text in texts {
      let verdict = verdicts.verdict(text.text)
      counts.add(labels.canonical(text.label), found: labels.found(verdict), confidence: verdict.confidence)
    }
    return figures(counts)
  }

  /// Labels that are numbers are human means: how well the score follows them.
  private static func correlation(_ texts: [LabelledText], _ arguments: Arguments) throws -> [Figure] {
    var verdicts = try TextJudge(.sentiment, arguments)
    var correlation = Correlation()
    for text in texts {
      if let mean = Double(text.label) { correlation.add(mean, verdicts.verdict(text.text).score ?? 0) }
    }
    return [
      Figure("texts", .int(correlation.count)), Figure("Pearson r", correlation.pearson.map { .rounded($0) } ?? .null),
    ]
  }

  private static func figures(_ counts: Classification) -> [Figure] {
    var figures = [
      Figure("texts", .int(counts.total)), Figure("accuracy", .rounded(counts.accuracy)),
      Figure("macro recall", .rounded(counts.macroRecall)), Figure("macro F1", .rounded(counts.macroF1)),
    ]
    if let error = counts.calibrationError { figures.append(Figure("calibration error", .rounded(error))) }
    for (row, name) in counts.classes.enumerated() {
      let total = counts.counts[row].reduce(counts.missed[row], +)
      guard total > 0 else { continue }
      let found = counts.counts.reduce(0) { $0 + $1[row] }
      let right = Double(counts.counts[row][row])
      figures.append(
        Figure(
          name,
          .string(
            "\(total) texts, recall \(JSON.rounded(right / Double(total)).text), "
              + "precision \(found == 0 ? "none found" : JSON.rounded(right / Double(found)).text), "
              + "without verdict \(counts.missed[row])")))
    }
    return figures
  }
}

/// The names that data sets give to the classes of a kind.
private struct Labels {
  let classes: [String]
  private let names: [String: String]
  private let isYesOrNo: Bool

  init(_ kind: TextJudge.Kind, _ given: Set<String>) throws {
    let given = Set(given.map { $0.lowercased() })
    var names: [String: String] = [:]
    isYesOrNo = kind == .abuse || kind == .spam
    switch kind {
    case .sentiment:
      classes = ["negative", "neutral", "positive"]
      names = ["neg": "negative", "neu": "neutral", "pos": "positive", "-1": "negative"]
      // Two numbers: 0 and 1; three: 0, 1 and 2, or -1, 0 and 1.
      let isTwo = given.isSubset(of: ["0", "1"])
      names["0"] = given.contains("-1") ? "neutral" : "negative"
      names["1"] = isTwo || given.contains("-1") ? "positive" : "neutral"
      names["2"] = "positive"
    case .abuse, .spam:
      classes = ["no", "yes"]
      for no in ["0", "no", "none", "ham", "not", "false", "not offensive", "neither", "clean"] { names[no] = "no" }
      for yes in ["1", "yes", "abuse", "offensive", "spam", "true", "off", "hate", "toxic"] { names[yes] = "yes" }
    case .safety:
      classes = SafetyCategory.allCases.map(\.rawValue) + ["none"]
    case .language:
      classes = given.sorted()
    }
    self.names = names
    let unknown = given.filter { !classes.contains(names[$0] ?? $0) }
    guard unknown.isEmpty else {
      throw Failure(
        .badData,
        "the label \(unknown.sorted()[0]) is none of \(classes.joined(separator: ", ")); name the column of labels with --label"
      )
    }
  }

  func canonical(_ label: String) -> String { names[label.lowercased()] ?? label.lowercased() }

  func found(_ verdict: TextVerdict) -> String {
    isYesOrNo ? (verdict.isFound ? "yes" : "no") : verdict.label
  }
}
