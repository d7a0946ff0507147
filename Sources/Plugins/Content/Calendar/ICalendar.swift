import BotCore

/// The events of an iCalendar file (RFC 5545), as Google Calendar, Outlook, Nextcloud and Apple write them. Tasks, alarms and
/// free-busy times are passed over.
struct ICalendar: Hashable {
  struct Event: Hashable {
    /// Where it begins in the file, from 1.
    var line: Int
    var id = ""
    var title = ""
    var details = ""
    var place = ""
    var link = ""
    var channel = ""
    var start: ICalendarTime?
    var end: ICalendarTime?
    var length: Int?
    var rule: String?
    /// Left out of the rule.
    var except: [ICalendarTime] = []
    /// Further ones beside the rule.
    var more: [ICalendarTime] = []
    /// Which occurrence of the event with the same id it stands for.
    var replaces: ICalendarTime?
    var isCancelled = false
    /// What comes with names of its own: `X-BOTRUN-…`, without that beginning, in small letters.
    var own: [String: String] = [:]
  }

  struct Fault: Error, Hashable {
    let line: Int
    let fault: String
    let remedy: String
  }

  private(set) var events: [Event] = []
  private(set) var faults: [Fault] = []

  /// Reads as far as it can: what is wrong is in `faults`.
  init(_ text: String) {
    let (lines, broken) = ICalendarLine.lines(of: text)
    guard lines.first?.name == "BEGIN", lines.first?.value.uppercased() == "VCALENDAR" else {
      faults = [
        Fault(
          line: 1, fault: "this is no iCalendar file",
          remedy: "export the calendar anew; it begins with BEGIN:VCALENDAR")
      ]
      return
    }
    faults = broken.map { Fault(line: $0, fault: "there is no \":\" in this line", remedy: "export the calendar anew") }
    read(lines)
    replace()
  }

  private mutating func read(_ lines: [ICalendarLine]) {
    var open: [String] = []
    var zones = ICalendarZones()
    var event: Event?
    for line in lines {
      switch line.name {
      case "BEGIN":
        open.append(line.value.uppercased())
        if open.last == "VEVENT" { event = Event(line: line.number) }
      case "END":
        if open.last == "VEVENT", let ended = event { add(ended, end: line.number) }
        if open.last == "VEVENT" { event = nil }
        open = open.dropLast()
      default:
        if open.last == "VTIMEZONE" { zones.take(line) }
        if open.last == "VEVENT" { take(line, &event, zones) }
      }
    }
    if let cut = open.last, let line = lines.last {
      faults.append(Fault(line: line.number, fault: "\(cut) has no end", remedy: "export the calendar anew"))
    }
  }

  private mutating func add(_ event: Event, end: Int) {
    guard event.start != nil else {
      // A start that could not be read is told already.
      if faults.contains(where: { event.line < $0.line && $0.line < end }) { return }
      faults.append(Fault(line: event.line, fault: "the event has no DTSTART", remedy: "give it a start"))
      return
    }
    events.append(event)
  }

  private mutating func take(_ line: ICalendarLine, _ event: inout Event?, _ zones: ICalendarZones) {
    switch line.name {
    case "UID": event?.id = line.text
    case "SUMMARY": event?.title = line.text
    case "DESCRIPTION": event?.details = line.text
    case "LOCATION": event?.place = line.text
    case "URL": event?.link = line.text
    case "STATUS": event?.isCancelled = line.value.uppercased() == "CANCELLED"
    case "DTSTART": event?.start = times(line, zones).first
    case "DTEND": event?.end = times(line, zones).first
    case "DURATION": event?.length = ICalendarTime.seconds(line.value)
    case "RECURRENCE-ID": event?.replaces = times(line, zones).first
    case "EXDATE": event?.except += times(line, zones)
    case "RDATE": event?.more += times(line, zones)
    case "RRULE": event?.rule = line.value
    default:
      guard line.name.hasPrefix("X-BOTRUN-") else { return }
      let name = line.name.dropFirst("X-BOTRUN-".count).lowercased()
      if name == "channel" { event?.channel = line.text }
      event?.own[name] = line.text
    }
  }

  private mutating func times(_ line: ICalendarLine, _ zones: ICalendarZones) -> [ICalendarTime] {
    let zone = line.parameters["TZID"].map(zones.name)
    return line.value.split(separator: ",").compactMap { value in
      // A period of RDATE: its start counts.
      let start = value.prefix { $0 != "/" }
      if let time = ICalendarTime(start, zone: zone) { return time }
      faults.append(
        Fault(
          line: line.number, fault: "\(line.name): \"\(value.prefix(40))\" is no time",
          remedy: "write it like 20260105T090000"))
      return nil
    }
  }

  /// An event with `RECURRENCE-ID` stands in place of one occurrence of its series.
  private mutating func replace() {
    for change in events {
      guard let replaced = change.replaces else { continue }
      for index in events.indices where events[index].replaces == nil && events[index].id == change.id {
        events[index].except.append(replaced)
      }
    }
    for index in events.indices {
      guard let replaced = events[index].replaces else { continue }
      events[index].id += "/\(replaced.local)"
      events[index].rule = nil
    }
    events.removeAll(where: \.isCancelled)
    for event in events {
      for time in event.more {
        var further = event
        (further.start, further.end, further.rule, further.more) = (time, nil, nil, [])
        further.id += "/\(time.local)"
        events.append(further)
      }
    }
  }
}

/// The names of the file's own zones: some programs name the IANA zone only beside theirs.
struct ICalendarZones {
  private var names: [String: String] = [:]
  private var current = ""

  mutating func take(_ line: ICalendarLine) {
    if line.name == "TZID" { current = line.value }
    if line.name == "X-LIC-LOCATION" { names[current] = line.value }
  }

  /// The IANA name, as far as it is known: `/mozilla.org/20050126_1/Europe/Berlin` holds one at its end.
  func name(_ written: String) -> String {
    if let name = names[written] { return name }
    if let name = Self.windows[written] { return name }
    guard written.hasPrefix("/") else { return written }
    let parts = written.split(separator: "/")
    return parts.count > 2 ? parts.suffix(2).joined(separator: "/") : written
  }

  /// What Outlook calls the commonest zones (Unicode CLDR, windowsZones).
  private static let windows = [
    "GMT Standard Time": "Europe/London", "W. Europe Standard Time": "Europe/Berlin",
    "Romance Standard Time": "Europe/Paris", "Central Europe Standard Time": "Europe/Budapest",
    "Central European Standard Time": "Europe/Warsaw", "GTB Standard Time": "Europe/Bucharest",
    "FLE Standard Time": "Europe/Kiev", "Russian Standard Time": "Europe/Moscow",
    "Turkey Standard Time": "Europe/Istanbul", "Eastern Standard Time": "America/New_York",
    "Central Standard Time": "America/Chicago", "Mountain Standard Time": "America/Denver",
    "Pacific Standard Time": "America/Los_Angeles", "India Standard Time": "Asia/Calcutta",
    "China Standard Time": "Asia/Shanghai", "Tokyo Standard Time": "Asia/Tokyo",
    "AUS Eastern Standard Time": "Australia/Sydney", "New Zealand Standard Time": "Pacific/Auckland",
    "E. South America Standard Time": "America/Sao_Paulo", "UTC": "UTC", "Etc/UTC": "UTC",
  ]
}
