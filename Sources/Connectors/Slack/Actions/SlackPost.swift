public import BotCore
internal import FoundationEssentials

extension Slack {
  func post(_ text: Text, in channel: ID<Channel>, key: String) async -> Outcome {
    switch await place(channel) {
    case .success(let id): await send(text, to: id, thread: nil, key: key, bucket: "post/\(channel)")
    case .failure(let fault): fault.outcome
    }
  }

  /// A slash command is no message that a thread could hang on: its answer stands in the channel.
  func reply(_ text: Text, to message: MessageRef, key: String) async -> Outcome {
    await at(message) {
      await send(text, to: $0.channel, thread: $0.slackThread, key: key, bucket: "post/\(message.channel)")
    }
  }

  func post(_ text: Text, to member: ID<Member>, key: String) async -> Outcome {
    let bucket = "post/\(member)"
    switch await directory.direct(member) {
    case .success(let channel): return await send(text, to: channel, thread: nil, key: key, bucket: bucket)
    case .failure(let failure):
      let outcome = failure.reply.outcome(bucket: "conversations.open")
      // To open a conversation twice does no harm.
      guard case .unknown(let reason) = outcome else { return outcome }
      return .retry(after: nil, scope: .action, reason: reason)
    }
  }

  /// Changes the text of a message of the bot's own.
  public func edit(_ message: MessageRef, text: Text, key: String) async -> Outcome {
    let markup = SlackText.render(text)
    if let tooLong = tooLong(markup) { return tooLong }
    return await at(message) { message in
      // Where no blocks are named, Slack keeps those of the text before.
      let body = JSON.compact(
        ("channel", .string(message.channel.raw)), ("ts", .string(message.id.raw)), ("text", .string(markup)),
        ("blocks", SlackBlocks.render(text) ?? []), ("link_names", false), ("metadata", Self.metadata(key)))
      return await api.write("chat.update", body)
        .outcome(bucket: "chat.update") { $0["ts"]?.string.map { ID($0) } ?? message.id }
    }
  }

  /// Identifies a post when it is looked for later.
  static func metadata(_ key: String) -> JSON {
    ["event_type": .string(SlackDecoder.metadataType), "event_payload": ["key": .string(key)]]
  }

  /// Why there is no channel to write to: nothing was written yet.
  struct NoPlace: Error { let outcome: Outcome }

  func place(_ channel: ID<Channel>) async -> Result<ID<Channel>, NoPlace> {
    do {
      if let id = try await directory.channel(channel) { return .success(id) }
      let reason = "there is no channel \(channel), or the bot may not see it; invite it there"
      return .failure(NoPlace(outcome: .refused(.target, reason: reason)))
    } catch {
      return .failure(NoPlace(outcome: Self.notDone(error, bucket: "conversations.list")))
    }
  }

  /// Does something to a message, whose channel may stand there by its name. Slack takes names for new posts alone.
  func at(_ message: MessageRef, _ deed: (MessageRef) async -> Outcome) async -> Outcome {
    switch await place(message.channel) {
    case .success(let id): return await deed(MessageRef(message.id, in: id, thread: message.thread))
    case .failure(let fault): return fault.outcome
    }
  }

  func tooLong(_ markup: String) -> Outcome? {
    let length = markup.utf16.count
    return length > settings.longestText
      ? .refused(.content, reason: "the message has \(length) characters, more than \(settings.longestText)") : nil
  }

  private func send(
    _ text: Text, to channel: ID<Channel>, thread: ID<Message>?, key: String, bucket: String
  ) async -> Outcome {
    let markup = SlackText.render(text)
    if let tooLong = tooLong(markup) { return tooLong }
    let body = JSON.compact(
      ("channel", .string(channel.raw)), ("text", .string(markup)), ("thread_ts", .optional(thread?.raw)),
      ("blocks", SlackBlocks.render(text)),
      ("unfurl_links", false), ("unfurl_media", false), ("link_names", false), ("metadata", Self.metadata(key)))
    return await api.write("chat.postMessage", body)
      .outcome(bucket: bucket) { $0["ts"]?.string.map { ID($0) } }
  }
}

extension MessageRef {
  /// The message that an answer's thread hangs on; `nil` for what is no message of a channel.
  var slackThread: ID<Message>? {
    let thread = thread ?? id
    return SlackTimestamp(thread.raw) == nil ? nil : thread
  }
}
