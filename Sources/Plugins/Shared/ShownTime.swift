import BotCore
import FoundationEssentials

extension Context {
  /// A time as people of the community read it: "2026-01-05 14:05:03".
  func shown(_ date: Date) -> String {
    community.timezone.local(date).exact
  }
}
