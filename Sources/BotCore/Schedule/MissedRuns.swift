public import FoundationEssentials

/// Which of the occurrences that fell due still run.
public enum MissedRuns {
  /// What runs and what does not, each oldest first.
  public struct Decision: Sendable, Hashable {
    public let run: [Occurrence]
    public let dropped: [Occurrence]

    public init(run: [Occurrence], dropped: [Occurrence]) {
      self.run = run
      self.dropped = dropped
    }
  }

  /// Less than this late counts as on time: 60 seconds.
  public static let grace = Duration.seconds(60)

  /// Decides by lateness, the time from an occurrence's instant to `now`.
  ///
  /// Whatever is on time runs under every policy. Of the late, `skip` runs none, `once` the newest of all when none is
  /// on time, and `all` each; but none that is later than `maxLateness`.
  /// - Parameter due: in any order. Those after `now` are not due: they are neither run nor dropped.
  public static func decide(
    due: [Occurrence], now: Date, policy: MissedRunPolicy, maxLateness: Duration
  ) -> Decision {
    let due = due.filter { $0.at <= now }.sorted { $0.at < $1.at }
    var run: [Occurrence] = []
    var dropped: [Occurrence] = []
    for (index, occurrence) in due.enumerated() {
      let lateness = now.timeIntervalSince(occurrence.at)
      let isOnTime = lateness < grace.inSeconds
      let isWanted = wants(isNewest: index == due.count - 1, policy) && lateness <= maxLateness.inSeconds
      if isOnTime || isWanted { run.append(occurrence) } else { dropped.append(occurrence) }
    }
    return Decision(run: run, dropped: dropped)
  }

  /// Whether the policy runs a late occurrence.
  private static func wants(isNewest: Bool, _ policy: MissedRunPolicy) -> Bool {
    switch policy {
    case .skip: false
    case .once: isNewest
    case .all: true
    }
  }
}
