import BotCore
import FoundationEssentials

/// Names that the engine gives to its own posts. They begin with a sign that no plugin writes.
enum EngineName {
  static let sign = "\u{1E}"

  static func isOwn(_ name: String) -> Bool { name.hasPrefix(sign) }
}

/// The name of a flag's announcement in the moderators' channel, by which it is edited and found again when somebody
/// reacts to it.
enum FlagName {
  private static let prefix = EngineName.sign + "flag/"

  static func of(_ id: Int64) -> String { "\(prefix)\(id)" }

  static func flag(of name: String) -> Int64? {
    name.hasPrefix(prefix) ? Int64(PartName.whole(name).dropFirst(prefix.count)) : nil
  }
}

extension Delivery {
  /// The flag that it tells the moderators of.
  public var announcedFlag: Int64? {
    switch action {
    case .post(_, _, let name?), .edit(let name, _): FlagName.flag(of: name)
    default: nil
    }
  }
}

/// Flags on their way into the queue and the moderators' channel.
extension Engine {
  func record(_ flag: Flag, step: Int, of event: Event, in seat: Seat, now: Date) throws {
    if let name = flag.name, var known = try store.unresolvedFlag(named: name, of: seat.id) {
      if known.flag == flag { return }
      let isGraver = flag.severity > known.flag.severity
      // What somebody takes care of and becomes graver is everybody's again.
      if isGraver { (known.state, known.until) = (.open, nil) }
      (known.flag, known.updated) = (flag, now)
      try store.update(known)
      // Each telling would be a new message.
      guard isGraver || canEdit(in: seat) else { return }
      return try tell(known, as: .edit, step: "\(step)", of: event, in: seat, now: now)
    }
    var stored = StoredFlag(
      id: 0, community: seat.community.id, instance: seat.id, flag: flag, state: .open, created: now, updated: now,
      by: "")
    stored.id = try store.insert(stored)
    count("flags_total", "instance=\"\(seat.id)\",severity=\"\(flag.severity.rawValue)\"")
    let kept = stored
    witness { $0.flagged(kept) }
    try tell(stored, as: .post, step: "\(step)", of: event, in: seat, now: now)
  }

  /// What the plugin itself says is over.
  func settle(_ name: String, step: Int, of event: Event, in seat: Seat, now: Date) throws {
    guard var flag = try store.unresolvedFlag(named: name, of: seat.id) else { return }
    (flag.state, flag.by, flag.until, flag.updated) = (.resolved, "", nil, now)
    try store.update(flag)
    try tell(flag, as: .edit, step: "\(step)", of: event, in: seat, now: now)
  }

  enum Telling { case post, edit }

  private func canEdit(in seat: Seat) -> Bool {
    halls[seat.community.id]?.config.about.capabilities.contains(.edit) == true
  }

  /// Posts the announcement, or brings the one that stands there up to date; where nothing can be edited, it is posted
  /// anew.
  func tell(_ flag: StoredFlag, as telling: Telling, step: String, of event: Event, in seat: Seat, now: Date) throws {
    guard let channel = seat.community.moderators else { return }
    let name = FlagName.of(flag.id)
    let text = flag.announcement(in: seat.community.timezone)
    let actions =
      switch telling {
      case .edit where canEdit(in: seat): try editInParts(name, text, in: seat)
      case .post, .edit: inParts(.post(text: text, in: channel, named: name), in: seat)
      }
    try noteParts(actions, in: seat)
    var first = delivery(actions[0], step: step, of: event, in: seat, now: now)
    first.lane = Action.flag(flag.flag).lane
    // One line for all that is told there: an edit never overtakes its post.
    first.order = "channel/\(channel)"
    let reason = seat.mode == .observe ? Self.observes : draftReason(first)
    if let reason { (first.state, first.note) = (.held, reason) }
    for part in first.divided(into: actions) { try store(part) }
  }

  /// A word of the engine itself to the moderators: kept as a flag and told in their channel.
  func tellModerators(_ flag: Flag, of seat: Seat, mark: String, now: Date) throws {
    let key = "engine/\(mark)/\(now.milliseconds)"
    let event = Event(
      id: ID(key), key: key, community: seat.community.id, at: now, kind: .other(name: mark, detail: ""))
    try record(flag, step: 0, of: event, in: seat, now: now)
  }
}

extension StoredFlag {
  /// As the moderators read it in their channel.
  func announcement(in zone: Zone) -> Text {
    var text: Text = Text([.plain(mark), .bold(Text(flag.title)), .plain(" (no. \(id))\n")]) + flag.text
    if let link = flag.link { text.nodes += [.plain("\n"), .link(label: "", url: link)] }
    if let standing = standing(in: zone) { text += Text("\n" + standing) }
    return text
  }

  var mark: String {
    if state == .resolved { return "✅ " }
    return switch flag.severity {
    case .notice: "ℹ️ "
    case .warning: "⚠️ "
    case .urgent: "🚨 "
    }
  }

  private func standing(in zone: Zone) -> String? {
    switch state {
    case .open: nil
    case .acknowledged: "👀 \(by) takes care of it."
    case .snoozed: "💤 Put off by \(by)" + (until.map { " until \(zone.local($0).shown)." } ?? ".")
    case .resolved: by.isEmpty ? "✅ It is over." : "✅ Resolved by \(by)."
    }
  }
}
