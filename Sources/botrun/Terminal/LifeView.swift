import BotCore
import BotRuntime
import FoundationEssentials

/// Shows on the terminal what happens in the communities and what the bot does, a line each.
final class LifeView: Witness {
  /// Whom an answer is for, of the newest messages.
  private static let remembered = 500

  private let communities: [ID<Community>: Community]
  private var authors: [ID<Message>: String] = [:]
  private var order: [ID<Message>] = []

  init(_ communities: [Community]) {
    self.communities = Dictionary(uniqueKeysWithValues: communities.map { ($0.id, $0) })
  }

  func handled(_ event: Event) {
    if let message = event.message { remember(message) }
    if let sentence = sentence(event.kind) { show(event.at, event.community, sentence) }
  }

  func decided(_ delivery: Delivery) {
    if delivery.state == .held { tell(delivery, "\(sentence(delivery)) [held: \(delivery.note)]") }
  }

  /// The moderators' channel is told by a delivery of its own.
  func flagged(_ flag: StoredFlag) {
    guard communities[flag.community]?.moderators == nil else { return }
    show(flag.created, flag.community, "  ⚑ \(Self.name(flag.instance)) flags: \(flag.flag.title)")
  }

  func ended(_ delivery: Delivery) {
    switch delivery.state {
    case .sent: tell(delivery, sentence(delivery))
    case .unknown, .failed, .dead:
      tell(delivery, "\(sentence(delivery)) [\(delivery.state.rawValue): \(delivery.note)]")
    case .queued, .sending, .retrying, .held: break
    }
  }

  private func remember(_ message: Message) {
    if authors.updateValue(message.author.name, forKey: message.id) == nil { order.append(message.id) }
    if order.count > Self.remembered { authors[order.removeFirst()] = nil }
  }

  private func tell(_ delivery: Delivery, _ sentence: String) {
    show(delivery.updated, delivery.community, "  ↳ bot (\(Self.name(delivery.instance))) \(sentence)")
  }

  private static func name(_ instance: ID<Instance>) -> String {
    instance.raw.split(separator: "/").last.map(String.init) ?? instance.raw
  }

  private func sentence(_ delivery: Delivery) -> String {
    guard case .reply(let text, let message, _) = delivery.action, let author = authors[message.id] else {
      return delivery.action.sentence
    }
    return "answers \(author) in the thread: \(text.plain)"
  }

  private func show(_ at: Date, _ community: ID<Community>, _ sentence: String) {
    let zone = communities[community]?.timezone ?? .utc
    let time = zone.local(at).description.suffix(8)
    let place = communities.count > 1 ? "\(community) " : ""
    let lines = Terminal.safe(sentence).split(separator: "\n", omittingEmptySubsequences: true)
    Terminal.say("\(time)  \(place)\(lines.joined(separator: "\n" + String(repeating: " ", count: 14)))")
  }

  private func whose(_ message: ID<Message>) -> String {
    authors[message].map { "\($0)'s message" } ?? "a message"
  }

  private func sentence(_ kind: Event.Kind) -> String? {
    switch kind {
    case .memberJoined(let member, _, .transition): "\(member.name) joined"
    case .memberLeft(let member, _): "\(member.name) left"
    case .joinRequested(let member, _, _): "\(member.name) asks to join"
    case .messagePosted(let message): "\(message.author.name) \(message.place): \(message.text)"
    case .messageEdited(let message): "\(message.author.name) \(message.place), edited: \(message.text)"
    case .messageDeleted: "a message was deleted"
    case .reacted(let emoji, let member, let message, _): "\(member.name) reacted \(emoji) to \(whose(message))"
    case .unreacted(let emoji, let member, let message, _): "\(member.name) took \(emoji) back from \(whose(message))"
    case .reported(let message, _, let member, let reason): "\(member.name) reported \(whose(message)): \(reason)"
    case .command(let name, let arguments, let message): "\(message.author.name): !\(name) \(arguments)"
    case .memberJoined(_, _, .snapshot), .started, .due, .fetched, .delivered, .settled, .other: nil
    }
  }
}

extension Message {
  fileprivate var place: String {
    isDirect
      ? "to the bot" : "in " + ID<Channel>(channelName ?? channel.raw).shown + (thread == nil ? "" : " (thread)")
  }
}

extension ID where Of == Channel {
  /// With the sign that channels of most platforms have; ids that are no names stay as they are.
  var shown: String { raw.first.map { $0.isLetter && $0.isLowercase } ?? false ? "#" + raw : raw }
}

extension Action {
  /// As the terminal and `replay` tell it.
  var sentence: String {
    switch self {
    case .post(let text, let channel, _): "in \(channel.shown): \(text.plain)"
    case .schedule(let text, let channel, let at): "hands over for \(at), in \(channel.shown): \(text.plain)"
    case .reply(let text, let message, _): "answers in the thread of \(message.thread ?? message.id): \(text.plain)"
    case .direct(let text, let member): "writes to \(member): \(text.plain)"
    case .edit(let name, _) where takesAway: "takes away \"\(PartName.shown(name))\", if it is there"
    case .edit(let name, let text): "edits \"\(PartName.shown(name))\": \(text.plain)"
    case .react(let emoji, let message): "reacts \(emoji) to \(message.id)"
    case .pin(let message): "pins \(message.id)"
    case .hide(let message, let reason): "hides \(message.id): \(reason)"
    case .delete(let message, let reason): "deletes \(message.id): \(reason)"
    case .timeout(let member, let until, let reason): "silences \(member) until \(until): \(reason)"
    case .ban(let member, let reason): "bans \(member): \(reason)"
    case .grant(let role, let member): "gives \(member) the role \(role)"
    case .approve(let member): "lets \(member) in"
    case .decline(let member, let reason): "declines \(member): \(reason)"
    case .flag(let flag): "flags: \(flag.title)"
    case .settle(let name): "says that \(name) is over"
    case .hold(let until?, let reason): "holds scheduled posts until \(until): \(reason)"
    case .hold(nil, _): "lets scheduled posts go out again"
    case .timer(let name, let at): "sets the timer \(name) to \(at.map { "\($0)" } ?? "never")"
    case .fetch(_, let url): "fetches \(url)"
    case .measure(let name, let value, _): "measures \(name) = \(value)"
    }
  }
}
