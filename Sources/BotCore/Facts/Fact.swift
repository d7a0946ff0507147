/// That something happened, without what was said: one small row for the reports, kept far longer than the event itself.
/// Members and messages stand in it as keyed hashes.
public struct Fact: Sendable, Hashable {
  /// The numbers stand in stores: a number is never given to another kind.
  public enum Kind: Int, Sendable, Hashable, CaseIterable {
    case posted = 1
    case deleted = 2
    case joined = 3
    case left = 4
    /// `root` is a hash of the emoji; a reaction that was taken back has `value` 0, else 1.
    case reacted = 5
    case reported = 6
    /// A plugin measured something: `place` is its name, `value` ten-thousandths of it.
    case measured = 7
    /// An action came to an end: `place` is the plugin, `value` is `Fact.act` and `Fact.end` in one.
    case acted = 8
    /// The bot's message was for this member: `place` is the plugin.
    case addressed = 9
    /// What became of a flag: `place` is its category, `message` its number's hash, `value` state and severity in one.
    case flagged = 10
  }

  public struct Traits: OptionSet, Sendable, Hashable {
    public let rawValue: Int

    public init(rawValue: Int) { self.rawValue = rawValue }

    /// By a bot.
    public static let bot = Traits(rawValue: 1)
    /// Not said to the community: in private, among moderators, as a command. Of the bot: no answer to a question.
    public static let aside = Traits(rawValue: 2)
    /// Asks a question: `AskedMark`.
    public static let asks = Traits(rawValue: 4)
    /// When it really happened is not known: a member was found in a list.
    public static let found = Traits(rawValue: 8)
  }

  public var kind: Kind
  /// Milliseconds since 1970, by the platform's time.
  public var at: Int64
  /// Who did it, or whom it concerns.
  public var member: UInt64?
  /// A channel; a name where the kind says so.
  public var place: String
  public var message: UInt64?
  /// The message that the thread hangs on.
  public var root: UInt64?
  public var value: Int
  public var traits: Traits

  public init(
    _ kind: Kind, at: Int64, member: UInt64? = nil, place: String = "", message: UInt64? = nil, root: UInt64? = nil,
    value: Int = 0, traits: Traits = []
  ) {
    self.kind = kind
    self.at = at
    self.member = member
    self.place = place
    self.message = message
    self.root = root
    self.value = value
    self.traits = traits
  }
}

extension Fact {
  /// What 1 is as the `value` of something measured.
  public static let measure = 10_000.0

  /// What the bot did, as far as the reports tell acts apart. The numbers stand in stores.
  public enum Act: Int, Sendable, Hashable, CaseIterable {
    case post = 1
    case reply, direct, schedule, edit, react, pin, hide, delete, timeout, ban, grant, approve, decline
  }

  /// How an act ended. One that was held and then let go ended twice. The numbers stand in stores.
  public enum End: Int, Sendable, Hashable, CaseIterable {
    case sent = 1
    case held, failed, dead, unknown
  }

  public static func acted(
    _ act: Act, _ end: End, by plugin: String, at: Int64, message: UInt64? = nil, root: UInt64? = nil,
    traits: Traits = []
  ) -> Fact {
    Fact(
      .acted, at: at, place: plugin, message: message, root: root, value: act.rawValue * 8 + end.rawValue,
      traits: traits)
  }

  public var act: Act? { kind == .acted ? Act(rawValue: value / 8) : nil }
  public var end: End? { kind == .acted ? End(rawValue: value % 8) : nil }

  public static func flagged(
    _ number: UInt64, _ state: Flag.State, _ severity: Flag.Severity, _ category: String, at: Int64
  ) -> Fact {
    let place = Flag.State.allCases.firstIndex(of: state) ?? 0
    let rank = Flag.Severity.allCases.firstIndex(of: severity) ?? 0
    return Fact(.flagged, at: at, place: category, message: number, value: place * 8 + rank)
  }

  public var flagState: Flag.State? {
    kind == .flagged && value >= 0 && value / 8 < Flag.State.allCases.count ? Flag.State.allCases[value / 8] : nil
  }

  public var severity: Flag.Severity? {
    kind == .flagged && value >= 0 && value % 8 < Flag.Severity.allCases.count
      ? Flag.Severity.allCases[value % 8] : nil
  }
}

extension Action {
  /// `nil` for what is no deed among people.
  public var act: Fact.Act? {
    switch self {
    case .post: .post
    case .reply: .reply
    case .schedule: .schedule
    case .direct: .direct
    case .edit: .edit
    case .react: .react
    case .pin: .pin
    case .hide: .hide
    case .delete: .delete
    case .timeout: .timeout
    case .ban: .ban
    case .grant: .grant
    case .approve: .approve
    case .decline: .decline
    case .flag, .settle, .hold, .timer, .fetch, .measure: nil
    }
  }
}

extension Flag {
  /// The title without what is of this one flag only: "Negative words" of "Incident 12: negative words".
  public var category: String {
    let pieces = title.split(separator: ":").map { $0.filter { !$0.isNumber }.split(separator: " ") }
    let words = pieces.last { !$0.isEmpty } ?? []
    let text = words.joined(separator: " ").prefix(60)
    return text.prefix(1).uppercased() + text.dropFirst()
  }
}
