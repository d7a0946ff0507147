import BotCore
import FoundationEssentials

/// How suggestions read in the moderators' channel.
struct SuggestionText {
  let community: Community

  private static let mostListed = 15
  /// In letters, of what a member or the bot would say.
  private static let (excerpt, line) = (500, 80)

  /// Which rules were met and, where somebody wrote something, by whose words.
  static func why(_ reasons: [Reason], _ event: Event) -> String {
    let rules = reasons.prefix(3).map { reason in
      "\"\(reason.rule)\"" + (reason.found.isEmpty ? "" : " (\(reason.found.joined(separator: ", ")))")
    }
    let who = event.message.map { "\($0.author.name) wrote: \"\(cut($0.text, line * 2))\"" } ?? event.actor?.name
    return (rules + [who].compactMap(\.self)).joined(separator: "; ")
  }

  /// The announcement of one.
  func alone(_ suggestion: Suggestion, _ delivery: Delivery) -> Text {
    let (deed, says) = proposal(delivery.action)
    var text: Text = Text([.plain("💡 "), .bold(Text("Suggestion \(suggestion.delivery)"))])
    text += Text(": \(Self.name(delivery.instance)) would ") + deed
    text += says.map { Text(":\n") + Text([.quote(Text(Self.cut($0, Self.excerpt)))]) } ?? Text("\n")
    if !suggestion.why.isEmpty { text += Text("Why: \(suggestion.why)\n") }
    return text + Text(standing(suggestion, delivery))
  }

  private func standing(_ suggestion: Suggestion, _ delivery: Delivery) -> String {
    let id = suggestion.delivery
    switch suggestion.state {
    case .open:
      let until = community.timezone.local(suggestion.expires).shown
      return "✅ does it, ❌ drops it; or write !do \(id), !drop \(id). Not done unless accepted by \(until)."
    case .accepted where delivery.note == Delivery.dropped:
      return "❌ Accepted by \(suggestion.person), and dropped by hand after that."
    case .accepted where delivery.state.isLost:
      return "⚠️ Accepted by \(suggestion.person), but it could not be done: \(delivery.note)."
    case .accepted: return "✅ Accepted by \(suggestion.person)."
    case .refused: return "❌ Refused by \(suggestion.person)."
    case .lapsed: return "⌛ Nobody accepted it in time: it is not done."
    }
  }

  /// The announcement of many that came at once.
  func collected(_ open: [(Suggestion, Delivery)], of count: Int, isKeptUpToDate: Bool) -> Text {
    let title = Text([.plain("💡 "), .bold(Text("More suggestions"))])
    guard isKeptUpToDate else {
      return title + Text(" come than can be told one by one. !suggestions lists them.")
    }
    guard !open.isEmpty else { return title + Text(": all \(count) are settled.") }
    let lines = open.prefix(Self.mostListed).map { Text(line($0.1)) }
    let more = open.count - lines.count
    let waiting = (open.count < count ? "\(open.count) of " : "") + "\(count) wait\(count == 1 ? "s" : "")"
    return title + Text(": " + waiting) + Text([.list(items: lines)])
      + Text((more > 0 ? "and \(more) more: !suggestions\n" : "") + "Write !do or !drop and their numbers.")
  }

  /// One line of a list.
  func line(_ delivery: Delivery) -> String {
    let (deed, says) = proposal(delivery.action)
    let words = says.map { ": \(Self.cut($0, Self.line))" } ?? ""
    return "\(delivery.id): \(Self.name(delivery.instance)) would \(deed.plain)\(words)"
  }

  /// What would be done, and what would be said.
  private func proposal(_ action: Action) -> (deed: Text, says: String?) {
    switch action {
    case .post(let text, let channel, _): (Text("post in ") + place(channel), text.plain)
    case .schedule(let text, let channel, let at):
      (Text("have it posted at \(local(at)) in ") + place(channel), text.plain)
    case .reply(let text, let message, _): (Text("answer in ") + place(message.channel), text.plain)
    case .direct(let text, let member): (Text("write to \(member.raw)"), text.plain)
    case .edit(let name, _) where action.takesAway: (Text("take away \"\(PartName.shown(name))\""), nil)
    case .edit(let name, let text): (Text("change its post \"\(PartName.shown(name))\""), text.plain)
    case .react(let emoji, let message): (Text("react \(emoji)") + to(message), nil)
    case .pin(let message): (Text("pin") + to(message), nil)
    case .hide(let message, let reason): (Text("hide") + to(message) + Text(": \(reason)"), nil)
    case .delete(let message, let reason): (Text("delete") + to(message) + Text(": \(reason)"), nil)
    case .timeout(let member, let until, let reason):
      (Text("silence \(member.raw) until \(local(until)): \(reason)"), nil)
    case .ban(let member, let reason): (Text("ban \(member.raw): \(reason)"), nil)
    case .grant(let role, let member): (Text("give \(member.raw) the role \(role)"), nil)
    case .approve(let member): (Text("let \(member.raw) in"), nil)
    case .decline(let member, let reason): (Text("turn \(member.raw) away: \(reason)"), nil)
    case .flag(let flag): (Text("flag: \(flag.title)"), nil)
    case .settle(let name): (Text("say that \(name) is over"), nil)
    case .hold(_, let reason): (Text("hold scheduled posts: \(reason)"), nil)
    case .timer(let name, _), .fetch(let name, _), .measure(let name, _, _): (Text("see to \(name)"), nil)
    }
  }

  private func place(_ channel: ID<Channel>) -> Text {
    Text([.channel(id: channel, name: channel.raw.first == "#" ? String(channel.raw.dropFirst()) : channel.raw)])
  }
  private func to(_ message: MessageRef) -> Text { Text(" message \(message.id.raw) in ") + place(message.channel) }
  private func local(_ date: Date) -> String { community.timezone.local(date).shown }

  private static func name(_ instance: ID<Instance>) -> String {
    instance.raw.split(separator: "/").last.map(String.init) ?? instance.raw
  }

  /// On one line, so that nothing in it looks like a line of the bot's own.
  private static func cut(_ text: String, _ most: Int) -> String {
    let line = text.split(whereSeparator: \.isWhitespace).joined(separator: " ")
    return line.count <= most ? line : line.prefix(most - 1) + "…"
  }
}

extension Action {
  /// The platform is to do it at this time: later it cannot be accepted.
  var plannedFor: Date? { if case .schedule(_, _, let at) = self { at } else { nil } }

  /// Whether it tells the author of a message something.
  func answers(_ message: Message) -> Bool {
    switch self {
    case .reply(_, let other, _): other.id == message.id
    case .direct(_, let member): member == message.author.id
    case .react(_, let other): other.id == message.id
    case .post, .schedule, .edit, .pin, .hide, .delete, .timeout, .ban, .grant, .approve, .decline, .flag, .settle,
      .hold, .timer, .fetch, .measure:
      false
    }
  }

  /// The post or edit of this name, with another text.
  func rephrased(_ name: String, _ text: Text) -> Action? {
    switch self {
    case .post(_, let channel, name): .post(text: text, in: channel, named: name)
    case .reply(_, let message, name): .reply(text: text, to: message, named: name)
    case .edit(name, _): .edit(named: name, text: text)
    case .post, .reply, .edit, .schedule, .direct, .react, .pin, .hide, .delete, .timeout, .ban, .grant, .approve,
      .decline, .flag, .settle, .hold, .timer, .fetch, .measure:
      nil
    }
  }
}
