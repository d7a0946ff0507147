import BotCore
import FoundationEssentials

/// How scenarios write actions, times and errors.
enum ScenarioText {
  static func of(_ action: Action) -> String {
    switch action {
    case .post(let text, let channel, let name):
      "post \(of(channel))\(name.map { " named \($0)" } ?? ""): \(text.plain)"
    case .reply(let text, let message, let name):
      "reply \(message.id)\(message.thread.map { " in the thread of \($0)" } ?? "")"
        + "\(name.map { " named \($0)" } ?? ""): \(text.plain)"
    case .schedule(let text, let channel, let at):
      "schedule \(of(channel)) at \(time(Zone.utc.local(at))): \(text.plain)"
    case .direct(let text, let member): "direct \(member): \(text.plain)"
    case .edit(let name, let text): "edit \(name): \(text.plain)"
    case .react(let emoji, let message): "react \(message.id) \(emoji)"
    case .pin(let message): "pin \(message.id) in \(of(message.channel))"
    case .hide(let message, let reason): "hide \(message.id): \(reason)"
    case .delete(let message, let reason): "delete \(message.id): \(reason)"
    case .timeout(let member, let until, let reason):
      "timeout \(member) until \(time(Zone.utc.local(until))): \(reason)"
    case .ban(let member, let reason): "ban \(member): \(reason)"
    case .grant(let role, let member): "grant \(role) to \(member)"
    case .approve(let member): "approve \(member)"
    case .decline(let member, let reason): "decline \(member): \(reason)"
    case .flag(let flag):
      "flag \(flag.severity.rawValue) \(flag.name.map { "[\($0)] " } ?? "")\(flag.title): \(flag.text.plain)"
        + "\(flag.link.map { "\n" + $0 } ?? "")"
    case .settle(let name): "settle \(name)"
    case .hold(let until?, let reason): "hold until \(time(Zone.utc.local(until))): \(reason)"
    case .hold(nil, _): "hold over"
    case .timer(let name, let at): "timer \(name) \(at.map { time(Zone.utc.local($0)) } ?? "cancelled")"
    case .fetch(let name, let url): "fetch \(name): \(url)"
    case .measure(let name, let value, _): "measure \(name): \(value)"
    }
  }

  /// Further lines are indented by two blanks; empty ones are left out.
  static func lines(_ text: String) -> [String] {
    let lines = text.split(separator: "\n").map(String.init)
    return Array(lines.prefix(1)) + lines.dropFirst().map { "  " + $0 }
  }

  /// "2026-01-05 09:00", with seconds where they are not 0.
  static func time(_ local: LocalTime) -> String {
    let text = local.description.split(separator: "T").joined(separator: " ")
    return local.second == 0 ? String(text.dropLast(3)) : text
  }

  static func sentence(_ error: any Error) -> String {
    (error as? SettingFault).map { "\($0.fault); \($0.remedy)" } ?? "\(error)"
  }

  private static func of(_ channel: ID<Channel>) -> String { channel.raw.hasPrefix("#") ? channel.raw : "#\(channel)" }
}
