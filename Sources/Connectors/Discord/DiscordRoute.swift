internal import BotCore

/// The names of the limits that an action counts against. Discord limits each route on its own, and for each channel
/// or server apart (Discord's documentation, "Rate Limits").
enum DiscordRoute {
  static let all = "all"
  static let conversations = "conversations"
  static let edits = "edits"
  static let members = "members"
  static let bans = "bans"
  static let roles = "roles"
  static let requests = "requests"

  static func messages(_ channel: String) -> String { "messages/\(channel)" }
  static func deletions(_ channel: String) -> String { "deletions/\(channel)" }
  static func reactions(_ channel: String) -> String { "reactions/\(channel)" }
  static func pins(_ channel: String) -> String { "pins/\(channel)" }

  /// The limit that a request counts against; `nil` for those that only read.
  /// - Parameter name: what the actions call a channel of this id.
  static func name(_ method: String, _ path: String, name: (String) -> String) -> String? {
    let parts = path.split(separator: "/").map { String($0) }
    guard method != "GET", let kind = parts.first, parts.count >= 3 else { return nil }
    guard kind == "channels" else { return kind == "guilds" ? ofGuild(parts) : conversations }
    let channel = name(parts[1])
    if parts.contains("reactions") { return reactions(channel) }
    if parts.contains("pins") { return pins(channel) }
    return switch method {
    case "POST": messages(channel)
    case "PATCH": edits
    default: deletions(channel)
    }
  }

  private static func ofGuild(_ parts: [String]) -> String {
    if parts.contains("roles") { return roles }
    return switch parts[2] {
    case "bans": bans
    case "requests": requests
    default: members
    }
  }
}
