/// What a plugin decides. It does no I/O, reads no clock and rolls no dice of its own: the same event, context and
/// records give the same actions, so it can be replayed over history and tested without a mock.
public protocol Plugin: Sendable {
  associatedtype Settings: SettingGroup

  static var about: PluginAbout { get }

  /// May precompute, such as an index or compiled patterns.
  init(_ settings: Settings) throws

  /// The events that it wants to see. Data, so that `explain` can list them.
  var triggers: Set<Trigger> { get }

  /// What these settings need of the platform: `about.needs`, and more where a setting asks for it.
  var needs: Set<Capability> { get }

  /// What with these settings it does in answer to members, and nothing else should do as well.
  var claims: [Claim] { get }

  /// Decides. If it throws, nothing happened: no record is kept, no action sent; the event is tried again, then parked.
  func handle(_ event: Event, _ context: inout Context) throws -> [Action]
}

extension Plugin {
  public var needs: Set<Capability> { Self.about.needs }
  public var claims: [Claim] { [] }
}

public struct PluginAbout: Sendable {
  /// As the configuration writes it: `welcome`.
  public let name: String
  /// One sentence.
  public let summary: String
  /// Without these of its platform it cannot work: a configuration error.
  public let needs: Set<Capability>
  /// With these it works better.
  public let wants: Set<Capability>
  /// Events older than this, by the platform's time, are not handled unless the manager says otherwise.
  public let maxEventAge: Duration
  /// Whether it posts by the clock rather than in answer to somebody: what it posts waits in a crisis.
  public let isScheduled: Bool
  /// Whether it answers what members ask. Its answers are called `MessageRef.answerName`.
  public let answersQuestions: Bool
  /// All that it remembers about people; empty where it remembers nothing of them.
  public let keeps: [DataUse]
  /// Settings whose entries it leaves out while some of their own settings, such as the text, hold a gap (`FillIn`). A gap
  /// anywhere else is an error.
  public let leavesOutUnfilled: [String: Set<String>]
  /// Whom it writes to in private is named in its settings as somebody on duty: no opt-out silences that.
  public let addressesStaff: Bool

  public init(
    name: String, summary: String, needs: Set<Capability>, wants: Set<Capability> = [], maxEventAge: Duration,
    isScheduled: Bool = false, answersQuestions: Bool = false, keeps: [DataUse] = [],
    addressesStaff: Bool = false, leavesOutUnfilled: [String: Set<String>] = [:]
  ) {
    self.name = name
    self.summary = summary
    self.needs = needs
    self.wants = wants
    self.maxEventAge = maxEventAge
    self.isScheduled = isScheduled
    self.answersQuestions = answersQuestions
    self.keeps = keeps
    self.addressesStaff = addressesStaff
    self.leavesOutUnfilled = leavesOutUnfilled
  }
}
