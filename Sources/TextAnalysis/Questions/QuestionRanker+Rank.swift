extension QuestionRanker {
  /// Ranks the entries for a question.
  /// - Parameters:
  ///   - limit: the most entries that are wanted, 2 or more.
  ///   - ranking: takes the result; its buffers are used again.
  public func rank(_ question: String, limit: Int = 5, into ranking: inout Ranking) {
    ranking.reader.read(question)
    rankRead(limit, &ranking)
  }

  /// The same for UTF-8.
  public func rank(_ question: UnsafeBufferPointer<UInt8>, limit: Int = 5, into ranking: inout Ranking) {
    ranking.reader.read(question)
    rankRead(limit, &ranking)
  }

  /// The features of every entry, in the order of the entries' places; for training and tests.
  public func features(of question: String, into ranking: inout Ranking) -> [(id: String, features: RankFeatures)] {
    ranking.reader.read(question)
    measure(&ranking)
    return slots.indices.compactMap { slot in slots[slot].map { ($0.id, features(slot, ranking)) } }
  }

  private func rankRead(_ limit: Int, _ ranking: inout Ranking) {
    measure(&ranking)
    // With no word there is nothing to go by.
    if !ranking.reader.words.isEmpty { choose(max(2, limit), &ranking) }
    for (slot, score) in ranking.top {
      if let entry = slots[slot] { ranking.entries.append(Ranking.Ranked(id: entry.id, score: score, slot: slot)) }
    }
    conclude(&ranking)
  }

  /// Keeps the best, the earlier slot first among equals.
  private func choose(_ limit: Int, _ ranking: inout Ranking) {
    let (words, grams) = (1 / ranking.mass.words, 1 / ranking.mass.grams)
    isLive.withUnsafeBufferPointer { isLive in
      meanScale.withUnsafeBufferPointer { meanScale in
        ranking.wordScores.withUnsafeBufferPointer { wordScores in
          ranking.gramScores.withUnsafeBufferPointer { gramScores in
            ranking.likenesses.withUnsafeBufferPointer { likenesses in
              for slot in 0..<isLive.count where isLive[slot] {
                let features = Self.features(
                  wordScores[slot] * words, gramScores[slot] * grams, likenesses[slot], meanScale[slot])
                Self.keep(slot, features.dot(weights), limit, &ranking.top)
              }
            }
          }
        }
      }
    }
  }

  @inline(__always)
  private static func keep(_ slot: Int, _ score: Float, _ limit: Int, _ top: inout [(slot: Int, score: Float)]) {
    if top.count < limit {
      top.append((slot, score))
    } else if score > top[limit - 1].score {
      top[limit - 1] = (slot, score)
    } else {
      return
    }
    var place = top.count - 1
    while place > 0, top[place].score > top[place - 1].score {
      top.swapAt(place, place - 1)
      place -= 1
    }
  }

  /// Fills the scores of words and letters, and the likenesses.
  func measure(_ ranking: inout Ranking) {
    ranking.reset(slots: slots.count)
    ranking.stems.removeAll()
    ranking.grams.removeAll()
    var first = 0
    for word in ranking.reader.words {
      ranking.stems.insert(word.stem, weight: word.weight)
      for index in first..<Int(word.gramEnd) {
        ranking.grams.insert(ranking.reader.grams[index], weight: word.weight)
      }
      first = Int(word.gramEnd)
    }
    let byWord = ranking.wordScores.withUnsafeMutableBufferPointer { words.score(ranking.stems, into: $0) }
    let byGram = ranking.gramScores.withUnsafeMutableBufferPointer { grams.score(ranking.grams, into: $0) }
    ranking.mass = (max(byWord.mass, 1e-6), max(byGram.mass, 1e-6))
    ranking.coverage = byWord.known / ranking.mass.words
    ranking.gramCoverage = byGram.known / ranking.mass.grams
    ranking.reader.rows.withUnsafeBufferPointer { rows in
      ranking.vector.withUnsafeMutableBufferPointer { vector in
        ranking.likenesses.withUnsafeMutableBufferPointer { likenesses in
          guard let base = vector.baseAddress else { return }
          TextVector.sum(rows, into: base)
          vectors.compare(base, into: likenesses)
        }
      }
    }
  }

  func features(_ slot: Int, _ ranking: borrowing Ranking) -> RankFeatures {
    Self.features(
      ranking.wordScores[slot] * (1 / ranking.mass.words), ranking.gramScores[slot] * (1 / ranking.mass.grams),
      ranking.likenesses[slot], meanScale[slot])
  }

  /// An entry without phrasings is measured by its answer instead, and one without answer by its phrasings.
  @inline(__always)
  private static func features(
    _ words: Float, _ letters: Float, _ likeness: PassageVectors.Likeness, _ meanScale: Float
  ) -> RankFeatures {
    let hasPhrasing = likeness.best > -1
    let hasAnswer = likeness.whole > -1
    let best = hasPhrasing ? likeness.best : max(likeness.whole, 0)
    return RankFeatures(
      words: words, letters: letters, phrasing: best, phrasings: hasPhrasing ? likeness.sum * meanScale : best,
      answer: hasAnswer ? likeness.whole : best, passage: hasAnswer ? likeness.part : best)
  }

  private func conclude(_ ranking: inout Ranking) {
    guard let first = ranking.entries.first else {
      ranking.confidence = 0
      ranking.verdict = .abstain
      return
    }
    let margin = ranking.entries.count > 1 ? first.score - ranking.entries[1].score : first.score
    ranking.confidence = model.confidence(signs(first, margin, ranking))
    ranking.verdict = ranking.confidence >= model.threshold && margin >= model.margin ? .answer : .abstain
  }

  private func signs(_ first: Ranking.Ranked, _ margin: Float, _ ranking: Ranking) -> SIMD8<Float> {
    let features = features(first.slot, ranking)
    return RankModel.signs(
      score: first.score, margin: margin, coverage: ranking.coverage, cosine: max(features.phrasing, features.answer))
  }
}
