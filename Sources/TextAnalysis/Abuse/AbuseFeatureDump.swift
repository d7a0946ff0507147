/// Features of texts for training: the tools read them from here, so that they mean the same there and here.
public struct AbuseFeatureDump {
  private var features: AbuseFeatures
  private var tokens = Tokens()
  private var skeleton = Skeleton()

  /// - Parameter words: the lines of `Tools/data/abuse-words.txt`.
  public init(words: String) {
    features = AbuseFeatures(AbuseLexicon.reading(words))
  }

  /// - Returns: little endian, the number of hashes, the hashes, and the context (`AbuseContext`).
  public mutating func bytes(of text: String) -> [UInt8] {
    tokens.read(text)
    skeleton.read(tokens)
    features.read(tokens, skeleton)
    var out: [UInt8] = []
    out.append(littleEndian: UInt32(features.list.count))
    for feature in features.list { out.append(littleEndian: feature.hash) }
    out.append(littleEndian: UInt32(features.context.rawValue))
    return out
  }
}
