import BotCore

/// What members are told of the bot: what it stores, why, how long, and whom to ask. Made from the configuration, so that
/// it says what holds.
public struct PrivacyNotice: Sendable {
  let config: BotConfig
  let community: CommunityConfig
  /// Whom members ask, such as a name with an address.
  let contact: String?

  public init(_ config: BotConfig, _ community: CommunityConfig, contact: String?) {
    self.config = config
    self.community = community
    self.contact = contact
  }

  /// In Markdown.
  public var markdown: String {
    let name = community.community.name
    let who = contact ?? "the moderators of \(name)"
    return """
      # What the bot of \(name) stores

      \(name) is served by a bot. It reads what is written where it is a member, answers, greets and posts, and tells the
      moderators what a person should look at. This page says what it stores for that. It is made from the bot's own
      configuration.

      ## Messages and what happens

      - **What people write and do** (messages, joining, leaving, reactions), with id and name, for \
      \(retention.events.inWords). So nothing is handled twice. For the same time it keeps why the bot did something about it, with the words that it \
      was found by, so that the moderators can see that.
      - **What the bot sent**, for \(retention.deliveries.inWords). So nothing is sent twice.
      - **What moderators were told**, with an excerpt of the message, until it is dealt with and then for \
      \(retention.flags.inWords).
      - **Who did what when**, as coded marks without names, ids or words, for \(config.store.keepFacts.inWords). From them \
      reports are made.
      - **Figures** that name nobody, for \(retention.measures.inWords).

      ## What each part of the bot remembers

      \(plugins)

      Where "until the member is erased" stands: \(members)

      ## Where it is stored

      In one file on the machine that runs the bot. It is not passed on, except to \(platform) itself, where the bot
      speaks. No text is sent to any other service.

      ## What you can ask for

      - **To see** all that the bot has stored about you. You get it as a file.
      - **To have it erased.** Afterwards the bot keeps only a coded mark, from which your id cannot be read, so that it
        does not take the old messages in again.
      - **Not to be written to.** Write `!optout` to the bot, or "stop" in private. `!optin` takes it back.

      Ask \(who). What you wrote on \(platform) is there, and not with the bot: delete it there, too.

      """
  }

  private var retention: Retention { Retention(config.store) }
  private var platform: String { community.about.isByHand ? "the place where a person posts" : community.about.name }

  private var members: String {
    retention.members.map { "after \($0.inWords) without a change it is forgotten anyway." }
      ?? "it is kept as long as the bot serves this community."
  }

  private var plugins: String {
    var names: Set<String> = []
    let parts = community.instances.compactMap { instance -> String? in
      guard names.insert(instance.about.name).inserted else { return nil }
      let title =
        "**\(instance.about.name)** (\(instance.about.summary.prefix(1).lowercased())\(instance.about.summary.dropFirst().filter { $0 != "." }))"
      guard !instance.about.keeps.isEmpty else { return "- \(title): nothing about anybody." }
      let uses = instance.about.keeps.map { use in
        "  - \(use.what): of \(use.whom), kept \(use.kept), so that \(use.why)."
      }
      return "- \(title):\n" + uses.joined(separator: "\n")
    }
    return parts.isEmpty ? "Nothing: no plugin is at work." : parts.joined(separator: "\n")
  }
}
