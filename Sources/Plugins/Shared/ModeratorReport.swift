import BotCore

extension Community {
  /// Where there is no moderators' channel, a report goes into their queue.
  func report(_ text: Text, title: String) -> Action {
    moderators.map { .post(text: text, in: $0, named: nil) } ?? .flag(Flag(title, text: text))
  }
}
