import BotCore
import FoundationEssentials

/// Reacts to the first message of each member, once, for ever.
struct Applause: Plugin {
  struct Settings: SettingGroup {
    @Setting("What to react with.", .notEmpty)
    var emoji: String = "👏"
    @Setting("Where to look, by name or id. Empty: everywhere.")
    var channels: [String] = []
  }

  static let about = PluginAbout(
    name: "applause", summary: "Applauds each member's first message.", needs: [.messages, .react],
    maxEventAge: .hours(1))

  let triggers: Set<Trigger> = [.messagePosted]
  private let settings: Settings

  init(_ settings: Settings) { self.settings = settings }

  func handle(_ event: Event, _ context: inout Context) throws -> [Action] {
    guard case .messagePosted(let message) = event.kind else { return [] }
    guard settings.channels.isEmpty || settings.channels.contains(where: message.isIn) else { return [] }
    let key = "applauded/\(message.author.id)"
    if try context.store.contains(key) { return [] }
    context.store.set(key, true, of: message.author.id)
    return [.react(emoji: settings.emoji, to: message.ref)]
  }
}
