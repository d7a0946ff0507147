import BotCore
import FoundationEssentials

/// What people tell the bot itself. Managers, in the moderators' channel or by their role: they take care of flags, put
/// them off, resolve them, hold the scheduled posts, and answer what plugins suggest. Any member: whether the bot may
/// write to them (`!optout`, or "stop" in private), and what it can be told (`!help`).
extension Engine {
  static let deskCommands: Set<String> = [
    "ack", "snooze", "resolve", "flags", "hold", "release", "do", "drop", "suggestions",
  ]
  private static let forAll: Set<String> = ["optout", "optin"]
  private static let help: Set<String> = ["help"]
  /// All that no plugin may listen to.
  static let ownCommands = deskCommands.union(forAll).union(help)
  static let mostListed = 10
  private static let usualHold: Duration = .hours(2)

  /// Under which name the engine's own answers stand in the outbox.
  static func desk(of community: ID<Community>) -> ID<Instance> { ID("\(community)/desk") }

  func obey(_ event: Event, in hall: Hall, now: Date) throws {
    if case .reacted(let emoji, let member, let message, let channel) = event.kind {
      let (state, accepted) = (Self.state(emoji), Self.answer(emoji))
      guard state != nil || accepted != nil, !member.isBot else { return }
      for (instance, name) in try store.names(ofPost: message, in: event.community) where EngineName.isOwn(name) {
        guard try store.posted(named: name, by: instance)?.channel.mayBe(channel) == true else { continue }
        if let state, let flag = FlagName.flag(of: name) {
          _ = try store.settle(flag: flag, as: state, by: member.name, now: now)
          try remark("\(emoji) on flag \(flag) means: \(state.rawValue)", on: event, now: now)
        } else if let accepted, let suggestion = SuggestionName.delivery(of: name) {
          _ = try answer(suggestion: suggestion, accepted: accepted, by: member.name, now: now)
          try remark("\(emoji) on suggestion \(suggestion) means: \(accepted ? "yes" : "no")", on: event, now: now)
        }
      }
    } else if let command = BotCommand(event, Self.forAll), !command.message.author.isBot {
      let wants = command.name == "optin"
      try store.setOptOut(command.message.author.id, in: hall.id, at: wants ? nil : now)
      try remark("any member may say whether the bot may write to them", on: event, now: now)
      try say(wants ? Self.mayWrite : Self.writesNoMore, to: command.message, of: event, in: hall, now: now)
    } else if let command = BotCommand(event, Self.help), command.arguments.isEmpty, !command.message.author.isBot {
      try help(command.message, of: event, in: hall, now: now)
    } else if let command = BotCommand(event, Self.deskCommands) {
      guard hall.config.community.isManaged(by: command.message) else {
        return try keep(.notObeyed(command), on: event, now: now)
      }
      try remark("!\(command.name) was given by a manager, or among the moderators", on: event, now: now)
      let answer = try answer(to: command, said: min(event.at, now), in: hall, now: now)
      try say(answer, to: command.message, of: event, in: hall, now: now)
    } else {
      try correct(event, in: hall, now: now)
    }
  }

  private func remark(_ why: String, on event: Event, now: Date) throws { try keep(Reason(why), on: event, now: now) }

  /// For those who ask why the bot said this, or nothing.
  private func keep(_ reason: Reason, on event: Event, now: Date) throws {
    try store.keep([reason], of: Self.desk(of: event.community), on: event, now: now)
  }

  private static let mayWrite = "All right, I may write to you again. !optout ends it."
  private static let writesNoMore =
    "All right, I will not write to you of my own accord any more. !optin takes it back."

  /// What says "stop" in private, where the member has not said so before.
  func optingOut(_ event: Event, in hall: Hall) throws -> Message? {
    guard case .messagePosted(let message) = event.kind, OptOut.usual.isMeant(by: message), !message.author.isBot,
      try store.optedOut(message.author.id, in: hall.id) == nil
    else { return nil }
    return message
  }

  /// Answered here, unless a plugin that may act answers it in its own words.
  func optOut(by message: Message, of event: Event, in hall: Hall, now: Date) throws {
    try store.setOptOut(message.author.id, in: hall.id, at: now)
    let isAnswered = hall.config.instances.contains { instance in
      hall.config.mode(of: instance) == .act
        && (instance.plugin as? any OptOutAnswerer)?.answersOptOut(message) == true
    }
    if !isAnswered { try say(Self.writesNoMore, to: message, of: event, in: hall, now: now) }
  }

  private func help(_ message: Message, of event: Event, in hall: Hall, now: Date) throws {
    let isManager = hall.config.community.isManaged(by: message)
    let isApart = isAmongModerators(message, in: hall)
    guard try mayExplain(to: message, of: event, in: hall, now: now) else {
      return try remark(Self.silence, on: event, now: now)
    }
    try remark("any member may ask what the bot can be told", on: event, now: now)
    let more = isManager && !isApart ? "\nMore for you in the moderators' channel, or in private." : ""
    let text = Help(community: hall.config).text(isManager: isManager && isApart)
    try say(text + more, to: message, of: event, in: hall, now: now, lane: .answers)
  }

  /// A command that nobody knows and that is nearly one of the bot's. Other bots share the sign: in public only managers
  /// are told.
  private func correct(_ event: Event, in hall: Hall, now: Date) throws {
    guard let message = event.message, event.trigger == .command || CommandMark.isIn(message.text) else { return }
    let isManager = hall.config.community.isManaged(by: message)
    guard !message.author.isBot, isManager || isAmongModerators(message, in: hall),
      let meant = Help(community: hall.config).nearest(to: event, isManager: isManager)
    else { return }
    guard try mayExplain(to: message, of: event, in: hall, now: now) else {
      return try remark(Self.silence, on: event, now: now)
    }
    try remark("nobody here knows this command, and it is nearly !\(meant)", on: event, now: now)
    try say("Did you mean !\(meant)?", to: message, of: event, in: hall, now: now, lane: .answers)
  }

  /// Other bots are told things with the same words, so the bot explains itself sparingly: not where it only observes, nor
  /// late, nor again and again. To managers among themselves always.
  private func mayExplain(to message: Message, of event: Event, in hall: Hall, now: Date) throws -> Bool {
    if hall.config.community.isManaged(by: message), isAmongModerators(message, in: hall) { return true }
    guard hall.config.instances.contains(where: { hall.config.mode(of: $0) != .observe }), event.at > now - Self.helpAge
    else { return false }
    let name = "help/\(hall.id)/\(message.channel)"
    return try store.count(name, window: Budget.windowStart(now)) <= Self.mostHelp
  }

  private static let silence =
    "the bot explains itself only where it may act, not late, and at most \(mostHelp) times in 10 minutes in a channel"
  private static let helpAge: Duration = .minutes(10)
  private static let mostHelp = 3

  private func isAmongModerators(_ message: Message, in hall: Hall) -> Bool {
    message.isDirect || hall.config.community.moderators.map({ message.isIn($0.raw) }) == true
  }

  /// Platforms tell emoji as they are, or by their short names.
  private static func state(_ emoji: String) -> Flag.State? {
    switch emoji.filter({ $0 != ":" }) {
    case "👀", "eyes": .acknowledged
    case "✅", "white_check_mark": .resolved
    default: nil
    }
  }

  private func answer(to command: BotCommand, said: Date, in hall: Hall, now: Date) throws -> String {
    let words = command.words()
    switch command.name {
    case "ack": return try settle(words, as: .acknowledged, command, in: hall, now: now)
    case "resolve": return try settle(words, as: .resolved, command, in: hall, now: now)
    case "snooze":
      guard let length = words.last.flatMap({ Duration(settingText: $0) }), length > .zero, length <= .days(365),
        RowNumber.flag.read(words.dropLast()) != nil
      else {
        return "Write !snooze, the number of the flag, and for how long: !snooze 12 2h"
      }
      return try settle(words.dropLast(), as: .snoozed, until: now + length, command, in: hall, now: now)
    case "hold":
      guard words.count < 2, let length = words.first.map({ Duration(settingText: $0) }) ?? Self.usualHold,
        length > .zero, length <= .days(30)
      else { return "Write for how long: !hold 2h" }
      guard said + length > now else { return "That hold was over before the bot could read of it." }
      try hold(hall.id, by: nil, until: said + length, "held by \(command.message.author.name)", now: now)
      return "Scheduled posts are held for \(length.settingText). !release lets them go out."
    case "release":
      guard isHeld(hall.id, now: now) else { return "Nothing is held." }
      try hold(hall.id, by: nil, until: nil, "", now: now)
      return "Scheduled posts go out again."
    case "do": return try answerSuggestions(command, accepted: true, in: hall, now: now)
    case "drop": return try answerSuggestions(command, accepted: false, in: hall, now: now)
    case "suggestions": return try listSuggestions(in: hall)
    default: return try list(for: command.message, in: hall, now: now)
    }
  }

  private func settle(
    _ words: [String], as state: Flag.State, until: Date? = nil, _ command: BotCommand, in hall: Hall, now: Date
  ) throws -> String {
    guard let ids = RowNumber.flag.read(words), ids.count <= Self.mostListed else {
      return "Write !\(command.name) and the number of the flag: !\(command.name) 12"
    }
    for id in ids {
      guard let flag = try store.flag(id), flag.community == hall.id, flag.state != .resolved else {
        return "There is no open flag \(id) here. !flags lists them."
      }
    }
    for id in ids {
      _ = try store.settle(flag: id, as: state, until: until, by: command.message.author.name, now: now)
    }
    let what =
      switch state {
      case .acknowledged: "you take care of it"
      case .snoozed: "put off until \(hall.config.community.timezone.local(until ?? now).shown)"
      case .resolved: "resolved"
      case .open: "open"
      }
    return "Flag\(ids.count == 1 ? "" : "s") \(ids.map { "\($0)" }.joined(separator: ", ")): \(what)."
  }

  /// What was flagged, and who wrote it, is told among moderators only.
  private func list(for message: Message, in hall: Hall, now: Date) throws -> String {
    let (gravest, count) = try store.unresolvedFlags(of: hall.id, limit: Self.mostListed)
    if count == 0 { return "No flag is open." }
    guard isAmongModerators(message, in: hall) else {
      return "Not resolved yet: \(count). Ask in the moderators' channel, or in private, for the list."
    }
    let scenes = try store.scenes(of: gravest.compactMap(\.flag.message), in: hall.id)
    return FlagList(flags: gravest, count: count, scenes: scenes, now: now).text
  }

  private func say(
    _ text: String, to message: Message, of event: Event, in hall: Hall, now: Date, lane: Delivery.Lane = .moderation
  ) throws {
    let desk = Self.desk(of: hall.id)
    let key = StableHash.hex("\(desk)/\(event.key)/0")
    let about = hall.config.about
    let whole = Action.reply(text: Text(text), to: message.ref)
    var first = Delivery(
      key: key, community: hall.id, instance: desk, event: event.id, depth: event.depth + 1, lane: lane,
      order: whole.orderKey(of: desk), action: whole, now: now, config: config.hash)
    if let reason = draftReason(first) { (first.state, first.note) = (.held, reason) }
    for part in first.divided(into: whole.parts(longest: about.text.max, length: about.length)) { try store(part) }
  }

  /// Tells what a person made of a flag.
  func settled(_ id: Int64, _ timer: StoredTimer, now: Date) throws {
    guard let flag = try store.flag(id) else { return }
    try tell(flag, as: .edit, at: timer.at, now: now)
  }

  /// A flag that was put off is told anew.
  func wake(_ id: Int64, _ timer: StoredTimer, now: Date) throws {
    guard var flag = try store.flag(id), flag.state == .snoozed else { return }
    (flag.state, flag.until, flag.updated) = (.open, nil, now)
    try store.update(flag)
    try tell(flag, as: .post, at: timer.at, now: now)
  }

  /// In its announcement, and to the plugin if it gave the flag a name.
  private func tell(_ flag: StoredFlag, as telling: Telling, at time: Date, now: Date) throws {
    guard let seat = seats[flag.instance] else { return }
    let mark = "settled/\(flag.id)/\(time.milliseconds)"
    let kind = Event.Kind.settled(flag: flag.flag.name ?? "", as: flag.state, until: flag.until, by: flag.by)
    let event = Event(id: ID(mark), key: mark, community: flag.community, at: time, kind: kind)
    try tell(flag, as: telling, step: "flag", of: event, in: seat, now: now)
    guard flag.flag.name != nil, seat.triggers.contains(.settled) else { return }
    try runOwn(event, in: seat, now: now)
  }
}
