import BotCore
import BotRuntime
import BotTesting
import FoundationEssentials
import Plugins

/// What members would see of one plugin instance: it is told of a newcomer, and of the weeks after, and its plans and fixed
/// texts are read.
struct PreviewBench {
  struct Sample: Hashable {
    /// Where it stands: "#general", "to Ada in private".
    let place: String
    /// When, or in answer to what.
    let occasion: String
    let text: Text
    /// Why it does not go out, or not yet; `nil`: it does.
    var held: String? = nil
  }

  /// What is shown of one plugin, and what is not.
  struct View {
    var samples: [Sample]
    /// How many more there are.
    var further = 0
    /// On which days more is said to the newcomer than those that are shown.
    var later: [Int] = []

    init(_ all: [Sample]) {
      samples = Array(all.prefix(PreviewBench.most))
      further = all.count - samples.count
    }
  }

  /// Of one plugin; more would bury what one looks for.
  static let most = 30
  /// So far ahead is looked for what is said later.
  static let longest = 366

  let instance: InstanceFacts
  let community: Community
  let member: Member
  let now: Date
  let days: Int

  /// What of a configured plugin is needed here.
  struct InstanceFacts {
    let name: String
    let plugin: any Plugin
  }

  func view() throws -> View {
    if let fixed = instance.plugin as? any FixedTexts {
      return View(fixed.fixedTexts.map { Sample(place: "in answer", occasion: $0.occasion, text: $0.text) })
    }
    if let planner = instance.plugin as? any Planner { return View(try planned(planner)) }
    return try played()
  }

  private func planned(_ planner: any Planner) throws -> [Sample] {
    let context = Context(
      community: community, now: now, random: SeededRandom(seed: instance.name),
      store: Draft(read: { _ in nil }, scan: { _, _ in [] }))
    var seen: Set<Text> = []
    return try planner.plan(from: now, through: now + .days(days), context)
      .filter { seen.insert($0.text).inserted }
      .map { post in
        Sample(
          place: post.channel.shown, occasion: "\(post.item), \(post.local.shown)", text: post.text,
          held: Self.held(post))
      }
  }

  private static func held(_ post: PlannedPost) -> String? {
    switch post.state {
    case .planned: nil
    case .unapproved: "it goes out only when a moderator has approved of it"
    case .leftOut: (["it does not go out"] + post.notes.map(why)).joined(separator: ": ")
    }
  }

  /// Notes of a plan say for themselves that nothing is posted.
  private static func why(_ note: String) -> String {
    let head = "left out: "
    return note.hasPrefix(head) ? String(note.dropFirst(head.count)) : note
  }

  private func played() throws -> View {
    var bench = PluginBench(instance.plugin, community: community, now: now)
    try bench.start()
    try join(member, at: now, &bench)
    try bench.wait(.days(days))
    var seen: Set<Sample> = []
    let alone = bench.decisions.compactMap { sample($0) }
    var view = View((try alone + together()).filter { seen.insert($0).inserted })
    let shown = bench.decisions.count
    try bench.wait(.days(max(0, Self.longest - days)))
    view.later = bench.decisions.dropFirst(shown).filter(isToNewcomer).map { day(of: $0) }
    return view
  }

  private func isToNewcomer(_ decision: PluginBench.Decision) -> Bool {
    switch decision.action {
    case .direct(_, let id): id == member.id
    case .post(let text, _, _), .schedule(let text, _, _): text.mentioned.contains(member.id)
    case .reply, .edit, .react, .pin, .hide, .delete, .timeout, .ban, .grant, .approve, .decline, .flag, .settle, .hold,
      .timer, .fetch, .measure:
      false
    }
  }

  private func day(of decision: PluginBench.Decision) -> Int {
    Int(decision.at.timeIntervalSince(now).rounded()) / 86_400
  }

  private static let whereTheyJoin: ID<Channel> = "(where they join)"

  /// Only a plugin that has to know in which channel somebody joined is told one: it is none of the community's.
  private func join(_ newcomer: Member, at: Date, _ bench: inout PluginBench) throws {
    func joined(_ channel: ID<Channel>?) -> Event.Kind {
      .memberJoined(member: newcomer, channel: channel, via: .transition)
    }
    do {
      try bench.handle(joined(nil), at: at)
    } catch is SettingFault {
      try bench.handle(joined(Self.whereTheyJoin), at: at)
    }
  }

  private static let companions = ["Ben", "Cleo"]

  /// What is said to several who join at once, and to those who joined while the bot was away.
  private func together() throws -> [Sample] {
    let others = Self.companions.map { Member(ID("preview-\($0)"), name: $0) }
    return try [
      (age: Duration.zero, "to several at once"), (age: .days(3), "to those who came while the bot was away"),
    ]
    .flatMap { age, occasion in
      var bench = PluginBench(instance.plugin, community: community, now: now)
      try bench.start()
      for newcomer in [member] + others {
        try join(newcomer, at: now - age, &bench)
      }
      try bench.wait(.days(1))
      return bench.decisions.compactMap { sample($0) }.filter { sample in
        others.allSatisfy { sample.text.plain.contains($0.name) }
      }.map { Sample(place: $0.place, occasion: occasion, text: $0.text) }
    }
  }

  private func sample(_ decision: PluginBench.Decision) -> Sample? {
    let days = day(of: decision)
    let occasion = days == 0 ? "on the first day" : days == 1 ? "after 1 day" : "after \(days) days"
    switch decision.action {
    case .post(let text, let channel, _), .schedule(let text, let channel, _):
      return Sample(place: channel.shown, occasion: occasion, text: text)
    case .direct(let text, let to):
      return Sample(
        place: to == member.id ? "to \(member.name) in private" : "to \(to) in private", occasion: occasion, text: text)
    case .reply(let text, _, _): return Sample(place: "in answer", occasion: occasion, text: text)
    case .edit(_, let text): return Sample(place: "changed in place", occasion: occasion, text: text)
    case .flag(let flag):
      return Sample(
        place: "to moderators", occasion: occasion, text: Text([.bold(Text(flag.title)), .plain("\n")]) + flag.text)
    case .react, .pin, .hide, .delete, .timeout, .ban, .grant, .approve, .decline, .settle, .hold, .timer, .fetch,
      .measure:
      return nil
    }
  }
}
