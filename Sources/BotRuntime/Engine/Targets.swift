import BotCore
import FoundationEssentials

/// A channel that is gone, or closed to the bot, is not tried again and again: it is left out for a day, and the
/// moderators are told once.
extension Engine {
  private static let rest: Duration = .days(1)

  func disabledTarget(of delivery: Delivery, now: Date) throws -> String? {
    guard let name = targetName(delivery), let until = outbox.pacer.pauses[name], until > now else { return nil }
    return "\(delivery.action.target ?? "the target") did not accept messages before; it is tried again after a day"
  }

  static let targetPrefix = "target/"

  func disableTarget(of delivery: Delivery, _ reason: String, now: Date) throws {
    switch delivery.action {
    case .post, .schedule: break
    // What is gone may be the message alone.
    case .reply, .direct, .edit, .react, .pin, .hide, .delete, .timeout, .ban, .grant, .approve, .decline, .flag,
      .settle,
      .hold, .timer, .fetch, .measure:
      return
    }
    guard let name = targetName(delivery), outbox.pacer.pauses[name].map({ $0 <= now }) ?? true else { return }
    outbox.pacer.restore(name, until: now + Self.rest)
    try store.setPause(name, until: now + Self.rest, note: reason)
    guard let seat = seats[delivery.instance], delivery.action.target != seat.community.moderators?.raw else { return }
    let text = Text(
      "Messages to \(delivery.action.target ?? "?") are not accepted: \(reason). The bot leaves it out for a day; "
        + "after you have mended it, restart the bot or send it SIGHUP.")
    try tellModerators(
      Flag("A channel does not accept messages", severity: .warning, text: text), of: seat, mark: name, now: now)
  }

  private func targetName(_ delivery: Delivery) -> String? {
    delivery.action.target.map { "\(Self.targetPrefix)\(delivery.community)/\($0)" }
  }
}
