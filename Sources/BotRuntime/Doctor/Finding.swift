import BotCore

/// What `botrun doctor` found out about one thing.
public struct Finding: Sendable, Hashable {
  public enum Level: String, Sendable, Hashable, CaseIterable {
    case ok
    /// The bot works; something is doubtful.
    case warn
    /// Something does not work.
    case fail
  }

  public let level: Level
  /// The thing: "store", "lobby", "clock".
  public let subject: String
  public let says: String
  /// What to do; empty where all is well.
  public let remedy: String

  public init(_ level: Level, _ subject: String, _ says: String, _ remedy: String = "") {
    (self.level, self.subject, self.says, self.remedy) = (level, subject, says, remedy)
  }
}
