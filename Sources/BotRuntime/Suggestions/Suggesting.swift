import BotCore
import FoundationEssentials

/// Actions that wait for a person's yes: told in the moderators' channel, answered there or by command, and over when
/// nobody answers in time.
extension Engine {
  /// So many in ten minutes have an announcement of their own; what is more stands together in one.
  static let mostAlone = 5
  /// The announcement of many is brought up to date this often at most.
  private static let refresh: Duration = .seconds(30)
  /// How many are looked through for one that an edit can change before anybody has seen it posted.
  private static let mostOpen = 200

  /// Whether the moderators are asked first. What is said to them, and to a manager who asked, needs no asking.
  func mustSuggest(_ action: Action, of event: Event, in seat: Seat) throws -> Bool {
    guard seat.mode == .suggest, !action.isFetch else { return false }
    if let message = event.message, message.text.first == "!" || event.trigger == .command,
      seat.community.isManaged(by: message), action.answers(message)
    {
      return false
    }
    return try !isSaidToModerators(action, event, in: seat)
  }

  private func isSaidToModerators(_ action: Action, _ event: Event, in seat: Seat) throws -> Bool {
    guard let moderators = seat.community.moderators else { return false }
    switch action {
    case .post(_, let channel, _), .schedule(_, let channel, _): return channel == moderators
    case .reply(_, let message, _), .react(_, let message), .pin(let message):
      if message.channel == moderators { return true }
      return event.message.map { $0.channel == message.channel && $0.isIn(moderators.raw) } ?? false
    case .edit(let name, _):
      return try store.posted(named: name, by: seat.id)?.channel == moderators
    case .direct, .hide, .delete, .timeout, .ban, .grant, .approve, .decline, .flag, .settle, .hold, .timer, .fetch,
      .measure:
      return false
    }
  }

  /// Keeps what was asked and tells of it.
  func suggest(_ delivery: Delivery, of event: Event, in seat: Seat, now: Date) throws {
    let window = Budget.windowStart(now)
    let count = try store.count("suggestions/\(delivery.community)", window: window)
    let isAlone = count <= Self.mostAlone
    let longest = now + seat.config.common.maxSuggestionAge
    let suggestion = Suggestion(
      delivery: delivery.id, community: delivery.community,
      told: isAlone ? SuggestionName.of(delivery.id) : SuggestionName.collected(window, in: delivery.community),
      why: SuggestionText.why(reasons, event), expires: min(longest, delivery.action.plannedFor ?? longest))
    try store.insert(suggestion)
    try setLapse(delivery.community)
    if count <= Self.mostAlone + 1 { return try tell(suggestion, as: .post, now: now) }
    guard canEdit(in: delivery.community) else { return }
    let due = Budget.windowStart(now, Self.refresh) + Self.refresh
    try store.tellAnew(suggestion, at: due)
  }

  /// An edit of a post that is itself only suggested changes the suggestion.
  func rephrase(_ name: String, _ text: Text, in seat: Seat, now: Date) throws -> Bool {
    guard seat.mode == .suggest else { return false }
    for suggestion in try store.openSuggestions(of: seat.community.id, limit: Self.mostOpen) {
      guard let delivery = try store.delivery(suggestion.delivery), delivery.instance == seat.id,
        delivery.isSuggestion, let changed = delivery.action.rephrased(name, text)
      else { continue }
      // What became too long for one message is a suggestion of its own.
      guard inParts(changed, in: seat).count == 1, try store.delivery(key: delivery.keyOfPartAfter) == nil else {
        return false
      }
      try store.setAction(changed, ofDelivery: delivery.id)
      try store.tellAnew(suggestion, at: now)
      return true
    }
    return false
  }

  /// What somebody answered, or has changed, is told where it was announced.
  func tellOfSuggestion(_ id: Int64, now: Date) throws {
    if let suggestion = try store.suggestion(id) { try tell(suggestion, as: .edit, now: now) }
  }

  /// What somebody accepted and could not be done in the end is no success.
  func tellOfLostSuggestion(_ delivery: Delivery) throws {
    guard delivery.state.isLost, let suggestion = try store.suggestion(delivery.id), suggestion.state == .accepted,
      !SuggestionName.isCollected(suggestion.told)
    else { return }
    try tell(suggestion, as: .edit, of: delivery.state.rawValue, now: delivery.updated)
  }

  /// Nobody wants a late answer.
  func lapse(_ community: ID<Community>, now: Date) throws {
    for suggestion in try store.openSuggestions(of: community, limit: Self.mostOpen) where suggestion.expires <= now {
      guard let delivery = try store.delivery(suggestion.delivery), delivery.isSuggestion else {
        var over = suggestion
        over.state = .lapsed
        try store.update(over)
        continue
      }
      _ = try store.close(suggestion, delivery, as: .lapsed, by: "", now: now)
    }
    try setLapse(community)
  }

  private func setLapse(_ community: ID<Community>) throws {
    let next = try store.nextLapse(of: community)
    try store.setTimer(EngineTimer.lapse(community).name, of: Self.desk(of: community), at: next)
  }

  private func canEdit(in community: ID<Community>) -> Bool {
    halls[community]?.config.about.capabilities.contains(.edit) == true
  }

  /// - Parameter end: what became of it after it was accepted, if that is told.
  private func tell(_ suggestion: Suggestion, as telling: Telling, of end: String = "", now: Date) throws {
    guard let hall = halls[suggestion.community], let channel = hall.config.community.moderators else { return }
    guard let text = try announcement(suggestion, in: hall, now: now) else { return }
    let about = hall.config.about
    let fitting = text.parts(longest: about.text.max, length: about.length).first ?? text
    let action: Action
    switch telling {
    case .post: action = .post(text: fitting, in: channel, named: suggestion.told)
    case .edit where canEdit(in: hall.id): action = .edit(named: suggestion.told, text: fitting)
    // Told anew it would be a second message for each answer.
    case .edit: return
    }
    let mark = "\(suggestion.told)/\(telling)/\(suggestion.state.rawValue)\(end)/\(now.milliseconds)"
    let desk = Self.desk(of: hall.id)
    var delivery = Delivery(
      key: StableHash.hex("\(desk)/\(mark)"), community: hall.id, instance: desk, event: ID(mark), depth: 1,
      lane: .moderation, order: "channel/\(channel)", action: action, now: now, config: config.hash)
    if let reason = draftReason(delivery) { (delivery.state, delivery.note) = (.held, reason) }
    try store(delivery)
  }

  private func announcement(_ suggestion: Suggestion, in hall: Hall, now: Date) throws -> Text? {
    let words = SuggestionText(community: hall.config.community)
    guard SuggestionName.isCollected(suggestion.told) else {
      return try store.delivery(suggestion.delivery).map { words.alone(suggestion, $0) }
    }
    let all = try store.suggestions(toldAs: suggestion.told, limit: Self.mostOpen)
    let open = try all.filter { $0.state == .open }.compactMap { one in
      try store.delivery(one.delivery).map { (one, $0) }
    }
    return words.collected(open, of: all.count, isKeptUpToDate: canEdit(in: hall.id))
  }
}

/// What moderators answer, by reaction or command.
extension Engine {
  /// ✅ or ❌ on the announcement of one suggestion; on that of many it could mean any of them.
  static func answer(_ emoji: String) -> Bool? {
    switch emoji.filter({ $0 != ":" }) {
    case "✅", "white_check_mark": true
    case "❌", "x", "✖️", "✖": false
    default: nil
    }
  }

  func answer(suggestion id: Int64, accepted: Bool, by person: String, now: Date) throws -> SuggestionAnswer {
    let answer = try store.settle(suggestion: id, accepted: accepted, by: person, now: now)
    if case .settled(let delivery) = answer, delivery.state == .queued { outbox.add(delivery) }
    return answer
  }

  /// `!do 17 18`, `!drop 17`.
  func answerSuggestions(_ command: BotCommand, accepted: Bool, in hall: Hall, now: Date) throws -> String {
    guard let ids = RowNumber.delivery.read(command.words()), ids.count <= Self.mostAnswered else {
      return "Write !\(command.name) and the number of the suggestion, or several: !\(command.name) 12. "
        + "!suggestions lists them."
    }
    var (done, late, unknown): ([Int64], [Int64], [Int64]) = ([], [], [])
    for id in ids {
      guard try store.suggestion(id)?.community == hall.id else {
        unknown.append(id)
        continue
      }
      switch try answer(suggestion: id, accepted: accepted, by: command.message.author.name, now: now) {
      case .settled: done.append(id)
      case .tooLate: late.append(id)
      case .notOpen: unknown.append(id)
      }
    }
    let parts = [
      done.isEmpty ? nil : "\(Self.named(done)): \(accepted ? "it goes out" : "dropped").",
      late.isEmpty ? nil : "\(Self.named(late)): its time is over; it is not done.",
      unknown.isEmpty ? nil : "Not open: \(Self.named(unknown).lowercased()). !suggestions lists what is.",
    ]
    return parts.compactMap(\.self).joined(separator: "\n")
  }

  private static let mostAnswered = 50

  private static func named(_ ids: [Int64]) -> String {
    (ids.count == 1 ? "Suggestion " : "Suggestions ") + ids.map { "\($0)" }.joined(separator: ", ")
  }

  func listSuggestions(in hall: Hall) throws -> String {
    let open = try store.openSuggestions(of: hall.id, limit: Self.mostOpen)
    if open.isEmpty { return "No suggestion waits." }
    let words = SuggestionText(community: hall.config.community)
    let lines = try open.prefix(Self.mostListed).compactMap { suggestion in
      try store.delivery(suggestion.delivery).map { words.line($0) }
    }
    let more = open.count - lines.count
    return (lines + (more > 0 ? ["and \(more) more"] : [])).joined(separator: "\n")
  }
}
