import Testing

@testable import TextAnalysis

/// Sentences written for these tests before the phrases were. Every second one of a kind was never looked at while the
/// phrases were mended: the figures of that half are the ones to believe, though one author wrote both.
@Suite struct SafetyCasesTests {
  private struct Count: Equatable {
    var all = 0
    var flagged = 0
    var right = 0
  }

  private func count(_ label: String, half: Int) throws -> Count {
    var reader = SafetyReader()
    var count = Count()
    for (index, text) in try Self.cases(label).enumerated() where index % 2 == half {
      let verdict = reader.read(text)
      count.all += 1
      if verdict.category != nil { count.flagged += 1 }
      if verdict.category?.rawValue ?? "none" == label { count.right += 1 }
    }
    return count
  }

  private static func cases(_ label: String) throws -> [String] {
    try CaseFile.lines("safety.tsv").dropFirst().compactMap { line in
      let parts = line.split(separator: "\t", maxSplits: 1)
      return parts.count == 2 && parts[0] == label ? String(parts[1]) : nil
    }
  }

  @Test func fiveOfSixSpeakersInDangerAreFound() throws {
    let (tuned, held) = (try count("self_harm", half: 0), try count("self_harm", half: 1))
    #expect(tuned.all == 84 && held.all == 83)
    #expect(tuned.right >= 82)
    #expect(held.right >= 71)
  }

  @Test func hardNegativesAreLeftAlone() throws {
    #expect(try count("none", half: 0).flagged <= 2)
    #expect(try count("none", half: 1).flagged <= 2)
  }

  @Test func othersInDangerAndThreatsAreFound() throws {
    for label in ["third_party", "threat", "abuse"] {
      let held = try count(label, half: 1)
      #expect(held.right * 100 >= held.all * 80, "\(label): \(held)")
    }
  }
}
