internal import BotCore

/// What the bot says, as Slack's `mrkdwn`: what notifications and searches show, and the message itself where
/// `SlackBlocks` is not needed.
///
/// Slack reads `<…>` as its own and nothing else can notify anybody, so plain text has `&`, `<` and `>` escaped and
/// no text but `Text.Node.mention` ever becomes `<@…>`; `<!channel>` cannot be made at all.
enum SlackText {
  static func render(_ text: Text) -> String { text.nodes.map(render).joined() }

  private static func render(_ node: Text.Node) -> String {
    switch node {
    case .plain(let text): escape(text)
    case .mention(let member, let name): SlackID.isID(member.raw) ? "<@\(member)>" : escape("@" + name)
    case .channel(let id, let name): SlackID.isID(id.raw) ? "<#\(id)>" : escape("#" + name)
    case .link(let label, let url): link(label, url)
    case .code(let text): "`" + escape(text, backtick: "'") + "`"
    case .codeBlock(let text): "\n```\n" + escape(text, backtick: "'") + "\n```\n"
    case .bold(let text): "*" + render(text) + "*"
    case .italic(let text): "_" + render(text) + "_"
    case .quote(let text): lines(render(text)).map { "> " + $0 }.joined(separator: "\n") + "\n"
    case .list(let items): items.map { "\n• " + render($0) }.joined() + "\n"
    }
  }

  static func escape(_ text: String) -> String { escape(text, backtick: "`") }

  private static func escape(_ text: String, backtick: String) -> String {
    // Most texts hold none of these.
    guard text.utf8.contains(where: { "&<>`".utf8.contains($0) }) else { return text }
    var out = ""
    for scalar in text.unicodeScalars {
      switch scalar {
      case "&": out += "&amp;"
      case "<": out += "&lt;"
      case ">": out += "&gt;"
      case "`": out += backtick
      default: out.unicodeScalars.append(scalar)
      }
    }
    return out
  }

  /// Only web and mail addresses become links: Slack reads `<!…>`, `<@…>` and `<#…>` as something else.
  private static func link(_ label: String, _ url: String) -> String {
    guard isAddress(url) else { return escape(label.isEmpty ? url : "\(label) (\(url))") }
    var address = ""
    for scalar in escape(url).unicodeScalars {
      if scalar == "|" { address += "%7C" } else { address.unicodeScalars.append(scalar) }
    }
    return label.isEmpty ? "<\(address)>" : "<\(address)|\(lines(escape(label)).joined(separator: " "))>"
  }

  static func isAddress(_ url: String) -> Bool {
    ["https://", "http://", "mailto:"].contains { url.hasPrefix($0) }
  }

  private static func lines(_ text: String) -> [Substring] {
    text.split(omittingEmptySubsequences: false, whereSeparator: \.isNewline)
  }
}
