import BotCore
import BotRuntime
import FoundationEssentials

/// An investigation as a person reads it. Of what members wrote only the beginning is shown.
struct InvestigationReport {
  private static let longestExcerpt = 80
  let investigation: Investigation

  var text: String {
    var parts = investigation.happenings.map(head)
    if let delivery = investigation.deliveries.first, investigation.happenings.isEmpty {
      let cause = delivery.event.ownCause
      parts.append(
        "It came from \(cause ?? "\(delivery.event.raw), which is too old to be kept").")
    }
    if !investigation.reasons.isEmpty { parts.append(said.joined(separator: "\n")) }
    parts.append(done.joined(separator: "\n"))
    if !investigation.flags.isEmpty {
      parts.append((["Flags:"] + investigation.flags.flatMap(lines)).joined(separator: "\n"))
    }
    if !investigation.turns.isEmpty {
      parts.append((["Left to do:"] + investigation.turns.map(line)).joined(separator: "\n"))
    }
    if !investigation.waits.isEmpty {
      parts.append((["Put off:"] + investigation.waits.map(line)).joined(separator: "\n"))
    }
    parts += investigation.happenings.compactMap(now)
    return Terminal.safe(parts.joined(separator: "\n\n"))
  }

  /// What the plugins said when they decided.
  private var said: [String] {
    let asked = Set(investigation.happenings.compactMap { $0.event.message?.ref })
    let start = investigation.happenings.first?.event.at
    return ["Why, as the bot saw it then:"]
      + investigation.reasons.sorted { $0.at < $1.at }.map { one in
        let zone = zone(one.community)
        let isSameDay = start.map { zone.local($0).dayNumber == zone.local(one.at).dayNumber } ?? false
        let time = Self.time(one.at, zone)
        var line = "  \(isSameDay ? String(time.suffix(8)) : time)  \(Self.name(one.instance)): \(one.reason.text)"
        if let message = one.reason.message, !asked.contains(where: { $0.id == message.id }) {
          line += " (about \(names(one.community).message(message)), \(message.shortName))"
        }
        return line
      }
  }

  private var done: [String] {
    let deliveries = investigation.deliveries
    if deliveries.isEmpty {
      if !investigation.flags.isEmpty { return ["The bot has sent nothing, but flagged it."] }
      return ["The bot has sent nothing about it" + (investigation.waits.isEmpty ? "." : " so far.")]
    }
    let isDone = deliveries.contains { $0.state == .sent }
    return [isDone ? "What the bot did:" : "What the bot was to do (nothing of it is known to be out):"]
      + deliveries.flatMap(lines)
  }

  // MARK: Events

  private func head(_ happening: Investigation.Happening) -> String {
    let event = happening.event
    let zone = zone(event.community)
    var lines = ["\(Self.sentence(event)), \(Self.time(event.at, zone)) in \(event.community)"]
    if let message = event.message { lines.append("  \"\(Self.cut(message.text))\"") }
    if let stored = happening.stored {
      let late = stored.received.timeIntervalSince(event.at)
      let delay = late >= 1 ? ", \(Duration.seconds(Int(late)).settingText) later" : ""
      lines.append("  It came in at \(Self.time(stored.received, zone))\(delay)." + Self.standing(stored))
    } else {
      lines.append("  It came from the bot's own clock.")
    }
    return lines.joined(separator: "\n")
  }

  /// What the plugins of today would do, which is not what they did: they remember more.
  private func now(_ happening: Investigation.Happening) -> String? {
    let event = happening.event
    let zone = zone(event.community)
    if investigation.community(event.community) == nil {
      return "This configuration has no community \(event.community), so no plugin can be asked now."
    }
    // Its timer is over: that it would do nothing now says nothing.
    if case .due = event.kind { return nil }
    let what = investigation.happenings.count > 1 ? " on \"\(Self.sentence(event))\"" : ""
    var lines = ["What the bot would do now\(what), with today's configuration and what it remembers now:"]
    let blind = happening.looks.filter { $0.bar == .notAsked }.map { Self.name($0.instance) }
    let idle = happening.looks.filter(\.isIdle).map { Self.name($0.instance) }
    lines += happening.looks.filter { $0.bar != .notAsked && !$0.isIdle }.flatMap {
      self.lines($0, on: event, zone, happening.stored?.received ?? event.at, names(event.community))
    }
    if !idle.isEmpty { lines.append("  Nothing to do for: \(idle.joined(separator: ", "))") }
    if !blind.isEmpty { lines.append("  Not for: \(blind.joined(separator: ", ")) (they do not look at such events)") }
    return lines.count > 1 ? lines.joined(separator: "\n") : nil
  }

  private static func standing(_ stored: StoredEvent) -> String {
    switch stored.state {
    case .done: ""
    case .pending: " It waits to be handled."
    case .parked: " It was set aside: \(stored.note)."
    }
  }

  private func lines(
    _ look: SecondLook, on event: Event, _ zone: Zone, _ at: Date, _ names: SentenceNames
  ) -> [String] {
    var lines = ["  \(Self.name(look.instance))" + (look.mode == .act ? "" : " (mode \(look.mode.rawValue))") + ":"]
    if let bar = look.bar { lines.append("    left it alone: \(Self.text(bar))") }
    if let failure = look.failure { lines.append("    cannot be asked: \(failure)") }
    lines += look.reasons.map { "    - \($0.text)" }
    guard look.bar == nil, look.failure == nil else { return lines }
    // Until when it really waits was said then.
    let isDecided = investigation.reasons.contains { $0.instance == look.instance && $0.event == event.id }
    let waits = isDecided ? [] : look.waits
    let deeds = waits.map { $0.sentence(in: zone, now: at, names) } + look.actions.map { Self.sentence($0, names) }
    return lines + (deeds.isEmpty ? ["would do nothing now"] : deeds).map { "    → " + $0 }
  }

  static func text(_ bar: SecondLook.Bar) -> String {
    switch bar {
    case .notAsked: "it does not look at such events"
    case .fromBot: "a bot did it (\"allowBots\")"
    case .tooOld(let age, let most):
      "it was \(age.settingText) old when it came, and may be \(most.settingText) (\"maxEventAge\")"
    case .loop: "the bot's own actions caused it too many times over"
    }
  }

  // MARK: What came of it

  private func lines(_ delivery: Delivery) -> [String] {
    let zone = zone(delivery.community)
    var history = ["decided \(Self.time(delivery.created, zone))"]
    if let first = delivery.firstTry { history.append("first tried \(Self.time(first, zone))") }
    history.append("\(delivery.state.rawValue) since \(Self.time(delivery.updated, zone))")
    if delivery.attempts > 0 {
      history.append("\(delivery.attempts) failed \(delivery.attempts == 1 ? "try" : "tries")")
    }
    if let remote = delivery.remote { history.append("it stands there as \(remote)") }
    var lines = [
      "  \("\(delivery.id)".padded(to: 5))\(delivery.state.rawValue.padded(to: 9))\(Self.name(delivery.instance)) "
        + Self.sentence(delivery.action, names(delivery.community)), "       " + history.joined(separator: "; "),
    ]
    if let people = investigation.people[delivery.id], !people.isEmpty {
      let shown = people.prefix(Self.mostPeople).map { person($0, zone) }
      let more = people.count > shown.count ? " and \(people.count - shown.count) more" : ""
      lines.append("       for " + shown.joined(separator: ", ") + more)
    }
    if delivery.event.isByClock, let subject = delivery.action.subject {
      lines.append("       about \(subject.shortName)")
    }
    if !delivery.note.isEmpty { lines.append("       note: \(delivery.note)") }
    lines.append("       " + configuration(delivery))
    return lines
  }

  private static let mostPeople = 20

  private func person(_ person: Investigation.Person, _ zone: Zone) -> String {
    person.name + (person.joined.map { " (joined \(Self.time($0.at, zone)), \($0.shortName))" } ?? "")
  }

  private func configuration(_ delivery: Delivery) -> String {
    let (then, now) = (delivery.config.prefix(12), investigation.config.hash.prefix(12))
    return then == now
      ? "decided by the configuration that is there now (\(now))"
      : "decided by another configuration (\(then)) than is there now (\(now))"
  }

  private func lines(_ flag: StoredFlag) -> [String] {
    let by = flag.by.isEmpty ? "" : " by \(flag.by)"
    let times = "raised \(Self.time(flag.created, zone(flag.community)))"
    return [
      "  \("\(flag.id)".padded(to: 5))\(flag.state.rawValue)\(by): \(Self.name(flag.instance)), "
        + "\(flag.flag.severity.rawValue): \(flag.flag.title); \(times)"
    ]
  }

  private func line(_ waiting: Waiting) -> String {
    let community = ID<Community>(String(waiting.instance.raw.split(separator: "/").first ?? ""))
    return "  " + waiting.sentence(in: zone(community), now: Clock.system.now(), names(community))
  }

  private func line(_ turn: DeferredTurn) -> String {
    let when = turn.due.map { "is tried again at \(Self.time($0, zone(turn.event.community)))" } ?? "was set aside"
    return "  \(Self.name(turn.instance)) \(when), after \(turn.attempts) failures: \(turn.note)"
  }

  // MARK: Words

  private func names(_ community: ID<Community>) -> SentenceNames { investigation.names[community] ?? SentenceNames() }

  private func zone(_ community: ID<Community>) -> Zone {
    investigation.community(community)?.community.timezone ?? .utc
  }

  static func time(_ date: Date, _ zone: Zone) -> String { zone.local(date).exact }

  static func name(_ instance: ID<Instance>) -> String {
    instance.raw.split(separator: "/").last.map(String.init) ?? instance.raw
  }

  static func cut(_ text: String) -> String {
    let line = text.split(whereSeparator: \.isWhitespace).joined(separator: " ")
    return line.count <= longestExcerpt ? line : line.prefix(longestExcerpt - 1) + "…"
  }

  static func sentence(_ action: Action, _ names: SentenceNames) -> String {
    let line = action.sentence(with: names).split(whereSeparator: \.isNewline).joined(separator: " ")
    return line.count <= 2 * longestExcerpt ? line : line.prefix(2 * longestExcerpt - 1) + "…"
  }

  static func sentence(_ event: Event) -> String {
    switch event.kind {
    case .memberJoined(let member, _, _): "\(member.name) joined"
    case .memberLeft(let member, _): "\(member.name) left"
    case .joinRequested(let member, _, _): "\(member.name) asked to join"
    case .messagePosted(let message): "Message \(message.id) of \(message.author.name) in \(place(message))"
    case .messageEdited(let message): "Message \(message.id) in \(place(message)) was edited by \(message.author.name)"
    case .messageDeleted(let id, let channel): "Message \(id) in \(channel.shown) was deleted"
    case .reacted(let emoji, let member, let message, _): "\(member.name) reacted \(emoji) to message \(message)"
    case .unreacted(let emoji, let member, let message, _): "\(member.name) took \(emoji) back from message \(message)"
    case .reported(let message, _, let member, _): "\(member.name) reported message \(message)"
    case .command(let name, _, let message): "\(message.author.name) gave the command \(name)"
    case .started: "The bot started"
    case .due(let timer, _): "The timer \"\(timer)\" fell due"
    case .fetched(let name, let status, _): "What was fetched as \"\(name)\" came, with status \(status)"
    case .delivered(let name, let message): "The post \"\(name)\" stands there as \(message)"
    case .settled(let flag, let state, _, let person): "The flag \"\(flag)\" was \(state.rawValue) by \(person)"
    case .other(let name, _): "The platform told of \"\(name)\""
    }
  }

  private static func place(_ message: Message) -> String {
    message.isDirect ? "a private conversation" : ID<Channel>(message.channelName ?? message.channel.raw).shown
  }
}

extension InvestigationReport {
  /// For programs.
  var json: JSON {
    [
      "events": .array(investigation.happenings.map(json)),
      "deliveries": .array(investigation.deliveries.map(json)),
      "flags": .array(
        investigation.flags.map { flag in
          [
            "id": .int(Int(flag.id)), "state": .string(flag.state.rawValue), "instance": .string(flag.instance.raw),
            "title": .string(flag.flag.title), "severity": .string(flag.flag.severity.rawValue),
            "created": .string(flag.created.formatted(.iso8601)), "by": .string(flag.by),
          ]
        }),
      "reasons": .array(
        investigation.reasons.map { one in
          [
            "at": .string(one.at.formatted(.iso8601)), "instance": .string(one.instance.raw),
            "event": .string(one.event.raw), "reason": json(one.reason),
          ]
        }),
      "waits": .array(
        investigation.waits.map { one in
          [
            "instance": .string(one.instance.raw), "until": .string(one.until.formatted(.iso8601)),
            "why": .string(one.why(SentenceNames())),
          ]
        }),
      "turns": .array(
        investigation.turns.map { turn in
          .compact(
            ("instance", .string(turn.instance.raw)), ("attempts", .int(turn.attempts)),
            ("due", turn.due.map { .string($0.formatted(.iso8601)) }), ("note", .string(turn.note)))
        }), "config": .string(investigation.config.hash),
    ]
  }

  private func json(_ happening: Investigation.Happening) -> JSON {
    let event = happening.event
    return .compact(
      ("id", .string(event.id.raw)), ("key", .string(event.key)), ("short", .string(event.shortName)),
      ("kind", .string(event.trigger.rawValue)),
      ("community", .string(event.community.raw)), ("at", .string(event.at.formatted(.iso8601))),
      ("received", happening.stored.map { .string($0.received.formatted(.iso8601)) }),
      ("state", happening.stored.map { .string($0.state.rawValue) }),
      ("excerpt", event.message.map { .string(Self.cut($0.text)) }),
      ("plugins", .array(happening.looks.map(json))))
  }

  private func json(_ look: SecondLook) -> JSON {
    .compact(
      ("instance", .string(look.instance.raw)), ("mode", .string(look.mode.rawValue)),
      ("leftAlone", look.bar.map { .string(Self.text($0)) }), ("failure", .optional(look.failure)),
      ("reasons", .array(look.reasons.map(json))),
      ("wouldWaitUntil", .array(look.waits.map { .string($0.until.formatted(.iso8601)) })),
      ("wouldDo", .array(look.actions.map { .string(Self.sentence($0, SentenceNames())) })))
  }

  private func json(_ person: Investigation.Person) -> JSON {
    .compact(
      ("id", .string(person.id.raw)), ("name", .string(person.name)),
      ("joined", person.joined.map { .string($0.at.formatted(.iso8601)) }),
      ("short", .optional(person.joined?.shortName)))
  }

  private func json(_ reason: Reason) -> JSON {
    [
      "rule": .string(reason.rule), "found": .array(reason.found.map { .string($0) }),
      "facts": .object(JSONObject(reason.facts.map { ($0.name, .string($0.value)) })),
    ]
  }

  private func json(_ delivery: Delivery) -> JSON {
    .compact(
      ("id", .int(Int(delivery.id))), ("key", .string(delivery.key)), ("state", .string(delivery.state.rawValue)),
      ("instance", .string(delivery.instance.raw)), ("event", .string(delivery.event.raw)),
      ("action", .string(Self.sentence(delivery.action, names(delivery.community)))),
      ("for", .array((investigation.people[delivery.id] ?? []).map(json))), ("attempts", .int(delivery.attempts)),
      ("created", .string(delivery.created.formatted(.iso8601))),
      ("firstTry", delivery.firstTry.map { .string($0.formatted(.iso8601)) }),
      ("updated", .string(delivery.updated.formatted(.iso8601))), ("remote", .optional(delivery.remote?.raw)),
      ("note", .string(delivery.note)), ("config", .string(delivery.config)))
  }
}

extension SecondLook {
  /// It looked, and had nothing to do and nothing to say.
  fileprivate var isIdle: Bool {
    bar == nil && failure == nil && actions.isEmpty && waits.isEmpty && reasons.isEmpty
  }
}
