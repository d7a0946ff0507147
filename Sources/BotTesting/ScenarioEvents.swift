import BotCore
import FoundationEssentials

/// What happens in a scenario, as events.
extension ScenarioRun {
  mutating func event(_ verb: String, _ words: [String], _ text: String, _ step: Scenario.Line) throws -> Event.Kind {
    guard let subject = words.first else { throw fault(step, "name somebody or something: \(verb) ada") }
    switch verb {
    case "join": return .memberJoined(member: member(words), channel: place(words), via: provenance(words))
    case "leave": return .memberLeft(member: member(words), channel: place(words))
    case "request":
      return .joinRequested(member: member(words), channel: place(words), answer: text.isEmpty ? nil : text)
    case "say": return .messagePosted(message: post(words, text))
    case "command":
      let name = text.prefix { $0 != " " }
      let rest = String(text.dropFirst(name.count).drop { $0 == " " })
      return .command(name: String(name), arguments: rest, message: post(words, rest))
    case "edit":
      var message = try known(subject, step)
      message.text = text
      message.version += 1
      messages[message.id] = message
      return .messageEdited(message: message)
    case "delete" where subject.hasPrefix("p"):
      return .messageDeleted(id: ID(subject), channel: place(words) ?? "general")
    case "delete":
      let message = try known(subject, step)
      return .messageDeleted(id: message.id, channel: message.channel)
    case "react", "unreact": return try reaction(verb, words, step)
    case "report":
      let message = try known(words.last ?? "", step)
      return .reported(message: message.id, channel: message.channel, by: member(words), reason: text)
    case "settled":
      guard let state = words.dropFirst().first.flatMap(Flag.State.init) else {
        throw fault(step, "write what became of it: settled NAME acknowledged by ada")
      }
      return .settled(flag: subject, as: state, until: nil, by: words.last ?? "")
    default:
      guard let status = words.dropFirst().first.flatMap({ Int($0) }) else {
        throw fault(step, "write the status: fetched NAME 200: text")
      }
      return .fetched(name: subject, status: status, body: text)
    }
  }

  private func member(_ words: [String]) -> Member {
    Member(
      ID(words[0]), isBot: words.contains("bot"), roles: words.compactMap { Self.inside($0, "(", ")") },
      locale: words.compactMap { Self.inside($0, "[", "]") }.first)
  }

  private static func inside(_ word: String, _ open: String, _ close: String) -> String? {
    word.hasPrefix(open) && word.hasSuffix(close) ? String(word.dropFirst().dropLast()) : nil
  }

  private func provenance(_ words: [String]) -> Event.Provenance { words.contains("found") ? .snapshot : .transition }

  private func place(_ words: [String]) -> ID<Channel>? {
    if words.contains("nowhere") { return nil }
    return ID(words.first { $0.hasPrefix("#") }.map { String($0.dropFirst()) } ?? "general")
  }

  private mutating func post(_ words: [String], _ text: String) -> Message {
    let isDirect = words.contains("@bot")
    let place =
      words.first { $0.hasPrefix("#") }.map { String($0.dropFirst()) } ?? (isDirect ? "@" + words[0] : "general")
    let id: ID<Message> = ID("m\(messages.count + 1)")
    let mentionsBot = text.contains("@bot ")
    let message = Message(
      id, in: ID(place), named: place,
      thread: words.dropFirst().first { $0.hasPrefix("m") || $0.hasPrefix("p") }.map { ID($0) },
      by: member(words), text, mentions: mentionsBot ? ["bot"] : [], mentionsBot: mentionsBot, isDirect: isDirect,
      link: "https://chat.example/\(id)")
    messages[id] = message
    return message
  }

  private func known(_ id: String, _ step: Scenario.Line) throws -> Message {
    guard let message = messages[ID(id)] else { throw fault(step, "there is no message \(id)") }
    return message
  }

  private func reaction(_ verb: String, _ words: [String], _ step: Scenario.Line) throws -> Event.Kind {
    guard words.count >= 3, let emoji = words.last else { throw fault(step, "write: \(verb) ada m1 👍") }
    let message: ID<Message> = ID(words[1])
    let channel = messages[message]?.channel ?? place(words) ?? "general"
    if verb == "react" { return .reacted(emoji: emoji, member: member(words), message: message, channel: channel) }
    return .unreacted(emoji: emoji, member: member(words), message: message, channel: channel)
  }
}
