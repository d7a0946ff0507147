/// How evenly the messages are spread over those who write.
struct Concentration {
  /// Messages of each member, fewest first.
  let counts: [Int]

  init(_ counts: [UInt64: Int]) { self.counts = counts.values.sorted() }

  /// 0: all write alike; towards 1: one writes all. Gini, "Variabilità e mutabilità" (1912), by ranks:
  /// (2 Σ i·xᵢ − (n + 1) Σ xᵢ) / (n Σ xᵢ) with i from 1.
  var gini: Ratio? {
    let sum = counts.reduce(0, +)
    let ranked = counts.enumerated().reduce(0) { $0 + ($1.offset + 1) * $1.element }
    return Ratio(2 * ranked - (counts.count + 1) * sum, counts.count * sum)
  }

  /// What the most active tenth writes of all, at least one member.
  var topTenth: Ratio? {
    Ratio(counts.suffix((counts.count + 9) / 10).reduce(0, +), counts.reduce(0, +))
  }

  /// The share of all messages that the least active so many twentieths of the members write: 21 points, in thousandths.
  var curve: [Int] {
    let sum = counts.reduce(0, +)
    return (0...20).map { twentieth in
      let members = counts.count * twentieth / 20
      return Ratio(counts.prefix(members).reduce(0, +), sum)?.scaled(3) ?? 0
    }
  }
}
