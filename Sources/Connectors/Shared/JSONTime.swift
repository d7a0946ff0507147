internal import BotCore
internal import Feeds
internal import FoundationEssentials

extension JSON {
  /// A member that holds a time as a text.
  func time(_ key: String) -> Date? { self[key]?.string.flatMap { LenientDate.read($0) } }
}
