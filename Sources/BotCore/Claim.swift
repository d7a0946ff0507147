/// Something that a plugin instance does in answer to members. Where two instances of one community claim the same,
/// members get it twice.
public struct Claim: Sendable, Hashable {
  public enum Deed: Sendable, Hashable {
    /// Obeys `!name`; lower case.
    case command(String)
    /// As a sentence about the plugin goes on: "answers questions".
    case act(String)
  }

  public let deed: Deed
  /// Where; as settings name channels. Empty: everywhere.
  public let channels: [String]
  /// What to do where another instance claims the same. Begins with a verb.
  public let remedy: String
  /// Whether the bot may start all the same.
  public let severity: Problem.Severity

  public init(_ deed: Deed, in channels: [String] = [], _ severity: Problem.Severity = .error, remedy: String) {
    self.deed = deed
    self.channels = channels
    self.remedy = remedy
    self.severity = severity
  }

  /// Whether both would act on one message or member.
  public func collides(with other: Claim) -> Bool {
    guard deed == other.deed else { return false }
    if channels.isEmpty || other.channels.isEmpty { return true }
    return !Set(channels.map(Self.plain)).isDisjoint(with: other.channels.map(Self.plain))
  }

  /// As other settings may call the same channel: without a leading `#`, in small letters.
  public static func plain(_ channel: String) -> String {
    (channel.first == "#" ? String(channel.dropFirst()) : channel).lowercased()
  }
}
