internal import BotCore

/// Who the bot is, as `getMe` tells.
struct TelegramIdentity: Sendable, Hashable {
  var id: Int
  /// Without `@`.
  var username: String
  /// Whether it gets every message of its groups, not only commands and what is addressed to it.
  var readsGroups: Bool
  /// Whether private conversations with it have topics.
  var hasTopics: Bool

  init?(_ json: JSON) {
    guard let id = json["id"]?.int else { return nil }
    self.id = id
    username = json["username"]?.string ?? ""
    readsGroups = json["can_read_all_group_messages"]?.bool ?? true
    hasTopics = json["has_topics_enabled"]?.bool ?? false
  }
}

/// A chat, as updates and `getChat` tell.
struct TelegramChat: Sendable, Hashable {
  let id: Int
  let type: String
  let title: String?
  let username: String?
  let isForum: Bool

  init?(_ json: JSON?) {
    guard let json, let id = json["id"]?.int else { return nil }
    self.id = id
    type = json["type"]?.string ?? ""
    title = json["title"]?.string
    username = json["username"]?.string
    isForum = json["is_forum"]?.bool ?? false
  }

  var isPrivate: Bool { type == "private" }
  var isGroup: Bool { type == "group" || type == "supergroup" }
  /// What settings may call it, without `@` or `#`.
  var name: String? { isPrivate ? nil : username ?? title }
}

/// What was learnt of Telegram, kept for as long as the process runs. What of it must survive goes into the cursor.
struct TelegramDirectory: Sendable {
  static let maxChats = 2000
  static let maxGroups = 500
  static let maxRequests = 2000

  struct Snapshot: Sendable {
    var identity: TelegramIdentity?
    var chats: [Int: TelegramChat] = [:]
    var groups: Set<Int> = []
    var moved: [Int: Int] = [:]
    /// Where a member asked to join, by member.
    var requests: [Int: Set<Int>] = [:]
    /// Whether the cursor told its part: it is older than what this run learnt.
    var isRecalled = false
    var isPrepared = false
    /// Whether updates were asked for in this run.
    var hasRead = false
    var isWebhookSet = false
    /// The `last_error_date` that was told already.
    var lastError = 0

    func current(_ chat: Int) -> Int { moved[chat].map { moved[$0] ?? $0 } ?? chat }
  }

  let state = Lock(Snapshot())

  /// The chat under its present id.
  func current(_ place: TelegramPlace) -> TelegramPlace {
    guard case .id(let id) = place.chat else { return place }
    return TelegramPlace(.id(state.withLock { $0.current(id) }), topic: place.topic)
  }

  func chat(_ id: Int) -> TelegramChat? { state.withLock { $0.chats[id] } }

  /// The chat of this username or title.
  func find(_ name: some StringProtocol) -> Int? {
    let wanted = name.lowercased()
    return state.withLock { state in
      let fitting = state.chats.values.filter {
        $0.username?.lowercased() == wanted || $0.title?.lowercased() == wanted
      }
      return fitting.map(\.id).filter { state.moved[$0] == nil }.min()
    }
  }

  func note(_ chat: TelegramChat) {
    guard !chat.isPrivate else { return }
    state.withLock { state in
      if state.chats.count < Self.maxChats || state.chats[chat.id] != nil { state.chats[chat.id] = chat }
      if chat.isGroup, state.groups.count < Self.maxGroups, state.moved[chat.id] == nil { state.groups.insert(chat.id) }
    }
  }

  /// - Returns: whether that is news.
  @discardableResult
  func note(moved old: Int, to new: Int) -> Bool {
    state.withLock { state in
      guard state.moved[old] != new, old != new else { return false }
      state.moved[old] = new
      if state.groups.remove(old) != nil { state.groups.insert(new) }
      return true
    }
  }

  func forget(group: Int) { state.withLock { _ = $0.groups.remove(group) } }

  func note(request member: Int, to chat: Int) {
    state.withLock { state in
      if state.requests.count >= Self.maxRequests && state.requests[member] == nil { state.requests = [:] }
      state.requests[member, default: []].insert(chat)
    }
  }

  /// Takes over what the cursor keeps, at the first call.
  func recall(_ cursor: TelegramCursor) {
    state.withLock { state in
      guard !state.isRecalled else { return }
      state.isRecalled = true
      state.moved.merge(cursor.moved) { known, _ in known }
      state.groups.formUnion(cursor.groups.map { state.moved[$0] ?? $0 })
    }
  }

  func keep(in cursor: inout TelegramCursor) {
    (cursor.groups, cursor.moved) = state.withLock { ($0.groups, $0.moved) }
  }
}
