import BotCore
import FoundationEssentials

/// One turn over scheduled posts: what is due goes out, what must wait waits, what was missed is told, and timers are set.
struct PostingTurn {
  let rules: PostingRules
  let blackouts: Blackouts
  /// Nobody is asked, and what waits for approval counts as approved: only what comes of it is wanted.
  let isPlanning: Bool
  var context: Context
  private(set) var actions: [Action] = []
  /// How many of the actions are no timers.
  private var deeds = 0
  /// What became of each occurrence.
  private(set) var made: [Made] = []
  private var told = PostingReport()

  struct Made {
    let post: ScheduledPost
    let occurrence: Occurrence
    let at: Date
    let text: Text
    var state = PlannedPost.State.planned
    var notes: [String] = []
    /// It is shown for approval now.
    var isAsked = false
  }

  /// How long a post that was made is remembered, so that no clock set back makes it again.
  static let memory = Duration.days(30)
  /// Platforms do not take a post that is due in a moment: Mastodon wants five minutes.
  static let leastNotice = Duration.minutes(10)
  /// What is more waits for the next turn, a second later.
  private static let mostAtOnce = 50

  init(_ rules: PostingRules, _ context: Context, isPlanning: Bool = false) {
    self.rules = rules
    self.context = context
    self.isPlanning = isPlanning
    blackouts = Blackouts(list: rules.blackouts, zone: context.community.timezone)
  }

  mutating func add(_ action: Action) {
    actions.append(action)
    deeds += 1
  }

  /// How much more may be done in this turn.
  var room: Int { isPlanning ? 1000 : max(0, Self.mostAtOnce - deeds) }
  var nextTurn: Date { context.now + .seconds(1) }

  mutating func note(_ made: Made) { self.made.append(made) }

  /// Ends the turn: what a person must know comes last.
  mutating func finish() -> [Action] { actions + told.flags.map { .flag($0) } }

  mutating func run(_ posts: [ScheduledPost]) throws {
    for post in posts { try run(post) }
  }

  private mutating func run(_ post: ScheduledPost) throws {
    let zone = post.timezone ?? context.community.timezone
    var state = try PostState.of(post, in: zone, context)
    guard let times = try post.schedule(anchor: state.anchor, in: zone) else { return }
    let backlog = try Backlog(
      times, of: post, state, now: context.now, place: { place($0, post) },
      mayMove: !post.always && !rules.blackouts.isEmpty, isDone: { try isDone($0, of: post) })
    state.waiting = backlog.waiting
    for ready in backlog.run {
      if room > 0 {
        try settle(ready, of: post, &state)
      } else {
        state.waiting.append(
          PostState.Waiting(occurrence: ready.occurrence, until: nextTurn, isHeld: ready.isHeld))
      }
    }
    told.missed.add(backlog, of: post)
    for dropped in backlog.dropped { leaveOut(dropped, of: post, dropped.at, "missed") }
    for (occurrence, name) in backlog.leftOut { leaveOut(occurrence, of: post, occurrence.at, "left out: \(name)") }
    state.handled = context.now
    let coming = try handOver(
      times.occurrences(
        after: context.now, through: context.now + (post.handOver ?? .zero), limit: Backlog.mostDue),
      of: post, &state)
    let next = times.next(after: coming.last?.at ?? context.now)
    let asked = try next.flatMap { try review($0, of: post, state) }
    context.store.set(PostState.key(post.id), state.json)
    let wakes = [next.map { wake(for: $0, of: post, coming) }, asked, state.waiting.map(\.until).min()]
    actions.append(.timer(name: post.id, at: wakes.compactMap { $0 }.min()))
  }

  private func place(_ at: Date, _ post: ScheduledPost) -> Blackouts.Place {
    post.always ? .free : blackouts.place(at, in: post.target)
  }

  /// Posts what is due, unless something speaks against it.
  private mutating func settle(_ ready: Backlog.Ready, of post: ScheduledPost, _ state: inout PostState) throws {
    if ready.isHeld { return try settleHeld(ready, of: post, &state) }
    let draw = try draw(post, state)
    if let draw, let gap = draw.text.gap { return try leaveOut(ready.occurrence, of: post, draw, gap, &state) }
    if try !isPlanning && post.status == .review && !isApproved(ready.occurrence, of: post, draw) {
      let review = try review(of: post)
      let isAsked = review?.key == ready.occurrence.key
      guard draw != nil || isAsked else { return leaveOutResting(ready, of: post) }
      // Who refused it knows.
      if !isAsked || review?.state != .refused {
        told.unapproved.append("\(post.id), \(ready.occurrence.local.shown)")
      }
      if isAsked, review?.state != .refused { try closeReview(of: post, "not approved in time; it was not posted.") }
      if let draw { consume(draw, of: post, &state) }
      return done(ready.occurrence, of: post, context.now)
    }
    if let free = try crowding(post) { return wait(ready, of: post, until: free, &state) }
    guard let draw else { return leaveOutResting(ready, of: post) }
    let text = render(draw, ready.occurrence, of: post)
    if let like = try nearlySame(text, as: post) {
      return try hold(ready, of: post, text, like, &state)
    }
    try publish(ready, of: post, draw, &state)
  }

  private mutating func wait(
    _ ready: Backlog.Ready, of post: ScheduledPost, until free: Date, _ state: inout PostState
  ) {
    let isFirst = ready.due == ready.occurrence.at
    if rules.crowded == .skip || free > ready.occurrence.at + .days(Blackouts.mostDays) {
      told.crowded.append("\(post.id), \(ready.occurrence.local.shown): left out")
      return leaveOut(ready.occurrence, of: post, context.now, "left out: too near to another post")
    }
    let local = context.community.timezone.local(free).shown
    if isFirst {
      told.crowded.append("\(post.id), \(ready.occurrence.local.shown): waits until \(local.suffix(5)) at least")
    }
    state.waiting.append(PostState.Waiting(occurrence: ready.occurrence, until: free))
  }

  /// Until when nothing may be posted in the channel; `nil`: now.
  private func crowding(_ post: ScheduledPost) throws -> Date? {
    guard rules.distance > .zero, !post.always, let last = try lastPosted(in: post.target) else { return nil }
    let free = last + rules.distance
    // A time far ahead is left from a clock that was wrong.
    return last <= context.now + rules.distance && free > context.now ? free : nil
  }

  private func lastPosted(in channel: ID<Channel>) throws -> Date? {
    try context.store.value("channel/\(channel.plainName)")?.double.map { Date(timeIntervalSince1970: $0) }
  }

  mutating func publish(
    _ ready: Backlog.Ready, of post: ScheduledPost, _ draw: Draw, _ state: inout PostState
  ) throws {
    let text = render(draw, ready.occurrence, of: post)
    add(.post(text: text, in: post.target, named: post.pin ? post.id : nil))
    context.note(Reason(post.id))
    var note = Made(post: post, occurrence: ready.occurrence, at: context.now, text: text)
    if ready.due != ready.occurrence.at { note.notes.append(reason(of: ready, post)) }
    if context.now.timeIntervalSince(ready.due) >= MissedRuns.grace.seconds { note.notes.append("late") }
    if isPlanning { try planReview(&note, ready.occurrence, draw) }
    made.append(note)
    try consume(draw, text, of: post, at: context.now, &state)
    done(ready.occurrence, of: post, context.now)
  }

  private mutating func leaveOutResting(_ ready: Backlog.Ready, of post: ScheduledPost) {
    leaveOut(ready.occurrence, of: post, context.now, "left out: every text of the pool rests")
  }

  private func reason(of ready: Backlog.Ready, _ post: ScheduledPost) -> String {
    if case .moved(_, let name) = place(ready.occurrence.at, post) { return "moved: \(name)" }
    return "moved: too near to another post"
  }

  private mutating func consume(
    _ draw: Draw, _ text: Text, of post: ScheduledPost, at date: Date, _ state: inout PostState
  ) throws {
    consume(draw, of: post, &state)
    if rules.distance > .zero {
      let latest = max(date, try lastPosted(in: post.target).flatMap { $0 > date + rules.distance ? nil : $0 } ?? date)
      context.store.set(
        "channel/\(post.target.plainName)", .double(latest.timeIntervalSince1970), expires: latest + rules.distance)
    }
    guard rules.duplicates > .zero else { return }
    let key = "texts/\(post.target.plainName)"
    var recent = RecentTexts(try context.store.value(key))
    recent.add(TextSketch(text.plain), of: post.id, at: date, within: rules.duplicates)
    context.store.set(key, recent.json, expires: date + rules.duplicates)
  }

  private func nearlySame(_ text: Text, as post: ScheduledPost) throws -> RecentTexts.Entry? {
    guard rules.duplicates > .zero, post.isUnique else { return nil }
    return RecentTexts(try context.store.value("texts/\(post.target.plainName)"))
      .like(TextSketch(text.plain), at: context.now, within: rules.duplicates)
  }

  mutating func done(_ occurrence: Occurrence, of post: ScheduledPost, _ at: Date) {
    let forgotten = max(context.now, at, occurrence.at) + Self.memory
    context.store.set(doneKey(occurrence, post), true, expires: forgotten)
  }

  private mutating func leaveOut(_ occurrence: Occurrence, of post: ScheduledPost, _ at: Date, _ note: String) {
    guard isPlanning else { return }
    made.append(
      Made(post: post, occurrence: occurrence, at: at, text: Text(), state: .leftOut, notes: [note]))
  }

  /// What is still to be filled in does not go out.
  private mutating func leaveOut(
    _ occurrence: Occurrence, of post: ScheduledPost, _ draw: Draw, _ gap: String, _ state: inout PostState
  ) throws {
    if isPlanning {
      made.append(
        Made(
          post: post, occurrence: occurrence, at: context.now, text: render(draw, occurrence, of: post),
          state: .leftOut, notes: ["left out: \(gap) is still to be filled in"]))
    } else {
      told.unfilled.append("\(post.id), \(occurrence.local.shown): \(gap)")
      try closeReview(of: post, "it is still to be filled in; it was not posted.")
    }
    consume(draw, of: post, &state)
    done(occurrence, of: post, context.now)
  }

  private func doneKey(_ occurrence: Occurrence, _ post: ScheduledPost) -> String {
    "done/\(post.id)/\(occurrence.key)"
  }

  private func isDone(_ occurrence: Occurrence, of post: ScheduledPost) throws -> Bool {
    try context.store.contains(doneKey(occurrence, post))
  }
}

extension PostingTurn {
  /// - Returns: those that were looked at: all, or as many as there is room for.
  private mutating func handOver(
    _ coming: [Occurrence], of post: ScheduledPost, _ state: inout PostState
  ) throws -> [Occurrence] {
    for (index, occurrence) in coming.enumerated() {
      guard room > 0 else { return Array(coming[..<index]) }
      try handOver(occurrence, of: post, &state)
    }
    return coming
  }

  /// Gives an occurrence to the platform. What is too near for it is posted by the bot itself when it is due.
  private mutating func handOver(_ occurrence: Occurrence, of post: ScheduledPost, _ state: inout PostState) throws {
    var at = occurrence.at
    switch place(at, post) {
    case .free: break
    case .moved(let later, _): at = later
    case .leftOut(let name):
      if try !isDone(occurrence, of: post) {
        leaveOut(occurrence, of: post, at, "left out: \(name)")
        done(occurrence, of: post, at)
      }
      return
    }
    guard at >= context.now + Self.leastNotice, try !isDone(occurrence, of: post), let draw = try draw(post, state),
      draw.text.gap == nil
    else { return }
    let text = render(draw, occurrence, of: post)
    add(.schedule(text: text, in: post.target, at: at))
    context.note(Reason(post.id))
    let moved = at == occurrence.at ? [] : ["moved by a blackout"]
    made.append(
      Made(post: post, occurrence: occurrence, at: at, text: text, notes: moved + ["the platform posts it"]))
    try consume(draw, text, of: post, at: at, &state)
    done(occurrence, of: post, at)
  }

  /// When to look again: in time to hand over the next, and at what is still to be posted by the bot itself.
  private func wake(for next: Occurrence, of post: ScheduledPost, _ coming: [Occurrence]) -> Date {
    let own = coming.first { $0.at < context.now + Self.leastNotice }?.at
    let handOver = post.handOver.map { max(next.at - $0, nextTurn) } ?? next.at
    return min(own ?? handOver, handOver)
  }
}

/// Which of a post's texts comes next.
struct Draw: Hashable {
  let index: Int
  let text: Template
}

extension PostingTurn {
  /// `nil` while every text of the pool rests.
  /// - Parameter date: when it will be posted; `nil`: now.
  func draw(_ post: ScheduledPost, _ state: PostState, at date: Date? = nil) throws -> Draw? {
    let texts = post.choices(on: context.community.platform)
    guard post.pool != nil else {
      let index = state.turn % texts.count
      return Draw(index: index, text: texts[index])
    }
    let use = try context.store.value(Self.poolKey(post.id)).flatMap(PoolUse.init) ?? PoolUse()
    return use.next(of: texts.map(\.source), seed: post.id, at: date ?? context.now, spacing: post.spacing)
      .map { Draw(index: $0, text: texts[$0]) }
  }

  private mutating func consume(_ draw: Draw, of post: ScheduledPost, _ state: inout PostState) {
    state.turn += 1
    guard let pool = post.pool else { return }
    var use = (try? context.store.value(Self.poolKey(post.id))).flatMap { $0 }.flatMap(PoolUse.init) ?? PoolUse()
    use.draw(draw.index, of: pool.texts.map(\.source), at: context.now)
    context.store.set(Self.poolKey(post.id), use.json)
  }

  func render(_ draw: Draw, _ occurrence: Occurrence, of post: ScheduledPost) -> Text {
    draw.text.render(ScheduledPost.values(occurrence.local, community: context.community.name))
  }

  static func poolKey(_ id: String) -> String { "pool/\(id)" }
}

/// What a turn has to tell.
private struct PostingReport {
  var missed = MissedPosts()
  var unapproved: [String] = []
  var crowded: [String] = []
  var unfilled: [String] = []

  var flags: [Flag] {
    var flags = missed.flag.map { [$0] } ?? []
    let lists: [(items: [String], title: String, text: String, name: String?)] = [
      (
        unapproved, "Not approved in time", "Nobody, or not enough people, approved in time, so nothing was posted:",
        nil
      ),
      (
        unfilled, "Not posted: still to be filled in",
        "Somebody has to write what these posts ask for, or remove them from the calendar:", nil
      ),
      (crowded, "Posts too near to each other", "Another post had just gone to the same channel:", "crowded"),
    ]
    for list in lists where !list.items.isEmpty {
      let text = Text(list.text) + Text([.list(items: list.items.map { Text($0) })])
      flags.append(Flag(list.title, text: text, name: list.name))
    }
    return flags
  }
}
