import BotCore
import FoundationEssentials
import TextAnalysis

/// A channel's mood as it is stored between messages: after a `kill -9` it goes on where it was.
struct MoodState {
  static let mostLinks = 5
  /// From how negative a message is it is one of those that a flag points to.
  private static let negativeFrom = 0.5

  private(set) var watch: MoodWatch
  /// The last messages that were negative.
  private(set) var links: [String] = []

  init(_ json: JSON?) {
    let bytes = json?["state"]?.string.flatMap { Data(base64Encoded: $0) }.map { [UInt8]($0) }
    watch = bytes.flatMap { MoodWatch(state: $0) } ?? MoodWatch()
    links = json?["links"]?.array?.compactMap(\.string) ?? []
  }

  var json: JSON {
    [
      "state": .string(Data(watch.state).base64EncodedString()), "links": .array(links.map { .string($0) }),
    ]
  }

  mutating func add(_ message: Message, negativity: Double, at time: Date) -> MoodWatch.Reading {
    if negativity >= Self.negativeFrom, let link = message.link { links = (links + [link]).suffix(Self.mostLinks) }
    return watch.add(negativity: negativity, at: time.timeIntervalSince1970)
  }
}
