import BotCore

/// What `!help` answers: what the member who asks may tell the bot, of the plugins that run.
struct Help {
  let community: CommunityConfig

  private static let own = [
    CommandUse("!optout", "I write to you no more of my own accord; !optin takes it back", for: .everybody),
    CommandUse("!flags", "what waits for somebody to look at it"),
    CommandUse("!ack or !resolve and a number", "you take care of that flag, or it is over"),
    CommandUse("!snooze 12 2h", "puts flag 12 off for two hours"),
    CommandUse("!hold 2h", "holds the scheduled posts; !release lets them go out"),
  ]
  private static let suggestions = CommandUse(
    "!suggestions", "what I would do and wait for your word; !do or !drop and a number says it")

  func text(isManager: Bool) -> String {
    let running = community.instances.filter { community.mode(of: $0) != .observe }
    var uses: [CommandUse] = []
    for use in running.flatMap({ ($0.plugin as? any Commander)?.help ?? [] }) where !uses.contains(use) {
      uses.append(use)
    }
    uses += Self.own
    if running.contains(where: { community.mode(of: $0) == .suggest }) { uses.append(Self.suggestions) }
    let forAll = uses.filter { $0.audience == .everybody }
    let forManagers = isManager ? uses.filter { $0.audience == .managers } : []
    var text = "You can write to me:" + Self.list(forAll)
    if !forManagers.isEmpty { text += "\nAnd as you look after this community:" + Self.list(forManagers) }
    return text
  }

  private static func list(_ uses: [CommandUse]) -> String { uses.map { "\n- " + $0.line }.joined() }
}
