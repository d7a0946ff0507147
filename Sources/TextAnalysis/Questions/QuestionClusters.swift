/// Groups texts that say much the same, by the cosines of their token vectors.
public struct QuestionClusters: Sendable, Equatable {
  /// Places in the list of texts, the most central first; each place once, the largest group first.
  public let groups: [[Int]]

  /// - Parameters:
  ///   - texts: the work grows with the square of their number.
  ///   - likeness: the least cosine with the centre of a group.
  public init(_ texts: [String], likeness: Float = 0.65) {
    var reader = TermReader()
    let vectors = texts.map { text in
      reader.read(text)
      return PassageReader.vector(reader.rows[...])
    }
    var near = [[Int]](repeating: [], count: texts.count)
    var sums = [Float](repeating: 0, count: texts.count)
    for first in texts.indices {
      for second in texts.indices where second > first {
        let cosine = Self.dot(vectors[first], vectors[second])
        guard cosine >= likeness else { continue }
        near[first].append(second)
        near[second].append(first)
        sums[first] += cosine
        sums[second] += cosine
      }
    }
    groups = Self.gathered(near, sums)
  }

  /// Again and again the text with the most neighbours left, and these.
  private static func gathered(_ near: [[Int]], _ sums: [Float]) -> [[Int]] {
    var left = Set(near.indices)
    var groups: [[Int]] = []
    while !left.isEmpty {
      let counts = left.map { place in (place: place, count: near[place].count { left.contains($0) }) }
      guard
        let centre = counts.max(by: {
          ($0.count, sums[$0.place], $1.place) < ($1.count, sums[$1.place], $0.place)
        })
      else { break }
      let group = [centre.place] + near[centre.place].filter { left.contains($0) }
      left.subtract(group)
      groups.append(group)
      if centre.count == 0 {
        groups += left.sorted().map { [$0] }
        break
      }
    }
    return groups
  }

  private static func dot(_ first: [Float], _ second: [Float]) -> Float {
    first.withUnsafeBufferPointer { first in
      second.withUnsafeBufferPointer { second in
        guard let a = first.baseAddress, let b = second.baseAddress else { return 0 }
        return TextVector.dot(a, b)
      }
    }
  }
}
