import BotCore
import FoundationEssentials

/// How an incident reads in the moderators' channel.
struct IncidentText {
  let incident: Incident
  let settings: Listen.Settings
  let community: Community
  let now: Date

  func flag(_ said: [Said], hint: Text) -> Flag {
    var text = situation
    text += quotes(said)
    text += remarks
    text += hint
    return made(text)
  }

  /// The last words, when it has closed by itself.
  func ended(_ said: [Said]) -> Flag {
    let length = Duration.minutes(max(1, Int(incident.last.timeIntervalSince(incident.opened) / 60)))
    var text = Text("Over: it has been quiet for \(settings.quiet.settingText). It lasted \(length.settingText).\n")
    text += situation
    if let by = incident.by { text += Text("\nAcknowledged by \(by).") }
    return made(text + quotes(said))
  }

  /// For somebody who is told because nobody acknowledged it.
  func escalation(after: Duration, link: String?) -> Text {
    var text = Text(
      "Nobody has acknowledged incident \(incident.number) of \(community.name) for \(after.settingText): ")
    text += Text(IncidentKind.title(incident.kind)) + ", " + counted + " in " + placed + "."
    if let link { text += "\n" + Text([.link(label: "", url: link)]) }
    return text
  }

  /// One line for the crisis post.
  var line: Text {
    let by = incident.by.map { " by \($0)" } ?? ""
    return Text("incident \(incident.number), \(IncidentKind.title(incident.kind)): ") + counted
      + Text(", \(incident.state.rawValue)\(by)")
  }

  private func made(_ text: Text) -> Flag {
    Flag(
      "Incident \(incident.number): \(IncidentKind.title(incident.kind))",
      severity: IncidentKind.severity(incident.kind, settings), text: text, name: incident.name)
  }

  private var counted: Text {
    let noun = incident.kind == IncidentKind.mood ? "negative message" : "message"
    return Text("\(incident.count) \(noun)\(incident.count == 1 ? "" : "s")")
  }

  private var situation: Text {
    let since = ClockText.of(incident.opened, in: community.timezone, seen: now)
    let members = incident.members.count
    var text = counted
    if incident.kind != IncidentKind.busy { text += Text(members > 3 ? " by about \(members) members" : "") }
    text += " in " + placed + Text(" since \(since)")
    text += Text(usual)
    if let share = incident.share, incident.usual != nil {
      text += Text(" Usually about \(Int((share * 100).rounded())) of 100 messages there are negative.")
    }
    return text
  }

  private var usual: String {
    let isMood = incident.kind == IncidentKind.mood
    if isMood, incident.peak <= incident.count { return "." }
    let most =
      isMood
      ? "; the busiest hour had \(incident.peak) messages, good and bad together"
      : ", at most \(incident.peak) in an hour"
    guard let usual = incident.usual else { return incident.peak < incident.count || isMood ? most + "." : "." }
    if usual < 0.1 { return most + "; at this time of the week there usually is none." }
    let tenths = Int((usual * 10).rounded())
    let count = usual < 9.5 && tenths % 10 > 0 ? "\(tenths / 10).\(tenths % 10)" : "\(Int(usual.rounded()))"
    return most + "; \(count) \(count == "1" ? "is" : "are") usual at this time of the week."
  }

  private var placed: Text {
    let places = incident.places.sorted { ($0.count, $1.name) > ($1.count, $0.name) }
    var text = Text()
    for (index, place) in places.prefix(3).enumerated() {
      text += (index > 0 ? ", " : "") + Text([.channel(id: place.id, name: place.name)])
    }
    let others = places.count - 3
    if others > 0 { text += Text(" and \(others) more channel\(others == 1 ? "" : "s")") }
    return text
  }

  private func quotes(_ said: [Said]) -> Text {
    var text = Text()
    for item in said {
      text += Text("\n\(item.name) wrote:\n") + Text([.quote(Text(item.text))])
      if let link = item.link { text += Text([.link(label: "", url: link)]) }
    }
    return text
  }

  private var remarks: Text {
    let place = incident.places.max { ($0.count, $1.name) < ($1.count, $0.name) }
    return CategoryRemarks(
      settings: settings, community: community, count: incident.count,
      place: place.map { Text([.channel(id: $0.id, name: $0.name)]) } ?? Text(), languages: incident.languages
    ).text([incident.kind])
  }
}

/// Times as moderators read them.
enum ClockText {
  /// "14:05", with the date where it is not about today.
  static func of(_ date: Date, in zone: Zone, seen now: Date) -> String {
    let local = zone.local(date)
    return local.dayNumber == zone.local(now).dayNumber ? String(local.shown.suffix(5)) : local.shown
  }
}
