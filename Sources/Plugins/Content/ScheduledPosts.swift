public import BotCore

/// Posts at planned times: once, by a cron line, by a recurrence rule, or at equal distances.
///
/// ```json
/// {
///   "plugin": "schedule",
///   "channel": "general",
///   "posts": [
///     { "id": "standup", "cron": "0 9 * * mon-fri", "text": "Good morning! What is on today?" },
///     { "id": "tip", "every": "3d", "pool": ["Tip: search first.", "Tip: use threads."] },
///     {
///       "id": "meetup", "rrule": "FREQ=MONTHLY;BYDAY=-1TH;BYHOUR=18;BYMINUTE=0", "start": "2026-01-01T18:00",
///       "timezone": "UTC", "channel": "events", "text": "Meetup today, {date}, at {time}!", "pin": true
///     },
///     { "id": "launch", "at": "2026-06-01T10:00", "text": "It is here!", "status": "review" }
///   ],
///   "distance": "30m",
///   "blackouts": [{ "name": "Christmas", "dates": ["12-24", "12-25", "12-26"] }],
///   "approval": { "quorum": 2, "ask": "2d" }
/// }
/// ```
///
/// Posts may also stand in a file of their own, `"file": "calendar.csv"`: JSON (a list of posts as above); a table as
/// spreadsheets save it (`.csv`), whose first row names the columns (`id`, `text`, `channel`, `at` or `date` and `time`,
/// `cron`, `rrule`, `start` and so on; `variants.mastodon` for a text of one platform); or a calendar (`.ics`), where each
/// event is a post: its description, or else its title, is the text, `X-BOTRUN-CHANNEL` the channel. All-day events are
/// posted at nine. Several communities may name the same file: `"communities": ["forum", "chat"]` says which of them a
/// post is for, and `"variants": { "mastodon": "…" }` how it reads on one platform.
///
/// See before what is going to happen: `botrun plan --days 14`.
///
/// **What it does**
/// - A planned time comes: the text is posted; of several `texts` the next in turn, of a `pool` one that was not posted
///   since all others were, in a shuffled order. A pool may be edited at any time: what was posted is known by what it
///   says. With `pin` the post is then pinned.
/// - `"status": "review"`: a day before (`ask`) the text is shown in the moderators' channel. 👍 or ✅ on it or
///   `!approve launch` lets it go out, as soon as so many people as `quorum` says have approved; `!reject launch too early`
///   stops it. Whoever takes the reaction back takes back the approval. If text, channel or time change afterwards, it is
///   shown again and must be approved again. What is not approved in time is not posted, and the moderators are told once. An approval is for this one text, place
///   and time.
/// - Blackouts: a post whose time falls into one comes at its end, or not at all (`then`).
/// - `distance`: a post that would come sooner after another of the same channel waits, or is left out (`crowded`).
/// - A post for a single time that says nearly what was posted in the channel within `duplicates` is held, and the
///   moderators are asked.
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
/// - Post what waits for approval and did not get it.
/// - Post a text with a gap that is still to be filled in, such as `[FILL IN: the date]`: the moderators are told instead,
///   and of several texts another takes its turn.
/// - Start with a text that is too long for the platform, unless `split` allows it to go out in several messages.
public struct ScheduledPosts: Plugin {
  public struct Settings: SettingGroup {
    @Setting("The posts.")
    var posts: [ScheduledPost] = []
    @Setting("A file with more of them: a calendar, as .json, .csv or .ics.")
    var file: CalendarFile<ScheduledPost>? = nil
    @Setting("Where posts go that name no channel of their own.")
    var channel: ID<Channel>? = nil
    @Setting("When nothing is posted.")
    var blackouts: [Blackout] = []
    @Setting("The least time between two posts of one channel. 0s: any.")
    var distance: Duration = .zero
    @Setting("What becomes of a post that would come sooner: it waits, or is left out.")
    var crowded: PostingRules.Crowded = .shift
    @Setting("How long ago nearly the same may have been posted in the channel for a post to be held. 0s: never held.")
    var duplicates: Duration = .days(30)
    @Setting("Who approves of posts with \"status\": \"review\", and when they are asked.")
    var approval: Approval = Approval()

    public init() {}

    public var checks: [(SettingNode) -> Void] {
      [checkPosts, checkSpans, { ScheduleCheck(self, $0).tell() }]
    }

    private func checkPosts(_ node: SettingNode) {
      var ids: Set<String> = []
      for (post, element) in zip(posts, node.member("posts")?.elements ?? []) {
        if !ids.insert(post.id).inserted {
          element.place(of: "id").fail("there is another post \"\(post.id)\"", "give each post its own id")
        }
        checkChannel(post, element)
      }
      if let file {
        let place = node.place(of: "file")
        for post in file.rows {
          if !ids.insert(post.id).inserted {
            place.fail("there is another post \"\(post.id)\" in \(file.path)", "give each post its own id")
          }
          checkChannel(post, place)
        }
      }
      if ids.isEmpty { node.fail("there is nothing to post", "add \"posts\": [ { … } ], or name a \"file\"") }
    }

    private func checkSpans(_ node: SettingNode) {
      for (key, value) in [("distance", distance), ("duplicates", duplicates)] where value > .days(366) {
        node.place(of: key).fail("\(value.settingText) is too long", "use at most \"366d\"")
      }
    }

    private func checkChannel(_ post: ScheduledPost, _ node: SettingNode) {
      guard post.channel == nil, channel == nil else { return }
      node.fail("the post \"\(post.id)\" has no channel", "add \"channel\" to it, or one for all posts to the plugin")
    }
  }

  public static let about = PluginAbout(
    name: "schedule", summary: "Posts at planned times.", needs: [.post],
    wants: [.pin, .schedule, .edit, .reactions, .reply], maxEventAge: .days(7), isScheduled: true,
    keeps: [
      DataUse(
        "who approved or rejected a post", about: "those who approve", kept: "for some weeks after the post was due",
        why: "one person does not count twice")
    ], leavesOutUnfilled: ["posts": ScheduledPost.leftOutUnfilled])

  public let triggers: Set<Trigger>
  let rules: PostingRules
  private let all: [ScheduledPost]

  public var needs: Set<Capability> {
    all.contains { $0.handOver != nil } ? Self.about.needs.union([.schedule]) : Self.about.needs
  }

  public init(_ settings: Settings) {
    all = (settings.posts + (settings.file?.rows ?? [])).map { post in
      var post = post.withoutGaps
      post.channel = post.channel ?? settings.channel
      return post
    }
    rules = PostingRules(
      approval: settings.approval, blackouts: settings.blackouts, distance: settings.distance,
      crowded: settings.crowded, duplicates: settings.duplicates)
    // Where nobody can be asked, nobody's words or reactions need to be looked at.
    let asks = all.contains { $0.status == .review || $0.isUnique && settings.duplicates > .zero }
    triggers =
      asks
      ? [.started, .due, .delivered, .reacted, .unreacted, .messagePosted, .command] : [.started, .due, .delivered]
  }

  /// Those that this community posts.
  func posts(in community: Community) -> [ScheduledPost] {
    all.filter { $0.isFor(community) && $0.status != .draft }
  }

  func drafts(in community: Community) -> [ScheduledPost] {
    all.filter { $0.isFor(community) && $0.status == .draft }
  }

  public func handle(_ event: Event, _ context: inout Context) throws -> [Action] {
    switch event.kind {
    case .started:
      let posts = posts(in: context.community)
      let cancelled = try cancelRemoved(posts, &context)
      return try cancelled + turn(&context) { try $0.run(posts) }
    case .due(let timer, _):
      let post = posts(in: context.community).filter { $0.id == timer }
      return try turn(&context) { try $0.run(post) }
    case .delivered(let name, let message):
      if let post = all.first(where: { $0.id == name && $0.pin }) {
        return [.pin(message: MessageRef(message, in: post.target))]
      }
      return try turn(&context) { try desk($0).delivered(name, message, &$0) }
    case .reacted(let emoji, let member, let message, let channel) where ReviewDesk.isYes(emoji):
      let message = MessageRef(message, in: channel)
      return try turn(&context) { try desk($0).reacted(emoji, member, message, isTaken: false, &$0) }
    case .unreacted(let emoji, let member, let message, let channel) where ReviewDesk.isYes(emoji):
      let message = MessageRef(message, in: channel)
      return try turn(&context) { try desk($0).reacted(emoji, member, message, isTaken: true, &$0) }
    case .messagePosted, .command:
      guard let command = BotCommand(event, ReviewDesk.commands) else { return [] }
      return try turn(&context) { try desk($0).command(command, &$0) }
    case .memberJoined, .memberLeft, .joinRequested, .messageEdited, .messageDeleted, .reacted, .unreacted, .reported,
      .fetched, .settled, .other:
      return []
    }
  }

  private func turn(_ context: inout Context, _ body: (inout PostingTurn) throws -> Void) rethrows -> [Action] {
    var turn = PostingTurn(rules, context)
    try body(&turn)
    context = turn.context
    return turn.finish()
  }

  private func desk(_ turn: PostingTurn) -> ReviewDesk { ReviewDesk(posts: posts(in: turn.context.community)) }

  /// Forgets the posts that no longer stand in the configuration.
  private func cancelRemoved(_ posts: [ScheduledPost], _ context: inout Context) throws -> [Action] {
    let ids = Set(posts.map(\.id))
    let known = try context.store.value("posts")?.array?.compactMap(\.string) ?? []
    let removed = known.filter { !ids.contains($0) }
    for id in removed {
      for key in [PostState.key(id), PostingTurn.poolKey(id), Review.key(id)] { context.store.remove(key) }
    }
    context.store.set("posts", .array(posts.map { .string($0.id) }))
    return removed.map { .timer(name: $0, at: nil) }
  }
}
