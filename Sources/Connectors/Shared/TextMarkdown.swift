public import BotCore

extension Text {
  /// As Markdown that calls nobody, for whoever copies it.
  public var markdown: String {
    MarkdownText(mention: { _, _ in nil }, channel: { _, _ in nil }, quiet: { $0 }).render(self)
  }
}
