public import BotCore
import FoundationEssentials

/// Posts at planned times: once, by a cron line, by a recurrence rule, or at equal distances.
///
/// ```json
/// {
///   "plugin": "schedule",
///   "posts": [
///     { "id": "standup", "cron": "0 9 * * mon-fri", "channel": "general", "text": "Good morning! What is on today?" },
///     { "id": "tip", "every": "3d", "channel": "general", "texts": ["Tip: search first.", "Tip: use threads."] },
///     {
///       "id": "meetup", "rrule": "FREQ=MONTHLY;BYDAY=-1TH;BYHOUR=18;BYMINUTE=0", "start": "2026-01-01T18:00",
///       "timezone": "UTC", "channel": "events", "text": "Meetup today, {date}, at {time}!", "pin": true
///     },
///     { "id": "party", "at": "2026-12-31T23:59", "channel": "general", "text": "See you next year!", "missed": "skip" }
///   ]
/// }
/// ```
///
/// Posts may also stand in a file of their own, as a list: `"file": "calendar.json"`.
///
/// **What it does**
/// - A planned time comes: the text is posted; of several `texts` the next in turn. With `pin` the post is then pinned.
/// - The clocks change: a time that they jump over is posted at the jump, one that they show twice only the first time.
/// - Times passed while the bot was down: `missed` says whether none of them is posted, the newest, or all, but nothing
///   that is later than `maxLateness`. What is left out is told to the moderators, once.
/// - `every` posts for the first time when the bot first starts with it, or at `from`.
/// - A post's times are changed in the configuration: it counts from then on, and nothing is made up for. A changed text
///   or channel holds from the next time on.
/// - With `handOver`, such as `"2h"`, a post is given to the platform that long before its time, where the platform can
///   hold posts (Slack, Mastodon): it appears on time even if the bot is down. What was handed over is no longer changed
///   or taken back by the bot.
/// - A post is removed from the configuration: nothing more of it is posted.
///
/// **What it never does**
/// - Post the same planned time of a post twice, whatever is restarted, reloaded, edited or done to the clock. A post is
///   known by its `id`: under a new one it is a new post.
/// - Post what was due before the post stood in the configuration.
public struct ScheduledPosts: Plugin {
  public struct Settings: SettingGroup {
    @Setting("The posts.")
    public var posts: [ScheduledPost] = []
    @Setting("A JSON file with a list of more of them: a calendar.")
    public var file: CalendarFile? = nil

    public init() {}

    public func check(_ node: SettingNode) {
      var ids: Set<String> = []
      for (post, element) in zip(posts, node.member("posts")?.elements ?? []) where !ids.insert(post.id).inserted {
        (element.member("id") ?? element).fail("there is another post \"\(post.id)\"", "give each post its own id")
      }
      for post in file?.posts ?? [] where !ids.insert(post.id).inserted {
        (node.member("file") ?? node).fail(
          "there is another post \"\(post.id)\" in \(file?.path ?? "")", "give each post its own id")
      }
      if ids.isEmpty { node.fail("there is nothing to post", "add \"posts\": [ { … } ], or name a \"file\"") }
    }
  }

  public static let about = PluginAbout(
    name: "schedule", summary: "Posts at planned times.", needs: [.post], wants: [.pin, .schedule],
    maxEventAge: .days(7))

  /// How long a post that was made is remembered, so that no clock set back makes it again.
  static let memory = Duration.days(30)

  /// Platforms do not take a post that is due in a moment: Mastodon wants five minutes.
  private static let leastNotice = Duration.minutes(10)
  private static let mostHandedOver = 100

  public let triggers: Set<Trigger> = [.started, .due, .delivered]
  private let posts: [ScheduledPost]

  public var needs: Set<Capability> {
    posts.contains { $0.handOver != nil } ? Self.about.needs.union([.schedule]) : Self.about.needs
  }

  public init(_ settings: Settings) { posts = settings.posts + (settings.file?.posts ?? []) }

  public func handle(_ event: Event, _ context: inout Context) throws -> [Action] {
    switch event.kind {
    case .started:
      let cancelled = try cancelRemoved(&context)
      return try cancelled + run(posts, &context)
    case .due(let timer, _):
      return try run(posts.filter { $0.id == timer }, &context)
    case .delivered(let name, let message):
      return posts.filter { $0.id == name && $0.pin }.map { .pin(message: MessageRef(message, in: $0.channel)) }
    case .memberJoined, .memberLeft, .joinRequested, .messagePosted, .messageEdited, .messageDeleted, .reacted,
      .unreacted, .reported, .command, .fetched, .settled, .other:
      return []
    }
  }

  /// Forgets the posts that no longer stand in the configuration.
  private func cancelRemoved(_ context: inout Context) throws -> [Action] {
    let ids = posts.map(\.id)
    let known = try context.store.value("posts")?.array?.compactMap(\.string) ?? []
    let removed = known.filter { !ids.contains($0) }
    for id in removed { context.store.remove(PostState.key(id)) }
    context.store.set("posts", .array(ids.map { .string($0) }))
    return removed.map { .timer(name: $0, at: nil) }
  }

  /// Makes the posts that are due, tells what was missed, and sets the timers.
  private func run(_ posts: [ScheduledPost], _ context: inout Context) throws -> [Action] {
    var actions: [Action] = []
    var missed = MissedPosts()
    for post in posts { actions += try run(post, &missed, &context) }
    return missed.flag.map { actions + [.flag($0)] } ?? actions
  }

  private func run(_ post: ScheduledPost, _ missed: inout MissedPosts, _ context: inout Context) throws -> [Action] {
    let zone = post.timezone ?? context.community.timezone
    var state = try PostState.of(post, in: zone, context)
    guard let schedule = try post.schedule(anchor: state.anchor, in: zone) else { return [] }
    let backlog = Backlog(schedule, after: state.handled, now: context.now, in: zone, for: post)
    var actions: [Action] = []
    for occurrence in backlog.run where try !isDone(occurrence, of: post, context) {
      let text = take(occurrence, of: post, &state, &context)
      actions.append(.post(text: text, in: post.channel, named: post.pin ? post.id : nil))
    }
    missed.add(try backlog.dropped.filter { try !isDone($0, of: post, context) }, of: post)
    state.handled = context.now
    let coming = schedule.occurrences(
      after: context.now, through: context.now + (post.handOver ?? .zero), in: zone, limit: Self.mostHandedOver)
    for occurrence in coming where try isHandedOver(occurrence, of: post, context) {
      let text = take(occurrence, of: post, &state, &context)
      actions.append(.schedule(text: text, in: post.channel, at: occurrence.at))
    }
    context.store.set(PostState.key(post.id), state.json)
    let next = schedule.next(after: coming.last?.at ?? context.now, in: zone)
    return actions + [.timer(name: post.id, at: next.map { wake(for: $0, of: post, coming, context) })]
  }

  /// The text of an occurrence, which from now on counts as posted.
  private func take(
    _ occurrence: Occurrence, of post: ScheduledPost, _ state: inout PostState, _ context: inout Context
  ) -> Text {
    let text = post.choices[state.turn % post.choices.count].render(values(occurrence, context))
    state.turn += 1
    let forgotten = max(context.now, occurrence.at) + Self.memory
    context.store.set(doneKey(occurrence, post), true, expires: forgotten)
    return text
  }

  /// What is too near for the platform is posted by the bot itself when it is due.
  private func isHandedOver(_ occurrence: Occurrence, of post: ScheduledPost, _ context: Context) throws -> Bool {
    try occurrence.at >= context.now + Self.leastNotice && !isDone(occurrence, of: post, context)
  }

  /// When to look again: in time to hand over the next, and at what is still to be posted by the bot itself.
  private func wake(
    for next: Occurrence, of post: ScheduledPost, _ coming: [Occurrence], _ context: Context
  ) -> Date {
    let own = coming.first { $0.at < context.now + Self.leastNotice }?.at
    let handOver = post.handOver.map { max(next.at - $0, context.now + .seconds(1)) } ?? next.at
    return min(own ?? handOver, handOver)
  }

  private func doneKey(_ occurrence: Occurrence, _ post: ScheduledPost) -> String {
    "done/\(post.id)/\(occurrence.key)"
  }

  private func isDone(_ occurrence: Occurrence, of post: ScheduledPost, _ context: Context) throws -> Bool {
    try context.store.contains(doneKey(occurrence, post))
  }

  private func values(_ occurrence: Occurrence, _ context: Context) -> [String: Text] {
    let local = occurrence.local.description
    let weekday = occurrence.local.weekday.name
    return [
      "community.name": Text(context.community.name),
      "date": Text(String(local.prefix(10))),
      "time": Text(String(local.dropFirst(11).prefix(5))),
      "weekday": Text(weekday.prefix(1).uppercased() + weekday.dropFirst()),
    ]
  }
}
