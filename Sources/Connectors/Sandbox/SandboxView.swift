import BotCore
import FoundationEssentials

/// A sandbox as the page gets it: JSON that holds text as data, never as markup.
extension SandboxWorld {
  var snapshot: JSON {
    [
      "community": .string(community.name), "start": .string(mark), "bot": .string(bot.id.raw),
      "channels": .array(channels.map(\.view)), "members": .array(people.map(\.view)),
      "messages": .array(entries.map(\.view)),
    ]
  }

  func frame(_ change: Change) -> [UInt8]? {
    switch change {
    case .person(let id): person(id).map { SandboxFeed.frame("member", $0.view) }
    case .entry(let id): entry(id).map { SandboxFeed.frame("message", $0.view) }
    }
  }
}

extension SandboxChannel {
  var view: JSON { ["id": .string(id.raw), "name": .string(name), "private": .bool(isPrivate)] }
}

extension SandboxPerson {
  var view: JSON {
    .compact(
      ("id", .string(member.id.raw)), ("name", .string(member.name)), ("bot", .bool(member.isBot)),
      ("roles", .array(member.roles.map { .string($0) })), ("standing", .string(standing.rawValue)),
      ("direct", .string(SandboxWorld.direct(member.id).raw)), ("quietUntil", quietUntil.map(\.milliseconds)))
  }
}

extension SandboxEntry {
  var view: JSON {
    var view =
      JSON.compact(
        ("id", .string(id.raw)), ("short", .string(ShortName.of(id, in: channel))), ("channel", .string(channel.raw)),
        ("thread", .optional(thread?.raw)),
        ("by", .optional(author?.raw)), ("at", at.milliseconds), ("kind", .string(kind.name)), ("text", text.view),
        ("source", .string(source)), ("edited", .bool(version > 0)), ("pinned", .bool(isPinned)),
        ("hidden", .optional(hidden)), ("deleted", .optional(deleted)),
        ("reactions", .array(reactions.map(\.view)))
      ).object ?? JSONObject()
    if case .flag(let title, let severity, let about, let link) = kind {
      view["flag"] = .compact(
        ("title", .string(title)), ("severity", .string(severity.rawValue)), ("about", .optional(about?.raw)),
        ("link", .optional(link.flatMap { Text.isWebAddress($0) ? $0 : nil })))
    }
    return .object(view)
  }
}

extension SandboxEntry.Kind {
  var name: String {
    switch self {
    case .said: "said"
    case .notice: "notice"
    case .flag: "flag"
    }
  }
}

extension SandboxEntry.Reaction {
  var view: JSON { ["emoji": .string(emoji), "by": .array(by.map { .string($0.raw) })] }
}

extension Date {
  fileprivate var milliseconds: JSON { .int(Int((timeIntervalSince1970 * 1000).rounded())) }
}

extension Text {
  var view: JSON { .array(nodes.map(\.view)) }

  fileprivate static func isWebAddress(_ url: String) -> Bool {
    url.hasPrefix("https://") || url.hasPrefix("http://")
  }
}

extension Text.Node {
  fileprivate var view: JSON {
    switch self {
    case .plain(let text): ["kind": "plain", "text": .string(text)]
    case .mention(let member, let name): ["kind": "mention", "text": .string("@" + name), "id": .string(member.raw)]
    case .channel(let id, let name): ["kind": "channel", "text": .string("#" + name), "id": .string(id.raw)]
    case .link(let label, let url): link(label, url)
    case .code(let text): ["kind": "code", "text": .string(text)]
    case .codeBlock(let text): ["kind": "block", "text": .string(text)]
    case .bold(let text): ["kind": "bold", "nodes": text.view]
    case .italic(let text): ["kind": "italic", "nodes": text.view]
    case .quote(let text): ["kind": "quote", "nodes": text.view]
    case .list(let items): ["kind": "list", "items": .array(items.map(\.view))]
    }
  }

  // An address of another kind, such as javascript:, is shown and cannot be followed.
  private func link(_ label: String, _ url: String) -> JSON {
    guard Text.isWebAddress(url) else {
      return ["kind": "plain", "text": .string(label.isEmpty ? url : "\(label) (\(url))")]
    }
    return ["kind": "link", "text": .string(label.isEmpty ? url : label), "url": .string(url)]
  }
}
