/// What becomes of occurrences that fell due while nobody looked: the machine was down, or the bot stopped.
public enum MissedRunPolicy: String, Sendable, CaseIterable, Codable {
  /// None of them runs.
  case skip
  /// The newest runs, for all.
  case once
  /// Each of them runs.
  case all
}
