/// How long to wait before the next try: doubling from `first` up to `most`, then spread over ±25 % so that many
/// deliveries that failed together do not come back together.
///
/// | try | wait before it, without jitter |
/// |---|---|
/// | 1 | at once |
/// | 2 | 1 s |
/// | 3 | 2 s |
/// | 4 | 4 s |
/// | 11 and on | 10 min |
struct Backoff: Sendable, Hashable {
  var first: Duration = .seconds(1)
  var most: Duration = .seconds(600)

  /// - Parameters:
  ///   - failures: how many tries have failed, from 1.
  ///   - dice: from 0 to 1.
  func wait(after failures: Int, dice: Double) -> Duration {
    let doublings = max(0, min(failures - 1, 30))
    let plain = min(first.milliseconds << Int64(doublings), most.milliseconds)
    return .milliseconds(Int64(Double(plain) * (0.75 + 0.5 * dice)))
  }
}

extension Duration {
  var milliseconds: Int64 { components.seconds * 1000 + components.attoseconds / 1_000_000_000_000_000 }
}
