internal import BotCore
internal import FoundationEssentials

/// What is known of people, so that events can name them: a bounded memory, in which the longest known give way.
struct SlackPeople: Sendable {
  static let most = 5000
  static let mostWanted = 200
  static let freshFor = Duration.days(1)

  private var known: [String: (member: Member, at: Date)] = [:]
  private var order: [String] = []
  /// Who did something and is not known yet.
  private(set) var wanted: Set<String> = []

  subscript(id: String) -> Member? { known[id]?.member }

  mutating func note(_ member: Member, at now: Date) {
    wanted.remove(member.id.raw)
    if known.updateValue((member, now), forKey: member.id.raw) != nil { return }
    order.append(member.id.raw)
    guard order.count > Self.most else { return }
    for old in order.prefix(Self.most / 10) { known[old] = nil }
    order.removeFirst(Self.most / 10)
  }

  /// Asks for somebody who is not known, or was looked up longer ago than a day.
  mutating func want(_ id: String, at now: Date) {
    guard Self.isPerson(id), wanted.count < Self.mostWanted else { return }
    if let at = known[id]?.at, now < at + Self.freshFor { return }
    wanted.insert(id)
  }

  /// Bots that are no users have no entry among the users.
  private static func isPerson(_ id: String) -> Bool {
    SlackID.isID(id) && (id.hasPrefix("U") || id.hasPrefix("W"))
  }
}

extension Member {
  /// Slack's own bot, which says of itself that it is none.
  static let slackbot = "USLACKBOT"

  /// Of Slack's user object, as `users.info`, `users.list` and `team_join` have it; `nil` without an id.
  init?(slack user: JSON) {
    guard let id = user["id"]?.string else { return nil }
    let profile = user["profile"]
    let name = [profile?["display_name"], profile?["real_name"], user["real_name"], user["name"]]
      .compactMap { $0?.string }.first { !$0.isEmpty }
    let roles = [("is_owner", "owner"), ("is_admin", "admin"), ("is_restricted", "guest")]
      .filter { user[$0.0]?.bool == true }.map(\.1)
    let isBot = user["is_bot"]?.bool == true || id == Member.slackbot
    self.init(ID(id), name: name, isBot: isBot, roles: roles, locale: user["locale"]?.string)
  }
}
