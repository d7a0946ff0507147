import BotCore
import BotRuntime
import FoundationEssentials

/// Shows on the terminal what happens in the communities and what the bot does, a line each.
final class LifeView: Witness {
  private let names: [ID<Community>: Community]
  private var words: [ID<Event>: String] = [:]

  init(_ communities: [Community]) {
    names = Dictionary(uniqueKeysWithValues: communities.map { ($0.id, $0) })
  }

  func handled(_ event: Event) {
    guard let sentence = sentence(event.kind) else { return }
    show(event.at, event.community, sentence)
  }

  func decided(_ delivery: Delivery) {
    if delivery.state == .held { show(delivery.created, delivery.community, "  held: \(delivery.note)") }
  }

  func flagged(_ flag: StoredFlag) {
    show(flag.created, flag.community, "  ⚑ flagged for the moderators: \(flag.flag.title)")
  }

  func ended(_ delivery: Delivery) {
    let by = delivery.instance.raw.split(separator: "/").last.map(String.init) ?? ""
    let what = delivery.action.sentence
    switch delivery.state {
    case .sent: show(delivery.updated, delivery.community, "  bot (\(by)) \(what)")
    case .unknown, .failed, .dead:
      show(delivery.updated, delivery.community, "  \(delivery.state.rawValue): \(what): \(delivery.note)")
    case .queued, .sending, .retrying, .held: break
    }
  }

  private func show(_ at: Date, _ community: ID<Community>, _ sentence: String) {
    let zone = names[community]?.timezone ?? .utc
    let time = zone.local(at).description.suffix(8)
    let place = names.count > 1 ? "\(community) " : ""
    let lines = Terminal.safe(sentence).split(separator: "\n", omittingEmptySubsequences: true)
    Terminal.say("\(time)  \(place)\(lines.joined(separator: "\n          "))")
  }

  private func sentence(_ kind: Event.Kind) -> String? {
    switch kind {
    case .memberJoined(let member, _, .transition): "\(member.name) joined"
    case .memberLeft(let member, _): "\(member.name) left"
    case .joinRequested(let member, _, _): "\(member.name) asks to join"
    case .messagePosted(let message): "\(message.author.name) in \(message.place): \(message.text)"
    case .messageEdited(let message): "\(message.author.name) in \(message.place), edited: \(message.text)"
    case .messageDeleted: "a message was deleted"
    case .reacted(let emoji, let member, _, _): "\(member.name) reacted \(emoji)"
    case .unreacted(let emoji, let member, _, _): "\(member.name) took back \(emoji)"
    case .reported(_, _, let member, let reason): "\(member.name) reported a message: \(reason)"
    case .command(let name, let arguments, let message): "\(message.author.name): !\(name) \(arguments)"
    case .memberJoined(_, _, .snapshot), .started, .due, .fetched, .delivered, .other: nil
    }
  }
}

extension Message {
  fileprivate var place: String { "#" + (channelName ?? channel.raw) + (thread == nil ? "" : " (thread)") }
}

extension Action {
  /// As the terminal and `replay` tell it.
  var sentence: String {
    switch self {
    case .post(let text, let channel, _): "posts in \(channel): \(text.plain)"
    case .reply(let text, let message): "answers in the thread of \(message.thread ?? message.id): \(text.plain)"
    case .direct(let text, let member): "writes to \(member): \(text.plain)"
    case .edit(let name, let text): "edits \"\(name)\": \(text.plain)"
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
    case .timer(let name, let at): "sets the timer \(name) to \(at.map { "\($0)" } ?? "never")"
    case .fetch(_, let url): "fetches \(url)"
    case .measure(let name, let value): "measures \(name) = \(value)"
    }
  }
}
