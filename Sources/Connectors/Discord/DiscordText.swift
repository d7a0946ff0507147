internal import BotCore

/// What the bot says, as Discord's Markdown. `allowed_mentions` of the message decides whom it calls; the text is
/// rendered so that nobody else even seems to be called.
enum DiscordText {
  /// Discord counts code points, and 2,000 of them are the most.
  static let limits = TextLimits(max: 2000, unit: .scalars)
  /// As many members as one message may call.
  private static let mostMentions = 100

  static func render(_ text: Text) -> String { markdown.render(tamed(text)) }

  static func length(_ text: Text) -> Int { limits.length(render(text)) }

  /// Calls whom the text mentions and nobody else, whatever stands in it.
  static func allowedMentions(_ text: Text, pingsAuthor: Bool? = nil) -> JSON {
    var ids: [String] = []
    for id in text.mentioned.map(\.raw) where Snowflake.isID(id) && !ids.contains(id) { ids.append(id) }
    return .compact(
      ("parse", []), ("users", .array(ids.prefix(mostMentions).map { .string($0) })),
      ("replied_user", pingsAuthor.map { .bool($0) }))
  }

  private static let markdown = MarkdownText(
    mention: { id, _ in Snowflake.isID(id.raw) ? "<@\(id)>" : nil },
    channel: { id, _ in Snowflake.isID(id.raw) ? "<#\(id)>" : nil },
    quiet: quiet, blockEnd: "\n")

  /// Takes the call out of `@everyone` and `@here`, and the link out of an address.
  private static let quiet: @Sendable (String) -> String = { text in
    var out = ""
    var rest = Substring(text)
    while let next = rest.first {
      let word = loud.first(where: { rest.hasPrefix($0.written) })
      out += word?.quiet ?? String(next)
      rest = rest.dropFirst(word?.written.count ?? 1)
    }
    return out
  }

  private static let loud: [(written: String, quiet: String)] = [
    (written: "@everyone", quiet: "@\u{200B}everyone"), ("@here", "@\u{200B}here"), ("://", ":\u{200B}//"),
  ]

  /// Discord knows no fence but three backticks, and takes three of them for a fence within a line too; and only web
  /// addresses can be links.
  private static func tamed(_ text: Text) -> Text {
    Text(
      text.nodes.map { node in
        switch node {
        case .code(let code): .code(apart(code))
        case .codeBlock(let code): .codeBlock(apart(code))
        case .link(let label, let url) where !isWeb(url): .plain(label.isEmpty ? url : "\(label) (\(url))")
        case .bold(let text): .bold(tamed(text))
        case .italic(let text): .italic(tamed(text))
        case .quote(let text): .quote(tamed(text))
        case .list(let items): .list(items: items.map { tamed($0) })
        case .plain, .mention, .channel, .link: node
        }
      })
  }

  private static func isWeb(_ url: String) -> Bool { url.hasPrefix("https://") || url.hasPrefix("http://") }

  /// No two backticks side by side.
  private static func apart(_ code: String) -> String {
    var out = ""
    var wasTick = false
    for scalar in code.unicodeScalars {
      if scalar == "`" && wasTick { out += "\u{200B}" }
      out.unicodeScalars.append(scalar)
      wasTick = scalar == "`"
    }
    return out
  }
}
