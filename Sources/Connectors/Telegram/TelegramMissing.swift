public import BotCore

extension Telegram {
  /// Chats by id or @username alone: titles are known only once the bot has heard from the chat.
  public func missing(among names: [PlaceName]) async throws -> [MissingName]? {
    var missing: [MissingName] = []
    for name in names where name.kind == .channel {
      guard let place = TelegramPlace(name.name) else { continue }
      do {
        _ = try await chats.read(place)
      } catch let fault as TelegramFault where fault.isRefusal {
        missing.append(
          MissingName(
            name, "the bot cannot see the chat \(Spelling.quoted(name.name)): \(fault.platform.reason)",
            "correct the id or @username, and add the bot to the chat"))
      } catch let fault as TelegramFault {
        throw ConnectorError.refused(fault.platform.reason)
      }
    }
    return missing
  }
}
