import BotCore
import FoundationEssentials

extension Context {
  /// A time as people of the community read it: "2026-01-05 14:05:03".
  func shown(_ date: Date) -> String {
    String(community.timezone.local(date).description.map { $0 == "T" ? " " : $0 })
  }
}
