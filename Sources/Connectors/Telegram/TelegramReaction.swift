/// The emoji that a bot may react with.
enum TelegramReaction {
  /// Stands before the id of a custom emoji: `custom:5368324170671202286`.
  static let customPrefix = "custom:"

  /// Those of Bot API 10.1, `ReactionTypeEmoji`. A chat may allow fewer.
  static let allowed: Set<String> = [
    "❤", "👍", "👎", "🔥", "🥰", "👏", "😁", "🤔", "🤯", "😱", "🤬", "😢", "🎉", "🤩", "🤮", "💩", "🙏", "👌", "🕊",
    "🤡", "🥱", "🥴", "😍", "🐳", "❤‍🔥", "🌚", "🌭", "💯", "🤣", "⚡", "🍌", "🏆", "💔", "🤨", "😐", "🍓", "🍾", "💋",
    "🖕", "😈", "😴", "😭", "🤓", "👻", "👨‍💻", "👀", "🎃", "🙈", "😇", "😨", "🤝", "✍", "🤗", "🫡", "🎅", "🎄", "☃",
    "💅", "🤪", "🗿", "🆒", "💘", "🙉", "🦄", "😘", "💊", "🙊", "😎", "👾", "🤷‍♂", "🤷", "🤷‍♀", "😡",
  ]

  /// Names that other platforms have for them, and what comes nearest to emoji that Telegram does not allow.
  private static let others: [String: String] = [
    "+1": "👍", "thumbsup": "👍", "-1": "👎", "thumbsdown": "👎", "heart": "❤", "fire": "🔥", "tada": "🎉", "eyes": "👀",
    "pray": "🙏", "ok_hand": "👌", "clap": "👏", "100": "💯", "thinking": "🤔", "thinking_face": "🤔", "handshake": "🤝",
    "trophy": "🏆", "zap": "⚡", "rofl": "🤣", "joy": "🤣", "😂": "🤣", "wave": "🤗", "👋": "🤗", "hugging_face": "🤗",
    "saluting_face": "🫡", "writing_hand": "✍", "cry": "😢", "rage": "😡", "sunglasses": "😎", "hugs": "🤗",
    "white_check_mark": "👌", "heavy_check_mark": "👌", "✅": "👌", "✔": "👌", "♥": "❤", "🧡": "❤", "💛": "❤",
    "💚": "❤", "💙": "❤", "💜": "❤", "😀": "😁", "😄": "😁", "smile": "😁", "💪": "🔥", "🚀": "🔥", "rocket": "🔥",
  ]

  /// What Telegram takes for an emoji or its name (`thumbsup`, `:+1:`); `nil` where there is nothing like it.
  static func emoji(_ wanted: String) -> String? {
    let bare = String(String.UnicodeScalarView(wanted.unicodeScalars.filter { !isModifier($0) }))
    let name =
      bare.hasPrefix(":") && bare.hasSuffix(":") && bare.utf8.count > 2 ? String(bare.dropFirst().dropLast()) : bare
    if allowed.contains(name) { return name }
    return others[name]
  }

  /// How an emoji is to look, and the colour of its skin: Telegram's list is without.
  private static func isModifier(_ scalar: Unicode.Scalar) -> Bool {
    scalar.value == 0xFE0F || (0x1F3FB...0x1F3FF).contains(scalar.value)
  }
}
