internal import BotCore
internal import FoundationEssentials
internal import Signing

/// Reads what Discord sends to `/webhook`: interactions (slash commands, buttons) and webhook events, which have their
/// own address fields in the Developer Portal but one signature. A function of its arguments.
struct DiscordIngest {
  let settings: DiscordSettings
  let decoder: DiscordDecoder
  let publicKey: [UInt8]

  /// Message flag: only the member sees it.
  private static let ephemeral = 64

  /// How an interaction is answered (Discord's documentation, "Interaction Callback Type").
  private enum Callback {
    static let pong: JSON = ["type": 1]
    static let nothing: JSON = ["type": 6]
    static let noSuggestions: JSON = ["type": 8, "data": ["choices": []]]
  }

  /// Discord tests with wrong signatures whether the bot refuses them, and wants 401 then.
  func ingest(_ request: WebhookRequest, now: Date) -> Ingest {
    guard request.path == "/webhook" else { return .reject(status: 404, reason: "no such page") }
    guard request.method == "POST" else { return .reject(status: 405, reason: "only POST is taken here") }
    let isSigned = Ed25519.verifyWebhook(
      request.headers["X-Signature-Ed25519"] ?? "", timestamp: request.headers["X-Signature-Timestamp"] ?? "",
      body: request.body, publicKey: publicKey, now: Int(now.timeIntervalSince1970))
    guard isSigned else { return .reject(status: 401, reason: "the signature is missing, wrong or too old") }
    guard let json = try? JSON(parsing: request.body) else {
      return .reject(status: 400, reason: "the body is no JSON")
    }
    return read(json, now: now)
  }

  /// What was verified.
  func read(_ json: JSON, now: Date) -> Ingest {
    guard let type = json["type"]?.int else {
      return .reject(status: 400, reason: "the body is neither an interaction nor a webhook event")
    }
    if type == 0 { return .answer(Self.empty) }
    if let event = json["event"] { return .events(webhookEvent(event, now), Self.empty) }
    return interaction(json, type)
  }

  /// Discord wants a Content-Type even where there is no content.
  private static var empty: WebhookResponse {
    WebhookResponse(status: 204, headers: ["Content-Type": "application/json"])
  }

  private static func answer(_ json: JSON) -> WebhookResponse { .text(json.text, type: "application/json") }

  private func say(_ text: String) -> WebhookResponse {
    Self.answer(
      [
        "type": 4,
        "data": [
          "content": .string(text), "flags": .int(Self.ephemeral), "allowed_mentions": ["parse": []],
        ],
      ])
  }

  // MARK: Webhook events

  /// They have no id: kind, time and the ids within tell one from another.
  private func webhookEvent(_ event: JSON, _ now: Date) -> [Event] {
    guard let type = event["type"]?.string else { return [] }
    let time = event["timestamp"]?.string
    let data = event["data"] ?? .null
    let ids = [data["id"], data["user"]?["id"], data["guild"]?["id"], data["channel_id"]].compactMap { $0?.string }
    let mark = ([time ?? ""] + ids).joined(separator: "/")
    return [
      .other(type, event, in: decoder.community, at: event.time("timestamp") ?? now, mark: mark)
    ]
  }

  // MARK: Interactions

  private enum Kind {
    static let ping = 1
    static let command = 2
    static let component = 3
    static let autocomplete = 4
    static let form = 5
  }

  private func interaction(_ json: JSON, _ type: Int) -> Ingest {
    if type == Kind.ping { return .answer(Self.answer(Callback.pong)) }
    if type == Kind.autocomplete { return .answer(Self.answer(Callback.noSuggestions)) }
    guard let id = json.snowflake("id"), isOurs(json) else { return .answer(say("I do not serve this place.")) }
    switch type {
    case Kind.command:
      let event = command(json, id)
      return .events(event.map { [$0] } ?? [], say(settings.acknowledgement))
    case Kind.component: return .events([other("component", json, id)], Self.answer(Callback.nothing))
    case Kind.form: return .events([other("form", json, id)], say(settings.acknowledgement))
    default: return .events([other("\(type)", json, id)], say(settings.acknowledgement))
    }
  }

  /// Of this server, or said to the bot alone.
  private func isOurs(_ json: JSON) -> Bool {
    json["guild_id"]?.string.map { $0 == settings.guild } ?? (json["user"] != nil)
  }

  /// The interaction's token lets anybody answer in the bot's name for a quarter of an hour: it is not kept.
  private func other(_ name: String, _ json: JSON, _ id: Snowflake) -> Event {
    var object = json.object ?? JSONObject()
    object["token"] = nil
    return .other("interaction.\(name)", .object(object), in: decoder.community, at: id.date, mark: id.text)
  }

  private func command(_ json: JSON, _ id: Snowflake) -> Event? {
    guard let data = json["data"], let name = data["name"]?.string,
      let channel = json["channel"]?["id"]?.string ?? json["channel_id"]?.string
    else { return nil }
    let arguments = Self.arguments(data)
    let thread = [10, 11, 12].contains(json["channel"]?["type"]?.int ?? 0)
    let home = thread ? json["channel"]?["parent_id"]?.string ?? channel : channel
    let message = Message(
      DiscordCommandID.message(id), in: ID(home), named: decoder.names[home] ?? channelName(json, isThread: thread),
      thread: thread ? ID(channel) : nil, by: author(json), "/" + ([name] + arguments).joined(separator: " "),
      isDirect: json["guild_id"] == nil)
    return .command(
      name, arguments.joined(separator: " "), message, in: decoder.community, at: id.date, id: id.text)
  }

  private func channelName(_ json: JSON, isThread: Bool) -> String? {
    isThread ? nil : json["channel"]?["name"]?.string
  }

  private func author(_ json: JSON) -> Member {
    let locale = json["locale"]?.string
    if let member = json["member"], let known = DiscordMember(member) {
      return known.member(decoder.guild, locale: locale)
    }
    let user = json["user"] ?? .null
    return Member(
      ID(user["id"]?.string ?? "unknown"), name: DiscordMember.name(of: user), isBot: DiscordMember.isBot(user),
      locale: locale)
  }

  /// The names of subcommands and the values of options, in their order; of a command on a member or message its id.
  static func arguments(_ data: JSON) -> [String] {
    let target = [data["target_id"]?.string].compactMap { $0 }
    return target + (data["options"]?.array ?? []).flatMap { argument($0, depth: 0) }
  }

  /// Discord nests a group, a subcommand and its options, no deeper.
  private static func argument(_ option: JSON, depth: Int) -> [String] {
    switch option["value"] {
    case .string(let text)?: return [text]
    case .int(let number)?: return [String(number)]
    case .double(let number)?: return ["\(number)"]
    case .bool(let flag)?: return [flag ? "true" : "false"]
    case nil, .null?, .array?, .object?:
      let inner = depth < 3 ? (option["options"]?.array ?? []).flatMap { argument($0, depth: depth + 1) } : []
      return [option["name"]?.string].compactMap { $0 } + inner
    }
  }
}

/// A slash command is no message on Discord. Its event needs one, which is named so that it is never taken for a real
/// one: a reply to it goes to the channel.
enum DiscordCommandID {
  private static let prefix = "command-"

  static func message(_ interaction: Snowflake) -> ID<Message> { ID(prefix + interaction.text) }

  static func isCommand(_ id: ID<Message>) -> Bool { id.raw.hasPrefix(prefix) }
}
