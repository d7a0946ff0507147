public import BotCore

/// How a Telegram bot is reached. `Telegram` tells where each value is found.
public struct TelegramSettings: SettingGroup {
  public enum Receive: String, SettingChoice {
    /// The bot asks Telegram, which answers as soon as there is news.
    case poll
    /// Telegram posts updates to the bot.
    case webhook
  }

  public enum Start: String, SettingChoice { case now, pending }

  @Setting("The bot's token from @BotFather, such as 123456789:AA….")
  public var token: Secret
  @Setting("poll: the bot asks for updates. webhook: Telegram sends them to /communities/<id>/webhook.")
  public var receive: Receive = .poll
  @Setting("Webhook mode: the secret_token that Telegram sends along: 1 to 256 letters, digits, _ and -.")
  public var secret: Secret = Secret("")
  @Setting(
    "Webhook mode: the bot's public address, such as https://bot.example.org. With it the bot calls setWebhook itself.")
  public var publicURL: String = ""
  @Setting("Webhook mode: how often to ask Telegram whether its deliveries arrive.")
  public var checkEvery: Duration = .minutes(10)
  @Setting("Chats to serve, as id (-1001234567890) or @username. Empty: every chat that somebody adds the bot to.")
  public var chats: [String] = []
  @Setting("Poll mode, at the very first start: what comes from now on, or also what Telegram still keeps (24 hours).")
  public var from: Start = .now
  @Setting("The bot's commands, for its menu too, each as \"name: what it does\". Empty: the menu stays as it is.")
  public var commands: [String] = []
  @Setting("Whether a ban also deletes the member's messages; in supergroups Telegram always does.")
  public var revokeMessages: Bool = true
  @Setting("Whether posts show a preview of the first link in them.")
  public var linkPreviews: Bool = false
  @Setting("Messages per second in all chats together. 0: no limit but Telegram's answers.", .range(0...1000))
  public var messagesPerSecond: Double = 30
  @Setting("Messages per second in one chat. 0: no limit but Telegram's answers.", .range(0...100))
  public var messagesPerSecondPerChat: Double = 1
  @Setting("Messages per minute in one group. 0: no limit but Telegram's answers.", .range(0...6000))
  public var messagesPerMinutePerGroup: Int = 20
  @Setting("Where the Bot API is; a Bot API server of your own has another address.", .notEmpty)
  public var api: String = "https://api.telegram.org"

  public init() {}

  public func check(_ node: SettingNode) {
    if !api.hasPrefix("https://") && !api.hasPrefix("http://") {
      node.place(of: "api").fail("\"\(api)\" is no web address", "write an address that begins with https://")
    }
    node.checkRate("messagesPerSecond", messagesPerSecond)
    node.checkRate("messagesPerSecondPerChat", messagesPerSecondPerChat)
    if receive == .webhook { checkWebhook(node) }
    for (chat, place) in zip(chats, node.member("chats")?.elements ?? []) where TelegramPlace(chat) == nil {
      place.fail("\"\(chat)\" names no chat", "write its id, such as -1001234567890, or its @username")
    }
    for (command, place) in zip(commands, node.member("commands")?.elements ?? [])
    where TelegramCommand(command) == nil {
      place.fail(
        "\"\(command)\" is no command",
        "write 1 to 32 of a-z, 0-9 and _, a colon and what it does: \"help: shows help\"")
    }
  }

  private func checkWebhook(_ node: SettingNode) {
    let token = secret.reveal()
    if token.isEmpty {
      node.fail(
        "webhooks cannot be verified without a secret",
        "add \"secret\": \"env:TELEGRAM_SECRET\", or set \"receive\": \"poll\"")
    } else if token.utf8.count > 256 || !token.utf8.allSatisfy(TelegramCommand.isSecretCharacter) {
      node.place(of: "secret").fail(
        "Telegram does not take this secret", "use 1 to 256 of A-Z, a-z, 0-9, _ and -")
    }
    if !publicURL.isEmpty && !publicURL.hasPrefix("https://") {
      node.place(of: "publicURL").fail(
        "\"\(publicURL)\" is no address that Telegram delivers to", "write an address that begins with https://")
    }
  }
}

/// An entry of the bot's menu.
struct TelegramCommand: Hashable {
  let name: String
  let description: String

  /// Reads "name: what it does".
  init?(_ text: String) {
    let parts = text.split(separator: ":", maxSplits: 1)
    guard parts.count == 2 else { return nil }
    let name = parts[0].hasPrefix("/") ? parts[0].dropFirst() : parts[0]
    let description = parts[1].drop(while: \.isWhitespace)
    guard (1...32).contains(name.utf8.count), name.utf8.allSatisfy(Self.isNameCharacter),
      (1...256).contains(description.utf16.count)
    else { return nil }
    (self.name, self.description) = (String(name), String(description))
  }

  static func isSecretCharacter(_ byte: UInt8) -> Bool {
    isNameCharacter(byte) || (UInt8(ascii: "A")...UInt8(ascii: "Z")).contains(byte) || byte == UInt8(ascii: "-")
  }

  private static func isNameCharacter(_ byte: UInt8) -> Bool {
    (UInt8(ascii: "a")...UInt8(ascii: "z")).contains(byte) || (UInt8(ascii: "0")...UInt8(ascii: "9")).contains(byte)
      || byte == UInt8(ascii: "_")
  }
}
