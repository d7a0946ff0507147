/// What a reading of one message for abuse came to. The class (`isOffensive`) and what to do about it (`action`) are
/// separate: the class is what people who label tweets call offensive, which in a community most often is swearing among
/// friends; the action is decided by a stricter model that knows how communities talk.
public struct AbuseVerdict: Sendable, Hashable {
  public enum Action: String, Sendable, Comparable, CaseIterable {
    case none
    /// A moderator should see it. At most about one in a thousand ordinary messages.
    case queue
    /// Sure enough to hide it until a moderator has seen it. At most about one in ten thousand ordinary messages.
    case act

    public static func < (left: Action, right: Action) -> Bool { left.rank < right.rank }

    private var rank: Int {
      switch self {
      case .none: 0
      case .queue: 1
      case .act: 2
      }
    }
  }

  /// How likely a tweet like it would be labelled offensive, from 0 to 1; 0.5 where the class begins.
  public let offensive: Double
  public var isOffensive: Bool { offensive >= 0.5 }
  /// The same for hate: contempt for a group of people or for somebody as a member of it.
  public let hate: Double
  public var isHate: Bool { hate >= 0.5 }
  /// Somebody is threatened, or told to die, in a phrase of `SafetyPhrases`.
  public let threat: SafetyCategory?
  public let context: AbuseContext
  /// Of the stricter model and the context, in logistic units.
  public let score: Double
  public let action: Action
}

/// Why a verdict is what it is.
public struct AbuseExplanation: Sendable, Equatable {
  public struct Share: Sendable, Equatable {
    /// As it stands in the message.
    public let word: String
    /// What it adds to the score of the stricter model (or takes off it), and to that of the class.
    public let action: Double
    public let offensive: Double
  }

  public let verdict: AbuseVerdict
  /// The words that weigh most, the heaviest first.
  public let shares: [Share]

  /// The words that a person should look at, the heaviest first: those that speak for the action and weigh something beside
  /// the heaviest. "This" and its like are in every message.
  public var words: [String] {
    let telling = shares.filter { share in
      share.action > 0 && share.word.count > 2 && !StopWords.english.contains(share.word.lowercased())
    }
    let least = (telling.first?.action ?? 0) * Self.leastPart
    return telling.filter { $0.action >= least }.map(\.word)
  }

  private static let leastPart = 0.25
  /// The phrases that threaten.
  public let phrases: [SafetyExplanation.Piece]
}
