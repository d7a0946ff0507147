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

  private var uses: [CommandUse] {
    let running = community.instances.filter { community.mode(of: $0) != .observe }
    var uses: [CommandUse] = []
    for use in running.flatMap({ ($0.plugin as? any Commander)?.help ?? [] }) where !uses.contains(use) {
      uses.append(use)
    }
    uses += Self.own
    if running.contains(where: { community.mode(of: $0) == .suggest }) { uses.append(Self.suggestions) }
    return uses
  }

  func text(isManager: Bool) -> String {
    let uses = uses
    let forAll = uses.filter { $0.audience == .everybody }
    let forManagers = isManager ? uses.filter { $0.audience == .managers } : []
    var text = "You can write to me:" + Self.list(forAll)
    if !forManagers.isEmpty { text += "\nAnd as you look after this community:" + Self.list(forManagers) }
    return text
  }

  /// The command that somebody most likely meant. `nil` where they wrote one that the bot or a plugin knows, or nothing like
  /// one that is for them.
  func nearest(to event: Event, isManager: Bool) -> String? {
    guard let name = Self.name(event), name.count >= Self.shortest, !isKnown(name) else { return nil }
    let names = uses.filter { isManager || $0.audience == .everybody }.flatMap { Self.names(in: $0.line) }
    return Spelling.nearest(to: name, in: (names + ["help"]).filter { Self.isSlip($0, name) })
  }

  /// Shorter words are too like one another.
  private static let shortest = 3
  /// Who means another word must not be led to these.
  private static let grave: Set<String> = ["optin", "optout"]

  /// Whether it is likely to be mistyped, and no word of another bot: it begins alike, and one letter is wrong, or two of a
  /// long word; of a short one only the order may be.
  private static func isSlip(_ meant: String, _ name: String) -> Bool {
    guard meant.first == name.first, !grave.contains(meant) else { return false }
    if meant.count <= shortest { return meant.sorted() == name.sorted() }
    return Spelling.distance(meant, name) <= (meant.count <= 6 ? 1 : 2)
  }

  private func isKnown(_ name: String) -> Bool {
    Engine.ownCommands.contains(name)
      || community.instances.contains { instance in
        instance.plugin.claims.contains { $0.deed == .command(name) }
          || ((instance.plugin as? any Commander)?.help ?? []).contains { Self.names(in: $0.line).contains(name) }
      }
  }

  /// In lower case, without the sign before it.
  private static func name(_ event: Event) -> String? {
    if case .command(let name, _, _) = event.kind { return name.lowercased() }
    guard case .messagePosted(let message) = event.kind, CommandMark.isIn(message.text) else { return nil }
    return message.text.dropFirst().prefix { !$0.isWhitespace }.lowercased()
  }

  /// "optout" and "optin" of "!optout: I write to you no more; !optin takes it back".
  private static func names(in line: String) -> [String] {
    line.split(whereSeparator: \.isWhitespace).filter { $0.first == "!" }.map { word in
      word.dropFirst().prefix { $0.isLetter || $0.isNumber || $0 == "-" || $0 == "_" }.lowercased()
    }
  }

  private static func list(_ uses: [CommandUse]) -> String { uses.map { "\n- " + $0.line }.joined() }
}
