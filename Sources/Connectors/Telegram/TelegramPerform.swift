public import BotCore
internal import FoundationEssentials

extension Telegram {
  public func perform(_ action: Action, key: String) async -> Outcome {
    switch action {
    case .post(let text, let channel, _): await post(text, in: channel)
    case .reply(let text, let message, _): await reply(text, to: message)
    case .direct(let text, let member): await direct(text, to: member)
    case .react(let emoji, let message): await react(emoji, to: message)
    case .pin(let message):
      await change("pinChatMessage", message, [("disable_notification", true)])
    case .hide(let message, _), .delete(let message, _):
      await change("deleteMessage", message, settled: ["message to delete not found", "message_id_invalid"])
    case .timeout(let member, let until, _): await timeout(member, until)
    case .ban(let member, _): await ban(member)
    case .grant(let role, let member): await grant(role, to: member)
    case .approve(let member): await answer("approveChatJoinRequest", member)
    case .decline(let member, _): await answer("declineChatJoinRequest", member)
    case .edit: .refused(.unsupported, reason: "an edit needs the message that the name stands for")
    case .schedule: .refused(.unsupported, reason: "Telegram holds no post back for a bot")
    case .flag, .settle, .hold, .timer, .fetch, .measure: .refused(.unsupported, reason: "this is nothing to send")
    }
  }

  /// Changes the text of a message of the bot's own.
  public func edit(_ message: MessageRef, text: Text, key: String) async -> Outcome {
    let text = TelegramText(text)
    if let fault = text.fault { return .refused(.content, reason: fault) }
    let outcome = await change("editMessageText", message, text.parameters + [linkPreview])
    return if case .done = outcome { .done(message.id) } else { outcome }
  }

  private func post(_ text: Text, in channel: ID<Channel>) async -> Outcome {
    switch await find(channel) {
    case .place(let place): await send(text, to: place)
    case .nowhere(let outcome): outcome
    }
  }

  private enum Found {
    case place(TelegramPlace)
    case nowhere(Outcome)
  }

  private func find(_ channel: ID<Channel>) async -> Found {
    do {
      if let place = try await chats.resolve(channel.raw) { return .place(place) }
    } catch {
      return .nowhere(Outcome(telegram: error, bucket: "all", isHarmless: true))
    }
    if settings.chats.isEmpty && !directory.state.withLock({ $0.isPrepared }) {
      return .nowhere(
        .retry(after: nil, scope: .action, reason: "what chat \(channel) is, the bot knows once it has polled"))
    }
    return .nowhere(
      .refused(
        .target,
        reason: "there is no chat \(channel) that the bot knows; write its id or @username, or add the bot to it"))
  }

  private func reply(_ text: Text, to message: MessageRef) async -> Outcome {
    guard let number = Int(message.id.raw) else { return .refused(.target, reason: "\(message.id) is no message id") }
    var place: TelegramPlace
    switch await find(message.channel) {
    case .place(let found): place = found
    case .nowhere(let outcome): return outcome
    }
    do {
      if let thread = message.thread, let topic = Int(thread.raw), try await chats.hasTopics(place) {
        place.topic = topic
      }
    } catch {
      return Outcome(telegram: error, bucket: place.bucket, isHarmless: true)
    }
    return await send(
      text, to: place,
      [("reply_parameters", ["message_id": .int(number), "allow_sending_without_reply": true])])
  }

  private func direct(_ text: Text, to member: ID<Member>) async -> Outcome {
    guard let id = Int(member.raw), id > 0 else {
      return .refused(.target, reason: "\(member) is no person whom a bot can write to")
    }
    let outcome = await send(text, to: TelegramPlace(.id(id)))
    guard case .refused(.target, let reason) = outcome else { return outcome }
    return .refused(.target, reason: Self.directReason(reason))
  }

  private static func directReason(_ reason: String) -> String {
    let words = reason.lowercased()
    if words.contains("initiate") || words.contains("chat not found") {
      return "\(reason); the member must open the chat with the bot and press Start first"
    }
    return words.contains("blocked") ? "\(reason); only the member can lift that" : reason
  }

  /// - Returns: with the id of the message, or what Telegram said; where the topic is gone, the message is sent without.
  private func send(_ text: Text, to place: TelegramPlace, _ more: [(String, JSON?)] = []) async -> Outcome {
    let text = TelegramText(text)
    if let fault = text.fault { return .refused(.content, reason: fault) }
    let parameters = text.parameters + [linkPreview] + more
    do {
      let topic = place.topic.map { [("message_thread_id", Optional(JSON.int($0)))] } ?? []
      return .done(Self.id(try await chats.call("sendMessage", place, parameters + topic)))
    } catch let fault as TelegramFault
      where place.topic != nil && !more.isEmpty && fault.words.contains("thread not found")
    {
      return await send(parameters, to: place)
    } catch {
      return Outcome(telegram: error, bucket: place.bucket)
    }
  }

  private func send(_ parameters: [(String, JSON?)], to place: TelegramPlace) async -> Outcome {
    do {
      return .done(Self.id(try await chats.call("sendMessage", place, parameters)))
    } catch {
      return Outcome(telegram: error, bucket: place.bucket)
    }
  }

  private static func id(_ message: JSON) -> ID<Message>? { message["message_id"]?.int.map { ID(String($0)) } }

  private var linkPreview: (String, JSON?) { ("link_preview_options", ["is_disabled": .bool(!settings.linkPreviews)]) }

  private func react(_ emoji: String, to message: MessageRef) async -> Outcome {
    let custom =
      emoji.hasPrefix(TelegramReaction.customPrefix) ? emoji.dropFirst(TelegramReaction.customPrefix.count) : ""
    let reaction: JSON
    if !custom.isEmpty {
      reaction = ["type": "custom_emoji", "custom_emoji_id": .string(String(custom))]
    } else if let known = TelegramReaction.emoji(emoji) {
      reaction = ["type": "emoji", "emoji": .string(known)]
    } else {
      return .refused(.content, reason: "Telegram offers no reaction \(emoji); use one of its own, such as 👍 or 🎉")
    }
    return await change("setMessageReaction", message, [("reaction", .array([reaction]))])
  }

  /// Methods that change nothing when they are called again.
  /// - Parameter settled: words which say that what was wanted is so already.
  private func change(
    _ method: String, _ message: MessageRef, _ parameters: [(String, JSON?)] = [], settled: [String] = []
  ) async -> Outcome {
    guard let number = Int(message.id.raw) else { return .refused(.target, reason: "\(message.id) is no message id") }
    let place: TelegramPlace
    switch await find(message.channel) {
    case .place(let found): place = found
    case .nowhere(let outcome): return outcome
    }
    do {
      _ = try await chats.call(method, place, [("message_id", .int(number))] + parameters)
      return .done(nil)
    } catch let fault as TelegramFault where settled.contains(where: { fault.words.contains($0) }) {
      return .done(nil)
    } catch {
      return Outcome(telegram: error, bucket: place.bucket, isHarmless: true)
    }
  }
}
