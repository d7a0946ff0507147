public import BotCore
internal import FoundationEssentials

extension Telegram {
  /// What is asked for. Telegram sends `chat_member` and `message_reaction` only to those who name them.
  static let updates = [
    "message", "edited_message", "channel_post", "edited_channel_post", "message_reaction", "my_chat_member",
    "chat_member", "chat_join_request",
  ]
  /// Telegram holds an answer back for 50 seconds at most.
  private static let longestWait = 50

  /// In poll mode brings updates; in webhook mode looks after the webhook. Telegram keeps what it could not deliver for
  /// 24 hours, either way, so that there is nothing else to catch up with.
  public func poll(_ cursor: Cursor?) async throws -> Poll {
    do {
      var place = TelegramCursor(cursor)
      directory.recall(place)
      try await prepare()
      switch settings.receive {
      case .webhook:
        try await tendWebhook()
        directory.keep(in: &place)
        return Poll(events: [], cursor: place.cursor, next: settings.checkEvery)
      case .poll:
        return cursor == nil && settings.from == .now ? try await begin(place) : try await read(place)
      }
    } catch let fault as TelegramFault {
      throw fault.platform.asConnectorError
    }
  }

  /// Once per run: who the bot is, and its menu.
  func prepare() async throws {
    guard directory.state.withLock({ !$0.isPrepared }) else { return }
    _ = try await askIdentity()
    let commands = settings.commands.compactMap { TelegramCommand($0) }
    if !commands.isEmpty {
      let menu = commands.map {
        JSON.object(JSONObject([("command", .string($0.name)), ("description", .string($0.description))]))
      }
      do {
        _ = try await api.call("setMyCommands", [("commands", .array(menu))])
      } catch let fault as TelegramFault where fault.isRefusal {
        tools.log(.warning, "the bot's menu could not be set", ["reason": fault.platform.reason])
      }
    }
    for chat in settings.chats.compactMap({ TelegramPlace($0) }) {
      do {
        try await chats.read(chat)
      } catch let fault as TelegramFault where fault.isRefusal {
        tools.log(.warning, "a chat cannot be read", ["chat": chat.bucket, "reason": fault.platform.reason])
      }
    }
    directory.state.withLock { $0.isPrepared = true }
  }

  func askIdentity() async throws -> TelegramIdentity {
    guard let identity = TelegramIdentity(try await api.call("getMe")) else {
      throw ConnectorError.refused("getMe names no id")
    }
    directory.state.withLock { $0.identity = identity }
    return identity
  }

  /// The first start: what Telegram still keeps from before is left alone.
  private func begin(_ start: TelegramCursor) async throws -> Poll {
    var place = start
    let last = try await ask(offset: -1, limit: 1, wait: 0).last
    place.offset = last?["update_id"]?.int.map { $0 &+ 1 }
    directory.keep(in: &place)
    return Poll(events: [], cursor: place.cursor, next: .zero)
  }

  private func read(_ start: TelegramCursor) async throws -> Poll {
    var place = start
    // The first look of a run does not wait, so that the bot soon knows that Telegram answers.
    let isFirst = directory.state.withLock { state in
      defer { state.hasRead = true }
      return !state.hasRead
    }
    let wait = isFirst ? 0 : min(Self.longestWait, Int(tools.longestWait.seconds))
    let updates = try await ask(offset: start.offset, limit: 100, wait: wait)
    let events = updates.flatMap { update in
      learn(update)
      return decoder(at: tools.now()).events(update)
    }
    // When nothing came, all that was taken is confirmed. The offset is dropped then, because after a quiet week
    // Telegram numbers anew, and might begin below it.
    place.offset = updates.compactMap { $0["update_id"]?.int }.max().map { $0 &+ 1 }
    directory.keep(in: &place)
    return Poll(events: events, cursor: place.cursor, next: .zero)
  }

  private func ask(offset: Int?, limit: Int, wait: Int) async throws -> [JSON] {
    let result = try await api.call(
      "getUpdates",
      [
        ("offset", offset.map { .int($0) }), ("limit", .int(limit)), ("timeout", .int(wait)),
        ("allowed_updates", .array(Self.updates.map { .string($0) })),
      ], wait: .seconds(wait))
    return result.array ?? []
  }

  /// Remembers what an update tells of chats: what they are called, where the bot is, where somebody waits to be let in.
  func learn(_ update: JSON) {
    guard let body = update.object?.members.first(where: { $0.key != "update_id" }),
      let chat = TelegramDecoder.chat(of: body.value)
    else { return }
    if let new = body.value["migrate_to_chat_id"]?.int, chats.serves(chat) {
      return chats.note(moved: chat.id, to: new)
    }
    if let old = body.value["migrate_from_chat_id"]?.int, chats.groups.contains(TelegramPlace(.id(old))) {
      chats.note(moved: old, to: chat.id)
    }
    guard chats.serves(chat) else { return }
    directory.note(chat)
    if body.key == "my_chat_member", TelegramMember.isIn(body.value["new_chat_member"]) == false {
      directory.forget(group: chat.id)
    }
    if body.key == "chat_join_request", let member = body.value["from"]?["id"]?.int {
      directory.note(request: member, to: chat.id)
    }
  }
}
