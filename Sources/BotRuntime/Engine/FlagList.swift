import BotCore
import FoundationEssentials

/// What `!flags` answers: the flags that are not resolved, a line each.
struct FlagList {
  /// In the order in which they are told.
  let flags: [StoredFlag]
  /// How many there are in all.
  let count: Int
  let scenes: [MessageRef: Scene]
  let now: Date

  var text: String {
    let more = count - flags.count
    let rest = more > 0 ? ["and \(more) more: resolve some, or see the bot's own page"] : []
    return (flags.map(line) + rest).joined(separator: "\n")
  }

  /// "🚨 12: A threat, in #help, by Ada, 2 h ago (acknowledged by Boss)".
  private func line(_ flag: StoredFlag) -> String {
    let scene = flag.flag.message.flatMap { scenes[$0] }.map { ", \($0.words)" } ?? ""
    let standing = flag.state == .open ? "" : " (\(flag.state.rawValue) by \(flag.by))"
    return "\(flag.mark)\(flag.id): \(flag.flag.title)\(scene), \(Self.age(of: flag.created, now))\(standing)"
  }

  private static func age(of date: Date, _ now: Date) -> String {
    let seconds = Int(now.timeIntervalSince(date))
    return switch seconds {
    case ..<60: "just now"
    case ..<3600: "\(seconds / 60) min ago"
    case ..<172_800: "\(seconds / 3600) h ago"
    default: "\(seconds / 86_400) days ago"
    }
  }
}
