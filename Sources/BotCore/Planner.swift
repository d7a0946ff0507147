public import FoundationEssentials

/// A plugin that can tell beforehand what it is going to post.
public protocol Planner: Plugin {
  /// What will be posted after `from` up to and including `through`, by time, if nothing else happens. Changes no record.
  func plan(from: Date, through: Date, _ context: Context) throws -> [PlannedPost]
}

/// A post that is still to come.
public struct PlannedPost: Sendable, Hashable {
  public enum State: String, Sendable, Hashable, CaseIterable {
    case planned
    /// It is posted only if somebody approves of it before.
    case unapproved
    /// Its time comes, and for what the notes say nothing is posted.
    case leftOut
  }

  /// When it is posted.
  public var at: Date
  /// The local time that the schedule names, which is another where the clocks jump over it or the post was moved.
  public var local: LocalTime
  /// Of `local`.
  public var zone: Zone
  public var channel: ID<Channel>
  public var text: Text
  /// What the configuration calls it.
  public var item: String
  public var state: State
  /// What a person should know, in a few words each.
  public var notes: [String]
  /// It was shown for approval: `!approve` and `!reject` with `item` are heard.
  public var isAsked: Bool

  public init(
    _ item: String, at: Date, local: LocalTime, zone: Zone, channel: ID<Channel>, text: Text,
    state: State = .planned, notes: [String] = [], isAsked: Bool = false
  ) {
    self.item = item
    self.at = at
    self.local = local
    self.zone = zone
    self.channel = channel
    self.text = text
    self.state = state
    self.notes = notes
    self.isAsked = isAsked
  }
}
