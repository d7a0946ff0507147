import BotCore
import FoundationEssentials

/// The moderators' post of a crisis, and the report when it is over.
struct CrisisText {
  let crisis: Crisis
  let settings: Listen.Settings
  let community: Community
  let now: Date
  let incidents: [Incident]
  let entries: [CrisisLog.Entry]

  /// While it goes on.
  var going: Text {
    let open = incidents.filter { !$0.isResolved }
    var text = Text([.bold(Text("Crisis since \(time(crisis.since)), begun by \(author)"))])
    text += Text(crisis.reason.isEmpty ? "." : ": \(crisis.reason)")
    text += Text("\nScheduled posts are held, until \(time(crisis.until)) at the latest; !crisis off ends it.")
    text += Text("\nAs of \(time(now)): \(counts(open.count)).")
    for incident in open { text += "\n- " + line(incident) }
    return text + checklist + notes
  }

  /// What the post says when it is over.
  var closed: Text {
    Text("The crisis that began at \(time(crisis.since)) is over since \(time(now)).") + checklist + notes
  }

  /// Who did what and when.
  var report: Text {
    let minutes = Int(now.timeIntervalSince(crisis.since) / 60)
    let length =
      minutes < 1
      ? "At \(time(crisis.since)), for less than a minute"
      : "From \(time(crisis.since)) to \(time(now)), \(Duration.minutes(minutes).settingText)"
    var text = Text([.bold("After the crisis")])
    text += Text("\n\(length). ")
    text += Text(
      "Scheduled posts were held meanwhile: those that are not too late go out now, the others are left out.")
    var counted = [
      Self.count(crisis.found, "message") + " found",
      Self.count(entries.filter { $0.kind == .incident }.count, "incident"),
    ]
    let steps = settings.crisis.checklist.count
    if steps > 0 { counted.append("\(ticked.count) of \(steps) steps done") }
    text += Text("\n" + counted.joined(separator: ", ") + ".")
    for entry in entries.sorted(by: { $0.at < $1.at }) {
      text += Text("\n\(time(entry.at)) \(sentence(entry))")
    }
    let undone = settings.crisis.checklist.indices.filter { !ticked.contains($0 + 1) }
    if !undone.isEmpty {
      text += Text("\nNot done: " + undone.map { settings.crisis.checklist[$0] }.joined(separator: "; ") + ".")
    }
    return text
  }

  static func list(_ incidents: [Incident], _ settings: Listen.Settings, _ context: Context) -> Text {
    var text = Text("Open incidents:")
    for incident in incidents {
      text += "\n- "
      text += IncidentText(incident: incident, settings: settings, community: context.community, now: context.now).line
    }
    return text
  }

  private var author: String { entries.first { $0.kind == .began }?.by ?? "the bot" }
  private var ticked: Set<Int> { Set(entries.compactMap(\.step)) }

  private func counts(_ open: Int) -> String {
    var parts = [
      Self.count(open, "incident") + " open",
      Self.count(crisis.found, "message") + " found since it began",
    ]
    let steps = settings.crisis.checklist.count
    if steps > 0 { parts.append("\(ticked.count) of \(steps) steps done") }
    return parts.joined(separator: ", ")
  }

  private static func count(_ count: Int, _ noun: String) -> String { "\(count) \(noun)\(count == 1 ? "" : "s")" }

  private var checklist: Text {
    var text = Text()
    for (index, step) in settings.crisis.checklist.enumerated() {
      let done = entries.first { $0.step == index + 1 }
      text += Text("\n\(done == nil ? "☐" : "☑") \(index + 1). \(step)")
      if let done { text += Text(" (\(done.author), \(time(done.at)))") }
    }
    return text
  }

  private var notes: Text {
    var text = Text()
    for entry in entries where entry.kind == .note {
      text += Text("\n\(time(entry.at)) \(entry.author): \(entry.text)")
    }
    return text
  }

  private func sentence(_ entry: CrisisLog.Entry) -> String {
    let by = entry.author
    let text = entry.text
    switch entry.kind {
    case .began: return "begun by \(by)" + (text.isEmpty ? "" : ": \(text)")
    case .prolonged: return "prolonged by \(by)" + (text.isEmpty ? "" : ": \(text)")
    case .incident: return "opened: \(text)"
    case .settled: return text + " by \(by)"
    case .ticked: return "done by \(by): \(text)"
    case .note: return "\(by): \(text)"
    case .ended: return "ended by \(by)" + (text.isEmpty ? "" : " \(text)")
    }
  }

  private func line(_ incident: Incident) -> Text {
    IncidentText(incident: incident, settings: settings, community: community, now: now).line
  }

  private func time(_ date: Date) -> String { ClockText.of(date, in: community.timezone, seen: now) }
}
