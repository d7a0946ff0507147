import BotCore
import FoundationEssentials
import TextAnalysis

/// Opens, changes and closes incidents. One burst opens one incident: it is opened only when a series begins to be far
/// above its usual, and a series that has begun must have been quiet before it can begin again.
struct IncidentDesk {
  /// What became of a message in which something was found.
  struct Outcome {
    enum Telling: Hashable {
      /// No incident tells of it.
      case none
      case incident
      /// People have resolved the incident, and the burst goes on.
      case resolved
    }

    var actions: [Action] = []
    var telling = Telling.none
    /// The incident that it opened.
    var opened: Incident?
  }

  static let memory = Duration.days(60)
  private static let mostSaid = 300
  /// A timer that falls due so much too late tells that the bot was down; so long it waits for what it missed.
  private static let late = Duration.minutes(10)

  let settings: Listen.Settings
  /// During a crisis less is enough for an incident.
  var isTightened = false

  /// Counts a message in which a kind of thing was found.
  func found(
    _ kind: String, _ words: [String], in message: Message, at time: Double, _ context: inout Context
  ) throws -> Outcome {
    let said = Said(message, around: words, at: Date(timeIntervalSince1970: time))
    guard try said.keep(kind, by: message, &context.store, now: context.now) else {
      return Outcome(telling: try standing(kind, message.channel, context.store))
    }
    let minimum = settings.category(kind)?.burst ?? settings.burst
    let rule = Series.findings(isTightened ? max(2, minimum / 2) : minimum, quiet: settings.quiet)
    let own = try count(kind, message.channel.raw, 1, rule, at: time, &context.store)
    if settings.perChannel { return try happened(kind, message, own, nil, at: time, &context) }
    let all = try count(kind, Incident.everywhere, 1, rule, at: time, &context.store)
    return try happened(kind, message, own, all, at: time, &context)
  }

  /// Adds to a series of the store.
  func count(
    _ kind: String, _ scope: String, _ count: Int, _ rule: BurstSettings, at time: Double, _ store: inout Draft
  ) throws -> Series.Reading {
    let key = Self.seriesKey(kind, scope)
    var series = Series(try store.value(key), rule, at: time)
    let reading = series.add(count, at: time)
    store.set(key, series.json, expires: Date(timeIntervalSince1970: time) + Self.memory)
    return reading
  }

  static func seriesKey(_ kind: String, _ scope: String) -> String { "series/\(kind)/\(scope)" }

  /// What is told of a message of this kind in this channel now.
  func standing(_ kind: String, _ channel: ID<Channel>, _ store: Draft) throws -> Outcome.Telling {
    guard let incident = try incident(kind, scope(channel), store) else { return .none }
    return incident.isResolved ? .resolved : .incident
  }

  /// Opens an incident when a burst began, adds to one that is there.
  ///
  /// - Parameters:
  ///   - own: the channel's series.
  ///   - all: the community's, where there is one.
  ///   - count: how many messages there are.
  ///   - share: the usual share of negative messages, where it is about the mood.
  func happened(
    _ kind: String, _ message: Message, _ own: Series.Reading, _ all: Series.Reading?, count: Int = 1,
    share: Double? = nil, at time: Double, _ context: inout Context
  ) throws -> Outcome {
    let readings = [own, all].compactMap(\.self)
    let began = readings.contains { $0.alarm == .began }
    let written = Date(timeIntervalSince1970: time)
    guard var incident = try incident(kind, scope(message.channel), context.store) else {
      if readings.allSatisfy({ $0.alarm == .none || $0.alarm == .ended }) { return Outcome() }
      // What arrives late belongs to the burst in which it was written, even if that was told to be over.
      let calm = try context.store.value(Self.calmKey(kind, scope(message.channel)))?.date
      guard began, calm.map({ written > $0 + settings.quiet }) ?? true else { return Outcome(telling: .resolved) }
      return try open(kind, message, all ?? own, count, share, &context)
    }
    incident.add(message, count: count)
    incident.measure(all ?? own)
    if readings.contains(where: { ($0.alarm == .goesOn && $0.isHigh) || $0.alarm == .began }) {
      incident.last = context.now
      incident.lastWritten = max(incident.lastWritten, written)
    }
    let actions = try changed(&incident, &context)
    context.store.set(incident.key, incident.json)
    return Outcome(actions: actions, telling: incident.isResolved ? .resolved : .incident)
  }

  private func scope(_ channel: ID<Channel>) -> String { settings.perChannel ? channel.raw : Incident.everywhere }

  private static func calmKey(_ kind: String, _ scope: String) -> String { "calm/\(kind)/\(scope)" }

  func incident(_ kind: String, _ scope: String, _ store: Draft) throws -> Incident? {
    try store.value(Incident.key(kind, scope)).flatMap(Incident.init)
  }

  /// All that are not closed yet, by their number.
  func incidents(_ store: Draft) throws -> [Incident] {
    try store.records(startingWith: "incident/").compactMap { Incident($0.record.value) }.sorted {
      $0.number < $1.number
    }
  }
}

extension IncidentDesk {
  private func open(
    _ kind: String, _ message: Message, _ reading: Series.Reading, _ count: Int, _ share: Double?,
    _ context: inout Context
  ) throws -> Outcome {
    let number = (try context.store.value("incidents")?.int ?? 0) + 1
    context.store.set("incidents", .int(number))
    var incident = Incident(number, kind, in: scope(message.channel), at: context.now)
    incident.share = share
    incident.add(message, count: count)
    incident.measure(reading)
    if kind == IncidentKind.mood {
      try backdate(&incident, message, context)
    } else {
      try addEarlier(to: &incident, message, &context)
      incident.count = max(incident.count, reading.lately)
    }
    context.store.set(incident.key, incident.json)
    let flag = try flag(incident, context)
    var actions: [Action] = [
      .flag(flag), .timer(name: Self.closing(incident), at: context.now + settings.quiet + .seconds(1)),
    ]
    if flag.severity >= .warning { actions += Escalation(settings).begin(incident.name, at: context.now) }
    return Outcome(actions: actions, telling: .incident, opened: incident)
  }

  /// A mood has sunk for a while before it is told of.
  private func backdate(_ incident: inout Incident, _ message: Message, _ context: Context) throws {
    for (_, record) in try context.store.records(startingWith: Said.prefix(incident.kind, message.channel)) {
      guard let said = Said(record.value), said.at > context.now - .hours(1) else { continue }
      incident.opened = min(incident.opened, said.at)
    }
  }

  /// Who and where else, from what was kept of the last hour.
  private func addEarlier(to incident: inout Incident, _ message: Message, _ context: inout Context) throws {
    let prefix = settings.perChannel ? Said.prefix(incident.kind, message.channel) : "said/\(incident.kind)/"
    for (_, record) in try context.store.records(startingWith: prefix, limit: Self.mostSaid) {
      guard let said = Said(record.value), said.message != message.id, said.at > context.now - .hours(1) else {
        continue
      }
      incident.count += 1
      incident.opened = min(incident.opened, said.at)
      incident.addPlace(said.channel, said.channelName)
      if let member = record.member { incident.members.add(member) }
    }
  }

  /// Tells it now, or when the last telling is long enough ago.
  private func changed(_ incident: inout Incident, _ context: inout Context) throws -> [Action] {
    if incident.isStale || incident.isResolved { return [] }
    let due = incident.told + settings.update
    if due <= context.now, incident.state != .snoozed {
      incident.told = context.now
      return [.flag(try flag(incident, context))]
    }
    incident.isStale = true
    return [.timer(name: Self.updating(incident), at: max(due, incident.until ?? due))]
  }

  private func flag(_ incident: Incident, _ context: Context) throws -> Flag {
    let text = IncidentText(incident: incident, settings: settings, community: context.community, now: context.now)
    let isUrgent = IncidentKind.severity(incident.kind, settings) == .urgent
    let offersCrisis = try isUrgent && CrisisDesk.crisis(context.store) == nil
    let hint: Text = offersCrisis ? "\n`!crisis on` holds the scheduled posts and opens the checklist." : Text()
    return text.flag(try said(incident, context), hint: hint)
  }

  private func said(_ incident: Incident, _ context: Context) throws -> [Said] {
    try Said.latest(
      incident.kind, in: incident.places.map(\.id), since: incident.opened - .hours(2), context.store)
  }

  func latestLink(_ incident: Incident, _ context: Context) throws -> String? { try said(incident, context).last?.link }

  private static func closing(_ incident: Incident) -> String { "close/\(incident.kind)/\(incident.scope)" }
  private static func updating(_ incident: Incident) -> String { "update/\(incident.kind)/\(incident.scope)" }
}

extension IncidentDesk {
  /// A timer of the desk fell due.
  func due(_ timer: String, planned: Date, _ context: inout Context) throws -> [Action] {
    let parts = timer.split(separator: "/", maxSplits: 2).map(String.init)
    guard parts.count == 3 else { return [] }
    guard var incident = try incident(parts[1], parts[2], context.store) else { return [] }
    return parts[0] == "close" ? try close(incident, planned, &context) : try update(&incident, &context)
  }

  private func update(_ incident: inout Incident, _ context: inout Context) throws -> [Action] {
    guard incident.isStale, !incident.isResolved else { return [] }
    if let until = incident.until, until > context.now { return [.timer(name: Self.updating(incident), at: until)] }
    incident.isStale = false
    incident.told = context.now
    if incident.state == .snoozed { (incident.state, incident.until) = (.open, nil) }
    context.store.set(incident.key, incident.json)
    return [.flag(try flag(incident, context))]
  }

  private func close(_ incident: Incident, _ planned: Date, _ context: inout Context) throws -> [Action] {
    let end = incident.last + settings.quiet
    if end >= context.now { return [.timer(name: Self.closing(incident), at: end + .seconds(1))] }
    // The bot was down: nobody knows yet whether it was quiet.
    if context.now > planned + Self.late { return [.timer(name: Self.closing(incident), at: context.now + Self.late)] }
    context.store.remove(incident.key)
    context.store.set(
      Self.calmKey(incident.kind, incident.scope), .of(incident.lastWritten), expires: context.now + .days(4))
    var actions = Escalation(settings).end(incident.name)
    if incident.isStale { actions.append(.timer(name: Self.updating(incident), at: nil)) }
    if incident.isResolved { return actions }
    let text = IncidentText(incident: incident, settings: settings, community: context.community, now: context.now)
    return [.flag(text.ended(try said(incident, context))), .settle(flag: incident.name)] + actions
  }

  /// People settled it.
  /// - Returns: `nil` if it is none of the desk's.
  func settled(_ name: String, as state: Flag.State, until: Date?, by: String, _ context: inout Context) throws
    -> [Action]?
  {
    guard var incident = try incidents(context.store).first(where: { $0.name == name }) else { return nil }
    let escalation = Escalation(settings)
    (incident.state, incident.by, incident.until) = (state, state == .open ? nil : by, state == .snoozed ? until : nil)
    var actions: [Action] = []
    switch state {
    case .open: actions = escalation.begin(name, at: context.now)
    case .acknowledged: actions = escalation.end(name)
    case .snoozed:
      actions = escalation.end(name) + (until.map { escalation.begin(name, at: $0) } ?? [])
      if let until { actions.append(.timer(name: Self.updating(incident), at: until)) }
      incident.isStale = until != nil
    case .resolved:
      actions = escalation.end(name)
      if incident.isStale { actions.append(.timer(name: Self.updating(incident), at: nil)) }
      incident.isStale = false
    }
    context.store.set(incident.key, incident.json)
    return actions
  }
}
