/// Who wants no message that they did not ask for: one list for all plugins of a community. A plugin reads and changes it
/// through its records, under names that no plugin gives; the runtime keeps it apart from them, so that it outlives the
/// plugin's own records and holds no plain id.
public enum OptOutRecord {
  private static let prefix = "\u{1E}optout/"

  public static func key(_ member: ID<Member>) -> String { prefix + member.raw }

  /// `nil` for any other record.
  public static func member(of key: String) -> ID<Member>? {
    key.hasPrefix(prefix) ? ID(String(key.dropFirst(prefix.count))) : nil
  }
}

extension Draft {
  /// The member wants no message of the bot's own accord, from any plugin.
  public mutating func optOut(_ member: ID<Member>) { set(OptOutRecord.key(member), true, of: member) }

  public func hasOptedOut(_ member: ID<Member>) throws -> Bool { try contains(OptOutRecord.key(member)) }
}
