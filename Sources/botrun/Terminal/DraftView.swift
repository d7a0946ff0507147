import BotCore
import BotRuntime
import Connectors
import FoundationEssentials

/// One draft as the person sees it who posts it.
struct DraftView {
  let delivery: Delivery
  /// What it is an answer to, where that is still known.
  let cause: Event?
  let community: CommunityConfig?
  /// Where the post stands that an edit changes.
  let edited: String?

  static func views(of drafts: [Delivery], in store: SQLiteStore, _ config: BotConfig) throws -> [DraftView] {
    let events = try store.events(Set(drafts.map(\.event)))
    return try drafts.map { draft in
      var edited: String?
      if case .edit(let name, _) = draft.action {
        edited = try store.posted(named: name, by: draft.instance)?.id.raw
      }
      return DraftView(
        delivery: draft, cause: events.last { $0.id == draft.event && $0.community == draft.community },
        community: config.communities.first { $0.community.id == draft.community }, edited: edited)
    }
  }

  /// Two lines: what and where, and how the text begins.
  var lines: String {
    let first = Terminal.safe(text).split(whereSeparator: \.isNewline).first ?? ""
    let shown = first.count > 100 ? first.prefix(99) + "…" : first
    return "\(delivery.id)".padded(to: 6) + Terminal.safe("\(name): \(task)") + "\n      \(shown)"
  }

  /// What and where, for `show`.
  var head: String {
    let created = "prepared \(delivery.created.formatted(.iso8601)) by \(delivery.instance)"
    let links = [
      link.map { "Answers: \($0)" }, edited.map { "Stands at: \($0)" }, community?.about.link.map { "Open: \($0)" },
    ]
    return Terminal.safe((["\(name): \(task)", created] + links.compactMap { $0 }).joined(separator: "\n"))
  }

  /// Ready to be copied; what has no text of its own is told as a sentence.
  var text: String { delivery.action.text.map { Terminal.trimmed($0.plain) } ?? delivery.action.sentence }
  var markdown: String { delivery.action.text?.markdown ?? delivery.action.sentence }

  private var name: String { community?.community.name ?? delivery.community.raw }

  /// The message that a member wrote, where a person can open it.
  private var link: String? { cause?.message?.link }

  private var task: String {
    switch delivery.action {
    case .post(_, let channel, _): "post in \(place(channel))"
    case .schedule(_, let channel, let at): "post in \(place(channel)) at \(local(at))"
    case .reply(_, let message, _): "answer \(author) in \(place(message.channel))"
    case .direct(_, let member): "write to \(person(member)) alone"
    case .edit(let name, _): "change the post \"\(PartName.shown(name))\" to this"
    case .react, .pin, .hide, .delete, .timeout, .ban, .grant, .approve, .decline, .flag, .settle, .hold, .timer,
      .fetch, .measure:
      delivery.action.kindWord
    }
  }

  private var author: String { cause?.actor.map { "\($0.name)" } ?? "a message" }

  private func person(_ id: ID<Member>) -> String {
    guard let actor = cause?.actor, actor.id == id, actor.name != id.raw else { return id.raw }
    return "\(actor.name) (\(id))"
  }

  private func place(_ channel: ID<Channel>) -> String {
    guard let message = cause?.message, message.channel == channel, let name = message.channelName else {
      return channel.shown
    }
    return name.hasPrefix("#") ? name : "#" + name
  }

  private func local(_ date: Date) -> String {
    community.map { $0.community.timezone.local(date).shown } ?? date.formatted(.iso8601)
  }

  /// For programs.
  var report: JSON {
    .compact(
      ("id", .int(Int(delivery.id))), ("community", .string(delivery.community.raw)),
      ("instance", .string(delivery.instance.raw)), ("task", .string(task)), ("text", .string(text)),
      ("markdown", .string(markdown)), ("action", delivery.action.json), ("answers", .optional(link)),
      ("standsAt", .optional(edited)), ("open", .optional(community?.about.link)),
      ("created", .string(delivery.created.formatted(.iso8601))))
  }
}

extension Action {
  /// As the configuration of plugins and the store call it.
  fileprivate var kindWord: String { json["kind"]?.string ?? "do" }
}

extension Terminal {
  static func trimmed(_ text: String) -> String {
    var rest = text.drop(while: \.isNewline)
    while rest.last?.isWhitespace == true { rest.removeLast() }
    return String(rest)
  }
}
