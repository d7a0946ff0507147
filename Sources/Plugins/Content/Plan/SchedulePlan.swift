public import BotCore
public import FoundationEssentials

extension ScheduledPosts: Planner {
  /// Lives through the time to come with a copy of what it remembers: every wait, draw and distance falls as it will fall
  /// then, if nothing else happens.
  public func plan(from: Date, through: Date, _ context: Context) throws -> [PlannedPost] {
    var run = PlanRun(self, context)
    try run.play(from: from, through: through)
    let planned =
      try run.made.map { entry($0, context.community) } + held(from, context) + drafts(from, through, context.community)
    return planned.sorted { ($0.at, $0.item) < ($1.at, $1.item) }
  }

  private func entry(_ made: PostingTurn.Made, _ community: Community) -> PlannedPost {
    let zone = made.post.timezone ?? community.timezone
    var notes = made.notes
    notes +=
      made.post.every.map { Self.shiftNotes(made.occurrence, $0, zone) } ?? Self.clockNotes(made.occurrence, zone)
    return PlannedPost(
      made.post.id, at: made.at, local: made.occurrence.local, zone: zone, channel: made.post.target, text: made.text,
      state: made.state, notes: notes, isAsked: made.isAsked)
  }

  /// What was due already, and waits for somebody to say whether it is the same as what was posted before.
  private func held(_ from: Date, _ context: Context) throws -> [PlannedPost] {
    try posts(in: context.community).compactMap { post in
      guard let review = try context.store.value(Review.key(post.id)).flatMap(Review.init), review.isHeld,
        review.state == .open, let shown = try context.store.value(Review.shown(post.id))?.string
      else { return nil }
      return PlannedPost(
        post.id, at: max(review.due, from), local: review.local, zone: post.timezone ?? context.community.timezone,
        channel: post.target, text: Text(shown), state: .unapproved,
        notes: ["held: nearly the same was posted before"], isAsked: true)
    }
  }

  /// What the clocks of the zone do to the time.
  static func clockNotes(_ occurrence: Occurrence, _ zone: Zone) -> [String] {
    switch zone.instants(of: occurrence.local).count {
    case 0:
      [
        "the clocks jump over \(occurrence.local.shown.suffix(5)): posted at \(zone.local(occurrence.at).shown.suffix(5))"
      ]
    case 1: []
    default:
      [
        occurrence.isSecondPass
          ? "the clocks show \(occurrence.local.shown.suffix(5)) again"
          : "the clocks show \(occurrence.local.shown.suffix(5)) twice: posted the first time"
      ]
    }
  }

  /// A post that comes every so many hours keeps its distance when the clocks change, so its time of day moves.
  static func shiftNotes(_ occurrence: Occurrence, _ every: Duration, _ zone: Zone) -> [String] {
    let before = occurrence.at - every
    let shift = zone.offset(at: occurrence.at) - zone.offset(at: before)
    guard shift != 0 else { return [] }
    let time = zone.local(occurrence.at).shown.suffix(5)
    return [
      "the clocks have changed: \(time) from now on, where it would have been "
        + "\(zone.local(occurrence.at - .seconds(shift)).shown.suffix(5))"
    ]
  }

  private func drafts(_ from: Date, _ through: Date, _ community: Community) -> [PlannedPost] {
    drafts(in: community).flatMap { post -> [PlannedPost] in
      let zone = post.timezone ?? community.timezone
      guard let times = try? post.schedule(anchor: from, in: zone) else { return [] }
      return times.occurrences(after: from, through: through, limit: PlanRun.mostPosts).map { occurrence in
        let template = post.choices(on: community.platform)[0]
        let text = template.render(ScheduledPost.values(occurrence.local, community: community.name))
        return PlannedPost(
          post.id, at: occurrence.at, local: occurrence.local, zone: zone, channel: post.target, text: text,
          state: .leftOut, notes: ["a draft"])
      }
    }
  }
}

/// The time to come, played through.
private struct PlanRun {
  static let mostPosts = 100_000

  private let plugin: ScheduledPosts
  private let community: Community
  private let base: Draft
  private let records = Records()
  private var timers: [String: Date] = [:]
  private var queue = Heap<Entry>()
  private(set) var made: [PostingTurn.Made] = []

  /// What was written on the way, on top of what the store holds. A class, as no turn may copy it.
  private final class Records {
    var written: [String: Record?] = [:]
  }

  private struct Entry: Comparable {
    let at: Date
    let id: String

    static func < (a: Self, b: Self) -> Bool { (a.at, a.id) < (b.at, b.id) }
  }

  init(_ plugin: ScheduledPosts, _ context: Context) {
    (self.plugin, community, base) = (plugin, context.community, context.store)
  }

  mutating func play(from: Date, through: Date) throws {
    let posts = plugin.posts(in: community)
    let byID = posts.reduce(into: [:]) { $0[$1.id] = $1 }
    try run(posts, at: from)
    while made.count < Self.mostPosts, let next = queue.first, next.at <= through {
      _ = queue.popFirst()
      // What was put off stands in the queue twice.
      if timers[next.id] == next.at, let post = byID[next.id] {
        timers[next.id] = nil
        try run([post], at: max(next.at, from))
      }
    }
    made.removeAll { $0.at > through && $0.occurrence.at > through }
  }

  private mutating func run(_ posts: [ScheduledPost], at now: Date) throws {
    let (records, base) = (records, base)
    func isKept(_ record: Record) -> Bool { record.expires.map { $0 > now } ?? true }
    let draft = Draft(
      read: { key in
        let record = if let own = records.written[key] { own } else { try base.record(key) }
        return record.flatMap { isKept($0) ? $0 : nil }
      },
      scan: { prefix, limit in try base.records(startingWith: prefix, limit: limit).map { ($0.key, $0.record) } })
    let context = Context(
      community: community, now: now, random: SeededRandom(seed: 0), store: draft)
    var turn = PostingTurn(plugin.rules, context, isPlanning: true)
    try turn.run(posts)
    for (key, record) in turn.context.store.written { records.written[key] = record }
    made += turn.made
    for case .timer(let id, let at) in turn.actions {
      timers[id] = at
      if let at { queue.insert(Entry(at: at, id: id)) }
    }
  }
}
