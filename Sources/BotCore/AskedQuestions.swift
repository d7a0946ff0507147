public import FoundationEssentials

/// A plugin that knows which questions were left without an answer.
public protocol QuestionKeeper: Plugin {
  /// The questions as the records of this instance hold them. Changes none of them.
  func questions(_ context: Context) throws -> [AskedQuestion]
  /// Which kinds it keeps with its settings.
  var kinds: Set<AskedQuestion.Kind> { get }
}

/// What members asked and nobody, or nothing, answered; much the same question asked several times is one.
public struct AskedQuestion: Sendable, Hashable {
  public enum Kind: String, Sendable, Hashable, CaseIterable {
    /// The list of answers holds one that nearly fits.
    case nearlyAnswered
    /// The list has the answer, which is held back until its gap is filled in.
    case unfilled
    /// Nothing in the list of answers comes near.
    case unknown
    /// It waits for a person.
    case waiting
  }

  public var kind: Kind
  /// As it was asked, the clearest wording first. Empty: the words were not kept.
  public var phrasings: [String]
  /// When it was asked last.
  public var at: Date
  /// How many times it was asked.
  public var count: Int
  /// Who asked; `nil` where several did.
  public var asker: Member?
  public var channel: ID<Channel>?
  /// Where a person can open it.
  public var link: String?
  /// The headings of the list that come nearest, the nearest first.
  public var nearest: [Near]

  public struct Near: Sendable, Hashable {
    public let heading: String
    /// How sure the bot is that it is the right one, from 0 to 1.
    public let confidence: Double

    public init(_ heading: String, confidence: Double) {
      self.heading = heading
      self.confidence = confidence
    }
  }

  public init(
    _ kind: Kind, _ phrasings: [String], at: Date, count: Int = 1, asker: Member? = nil, channel: ID<Channel>? = nil,
    link: String? = nil, nearest: [Near] = []
  ) {
    self.kind = kind
    self.phrasings = phrasings
    self.at = at
    self.count = count
    self.asker = asker
    self.channel = channel
    self.link = link
    self.nearest = nearest
  }
}
