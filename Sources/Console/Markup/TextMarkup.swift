import BotCore

/// What the bot says, as it looks on a page.
extension Markup {
  static func of(_ text: Text) -> Markup { each(text.nodes, of) }

  private static func of(_ node: Text.Node) -> Markup {
    switch node {
    case .plain(let text): .text(text)
    case .mention(_, let name): .tag("bdi", ["class": "mention"], .text("@" + name))
    case .channel(_, let name): .tag("bdi", [:], .text("#" + name))
    case .link(let label, let url): foreignLink(url, label.isEmpty ? url : label)
    case .code(let text): .tag("code", [:], .text(text))
    case .codeBlock(let text): .tag("pre", ["tabindex": "0"], .text(text))
    case .bold(let text): .tag("strong", [:], of(text))
    case .italic(let text): .tag("em", [:], of(text))
    case .quote(let text): .tag("blockquote", [:], of(text))
    case .list(let items): .tag("ul", [:], each(items) { .tag("li", [:], of($0)) })
    }
  }

  /// A text of several lines, each letter as it stands.
  static func block(_ text: Text) -> Markup { .tag("div", ["class": "text"], of(text)) }
}
