/// What somebody may do, as Discord's set of bits (Discord's documentation, "Bitwise Permission Flags").
struct DiscordPermissions: OptionSet, Sendable, Hashable {
  let rawValue: UInt64

  init(rawValue: UInt64) { self.rawValue = rawValue }

  /// Discord writes the number as text, for it grows beyond what others can read.
  init(_ text: String?) { rawValue = text.flatMap { UInt64($0) } ?? 0 }

  private init(bit: Int) { rawValue = 1 << UInt64(bit) }

  static let kickMembers = Self(bit: 1)
  static let banMembers = Self(bit: 2)
  static let administrator = Self(bit: 3)
  static let addReactions = Self(bit: 6)
  static let viewChannel = Self(bit: 10)
  static let sendMessages = Self(bit: 11)
  static let manageMessages = Self(bit: 13)
  static let readMessageHistory = Self(bit: 16)
  static let manageRoles = Self(bit: 28)
  static let sendMessagesInThreads = Self(bit: 38)
  static let moderateMembers = Self(bit: 40)
  static let pinMessages = Self(bit: 51)
  static let all = Self(rawValue: .max)
}

/// What one member may do in a server and its channels (Discord's documentation, "Permission Overwrites").
struct DiscordRights: Sendable {
  let guild: DiscordGuild
  let member: String
  let roles: Set<String>

  /// In the server as a whole.
  var base: DiscordPermissions {
    if guild.owner == member { return .all }
    let own = guild.roles.filter { $0.id == guild.id || roles.contains($0.id) }
    let sum = own.reduce(DiscordPermissions(rawValue: 0)) { $0.union($1.permissions) }
    return sum.contains(.administrator) ? .all : sum
  }

  /// In a channel: what is denied and allowed there to everyone, then to the roles together, then to the member.
  func permissions(in channel: DiscordChannel) -> DiscordPermissions {
    var permissions = base
    if permissions == .all { return permissions }
    func apply(_ overwrites: [DiscordChannel.Overwrite]) {
      for overwrite in overwrites { permissions.subtract(overwrite.deny) }
      for overwrite in overwrites { permissions.formUnion(overwrite.allow) }
    }
    apply(channel.overwrites.filter { $0.id == guild.id })
    apply(channel.overwrites.filter { $0.id != guild.id && roles.contains($0.id) })
    apply(channel.overwrites.filter { $0.id == member })
    return permissions
  }

  /// Where the member stands: only roles below it can be given, and only members below it moderated.
  var highest: Int { guild.roles.filter { roles.contains($0.id) }.map(\.position).max() ?? 0 }

  func canGrant(_ role: DiscordGuild.Role) -> Bool {
    guild.owner == member || base.contains(.manageRoles) && role.position < highest
  }
}
