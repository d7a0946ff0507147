internal import BotCore
internal import FoundationEssentials

/// What Slack sends as a form: slash commands and interactions.
enum SlackForm {
  /// Slack looks whether the address answers.
  case check
  case command(SlackCommand)
  /// A button, a menu, a shortcut, a dialog.
  case interaction(JSON)

  /// `nil` for a body that is none of these.
  init?(_ body: [UInt8]) {
    let fields = Percent.fields(of: String(decoding: body, as: UTF8.self))
    func value(_ name: String) -> String? { fields.first { $0.name == name }?.value }
    if value("ssl_check") == "1" {
      self = .check
    } else if let payload = value("payload").flatMap({ try? JSON(parsing: $0) }), payload.object != nil {
      self = .interaction(payload)
    } else if let command = SlackCommand(value) {
      self = .command(command)
    } else {
      return nil
    }
  }
}

/// What a member wrote behind a slash.
struct SlackCommand: Hashable {
  /// With its slash.
  var command: String
  var text: String
  /// Slack's id of this call, the only one that there is.
  var trigger: String
  var channel: String
  /// `directmessage` in conversations of two.
  var channelName: String?
  var user: String
  var userName: String?
  var team: String?

  init?(_ field: (String) -> String?) {
    guard let command = field("command"), command.hasPrefix("/"), command.count > 1, let user = field("user_id"),
      let channel = field("channel_id"), let trigger = field("trigger_id"), !trigger.isEmpty
    else { return nil }
    self.command = command
    text = field("text") ?? ""
    self.trigger = trigger
    self.channel = channel
    channelName = field("channel_name")
    self.user = user
    userName = field("user_name")
    team = field("team_id")
  }
}

extension SlackDecoder {
  /// A command is no message of a channel: its id cannot be answered in a thread, reacted to or deleted.
  func command(_ command: SlackCommand, at: SlackTimestamp) -> Event {
    let markup = SlackMarkup(command.text)
    let isDirect = command.channelName == "directmessage"
    let author = people[command.user] ?? Member(ID(command.user), name: command.userName)
    let message = Message(
      ID(command.trigger), in: ID(command.channel), named: isDirect ? nil : command.channelName, by: author,
      markup.text.isEmpty ? command.command : command.command + " " + markup.text, mentions: markup.mentions,
      isDirect: isDirect)
    return .command(
      String(command.command.dropFirst()), markup.text, message, in: community, at: at.date)
  }

  func interaction(_ payload: JSON, at: SlackTimestamp) -> Event {
    let at = payload.timestamp("action_ts") ?? payload["actions"]?[0]?.timestamp("action_ts") ?? at
    return .other(
      payload["type"]?.string ?? "interaction", payload.withoutSecrets,
      in: community, at: at.date,
      mark: payload["trigger_id"]?.string ?? payload["view"]?["id"]?.string ?? at.raw)
  }
}
