public import BotCore
public import FoundationEssentials

/// What one community will see posted, with what a person should look at: posts that come close together, that say the
/// same, and days without any.
public struct PlanReport: Sendable {
  public struct Line: Sendable, Hashable {
    /// Which plugin posts it, by its name in the community.
    public let instance: String
    public var post: PlannedPost

    public init(_ instance: String, _ post: PlannedPost) {
      self.instance = instance
      self.post = post
    }
  }

  /// Days in a row, by the community's calendar.
  public struct Gap: Sendable, Hashable {
    public let first: LocalTime
    public let last: LocalTime

    var days: Int { last.dayNumber - first.dayNumber + 1 }
  }

  public let community: Community
  public let from: Date
  public let through: Date
  /// By time.
  public private(set) var lines: [Line]
  public private(set) var gaps: [Gap] = []
  /// Until when scheduled posts are held; `nil` where they are not.
  public let heldUntil: Date?

  /// Of more lines than these it is not looked for what says nearly the same.
  private static let mostCompared = 3000
  private static let comparesWithin = Duration.days(30)

  /// - Parameter near: posts of one channel that come sooner after one another are told.
  public init(
    _ community: Community, _ lines: [Line], from: Date, through: Date, near: Duration, heldUntil: Date? = nil
  ) {
    (self.community, self.from, self.through) = (community, from, through)
    self.heldUntil = heldUntil
    self.lines = lines.sorted { ($0.post.at, $0.instance, $0.post.item) < ($1.post.at, $1.instance, $1.post.item) }
    noteHold()
    noteNear(near)
    if lines.count <= Self.mostCompared { noteSame() }
    findGaps()
  }

  private mutating func noteHold() {
    guard let heldUntil else { return }
    for index in lines.indices where lines[index].post.at < heldUntil && lines[index].post.state != .leftOut {
      lines[index].post.notes.append("held: it waits until \(community.timezone.local(heldUntil).shown)")
    }
  }

  private mutating func noteNear(_ near: Duration) {
    var latest: [String: Line] = [:]
    for (index, line) in lines.enumerated() where line.post.state != .leftOut {
      let channel = line.post.channel.plainName
      if let before = latest[channel], before.post.at + near > line.post.at {
        let minutes = Int(line.post.at.timeIntervalSince(before.post.at) / 60)
        lines[index].post.notes.append(
          minutes == 0
            ? "at the same time as \(before.post.item)" : "\(minutes) min after \(before.post.item) in the same channel"
        )
      }
      latest[channel] = line
    }
  }

  private mutating func noteSame() {
    var seen: [String: [(item: String, at: Date, sketch: TextSketch)]] = [:]
    for (index, line) in lines.enumerated() where line.post.state != .leftOut {
      let channel = line.post.channel.plainName
      let sketch = TextSketch(line.post.text.plain)
      let same = seen[channel]?.last {
        $0.item != line.post.item && $0.at + Self.comparesWithin > line.post.at && $0.sketch.isNearly(sketch)
      }
      if let same {
        lines[index].post.notes.append(
          "nearly the same as \(same.item) of \(community.timezone.local(same.at).shown.prefix(10))")
      }
      seen[channel, default: []].append((line.post.item, line.post.at, sketch))
    }
  }

  private mutating func findGaps() {
    let zone = community.timezone
    let days = Set(lines.filter { $0.post.state != .leftOut }.map { zone.local($0.post.at).dayNumber })
    var day = zone.local(from).startOfDay
    // Of a day that is looked at only in part, nothing can be said.
    let last = zone.local(through + .seconds(1)).dayNumber - 1
    var open: LocalTime?
    while day.dayNumber <= last {
      if days.contains(day.dayNumber) {
        if let first = open { gaps.append(Gap(first: first, last: day.adding(days: -1))) }
        open = nil
      } else {
        open = open ?? day
      }
      day = day.adding(days: 1)
    }
    if let first = open { gaps.append(Gap(first: first, last: day.adding(days: -1))) }
  }
}

extension PlanReport {
  public var json: JSON {
    [
      "community": .string(community.id.raw), "zone": .string(community.timezone.name),
      "from": .string(from.formatted(.iso8601)), "through": .string(through.formatted(.iso8601)),
      "posts": .array(
        lines.map { line in
          let post = line.post
          return [
            "at": .string(post.at.formatted(.iso8601)), "local": .string(post.zone.local(post.at).description),
            "planned": .string(post.local.description), "zone": .string(post.zone.name),
            "plugin": .string(line.instance), "item": .string(post.item),
            "channel": .string(post.channel.plainName), "state": .string(post.state.rawValue),
            "text": .string(post.text.plain), "notes": .array(post.notes.map { .string($0) }),
          ]
        }),
      "heldUntil": heldUntil.map { .string($0.formatted(.iso8601)) } ?? .null,
      "gaps": .array(gaps.map { [.string($0.first.date), .string($0.last.date)] }),
    ]
  }

  /// For a terminal; may hold what others wrote.
  public var text: String {
    let zone = community.timezone
    let planned = lines.count { $0.post.state == .planned }
    let waiting = lines.count { $0.post.state == .unapproved }
    var text =
      "\(community.id) on \(community.platform), \(zone.local(from).date) to \(zone.local(through).date), \(zone.name): "
      + "\(planned) planned" + (waiting > 0 ? ", \(waiting) not approved yet" : "") + "\n"
    if let heldUntil {
      text += "Scheduled posts are held until \(zone.local(heldUntil).shown); \"botrun hold --end\" lets them go out.\n"
    }
    for line in lines { text += "\n" + show(line, zone) }
    if !gaps.isEmpty {
      let days = gaps.map { $0.days == 1 ? $0.first.date : "\($0.first.date) to \($0.last.date) (\($0.days) days)" }
      text += "\nNothing is posted on: " + days.joined(separator: ", ") + "\n"
    }
    return text
  }

  private static let widest = 100

  private static func clipped(_ line: Substring) -> String {
    line.count > widest ? line.prefix(widest - 1).trimmed + "…" : String(line)
  }

  private func show(_ line: Line, _ zone: Zone) -> String {
    let post = line.post
    let local = zone.local(post.at)
    let sign =
      switch post.state {
      case .planned: " "
      case .unapproved: "?"
      case .leftOut: "-"
      }
    let utc = Zone.utc.local(post.at)
    let other = utc.dayNumber == local.dayNumber ? String(utc.shown.suffix(5)) : utc.shown
    var text =
      "\(sign) \(local.weekday.name.prefix(1).uppercased())\(local.weekday.name.dropFirst().prefix(2)) \(local.shown)"
      + "\(local == utc ? "" : "  (\(other) UTC)")  #\(post.channel.plainName)  \(line.instance)/\(post.item)\n"
    let lines = post.text.plain.split(separator: "\n")
    for part in lines.prefix(3) { text += "      \(Self.clipped(part))\n" }
    if lines.count > 3 { text += "      …\n" }
    for note in post.notes { text += "    ! \(note)\n" }
    return text
  }
}

extension LocalTime {
  /// "2026-01-05".
  fileprivate var date: String { String(description.prefix(10)) }
}
