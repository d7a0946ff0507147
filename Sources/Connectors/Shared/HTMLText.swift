internal import BotCore
internal import Feeds

/// What the bot says, as HTML of the plainest kind: everything escaped, links only to the web and to mail.
struct HTMLText: Sendable {
  /// Takes from a text whatever would call somebody.
  let quiet: @Sendable (String) -> String

  init(quiet: @escaping @Sendable (String) -> String = { $0 }) { self.quiet = quiet }

  func render(_ text: Text) -> String { text.nodes.map(render).joined() }

  private func render(_ node: Text.Node) -> String {
    switch node {
    case .plain(let text): escape(text)
    case .mention(_, let name): escape("@" + name)
    case .channel(_, let name): escape("#" + name)
    case .link(let label, let url): link(label, url)
    case .code(let text): "<code>\(HTML.escape(text))</code>"
    case .codeBlock(let text): "<pre><code>\(HTML.escape(text))</code></pre>"
    case .bold(let text): "<strong>\(render(text))</strong>"
    case .italic(let text): "<em>\(render(text))</em>"
    case .quote(let text): "<blockquote>\(render(text))</blockquote>"
    case .list(let items): "<ul>" + items.map { "<li>\(render($0))</li>" }.joined() + "</ul>"
    }
  }

  private func escape(_ text: String) -> String {
    HTML.escape(quiet(text)).split(omittingEmptySubsequences: false, whereSeparator: \.isNewline)
      .joined(separator: "<br>\n")
  }

  private func link(_ label: String, _ url: String) -> String {
    guard ["https://", "http://", "mailto:"].contains(where: { url.hasPrefix($0) }) else {
      return escape(label.isEmpty ? url : "\(label) (\(url))")
    }
    return "<a href=\"\(HTML.escape(url))\">\(label.isEmpty ? HTML.escape(url) : escape(label))</a>"
  }
}
