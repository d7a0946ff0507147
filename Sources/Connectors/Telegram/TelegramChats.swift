internal import BotCore

/// Calls methods that are about one chat, wherever it is by now, and finds chats by what settings call them.
struct TelegramChats: Sendable {
  /// So many chats are asked what they are called when one is looked for.
  private static let mostRead = 50

  private let api: TelegramAPI
  private let directory: TelegramDirectory
  private let listed: [String]
  private let log: @Sendable (Tools.Level, String, [String: String]) -> Void

  /// - Parameter listed: the chats to serve, as the settings name them.
  init(
    api: TelegramAPI, directory: TelegramDirectory, listed: [String],
    log: @escaping @Sendable (Tools.Level, String, [String: String]) -> Void
  ) {
    (self.api, self.directory, self.listed, self.log) = (api, directory, listed, log)
  }

  /// Calls a method with `chat_id`. When Telegram says that the group has become a supergroup with another id, nothing
  /// was done yet: the call is made again with that id.
  func call(_ method: String, _ place: TelegramPlace, _ parameters: [(String, JSON?)] = []) async throws -> JSON {
    let place = directory.current(place)
    do {
      return try await api.call(method, [("chat_id", place.json)] + parameters)
    } catch let fault as TelegramFault where fault.movedTo != nil {
      guard let new = fault.movedTo, case .id(let old) = place.chat else { throw fault }
      note(moved: old, to: new)
      return try await api.call(method, [("chat_id", .int(new))] + parameters)
    }
  }

  func note(moved old: Int, to new: Int) {
    guard directory.note(moved: old, to: new) else { return }
    log(
      .warning, "a group has become a supergroup and has another id now; write the new one into the settings",
      ["old": "\(old)", "new": "\(new)"])
  }

  /// The chat that an id, `@username`, link, `#username` or `#title` names; `nil` where it names none that is known.
  /// - Throws: `TelegramFault`, `HTTPError`, where it could not be found out.
  func resolve(_ name: String) async throws -> TelegramPlace? {
    if let place = TelegramPlace(name) { return directory.current(place) }
    let bare = name.hasPrefix("#") ? name.dropFirst() : Substring(name)
    if let id = directory.find(bare) { return TelegramPlace(.id(id)) }
    for place in groups.filter(isUnread).prefix(Self.mostRead) {
      do { try await read(place) } catch let fault as TelegramFault where fault.isRefusal {}
    }
    if let id = directory.find(bare) { return TelegramPlace(.id(id)) }
    return TelegramPlace.isUsername(bare) ? TelegramPlace(.username(String(bare))) : nil
  }

  /// The chat as `resolve` finds it without asking Telegram: for pacing.
  func known(_ name: String) -> TelegramPlace? {
    if let place = TelegramPlace(name) { return directory.current(place) }
    return directory.find(name.hasPrefix("#") ? name.dropFirst() : Substring(name)).map { TelegramPlace(.id($0)) }
  }

  /// The groups that are served: those listed, or all that the bot was seen in.
  var groups: [TelegramPlace] {
    guard listed.isEmpty else { return listed.compactMap { TelegramPlace($0) }.map(directory.current) }
    return directory.state.withLock { state in state.groups.sorted().map { TelegramPlace(.id($0)) } }
  }

  /// Of those, where members speak: a channel has nobody to silence or to tag.
  var talking: [TelegramPlace] {
    groups.filter { place in
      switch place.chat {
      case .id(let id): directory.chat(id)?.type != "channel"
      case .username(let name): directory.find(name).flatMap(directory.chat)?.type != "channel"
      }
    }
  }

  func serves(_ chat: TelegramChat) -> Bool {
    guard !listed.isEmpty else { return true }
    return groups.contains { place in
      switch place.chat {
      case .id(let id): id == chat.id
      case .username(let name): name.lowercased() == chat.username?.lowercased()
      }
    }
  }

  /// Asks Telegram what the chat is.
  @discardableResult
  func read(_ place: TelegramPlace) async throws -> JSON {
    let json = try await call("getChat", place)
    if let chat = TelegramChat(json) { directory.note(chat) }
    return json
  }

  /// Whether the chat has topics, so that a message's thread is one.
  func hasTopics(_ place: TelegramPlace) async throws -> Bool {
    guard case .id(let id) = directory.current(place).chat else { return false }
    if id > 0 { return directory.state.withLock { $0.identity?.hasTopics ?? false } }
    if let known = directory.chat(id) { return known.isForum }
    return TelegramChat(try await read(place))?.isForum ?? false
  }

  private func isUnread(_ place: TelegramPlace) -> Bool {
    if case .id(let id) = place.chat { directory.chat(id) == nil } else { true }
  }
}
