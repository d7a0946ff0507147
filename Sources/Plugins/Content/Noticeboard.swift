public import BotCore
import FoundationEssentials

/// A noticeboard: one message that always shows what is on, changed in place.
///
/// ```json
/// {
///   "plugin": "noticeboard",
///   "channel": "welcome",
///   "heading": "**Noticeboard**",
///   "notices": [
///     { "text": "The server moves on Saturday at noon.", "until": "2026-01-10" },
///     { "text": "Read the [rules](https://example.org/rules) before you post." }
///   ],
///   "events": [{ "title": "Community call", "start": "2026-01-08T18:00", "rrule": "FREQ=MONTHLY;BYDAY=2TH" }],
///   "days": 14,
///   "pin": true
/// }
/// ```
///
/// Notices and events may stand in files: `"noticeFile"` (`.csv` or `.json`) and `"eventFile"` (`.ics`, `.csv` or `.json`).
/// For a second board add the plugin a second time, under another `name`.
///
/// **What it does**
/// - The first time there is something to show, the board is posted, and pinned with `pin`.
/// - A notice begins or ends, an event comes near or is over, the day or the configuration changes: if the text is another
///   now, the message is changed in place. Nothing is posted anew, so nobody is notified.
/// - The board's message is deleted, or the channel is another one in the configuration: it is posted anew with the next
///   change.
///
/// **What it never does**
/// - Post or edit anything when nothing has changed.
/// - Post a second board.
/// - Show a notice or an event with a gap that is still to be filled in, such as `[FILL IN: telephone number]`.
public struct Noticeboard: Plugin {
  public struct Settings: SettingGroup {
    @Setting("Where the board is.")
    var channel: ID<Channel>
    @Setting("What stands above the notices.", .variables([:]))
    var heading: Template = "**Noticeboard**"
    @Setting("The notices, in their order.")
    var notices: [Notice] = []
    @Setting("A file with more of them, as .csv or .json.")
    var noticeFile: CalendarFile<Notice>? = nil
    @Setting("Events.")
    var events: [DatedEvent] = []
    @Setting("A file with more of them: a calendar, as .ics, .csv or .json.")
    var eventFile: CalendarFile<DatedEvent>? = nil
    @Setting("How many days ahead events are shown.", .range(1...366))
    var days: Int = 14
    @Setting("What stands above the events.", .variables([:]))
    var eventHeading: Template = "**Coming up**"
    @Setting("How each event is shown.", .variables(Happening.variables))
    var eventText: Template = "{when}: {title} {place} {link}"
    @Setting("What the board shows when there is nothing.", .variables([:]))
    var empty: Template = "Nothing at the moment."
    @Setting("Whether to pin the board.")
    var pin: Bool = false

    public init() {}

    public var checks: [(SettingNode) -> Void] { [checkContents, checkEvents, checkNotices, checkEmpty] }

    private func checkContents(_ node: SettingNode) {
      let hasNotices = !notices.isEmpty || noticeFile != nil
      let hasEvents = !events.isEmpty || eventFile != nil
      if !hasNotices, !hasEvents {
        node.fail("the board has nothing to show", "add \"notices\": [ { … } ], \"events\", or files with them")
      }
    }

    private func checkEvents(_ node: SettingNode) {
      (events + (eventFile?.rows ?? [])).checkNames(node.place(of: eventFile == nil ? "events" : "eventFile"))
      (events + (eventFile?.rows ?? [])).checkTimes(node.place(of: eventFile == nil ? "events" : "eventFile"))
    }

    private func checkNotices(_ node: SettingNode) {
      for (notice, element) in zip(notices, node.member("notices")?.elements ?? []) {
        TextCheck().check(notice.text, [:], element.place(of: "text"))
      }
    }

    private func checkEmpty(_ node: SettingNode) {
      guard let empty = node.member("empty"), notices.contains(where: \.isForEver) else { return }
      empty.warn(
        "this never shows: the board is never empty, because a notice without \"until\" always stands there",
        "remove it, or give each notice an \"until\"")
    }
  }

  public static let about = PluginAbout(
    name: "noticeboard", summary: "Keeps one message that shows notices and events, changed in place.",
    needs: [.post, .edit], wants: [.pin, .deletions], maxEventAge: .days(7), isScheduled: true,
    leavesOutUnfilled: ["notices": Notice.leftOutUnfilled, "events": DatedEvent.leftOutUnfilled])

  public let triggers: Set<Trigger> = [.started, .due, .delivered, .messageDeleted]
  private let settings: Settings
  private let notices: [Notice]
  private let events: [DatedEvent]

  private static let key = "board"
  private static let postName = "board"
  private static let timer = "refresh"

  public var needs: Set<Capability> { settings.pin ? Self.about.needs.union([.pin]) : Self.about.needs }

  public init(_ settings: Settings) {
    self.settings = settings
    notices = (settings.notices + (settings.noticeFile?.rows ?? [])).filter { $0.text.gap == nil }
    events = (settings.events + (settings.eventFile?.rows ?? [])).filter { !$0.hasGap }
  }

  public func handle(_ event: Event, _ context: inout Context) throws -> [Action] {
    switch event.kind {
    case .started, .due: return try refresh(&context)
    case .delivered(Self.postName, let message):
      guard var board = try context.store.value(Self.key).flatMap(Board.init) else { return [] }
      board.message = message
      context.store.set(Self.key, board.json)
      return settings.pin ? [.pin(message: MessageRef(message, in: settings.channel))] : []
    case .messageDeleted(let message, let channel):
      guard var board = try context.store.value(Self.key).flatMap(Board.init), board.message == message,
        board.channel.mayBe(channel)
      else { return [] }
      board.isGone = true
      context.store.set(Self.key, board.json)
      context.remark(Reason("the board was deleted; with the next change it is posted anew"))
      return []
    case .memberJoined, .memberLeft, .joinRequested, .messagePosted, .messageEdited, .reacted, .unreacted, .reported,
      .command, .fetched, .delivered, .settled, .other:
      return []
    }
  }

  private func refresh(_ context: inout Context) throws -> [Action] {
    let zone = context.community.timezone
    let local = zone.local(context.now)
    let contents = contents(context.now, local, context)
    let text = contents ?? heading + settings.empty.render([:])
    let board = try context.store.value(Self.key).flatMap(Board.init)
    let print = PoolUse.mark(text.plain + "\u{0}\(text)")
    let timer = Action.timer(name: Self.timer, at: nextChange(after: context.now, local, zone))
    // An empty board is not worth a first post.
    guard board != nil || contents != nil, board?.print != print || board?.channel != settings.channel else {
      return [timer]
    }
    var next = Board(print: print, channel: settings.channel)
    if let board, !board.isGone, board.channel == settings.channel {
      next.message = board.message
      context.store.set(Self.key, next.json)
      context.note(Reason("changes the board", facts: [.init("because", "it shows something else now")]))
      return [.edit(named: Self.postName, text: text), timer]
    }
    context.store.set(Self.key, next.json)
    context.note(Reason("posts the board", facts: [.init("because", Self.whyAnew(board))]))
    return [.post(text: text, in: settings.channel, named: Self.postName), timer]
  }

  private static func whyAnew(_ board: Board?) -> String {
    guard let board else { return "it has something to show for the first time" }
    return board.isGone ? "it was deleted, and shows something else now" : "it stands in another channel now"
  }

  private var heading: Text { settings.heading.render([:]) + "\n" }

  /// `nil` where there is nothing to show.
  private func contents(_ now: Date, _ local: LocalTime, _ context: Context) -> Text? {
    let shown = notices.filter { $0.isOn(local) }.map { $0.text.render([:]) }
    let coming = upcoming(now, local, context.community.timezone).map { happening in
      settings.eventText.render(happening.values(in: context.community.timezone, community: context.community.name))
        .tidied
    }
    if shown.isEmpty, coming.isEmpty { return nil }
    var text = heading
    if !shown.isEmpty { text += Text([.list(items: shown)]) }
    if !coming.isEmpty { text += settings.eventHeading.render([:]) + "\n" + Text([.list(items: coming)]) }
    return text
  }

  /// Events that are not over yet.
  private func upcoming(_ now: Date, _ local: LocalTime, _ zone: Zone) -> [Happening] {
    let end = zone.firstInstant(atOrAfter: local.startOfDay.adding(days: settings.days + 1))
    let longest = events.map(\.length).max() ?? 0
    return events.happenings(after: now - .seconds(longest) - .seconds(1), through: end - .seconds(1), in: zone)
      .filter { $0.at + .seconds($0.event.length) > now }
  }

  /// The next midnight, or before it the next time at which a notice or event begins or ends.
  private func nextChange(after now: Date, _ local: LocalTime, _ zone: Zone) -> Date {
    let midnight = local.startOfDay.adding(days: 1)
    let edges = notices.flatMap(\.edges).filter { $0 > local && $0 < midnight }
    let ends = upcoming(now, local, zone).map { $0.at + .seconds($0.event.length) }.filter { $0 > now }
    let times = edges.map { zone.firstInstant(atOrAfter: $0) } + ends
    return times.filter { $0 > now }.reduce(zone.firstInstant(atOrAfter: midnight), min)
  }

  /// What is remembered of the board.
  private struct Board {
    let print: String
    let channel: ID<Channel>
    var message: ID<Message>?
    var isGone = false

    init(print: String, channel: ID<Channel>) { (self.print, self.channel) = (print, channel) }

    init?(_ json: JSON) {
      guard let print = json["print"]?.string, let channel = json["channel"]?.string else { return nil }
      (self.print, self.channel) = (print, ID(channel))
      message = json["message"]?.string.map { ID($0) }
      isGone = json["gone"]?.bool ?? false
    }

    var json: JSON {
      .compact(
        ("print", .string(print)), ("channel", .string(channel.raw)), ("message", .optional(message?.raw)),
        ("gone", isGone ? true : nil))
    }
  }
}

extension Noticeboard: GapKeeper {
  public var heldBack: Int {
    let all = settings.notices.count + (settings.noticeFile?.rows.count ?? 0)
    return all - notices.count + settings.events.count + (settings.eventFile?.rows.count ?? 0) - events.count
  }
}

/// Something to be read on the board for a while.
struct Notice: SettingGroup {
  @Setting("What it says.")
  var text: Template
  @Setting("From when it is shown, in local time.")
  var from: LocalTime? = nil
  @Setting("Until when; a date alone means through that day.")
  var until: LocalTime? = nil

  func check(_ node: SettingNode) {
    if text.source.isEmpty { node.place(of: "text").fail("the notice is empty", "write what it says") }
    for name in text.variables {
      node.place(of: "text").fail("the variable {\(name)} is not known here", "write {{ for a brace")
    }
    if let from, let end, end <= from {
      node.place(of: "until").fail("the notice ends before it begins", "swap \"from\" and \"until\"")
    }
  }

  /// The first time at which it is no longer shown.
  var end: LocalTime? { until.map { $0.secondOfDay == 0 ? $0.adding(days: 1) : $0 } }
  var edges: [LocalTime] { [from, end].compactMap { $0 } }
  var isForEver: Bool { from == nil && until == nil && text.gap == nil }

  func isOn(_ local: LocalTime) -> Bool {
    (from.map { $0 <= local } ?? true) && (end.map { local < $0 } ?? true)
  }
}

extension Notice: CalendarRow {
  static let leftOutUnfilled: Set<String> = ["text"]
  static let flags: Set<String> = []
  static let lists: Set<String> = []

  static func row(of event: ICalendar.Event) -> JSONObject {
    var row = JSONObject()
    row["text"] = .string(event.details.isEmpty ? event.title : event.details)
    if let start = event.start { row["from"] = .string(start.local.description) }
    let last = event.end.map { $0.isDate ? $0.local.adding(days: -1) : $0.local }
    if let last { row["until"] = .string(last.description) }
    return row
  }
}
