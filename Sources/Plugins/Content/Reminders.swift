public import BotCore
public import FoundationEssentials

/// Reminds of events: a day before, an hour before, or whenever you say.
///
/// ```json
/// {
///   "plugin": "reminders",
///   "channel": "events",
///   "before": ["24h", "1h"],
///   "events": [
///     { "title": "Community call", "start": "2026-01-08T18:00", "rrule": "FREQ=MONTHLY;BYDAY=2TH", "link": "https://meet.example.org/call" },
///     { "title": "Summer party", "start": "2026-07-04", "place": "the park" }
///   ]
/// }
/// ```
///
/// Events may stand in a file, `"file": "events.ics"`: iCalendar as any calendar program exports it, a table (`.csv`), or
/// JSON. Save the file anew when the calendar changes and reload the bot.
///
/// **What it does**
/// - A reminder's time comes: it is posted, once for ever, with the event's time in the community's zone.
/// - An event is moved: its reminders move with it. It vanishes from the calendar: nobody is reminded.
/// - The bot was down when a reminder was due: it comes late, up to `maxLateness`; of several of one event only the last.
/// - Events of a whole day count from nine in the morning, and only reminders of half a day or more are given for them.
///
/// **What it never does**
/// - Remind twice of the same event at the same time before, whatever is restarted or done to the clock.
/// - Remind of what has begun.
public struct Reminders: Plugin {
  public struct Settings: SettingGroup {
    static let variables: KeyValuePairs = [
      "community.name": "the community's name", "title": "what it is called", "date": "the day, 2026-01-05",
      "time": "the time, 09:00", "weekday": "the day of the week, Monday",
      "when": "all three: Monday, 2026-01-05, 09:00", "place": "where it takes place",
      "link": "where a person finds more", "text": "what there is to say about it", "in": "how soon: in 1 hour",
      "hours": "how many hours until then", "days": "how many days until then",
    ]

    @Setting("Where to remind.")
    var channel: ID<Channel>
    @Setting("The events.")
    var events: [DatedEvent] = []
    @Setting("A file with more of them: a calendar, as .ics, .csv or .json.")
    var file: CalendarFile<DatedEvent>? = nil
    @Setting("How long before an event to remind of it.", .atLeastOne)
    var before: [Duration] = [.hours(24), .hours(1)]
    @Setting("What to post.", .variables(Self.variables, isMeasured: false))
    var text: Template = "**{title}** starts {in}: {when}. {place} {link}"
    @Setting("The zone in which times are shown. Left out: the community's.")
    var timezone: Zone? = nil
    @Setting("A reminder that is later than this is left out.")
    var maxLateness: Duration = .minutes(30)

    public init() {}

    public var checks: [(SettingNode) -> Void] { [checkEvents, checkTimes, checkText] }

    private func checkEvents(_ node: SettingNode) {
      let all = events + (file?.rows ?? [])
      if all.isEmpty { node.fail("there is nothing to remind of", "add \"events\": [ { … } ], or name a \"file\"") }
      all.checkNames(node.place(of: file == nil ? "events" : "file"))
      all.checkTimes(node.place(of: file == nil ? "events" : "file"))
    }

    private func checkTimes(_ node: SettingNode) {
      for before in before where !(.minutes(1)...(.days(60))).contains(before) {
        node.place(of: "before").fail("\(before.settingText) is not possible", "use \"1m\" to \"60d\"")
      }
      if maxLateness > .days(1) {
        node.place(of: "maxLateness").fail("\(maxLateness.settingText) is too long", "use at most \"1d\"")
      }
    }

    private func checkText(_ node: SettingNode) {
      let sample = Dictionary(uniqueKeysWithValues: Self.variables.map { ($0.key, Text("Wednesday")) })
      TextCheck().check(text, sample, node.place(of: "text"))
    }
  }

  public static let about = PluginAbout(
    name: "reminders", summary: "Reminds of events some time before.", needs: [.post], maxEventAge: .days(7),
    isScheduled: true, leavesOutUnfilled: ["events": DatedEvent.leftOutUnfilled])

  public var claims: [Claim] {
    events.flatMap { event in
      settings.before.map { before in
        Claim(
          .act("reminds of \(Spelling.quoted(event.title)) \(before.settingText) before"),
          in: [(event.channel ?? settings.channel).raw], .warning, remedy: "keep the event in one of the two")
      }
    }
  }

  public let triggers: Set<Trigger> = [.started, .due]
  private let settings: Settings
  private let events: [DatedEvent]
  /// Longest first.
  private let before: [Duration]

  private static let timer = "next"
  /// More wait for the next turn, a second later.
  private static let mostAtOnce = 50
  /// All-day events count from nine, and are not reminded of in the night.
  private static let morning = Duration.hours(9)
  private static let leastForDays = Duration.hours(12)
  /// When nothing is near, it looks again after this.
  private static let longestSleep = Duration.days(30)

  public init(_ settings: Settings) {
    self.settings = settings
    events = (settings.events + (settings.file?.rows ?? [])).filter { !$0.hasGap }
    before = Array(Set(settings.before)).sorted(by: >)
  }

  public func handle(_ event: Event, _ context: inout Context) throws -> [Action] {
    var actions: [Action] = []
    let now = context.now
    let due = reminders(from: now - settings.maxLateness - .seconds(1), through: now, context)
    for reminder in newest(due) where try !context.store.contains(reminder.mark) {
      guard actions.count < Self.mostAtOnce else { return actions + [.timer(name: Self.timer, at: now + .seconds(1))] }
      for other in due where other.happening == reminder.happening {
        context.store.set(other.mark, true, expires: reminder.at + .days(30))
      }
      // What has begun needs no reminder.
      guard reminder.at > now else { continue }
      actions.append(.post(text: text(reminder, at: now, context), in: reminder.channel, named: nil))
    }
    let next = reminders(from: now, through: now + Self.longestSleep, context).map(\.due).min()
    return actions + [.timer(name: Self.timer, at: next ?? now + Self.longestSleep)]
  }

  /// One of an event's reminders.
  private struct Reminder {
    let event: DatedEvent
    let occurrence: Occurrence
    let before: Duration
    /// When the event begins.
    let at: Date
    let channel: ID<Channel>

    var due: Date { at - before }
    var happening: String { "\(PoolUse.mark(event.key))/\(Int(at.timeIntervalSince1970))" }
    var mark: String { "told/\(happening)/\(Int(before.seconds))" }
  }

  /// Those that fall due after one instant up to another, by that time.
  private func reminders(from start: Date, through end: Date, _ context: Context) -> [Reminder] {
    let furthest = before.reduce(.zero, max)
    let happenings = events.happenings(
      after: start - Self.morning, through: end + furthest, in: context.community.timezone)
    var found: [Reminder] = []
    for happening in happenings {
      let event = happening.event
      let at = event.isAllDay ? happening.at + Self.morning : happening.at
      for before in before where !event.isAllDay || before >= Self.leastForDays {
        let reminder = Reminder(
          event: event, occurrence: happening.occurrence, before: before, at: at,
          channel: event.channel ?? settings.channel)
        if start < reminder.due, reminder.due <= end { found.append(reminder) }
      }
    }
    return found.sorted { ($0.due, $0.mark) < ($1.due, $1.mark) }
  }

  /// Of several for one event the last.
  private func newest(_ due: [Reminder]) -> [Reminder] {
    var newest: [String: Reminder] = [:]
    for reminder in due { newest[reminder.happening] = reminder }
    return newest.values.sorted { ($0.due, $0.mark) < ($1.due, $1.mark) }
  }

  private func text(_ reminder: Reminder, at now: Date, _ context: Context) -> Text {
    let zone = settings.timezone ?? context.community.timezone
    let happening = Happening(event: reminder.event, occurrence: reminder.occurrence)
    var values = happening.values(in: zone, community: context.community.name)
    let seconds = reminder.at.timeIntervalSince(now)
    values["in"] = Text(Self.soon(seconds))
    values["hours"] = Text("\(Int((seconds / 3600).rounded()))")
    values["days"] = Text("\(Int((seconds / 86_400).rounded()))")
    return settings.text.render(values).tidied
  }

  /// "in 24 hours", in the largest unit of which there are two or more, or in minutes.
  static func soon(_ seconds: Double) -> String {
    let minutes = max(1, Int((seconds / 60).rounded()))
    func count(_ number: Int, _ unit: String) -> String { "in \(number) \(unit)\(number == 1 ? "" : "s")" }
    if minutes >= 2880 { return count((minutes + 720) / 1440, "day") }
    return minutes >= 60 && (minutes >= 90 || minutes == 60)
      ? count((minutes + 30) / 60, "hour") : count(minutes, "minute")
  }
}

extension Reminders: Planner {
  public func plan(from: Date, through: Date, _ context: Context) throws -> [PlannedPost] {
    let zone = context.community.timezone
    return try reminders(from: from, through: through, context).filter { try !context.store.contains($0.mark) }.map {
      reminder in
      PlannedPost(
        reminder.event.key, at: reminder.due, local: zone.local(reminder.due), zone: zone, channel: reminder.channel,
        text: text(reminder, at: reminder.due, context),
        notes: ["\(reminder.before.inWords) before \(zone.local(reminder.at).shown)"])
    }
  }
}
