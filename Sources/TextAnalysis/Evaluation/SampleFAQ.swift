/// A made-up FAQ and questions to it, for measuring speed: the same at every call.
public enum SampleFAQ {
  private static let verbs = [
    "change", "cancel", "find", "reset", "share", "install", "remove", "pay for", "download", "report", "join", "leave",
    "rename", "export", "restore", "schedule", "update", "delete", "invite someone to", "get help with",
  ]
  private static let things = [
    "my password", "a workshop", "the calendar", "an invoice", "the newsletter", "my profile picture", "a channel",
    "the recordings", "my account", "a certificate", "the mobile app", "two-factor login", "a support ticket",
    "the homework", "my subscription", "a mentor", "the api key", "my e-mail address", "the code of conduct", "a poll",
  ]
  private static let frames = [
    "How do I %?", "what is the best way to %", "I would like to % but it does not work",
    "Can someone tell me how to %",
    "where in the settings do I %?", "is there a way to % without asking a moderator?",
  ]

  /// - Parameters:
  ///   - count: at most 400 entries.
  ///   - phrasings: of each entry, the heading included; at most 5.
  public static func entries(_ count: Int, phrasings: Int) -> [QuestionEntry] {
    (0..<min(count, verbs.count * things.count)).map { index in
      let texts = frames.prefix(min(phrasings, 5)).map { filled($0, index) }
      return QuestionEntry(id: String(index), heading: texts[0], phrasings: Array(texts.dropFirst()))
    }
  }

  /// Questions in a wording that no entry has.
  public static func questions(_ count: Int) -> [String] {
    (0..<count).map { filled(frames[5], $0 * 7 % (verbs.count * things.count)) }
  }

  private static func filled(_ frame: String, _ index: Int) -> String {
    let parts = frame.split(separator: "%", omittingEmptySubsequences: false)
    return parts[0] + verbs[index % verbs.count] + " " + things[index / verbs.count % things.count] + parts[1]
  }
}
