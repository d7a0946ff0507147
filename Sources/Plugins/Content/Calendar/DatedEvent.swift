import BotCore
import FoundationEssentials

/// Something that happens in the community at a time: a meeting, a release, a deadline.
struct DatedEvent: SettingGroup {
  @Setting("The name under which it is known, if its title may change. Left out: the title.")
  var id: String = ""
  @Setting("What it is called.", .notEmpty)
  var title: String
  @Setting("When it begins, in local time; a date alone is a whole day.")
  var start: LocalTime
  @Setting("When it ends. Left out: after an hour, or with the day.")
  var end: LocalTime? = nil
  @Setting("When it comes again, as a recurrence rule of iCalendar.")
  var rrule: String? = nil
  @Setting("Local times at which it does not come again; a date alone leaves out the whole day.")
  var except: [LocalTime] = []
  @Setting("The zone of these times. Left out: the community's.")
  var timezone: Zone? = nil
  @Setting("Whether it fills whole days.")
  var allDay: Bool? = nil
  @Setting("Where it takes place.")
  var place: String = ""
  @Setting("Where a person finds more.")
  var link: String = ""
  @Setting("What there is to say about it.")
  var text: String = ""
  @Setting("Where it is told. Left out: where the plugin tells all.")
  var channel: ID<Channel>? = nil

  func check(_ node: SettingNode) {
    if let end, end < start { node.place(of: "end").fail("the end is before the start", "swap them") }
    if !link.isEmpty, !link.hasPrefix("https://"), !link.hasPrefix("http://") {
      node.place(of: "link").fail("this is no web address", "write one that begins with https://")
    }
    guard let rrule else { return }
    do throws(ScheduleError) {
      _ = try RecurrenceRule(rrule, start: start)
    } catch {
      node.place(of: "rrule").fail(error.fault(of: "rrule"), error.remedy)
    }
  }

  var key: String { id.isEmpty ? title : id }
  var isAllDay: Bool { allDay ?? (start.secondOfDay == 0 && (end?.secondOfDay ?? 0) == 0) }

  func times(in zone: Zone) -> PostTimes {
    let rule = rrule.flatMap { try? RecurrenceRule($0, start: start) }
    return PostTimes(schedule: rule.map { .rule($0) } ?? .once(start), zone: timezone ?? zone, except: except)
  }

  /// Whether something that is told of it is still to be filled in.
  var hasGap: Bool { [title, place, link, text].contains { FillIn.first(in: $0) != nil } }

  /// In seconds.
  var length: Int {
    if let end { return max(end.seconds(since: start), isAllDay ? 86_400 : 0) }
    return isAllDay ? 86_400 : 3600
  }
}

extension DatedEvent: CalendarRow {
  static let leftOutUnfilled: Set<String> = ["title", "place", "link", "text"]
  static let flags: Set<String> = ["allDay"]
  static let lists: Set<String> = ["except"]

  static func row(of event: ICalendar.Event) -> JSONObject {
    var row = JSONObject()
    row["id"] = .string(event.id)
    row["title"] = .string(event.title)
    guard let start = event.start else { return row }
    row["start"] = .string(start.local.description)
    row["allDay"] = .bool(start.isDate)
    switch start.clock {
    case .floating: break
    case .utc: row["timezone"] = "UTC"
    case .zone(let name): row["timezone"] = .string(name)
    }
    let end = event.end?.local ?? event.length.map { start.local.adding(seconds: $0) }
    if let end { row["end"] = .string(end.description) }
    if let rule = event.rule { row["rrule"] = .string(rule) }
    if !event.except.isEmpty { row["except"] = .array(event.except.map { .string($0.local.description) }) }
    let isWeb = event.link.hasPrefix("https://") || event.link.hasPrefix("http://")
    for (key, text) in [
      ("place", event.place), ("link", isWeb ? event.link : ""), ("text", event.details), ("channel", event.channel),
    ]
    where !text.isEmpty { row[key] = .string(text) }
    return row
  }
}

/// One time at which an event takes place.
struct Happening {
  let event: DatedEvent
  let occurrence: Occurrence

  var at: Date { occurrence.at }

  static let variables: KeyValuePairs = [
    "community.name": "the community's name", "title": "what it is called", "date": "the day, 2026-01-05",
    "time": "the time, 09:00", "weekday": "the day of the week, Monday", "when": "all three: Monday, 2026-01-05, 09:00",
    "place": "where it takes place",
    "link": "where a person finds more", "text": "what there is to say about it",
  ]

  /// - Parameter zone: whose clocks people look at.
  func values(in zone: Zone, community: String) -> [String: Text] {
    // A whole day is the same day everywhere.
    let local = event.isAllDay ? occurrence.local : zone.local(at)
    var values = ScheduledPost.values(local, community: community)
    let day = local.weekday.name.prefix(1).uppercased() + local.weekday.name.dropFirst() + ", " + local.shown.prefix(10)
    if event.isAllDay { values["time"] = Text() }
    values["when"] = Text(event.isAllDay ? day : "\(day), \(local.shown.suffix(5))")
    values["title"] = Text(event.title)
    values["place"] = Text(event.place)
    values["link"] = event.link.isEmpty ? Text() : Text([.link(label: "", url: event.link)])
    values["text"] = Text(event.text)
    return values
  }
}

extension [DatedEvent] {
  /// What takes place after one instant up to another, by time. Of each event no more than `limit`.
  func happenings(after start: Date, through end: Date, in zone: Zone, limit: Int = 200) -> [Happening] {
    flatMap { event in
      event.times(in: zone).occurrences(after: start, through: end, limit: limit)
        .map { Happening(event: event, occurrence: $0) }
    }
    .sorted { ($0.at, $0.event.key) < ($1.at, $1.event.key) }
  }

  /// Warns where the last of all events has passed.
  func checkTimes(_ node: SettingNode) {
    guard let now = node.source.now, !isEmpty else { return }
    let zone = node.source.target?.timezone ?? .utc
    guard allSatisfy({ $0.times(in: zone).next(after: now) == nil }) else { return }
    node.warn("none of the events is still to come", "add new ones, or leave the plugin out")
  }

  /// Tells of two events that are known by one name.
  func checkNames(_ node: SettingNode) {
    var names: Set<String> = []
    for event in self where !names.insert(event.key).inserted {
      node.fail(
        "there are two events \(Spelling.quoted(event.key))", "give each an \"id\" of its own")
      return
    }
  }
}

extension Text {
  /// As a person would have typed it: variables that are empty leave no blanks behind.
  var tidied: Text {
    var nodes: [Node] = []
    var isOpen = true
    for node in self.nodes {
      guard case .plain(let plain) = node else {
        nodes.append(node)
        isOpen = false
        continue
      }
      var kept = ""
      for character in plain {
        if character == " ", isOpen { continue }
        if character == "\n" { while kept.last == " " { kept.removeLast() } }
        kept.append(character)
        isOpen = character == " " || character == "\n"
      }
      if !kept.isEmpty { nodes.append(.plain(kept)) }
    }
    guard case .plain(let last)? = nodes.last else { return Text(nodes) }
    var text = Substring(last)
    while text.last?.isWhitespace == true { text.removeLast() }
    return Text(Array(nodes.dropLast())) + Text(String(text))
  }
}
