import BotCore
import FoundationEssentials

/// Messages of one channel that wait to be told together. Their links stand in records of their own, which name who
/// wrote them.
struct Collected {
  static let mostLinks = 5

  let channel: ID<Channel>
  let channelName: String
  let wait: Duration
  private(set) var count = 0

  init(_ message: Message, wait: Duration) {
    channel = message.channel
    channelName = message.channelName ?? message.channel.plainName
    self.wait = wait
  }

  init(_ json: JSON) {
    channel = ID(json["channel"]?.string ?? "")
    channelName = json["name"]?.string ?? ""
    wait = .seconds(json["wait"]?.int ?? 900)
    count = json["count"]?.int ?? 0
  }

  var json: JSON {
    [
      "channel": .string(channel.raw), "name": .string(channelName), "wait": .int(Int(wait.seconds)),
      "count": .int(count),
    ]
  }

  mutating func add(_ message: Message, _ context: inout Context) {
    if let link = message.link, count < Self.mostLinks {
      let expires = context.now + wait + .days(1)
      context.store.set(linkKey(count), .string(link), of: message.author.id, expires: expires)
    }
    count += 1
  }

  /// The text for the moderators. What was collected is forgotten.
  mutating func told(_ context: inout Context) throws -> Text {
    let start = count == 1 ? "1 more message" : "\(count) more messages"
    var text = Text("\(start) to look at in ") + Text([.channel(id: channel, name: channelName)]) + "."
    for index in 0..<min(count, Self.mostLinks) {
      guard let link = try context.store.value(linkKey(index))?.string else { continue }
      text += "\n" + Text([.link(label: "", url: link)])
      context.store.remove(linkKey(index))
    }
    count = 0
    return text
  }

  private func linkKey(_ index: Int) -> String { "link/\(channel)/\(index)" }
}
