internal import BotCore

/// A message's text as people read it, made of Telegram's text and the entities in it: links that hide behind words are
/// written out, and who is mentioned is known. Telegram counts in UTF-16 units.
struct TelegramMarkup: Hashable {
  private(set) var text = ""
  private(set) var mentions: [ID<Member>] = []
  /// The command that the text begins with, without slash: `help`, or `help@some_bot`.
  private(set) var command: String?
  /// What follows the command.
  private(set) var arguments = ""

  /// - Parameter own: the bot, which can be mentioned by its username.
  init(_ source: String, _ entities: [JSON], own: TelegramIdentity?) {
    let units = Array(source.utf16)
    var rest = 0
    for entity in entities.sorted(by: { ($0["offset"]?.int ?? 0) < ($1["offset"]?.int ?? 0) }) {
      guard let offset = entity["offset"]?.int, let length = entity["length"]?.int, offset >= 0, length > 0,
        offset <= units.count, length <= units.count - offset
      else { continue }
      let end = offset + length
      let words = String(decoding: units[offset..<end], as: UTF16.self)
      switch entity["type"]?.string {
      case "text_link":
        guard let url = entity["url"]?.string, url != words, end >= rest else { continue }
        text += String(decoding: units[rest..<end], as: UTF16.self) + " (\(url))"
        rest = end
      case "text_mention":
        if let user = entity["user"]?["id"]?.int { add(ID(String(user))) }
      case "mention":
        add(
          own.map { "@" + $0.username.lowercased() == words.lowercased() } == true
            ? ID(String(own?.id ?? 0)) : ID(words))
      case "bot_command" where offset == 0:
        command = String(words.dropFirst())
        arguments = String(decoding: units[end...], as: UTF16.self).trimmed
      default: continue
      }
    }
    text += String(decoding: units[rest...], as: UTF16.self)
  }

  private mutating func add(_ member: ID<Member>) {
    if !mentions.contains(member) { mentions.append(member) }
  }
}
