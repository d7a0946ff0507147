/// Something that a person must look at. Kept in the moderators' queue and told in their channel.
public struct Flag: Sendable, Hashable {
  public enum Severity: String, Sendable, Hashable, CaseIterable, Comparable {
    case notice, warning, urgent

    public static func < (a: Self, b: Self) -> Bool { a.rank < b.rank }

    private var rank: Int {
      switch self {
      case .notice: 0
      case .warning: 1
      case .urgent: 2
      }
    }
  }

  /// What people have made of it.
  public enum State: String, Sendable, Hashable, CaseIterable {
    case open
    /// Somebody takes care of it.
    case acknowledged
    /// Put off: it opens again at a time.
    case snoozed
    case resolved
  }

  /// What it is, in a few words: "Negative words".
  public var title: String
  public var severity: Severity
  /// The text that a moderator reads, with the reason and what may be done.
  public var text: Text
  public var message: MessageRef?
  public var member: ID<Member>?
  /// Where a person can open what it is about.
  public var link: String?
  /// Known under it to the plugin instance: a further flag of the name takes the place of the one that is not resolved,
  /// in the queue and in the moderators' channel, and what people make of it comes back as `.settled`.
  public var name: String?
  /// Somebody may come to harm: it is told before all else.
  public var isDanger = false

  public init(
    _ title: String, severity: Severity = .notice, text: Text, message: MessageRef? = nil, member: ID<Member>? = nil,
    link: String? = nil, name: String? = nil, isDanger: Bool = false
  ) {
    self.title = title
    self.severity = severity
    self.text = text
    self.message = message
    self.member = member
    self.link = link
    self.name = name
    self.isDanger = isDanger
  }
}
