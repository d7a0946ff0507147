import BotCore
import TextAnalysis

/// The kinds that incidents are counted by, under their names in `categories`.
enum IncidentKind {
  static let danger = "danger"
  static let abuse = "abuse"
  static let mood = "mood"
  static let spam = "spam"
  static let words = "words"
  static let busy = "busy"

  static func of(_ kind: Hearing.Finding.Kind) -> String {
    switch kind {
    case .danger(.selfHarm, _), .danger(.thirdPerson, _): danger
    case .danger(.threat, _), .danger(.abuse, _), .abuse: abuse
    case .spam: spam
    case .words: words
    case .category(let name): name
    }
  }

  /// What the title of an incident says.
  static func title(_ kind: String) -> String {
    switch kind {
    case danger: "members may be in danger"
    case mood: "the mood turns"
    case spam: "advertising"
    case words: "words of your list"
    case busy: "a channel is unusually busy"
    default: kind
    }
  }

  static func severity(_ kind: String, _ settings: Listen.Settings) -> Flag.Severity {
    if let severity = settings.category(kind)?.severity { return severity }
    switch kind {
    case danger: return .urgent
    case spam, busy: return .notice
    case words: return settings.severity
    default: return .warning
    }
  }
}
