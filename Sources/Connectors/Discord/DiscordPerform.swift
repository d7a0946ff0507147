internal import BotCore
internal import FoundationEssentials
internal import Signing

/// Performs one action.
struct DiscordPerform {
  let settings: DiscordSettings
  let tools: Tools
  let api: DiscordAPI
  let directory: DiscordDirectory
  let key: String

  /// A timeout ends at most this much later (Discord's documentation, "Modify Guild Member"); a minute less, for clocks
  /// differ.
  static let longestTimeout = Duration.days(28) - .minutes(1)

  static func buckets(_ action: Action, _ settings: DiscordSettings, _ directory: DiscordDirectory) -> [Bucket] {
    guard let name = name(action, directory) else { return [] }
    let rate = settings.messagesPerSecondPerChannel
    let spacing: Duration? = name.hasPrefix("messages/") && rate > 0 ? .seconds(1 / rate) : nil
    return [
      // Discord's own limit is five messages in five seconds.
      Bucket(name, spacing: spacing, burst: 5),
      Bucket(DiscordRoute.all, spacing: .seconds(1 / settings.requestsPerSecond), burst: 10),
    ]
  }

  /// The limit that an action counts against; `nil` for what is nothing to send.
  private static func name(_ action: Action, _ directory: DiscordDirectory) -> String? {
    switch action {
    case .post(_, let channel, _): DiscordRoute.messages(directory.knownChannel(channel))
    case .reply(_, let message, _): DiscordRoute.messages(known(message, directory))
    case .direct(_, let member): DiscordRoute.messages("@\(member)")
    case .react(_, let message): DiscordRoute.reactions(known(message, directory))
    case .pin(let message): DiscordRoute.pins(known(message, directory))
    case .hide(let message, _), .delete(let message, _): DiscordRoute.deletions(known(message, directory))
    case .edit: DiscordRoute.edits
    case .timeout: DiscordRoute.members
    case .ban: DiscordRoute.bans
    case .grant: DiscordRoute.roles
    case .approve, .decline: DiscordRoute.requests
    case .schedule, .flag, .settle, .hold, .timer, .fetch, .measure: nil
    }
  }

  /// Where a message stands for Discord: a thread is a channel of its own. A post of the bot's own stands where its
  /// manager wrote, which may be a channel's name.
  private static func place(_ message: MessageRef) -> ID<Channel> {
    message.thread.map { ID($0.raw) } ?? message.channel
  }

  private static func known(_ message: MessageRef, _ directory: DiscordDirectory) -> String {
    directory.knownChannel(place(message))
  }

  func perform(_ action: Action) async -> Outcome {
    let bucket = Self.name(action, directory) ?? DiscordRoute.all
    do {
      return try await perform(action, bucket)
    } catch {
      return Outcome(error, bucket: bucket, isHarmless: !Self.speaks(action))
    }
  }

  /// Whether doing it twice would show. Everything else sets a state.
  private static func speaks(_ action: Action) -> Bool {
    switch action {
    case .post, .reply, .direct, .schedule: true
    case .edit, .react, .pin, .hide, .delete, .timeout, .ban, .grant, .approve, .decline, .flag, .settle, .hold, .timer,
      .fetch,
      .measure:
      false
    }
  }

  private func perform(_ action: Action, _ bucket: String) async throws -> Outcome {
    let guild = "/guilds/\(settings.guild)"
    switch action {
    case .post(let text, let channel, _): return try await post(text, in: channel, bucket)
    case .reply(let text, let message, _): return try await reply(text, to: message, bucket)
    case .direct(let text, let member): return try await direct(text, to: member, bucket)
    case .react(let emoji, let message): return try await react(emoji, to: message, bucket)
    case .pin(let message):
      return try await change("PUT", message, bucket) { "/channels/\($0)/messages/pins/\(message.id)" }
    case .hide(let message, let reason), .delete(let message, let reason):
      return try await delete(message, reason, bucket)
    case .timeout(let member, let until, let reason):
      let end = min(until, tools.now() + Self.longestTimeout)
      return try await change(
        "PATCH", "\(guild)/members/", member, ["communication_disabled_until": .string(end.timestamp)], reason)
    case .ban(let member, let reason):
      let seconds = Int(settings.banDeletes.components.seconds)
      return try await change("PUT", "\(guild)/bans/", member, ["delete_message_seconds": .int(seconds)], reason)
    case .grant(let role, let member): return try await grant(role, to: member)
    case .approve(let member): return try await requests.decide(member, "APPROVED", reason: nil)
    case .decline(let member, let reason): return try await requests.decide(member, "REJECTED", reason: reason)
    case .schedule: return .refused(.unsupported, reason: "Discord posts nothing later for a bot")
    case .edit: return .refused(.unsupported, reason: "an edit needs the message that the name stands for")
    case .flag, .settle, .hold, .timer, .fetch, .measure:
      return .refused(.unsupported, reason: "this is nothing to send")
    }
  }

  private var requests: DiscordRequests { DiscordRequests(api: api, guild: settings.guild) }

  // MARK: Messages

  private func post(_ text: Text, in channel: ID<Channel>, _ bucket: String) async throws -> Outcome {
    switch await find(channel, bucket) {
    case .id(let id): return try await send(text, to: id)
    case .nowhere(let outcome): return outcome
    }
  }

  private enum Found {
    case id(String)
    case nowhere(Outcome)
  }

  private func find(_ channel: ID<Channel>, _ bucket: String) async -> Found {
    do {
      if let id = try await directory.channel(channel) { return .id(id) }
    } catch {
      // Nothing was done yet: whatever kept the channels from being listed, trying again is safe.
      return .nowhere(Outcome(error, bucket: bucket, isHarmless: true))
    }
    return .nowhere(
      .refused(.target, reason: "there is no channel \(channel) that the bot can see; give its id or its #name"))
  }

  private func reply(_ text: Text, to message: MessageRef, _ bucket: String) async throws -> Outcome {
    let isCommand = DiscordCommandID.isCommand(message.id)
    guard isCommand || Snowflake.isID(message.id.raw) else { return Self.noMessage(message) }
    switch await find(Self.place(message), bucket) {
    case .id(let place):
      let reference: JSON = ["message_id": .string(message.id.raw), "fail_if_not_exists": false]
      return try await send(text, to: place, reference: isCommand ? JSON?.none : reference)
    case .nowhere(let outcome): return outcome
    }
  }

  private func direct(_ text: Text, to member: ID<Member>, _ bucket: String) async throws -> Outcome {
    guard Snowflake.isID(member.raw) else { return Self.noMember(member) }
    let conversation: String
    do {
      conversation = try await directory.direct(member)
    } catch {
      // To open a conversation twice does no harm.
      return Outcome(error, bucket: bucket, isHarmless: true)
    }
    return try await send(text, to: conversation)
  }

  /// With `enforce_nonce` Discord answers a repeated nonce with the message that it made the first time.
  private func send(_ text: Text, to channel: String, reference: JSON? = nil) async throws -> Outcome {
    let content = DiscordText.render(text)
    if let refusal = Self.refusal(content) { return refusal }
    let mentions = DiscordText.allowedMentions(text, pingsAuthor: reference.map { _ in settings.pingOnReply })
    let body = JSON.compact(
      ("content", .string(content)), ("allowed_mentions", mentions), ("message_reference", reference),
      ("nonce", .string(Self.nonce(key))), ("enforce_nonce", true))
    let answer = try await api.write("POST", "/channels/\(channel)/messages", body)
    return .done(answer["id"]?.string.map { ID($0) })
  }

  func edit(_ message: MessageRef, _ text: Text) async -> Outcome {
    let content = DiscordText.render(text)
    if let refusal = Self.refusal(content) { return refusal }
    let body: JSON = ["content": .string(content), "allowed_mentions": DiscordText.allowedMentions(text)]
    do {
      let outcome = try await change("PATCH", message, DiscordRoute.edits, body) {
        "/channels/\($0)/messages/\(message.id)"
      }
      return if case .done = outcome { .done(message.id) } else { outcome }
    } catch {
      return Outcome(error, bucket: DiscordRoute.edits, isHarmless: true)
    }
  }

  private static func refusal(_ content: String) -> Outcome? {
    if content.isEmpty { return .refused(.content, reason: "there is no text") }
    let length = DiscordText.limits.length(content)
    guard length > DiscordText.limits.max else { return nil }
    return .refused(.content, reason: "the text has \(length) characters; Discord takes \(DiscordText.limits.max)")
  }

  /// At most 25 characters, the same for the same key: the first 144 bits of a digest in base 64.
  static func nonce(_ key: String) -> String {
    Base64.encode(Array(HMACSHA256(key: "botrun").code(of: Array(key.utf8)).prefix(18)))
  }

  private func react(_ emoji: String, to message: MessageRef, _ bucket: String) async throws -> Outcome {
    guard let name = DiscordEmoji.name(emoji, in: try await directory.guild()) else {
      return .refused(
        .content, reason: "\"\(emoji)\" is no emoji; write the sign itself, or the name of one of the server's")
    }
    return try await change("PUT", message, bucket) {
      "/channels/\($0)/messages/\(message.id)/reactions/\(Percent.encode(name))/@me"
    }
  }

  private func delete(_ message: MessageRef, _ reason: String, _ bucket: String) async throws -> Outcome {
    do {
      return try await change("DELETE", message, bucket, reason: reason) { "/channels/\($0)/messages/\(message.id)" }
    } catch  where DiscordFault.isGone(error) {
      return .done(nil)
    }
  }

  /// - Parameter path: for the id of the channel or thread.
  private func change(
    _ method: String, _ message: MessageRef, _ bucket: String, _ body: JSON? = nil, reason: String? = nil,
    path: (String) -> String
  ) async throws -> Outcome {
    guard Snowflake.isID(message.id.raw) else { return Self.noMessage(message) }
    switch await find(Self.place(message), bucket) {
    case .id(let place):
      try await api.write(method, path(place), body, reason: reason)
      return .done(nil)
    case .nowhere(let outcome): return outcome
    }
  }

  private static func noMessage(_ message: MessageRef) -> Outcome {
    .refused(.target, reason: "\(message.id) is no message on Discord")
  }

  // MARK: Members

  private func change(
    _ method: String, _ path: String, _ member: ID<Member>, _ body: JSON, _ reason: String
  ) async throws -> Outcome {
    guard Snowflake.isID(member.raw) else { return Self.noMember(member) }
    try await api.write(method, path + member.raw, body, reason: reason)
    return .done(nil)
  }

  private func grant(_ name: String, to member: ID<Member>) async throws -> Outcome {
    guard Snowflake.isID(member.raw) else { return Self.noMember(member) }
    guard let role = try await directory.guild().role(named: name), role.id != settings.guild else {
      return .refused(.content, reason: "the server has no role \"\(name)\"")
    }
    if role.isManaged { return .refused(.content, reason: "the role \"\(name)\" belongs to an integration") }
    try await api.write("PUT", "/guilds/\(settings.guild)/members/\(member)/roles/\(role.id)")
    return .done(nil)
  }

  private static func noMember(_ member: ID<Member>) -> Outcome {
    .refused(.target, reason: "\(member) is no member on Discord")
  }
}

/// How reactions are named.
enum DiscordEmoji {
  /// A sign as it is; one of the server's own as `name:id`, whether it is given so, as `<:name:id>`, or by its name.
  /// `nil` where it is none of these.
  static func name(_ text: String, in guild: DiscordGuild) -> String? {
    var bare = Substring(text)
    if bare.hasPrefix("<"), bare.hasSuffix(">") { bare = bare.dropFirst().dropLast() }
    let parts = bare.split(separator: ":").map { String($0) }
    if parts.count >= 2, let id = parts.last, Snowflake.isID(id) { return "\(parts[parts.count - 2]):\(id)" }
    if parts.count == 1, let own = guild.emoji[parts[0]] { return own }
    let isSign = !text.isEmpty && text.unicodeScalars.contains { $0.value > 127 }
    return isSign ? text : nil
  }
}
