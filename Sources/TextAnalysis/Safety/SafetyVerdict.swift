/// What a message may be about that a person should see.
public enum SafetyCategory: String, Sendable, CaseIterable {
  /// Who writes speaks of hurting or killing themselves.
  case selfHarm = "self_harm"
  /// Somebody else seems in danger of hurting or killing themselves.
  case thirdPerson = "third_party"
  /// Violence against others is announced or wished for.
  case threat
  /// Somebody is told to hurt or kill themselves, or wished death.
  case abuse
}

/// How soon somebody should look.
public enum SafetyLevel: String, Sendable, Comparable, CaseIterable {
  case none
  /// Somebody should read it.
  case look
  /// Somebody should read it at once.
  case now

  public static func < (left: SafetyLevel, right: SafetyLevel) -> Bool { left.rank < right.rank }

  private var rank: Int {
    switch self {
    case .none: 0
    case .look: 1
    case .now: 2
    }
  }
}

/// What a reading of one message came to.
public struct SafetyVerdict: Sendable, Hashable {
  /// `nil` when nothing was found that anybody need look at.
  public let category: SafetyCategory?
  public let level: SafetyLevel
  /// The sum of what speaks for the category less what speaks against it. `look` from 50, `now` from 90.
  public let points: Int

  /// From 0 to 1, rising with `points`: 0.5 where somebody should look. Not a probability: how many such messages are
  /// meant in earnest depends on the community.
  public var confidence: Double { max(0, min(1, Double(points) / 100)) }

  static let none = SafetyVerdict(category: nil, level: .none, points: 0)
}

/// Why a verdict is what it is.
public struct SafetyExplanation: Sendable, Equatable {
  public struct Piece: Sendable, Equatable {
    public enum Effect: Sendable, Equatable {
      /// A phrase that speaks for a category.
      case found(SafetyCategory)
      /// The same, but a `quiet` phrase that overlaps it takes it back.
      case silenced(SafetyCategory, by: String)
      /// Something in the message that makes all of it less likely to be meant.
      case calmed
    }
    public let effect: Effect
    /// The line of the phrase file.
    public let phrase: String
    /// The words of the message.
    public let words: String
    /// What it added or took away; 0 when it was silenced or another phrase covers the same words.
    public let points: Int
  }

  public let verdict: SafetyVerdict
  public let pieces: [Piece]
}
