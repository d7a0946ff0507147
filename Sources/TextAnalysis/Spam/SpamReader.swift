/// Tells how likely a text is spam, 0 to 1, by its words and its looks, and by who wrote it if that is told.
///
/// From 0.5 on it is more like the spam than like the chat that the model was trained on; of ordinary chat about one
/// message in a thousand gets there, so 0.5 is for a moderator's queue and 0.9 for acting.
/// One value is used for text after text: once its buffers have grown, judging allocates nothing.
public struct SpamReader: Sendable {
  private var tokens = Tokens()
  private var features = SpamFeatures()

  public init() {}

  public mutating func read(_ text: String, from sender: SpamSender = .unknown) -> Double {
    tokens.read(text)
    return judge(tokens, from: sender)
  }

  public mutating func read(_ text: UnsafeBufferPointer<UInt8>, from sender: SpamSender = .unknown) -> Double {
    tokens.read(text)
    return judge(tokens, from: sender)
  }

  /// Judges a text that has been read already.
  public mutating func judge(_ tokens: Tokens, from sender: SpamSender = .unknown) -> Double {
    guard !tokens.list.isEmpty else { return 0 }
    features.read(tokens)
    var odds = SpamModel.shared.logOdds(features)
    if sender != .unknown {
      let hasLink = tokens.list.contains { $0.kind == .url }
      for (_, share) in sender.shares(hasLink: hasLink) { odds += share }
    }
    return Exponent.logistic(odds)
  }
}

/// What a part of a text added to its spam score.
public struct SpamShare: Sendable, Hashable {
  /// A word as it was read, or a property such as "links".
  public let words: String
  /// Where it stands in the UTF-8 of the text; nil for a property.
  public let source: Range<Int>?
  /// Of the log odds; above 0 it speaks for spam.
  public let share: Double
}

extension SpamReader {
  /// The score with what carried it, the greatest shares first, in either direction.
  public mutating func explain(_ text: String, from sender: SpamSender = .unknown, most: Int = 8) -> (
    score: Double, shares: [SpamShare]
  ) {
    tokens.read(text)
    let score = judge(tokens, from: sender)
    guard !tokens.list.isEmpty else { return (score, []) }
    let model = SpamModel.shared
    var byToken = [Float](repeating: 0, count: tokens.list.count)
    for feature in features.words {
      byToken[Int(feature.token)] += Float(model.word(feature.id)) * model.wordUnit * features.wordWeight
    }
    for feature in features.runs {
      byToken[Int(feature.token)] += Float(model.run(feature.id)) * model.runUnit * features.runWeight
    }
    var shares = tokens.list.indices.map { index in
      let token = tokens.list[index]
      return SpamShare(words: tokens.string(token), source: token.source, share: Double(byToken[index]))
    }
    for id in features.style {
      guard let style = SpamStyle(rawValue: Int(id) / SpamStyle.steps) else { continue }
      shares.append(SpamShare(words: style.words, source: nil, share: Double(model.step(id))))
    }
    let hasLink = tokens.list.contains { $0.kind == .url }
    for (words, share) in sender.shares(hasLink: hasLink) {
      shares.append(SpamShare(words: words, source: nil, share: share))
    }
    shares = shares.filter { abs($0.share) >= 0.05 }
    shares.sort { abs($0.share) > abs($1.share) }
    return (score, Array(shares.prefix(most)))
  }

  /// For training: u32 count, that many u32 features, that many f32 values, little endian.
  public mutating func appendFeatures(of text: String, to out: inout [UInt8]) {
    tokens.read(text)
    features.read(tokens)
    let (word, run) = (features.wordWeight, features.runWeight)
    out.append(littleEndian: UInt32(features.words.count + features.runs.count + features.style.count))
    for feature in features.words { out.append(littleEndian: feature.id) }
    for feature in features.runs { out.append(littleEndian: SpamHash.firstRun + feature.id) }
    for id in features.style { out.append(littleEndian: SpamHash.firstStyle + id) }
    for _ in features.words { out.append(littleEndian: word.bitPattern) }
    for _ in features.runs { out.append(littleEndian: run.bitPattern) }
    for _ in features.style { out.append(littleEndian: Float(1).bitPattern) }
  }
}
