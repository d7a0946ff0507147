public import BotCore
public import FoundationEssentials
import TextAnalysis

/// Plants a question or an idea, and tells the moderators what became of it: how many replied, for or against, and in
/// whose words.
///
/// ```json
/// {
///   "plugin": "seed",
///   "seeds": [
///     {
///       "id": "mentors",
///       "text": "What if every newcomer had a mentor for the first month?",
///       "channel": "general",
///       "at": "2026-03-02T10:00",
///       "terms": ["mentor", "mentors"]
///     }
///   ],
///   "summaryAfter": "7d"
/// }
/// ```
///
/// **What it does**
/// - Posts each seed once, for ever: at its time `at` (at most a day late), or when a manager writes `!seed plant mentors`. A
///   manager can plant one that is not in the settings, too: `!seed plant parking #general Do we need more parking?`
/// - Follows the replies in its thread, and messages in its channel that hold one of its `terms`, for `follow`.
/// - Counts members, and who is for it, against it, or both, by words such as "agree" and "bad idea" (more with `agree` and
///   `disagree`) and by how the message sounds. What is not clear is counted as unclear. Reactions are counted, too.
/// - After `summaryAfter` it tells the moderators. `!seed list`, `!seed report mentors` and `!seed end mentors` at any time;
///   `!seed export mentors` gives every reply as CSV, `!seed export mentors markdown` as quotes.
///
/// **What it never does**
/// - Answer, or tell in public who is for what.
/// - Plant while scheduled posts are held in a crisis: it waits for the end.
/// - Keep more than 500 replies of a seed, more than 200 characters of one, or any for longer than `keep`.
public struct Seed: Plugin {
  public struct Settings: SettingGroup {
    @Setting("What to plant.")
    public var seeds: [PlannedSeed] = []
    @Setting("How long after the planting the moderators are told what became of it.")
    public var summaryAfter: Duration = .days(7)
    @Setting("How long replies are followed. At most 90d.")
    public var follow: Duration = .days(30)
    @Setting("How long excerpts of replies are kept. At most 365d.")
    public var keep: Duration = .days(90)
    @Setting("Words by which members agree, beside the English and German ones that the bot knows.")
    public var agree: [String] = []
    @Setting("Words by which members disagree, beside those that the bot knows.")
    public var disagree: [String] = []

    public init() {}

    public func check(_ node: SettingNode) {
      if seeds.allSatisfy({ $0.at == nil }), node.source.target?.hasManagers == false {
        node.fail(
          "nothing is ever planted: no seed has a time, and nobody's commands are obeyed",
          "add \"moderators\" or \"managers\" to the community, or \"seeds\" with an \"at\"")
      }
      if follow > .days(90) || follow < .hours(1) {
        node.place(of: "follow").fail("\(follow.settingText) is not possible", "use \"1h\" to \"90d\"")
      }
      if keep > .days(365) || keep < follow {
        node.place(of: "keep").fail(
          "\(keep.settingText) is not possible", "use at least as long as \"follow\", at most \"365d\"")
      }
      if summaryAfter > follow || summaryAfter < .minutes(1) {
        node.place(of: "summaryAfter").fail(
          "\(summaryAfter.settingText) is not possible", "use \"1m\" or more, at most as long as \"follow\"")
      }
      for (index, seed) in seeds.enumerated() where seeds[..<index].contains(where: { $0.id == seed.id }) {
        node.place(of: "seeds", at: index).fail(
          "there are two seeds \"\(seed.id)\"", "give each an id of its own")
      }
    }
  }

  public static let about = PluginAbout(
    name: "seed", summary: "Plants a question or an idea and tells the moderators what became of it.",
    needs: [.messages, .post], wants: [.edits, .reactions, .deletions], maxEventAge: .days(7),
    keeps: [
      DataUse(
        "name and an excerpt of at most 200 characters, and whether they are for or against",
        about: "members who reply to a planted question",
        kept: "as long as the setting keep says, 90 days unless it says otherwise",
        why: "managers read what became of the question")
    ])

  private static let command = "seed"

  public var claims: [Claim] { [Claim(.command(Self.command), remedy: "join the seeds of both into one")] }

  public let triggers: Set<Trigger> = [
    .messagePosted, .messageEdited, .messageDeleted, .reacted, .unreacted, .command, .started, .due, .delivered,
  ]
  private let bed: SeedBed

  public init(_ settings: Settings) { bed = SeedBed(settings) }

  public func handle(_ event: Event, _ context: inout Context) throws -> [Action] {
    if let command = BotCommand(event, [Self.command]) {
      guard context.obeys(command) else { return [] }
      return try SeedCommands(bed: bed).handle(command, &context)
    }
    switch event.kind {
    case .messagePosted(let message), .messageEdited(let message): try bed.heard(message, &context)
    case .messageDeleted(let id, let channel): try bed.forget(id, in: channel, &context)
    case .reacted(let emoji, let member, let message, let channel):
      try bed.reacted(emoji, member, to: MessageRef(message, in: channel), true, &context)
    case .unreacted(let emoji, let member, let message, let channel):
      try bed.reacted(emoji, member, to: MessageRef(message, in: channel), false, &context)
    case .started: return try bed.started(&context)
    case .due(let timer, _): return try bed.due(timer, &context)
    case .delivered(let name, let message): try bed.delivered(name, message, &context)
    case .memberJoined, .memberLeft, .joinRequested, .reported, .command, .fetched, .settled, .other: break
    }
    return []
  }
}

extension Seed: Planner {
  public func plan(from: Date, through: Date, _ context: Context) throws -> [PlannedPost] {
    let zone = context.community.timezone
    return try bed.settings.seeds.compactMap { seed in
      guard let local = seed.at, try bed.state(seed.id, context.store) == nil else { return nil }
      let at = zone.firstInstant(atOrAfter: local)
      guard at + SeedBed.longestDelay >= from, at <= through else { return nil }
      return PlannedPost(
        seed.id, at: max(at, from), local: local, zone: zone, channel: seed.channel, text: seed.text.render([:]))
    }
  }
}

/// One entry of `seeds`.
public struct PlannedSeed: SettingGroup {
  @Setting("The name of the seed; that it was planted is remembered under it.", .notEmpty)
  public var id: String
  @Setting("The question or the idea.")
  public var text: Template
  @Setting("Where to plant it.")
  public var channel: ID<Channel>
  @Setting("When, in the community's zone. Left out: when a manager writes !seed plant and the id.")
  public var at: LocalTime? = nil
  @Setting("Words by which messages of the channel are taken to be about it.")
  public var terms: [String] = []

  public init() {}

  public func check(_ node: SettingNode) {
    if !Self.isName(id) {
      node.place(of: "id").fail("\"\(id)\" is no id", "use up to 40 letters, digits and hyphens")
    }
    if text.source.isEmpty { node.place(of: "text").fail("the text is empty", "write what to plant") }
  }

  static func isName(_ id: String) -> Bool {
    !id.isEmpty && id.count <= 40 && id.allSatisfy { $0.isLetter || $0.isNumber || $0 == "-" || $0 == "_" }
  }
}
