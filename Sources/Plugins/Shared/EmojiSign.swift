/// Emoji as platforms write them: the sign itself, in any tone of skin, or a short name such as `+1` or `:thumbsup:`.
enum EmojiSign {
  private static let names: [String: String] = [
    "+1": "👍", "thumbsup": "👍", "thumbs_up": "👍", "-1": "👎", "thumbsdown": "👎", "thumbs_down": "👎",
    "white_check_mark": "✅", "heavy_check_mark": "✔", "check": "✅", "ballot_box_with_check": "☑", "heart": "❤",
    "tada": "🎉", "eyes": "👀", "pray": "🙏", "ok_hand": "👌", "100": "💯", "x": "❌", "bulb": "💡", "star": "⭐",
  ]

  /// The same for all forms of one emoji.
  static func plain(_ text: String) -> String {
    var name = Substring(text)
    while name.first == ":" { name.removeFirst() }
    // Slack writes the tone of the skin behind the name: "+1::skin-tone-2".
    if let colon = name.firstIndex(of: ":"), name.startIndex < colon { name = name[..<colon] }
    if let sign = names[name.lowercased()] { return sign }
    return String(
      String.UnicodeScalarView(
        name.unicodeScalars.filter { $0.value != 0xFE0F && !(0x1F3FB...0x1F3FF).contains($0.value) }))
  }
}
