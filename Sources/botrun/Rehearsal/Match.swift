import BotCore
import BotRuntime
import FoundationEssentials

/// A rule of a plugin instance.
struct RuleName: Hashable, Comparable {
  /// Without its community.
  let instance: String
  let rule: String

  static func < (a: RuleName, b: RuleName) -> Bool { (a.instance, a.rule) < (b.instance, b.rule) }
}

/// That a rule was met by something that somebody did, or by the clock.
struct Match: Hashable {
  let rule: RuleName
  /// What met it, for a person: the id of a message, or what else happened, in a few words.
  let subject: String
  /// Tells what met it from all else that did. It holds no name that a configuration gives, and no time that it sets.
  let key: String
  let at: Date
  let channel: String?
  let member: Member?
  /// What was said, cut short; empty where nothing was.
  let excerpt: String
  /// Tells what was done from what else could have been.
  let deed: String
  /// What was done, on one line, cut short.
  let does: String
  /// Who is named in it, beside the member.
  let named: [ID<Member>]
}

/// Makes matches of what plugins did. Remembers the newest messages, since an answer that waited is about an earlier one.
struct MatchReader {
  private static let remembered = 2000
  private static let longestExcerpt = 100
  private static let longestDeed = 400
  private static let mostNamed = 20

  /// By message, the place in `messages`.
  private var places: [ID<Message>: Int] = [:]
  private var messages: [Message] = []
  private var next = 0
  /// Who joined, and where: greetings may come later.
  private var newcomers: [ID<Member>: (member: Member, channel: String?)] = [:]
  /// The names of flags that stand: what comes under such a name again is an update of the one before.
  private var flagged: Set<String> = []

  mutating func heard(_ event: Event) {
    if case .memberJoined(let member, let channel, _) = event.kind {
      if newcomers.count > Self.remembered { newcomers = [:] }
      newcomers[member.id] = (member, channel?.raw)
    }
    guard let message = event.message else { return }
    if let place = places[message.id] {
      messages[place] = message
      return
    }
    if messages.count < Self.remembered {
      places[message.id] = messages.count
      return messages.append(message)
    }
    places[messages[next].id] = nil
    places[message.id] = next
    messages[next] = message
    next = (next + 1) % Self.remembered
  }

  mutating func matches(_ met: Replay.Met) -> [Match] {
    let instance = met.instance.raw.split(separator: "/").last.map(String.init) ?? met.instance.raw
    if isUpdate(met) { return [] }
    let deeds = met.actions.filter(\.counts)
    let deed = StableName.of(deeds.map { $0.json.text }.joined(separator: "\n"))
    let does = deeds.isEmpty ? "does nothing that is seen" : Self.cut(deeds.map(\.words), to: Self.longestDeed)
    let named = Array(deeds.flatMap { $0.text?.mentioned ?? [] }.prefix(Self.mostNamed))
    let reasons = met.reasons.isEmpty ? Self.reasons(of: met.actions) : met.reasons
    var seen: Set<String> = []
    return reasons.compactMap { reason in
      let message = reason.message.flatMap { places[$0.id] }.map { messages[$0] } ?? met.event.message
      let member = message?.author ?? member(reason, met.event)
      let id = message?.id.raw ?? reason.message?.id.raw
      let key = id ?? reason.member.map { "member/\($0)" } ?? met.event.occasionKey
      // Several welcomes in one message are several matches, the same word twice in one text is one.
      guard seen.insert("\(reason.rule)\n\(key)\n\(reason.member?.raw ?? "")").inserted else { return nil }
      let place = met.event.place ?? reason.member.flatMap { newcomers[$0]?.channel }
      return Match(
        rule: RuleName(instance: instance, rule: reason.rule), subject: id ?? met.event.occasion, key: key,
        at: met.event.at,
        channel: message.map { $0.channelName ?? $0.channel.raw } ?? place, member: member,
        excerpt: message.map { Self.cut([$0.text], to: Self.longestExcerpt) } ?? "", deed: deed, does: does,
        named: named)
    }
  }

  /// Whether all that the turn did is to bring flags up to date that stand there.
  private mutating func isUpdate(_ met: Replay.Met) -> Bool {
    let deeds = met.actions.filter(\.counts)
    var isUpdate = !deeds.isEmpty
    for action in met.actions {
      switch action {
      case .flag(let flag):
        let name = flag.name.map { "\(met.instance)/\($0)" }
        if let name, !flagged.insert(name).inserted { continue }
        isUpdate = false
      case .settle(let name): flagged.remove("\(met.instance)/\(name)")
      case .post, .reply, .schedule, .direct, .edit, .react, .pin, .hide, .delete, .timeout, .ban, .grant, .approve,
        .decline:
        isUpdate = false
      case .hold, .timer, .fetch, .measure: break
      }
    }
    if flagged.count > Self.remembered { flagged = [] }
    return isUpdate
  }

  private func member(_ reason: Reason, _ event: Event) -> Member? {
    guard let id = reason.member else { return event.actor }
    return event.actor.flatMap { $0.id == id ? $0 : nil } ?? newcomers[id]?.member ?? Member(id)
  }

  /// For plugins that do not say why.
  private static func reasons(of actions: [Action]) -> [Reason] {
    actions.filter(\.counts).map { Reason($0.ruleName) }
  }

  private static func cut(_ texts: [String], to longest: Int) -> String {
    let lines = texts.map { $0.split(whereSeparator: \.isWhitespace).joined(separator: " ") }
    let line = lines.joined(separator: "; ")
    return line.count <= longest ? line : line.prefix(longest - 1) + "…"
  }
}

extension Action {
  /// Whether somebody sees it.
  fileprivate var counts: Bool {
    switch self {
    case .post, .reply, .schedule, .direct, .edit, .react, .pin, .hide, .delete, .timeout, .ban, .grant, .approve,
      .decline, .flag:
      true
    case .settle, .hold, .timer, .fetch, .measure: false
    }
  }

  /// With what it says, and where that is not where it was asked.
  fileprivate var words: String {
    switch self {
    case .post(let text, let channel, _): "\(ruleName) in \(channel.shown): \(text.plain)"
    case .schedule(let text, let channel, let at): "\(ruleName) in \(channel.shown) for \(at): \(text.plain)"
    case .reply(let text, _, _), .direct(let text, _): "\(ruleName): \(text.plain)"
    case .edit where takesAway: sentence
    case .edit(_, let text): "\(ruleName): \(text.plain)"
    case .react(let emoji, _): "\(ruleName) \(emoji)"
    case .flag(let flag): "flags (\(flag.severity.rawValue)) \(flag.title): \(flag.text.plain)"
    case .pin, .hide, .delete, .timeout, .ban, .grant, .approve, .decline, .settle, .hold, .timer, .fetch, .measure:
      ruleName
    }
  }

  /// What stands for a rule where the plugin names none.
  fileprivate var ruleName: String {
    switch self {
    case .post: "posts"
    case .reply: "answers"
    case .schedule: "hands over a post"
    case .direct: "writes in private"
    case .edit: "edits its post"
    case .react: "reacts"
    case .pin: "pins"
    case .hide(_, let reason): "hides: \(reason)"
    case .delete(_, let reason): "deletes: \(reason)"
    case .timeout(_, _, let reason): "silences: \(reason)"
    case .ban(_, let reason): "bans: \(reason)"
    case .grant(let role, _): "gives the role \(role)"
    case .approve: "lets in"
    case .decline(_, let reason): "declines: \(reason)"
    case .flag(let flag): flag.title
    case .settle, .hold, .timer, .fetch, .measure: ""
    }
  }
}

extension Event {
  /// What happened, in a few words, for what is no message.
  fileprivate var occasion: String {
    switch kind {
    case .memberJoined: "somebody joined"
    case .memberLeft: "somebody left"
    case .joinRequested: "somebody asked to join"
    case .messagePosted, .command: "a message"
    case .messageEdited: "a message was changed"
    case .messageDeleted: "a message was deleted"
    case .reacted: "a reaction"
    case .unreacted: "a reaction was taken back"
    case .reported: "a message was reported"
    case .started: "the bot began"
    case .due: "by the clock"
    case .fetched: "an answer from the web"
    case .delivered: "the bot's own post had gone out"
    case .settled: "a flag was settled"
    case .other: "something else"
    }
  }

  /// The platform's key for what people did; for the bot's own what it is and when, without the names of configurations.
  fileprivate var occasionKey: String {
    switch kind {
    case .started: "started"
    case .due(let timer, _): "due/\(timer)/\(at.milliseconds)"
    case .fetched(let name, _, _): "fetched/\(name)/\(at.milliseconds)"
    case .delivered(let name, _): "delivered/\(name)/\(at.milliseconds)"
    case .settled(let flag, _, _, _): "settled/\(flag)/\(at.milliseconds)"
    case .memberJoined, .memberLeft, .joinRequested, .messagePosted, .messageEdited, .messageDeleted, .reacted,
      .unreacted, .reported, .command, .other:
      key
    }
  }

  /// Where it happened, for what is no message.
  fileprivate var place: String? {
    switch kind {
    case .memberJoined(_, let channel, _), .memberLeft(_, let channel), .joinRequested(_, let channel, _): channel?.raw
    case .messageDeleted(_, let channel), .reacted(_, _, _, let channel), .unreacted(_, _, _, let channel),
      .reported(_, let channel, _, _):
      channel.raw
    case .messagePosted, .messageEdited, .command, .started, .due, .fetched, .delivered, .settled, .other: nil
    }
  }
}
