/// Why an entry has its score: each word's share, and each feature's. Both sum up to the score.
public struct RankExplanation: Sendable {
  public struct Word: Sendable {
    public let text: String
    /// The token's place in the UTF-8 of the question.
    public let source: Range<Int>
    public let share: Float
  }

  public let id: String
  public let score: Float
  /// The heading or phrasing that is nearest to the question; `nil` when the entry has none.
  public let phrasing: String?
  /// The cosine with it.
  public let cosine: Float
  /// The question's words in their order. A word that stands twice counts once for the terms.
  public let words: [Word]
  /// By `RankFeatures.names`, weighted.
  public let features: [(name: String, share: Float)]
}

extension QuestionRanker {
  /// Explains an entry's score for a question; `nil` when there is no such entry.
  public func explain(_ id: String, for question: String) -> RankExplanation? {
    var ranking = Ranking()
    ranking.reader.read(question)
    measure(&ranking)
    guard let slot = slots.firstIndex(where: { $0?.id == id }), let entry = slots[slot] else { return nil }
    let features = features(slot, ranking)
    let shares = zip(features.values, weights.values).map { $0 * $1 }
    let rows = vectors.rows(of: slot, .phrasing)
    let cosines = rows.map { cosine($0, ranking.vector) }
    let best = cosines.indices.max { cosines[$0] < cosines[$1] }
    return RankExplanation(
      id: id, score: features.dot(weights), phrasing: best.map { entry.questions[$0] },
      cosine: best.map { cosines[$0] } ?? 0,
      words: wordShares(slot, ranking, direction(slot, ranking)),
      features: zip(RankFeatures.names, shares).map { (name: $0, share: $1) })
  }

  private func cosine(_ row: Int, _ vector: [Float]) -> Float {
    zip(vectors.values[row * TextVector.count..<(row + 1) * TextVector.count], vector).reduce(0) { $0 + $1.0 * $1.1 }
  }

  /// The vector whose product with the question's is the part of the score that vectors make.
  private func direction(_ slot: Int, _ ranking: Ranking) -> [Float] {
    let phrasings = vectors.rows(of: slot, .phrasing)
    let whole = vectors.rows(of: slot, .whole)
    let parts = vectors.rows(of: slot, .part)
    var sum = [Float](repeating: 0, count: TextVector.count)
    func add(_ row: Int?, _ weight: Float) {
      guard let row else { return }
      for index in sum.indices { sum[index] += weight * vectors.values[row * TextVector.count + index] }
    }
    func nearest(_ rows: [Int]) -> Int? { rows.max { cosine($0, ranking.vector) < cosine($1, ranking.vector) } }
    let best = nearest(phrasings) ?? (ranking.likenesses[slot].whole > 0 ? whole.first : nil)
    add(best, weights.phrasing)
    if phrasings.isEmpty { add(best, weights.phrasings) }
    for row in phrasings { add(row, weights.phrasings * meanScale[slot]) }
    add(whole.first ?? best, weights.answer)
    add(whole.isEmpty ? best : nearest(parts), weights.passage)
    return sum
  }

  private func wordShares(_ slot: Int, _ ranking: Ranking, _ direction: [Float]) -> [RankExplanation.Word] {
    var stems = DistinctHashes(limit: 128)
    var runs = DistinctHashes(limit: 512)
    let scale = rawScale(ranking.reader.rows)
    var (firstRow, firstGram) = (0, 0)
    return ranking.reader.words.map { word in
      var share: Float = 0
      if stems.insert(word.stem) {
        share += word.weight * weights.words * words.part(of: word.stem, in: slot) / ranking.mass.words
      }
      for index in firstGram..<Int(word.gramEnd) where runs.insert(ranking.reader.grams[index]) {
        let gram = ranking.reader.grams[index]
        share += word.weight * weights.letters * grams.part(of: gram, in: slot) / ranking.mass.grams
      }
      let sum = rawSum(ranking.reader.rows[firstRow..<Int(word.rowEnd)])
      share += zip(sum, direction).reduce(0) { $0 + $1.0 * $1.1 } * scale
      (firstRow, firstGram) = (Int(word.rowEnd), Int(word.gramEnd))
      return RankExplanation.Word(
        text: ranking.reader.string(word), source: Int(word.sourceStart)..<Int(word.sourceEnd), share: share)
    }
  }

  private func rawSum(_ rows: ArraySlice<UInt16>) -> [Float] {
    var sum = [Float](repeating: 0, count: TextVector.count)
    sum.withUnsafeMutableBufferPointer { sum in
      guard let base = sum.baseAddress else { return }
      for row in rows { TokenVectors.shared.add(Int(row), to: base) }
    }
    return sum
  }

  /// 1 through the length of the sum of all rows.
  private func rawScale(_ rows: [UInt16]) -> Float {
    let length = rawSum(rows[...]).reduce(0) { $0 + $1 * $1 }.squareRoot()
    return length > 1e-9 ? 1 / length : 0
  }
}
