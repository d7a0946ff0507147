import BotCore

/// Messages of one channel that wait to be told together.
struct Collected {
  static let mostLinks = 5

  let channel: ID<Channel>
  let channelName: String
  private(set) var count = 0
  private(set) var links: [String] = []

  init(_ message: Message) {
    channel = message.channel
    channelName = message.channelName ?? message.channel.plainName
  }

  init(_ json: JSON) {
    channel = ID(json["channel"]?.string ?? "")
    channelName = json["name"]?.string ?? ""
    count = json["count"]?.int ?? 0
    links = json["links"]?.array?.compactMap(\.string) ?? []
  }

  var json: JSON {
    [
      "channel": .string(channel.raw), "name": .string(channelName), "count": .int(count),
      "links": .array(links.map { .string($0) }),
    ]
  }

  func adding(_ message: Message) -> Collected {
    var next = self
    next.count += 1
    if let link = message.link, links.count < Self.mostLinks { next.links.append(link) }
    return next
  }

  var emptied: Collected {
    var next = self
    next.count = 0
    next.links = []
    return next
  }

  var text: Text {
    let start = count == 1 ? "1 more message" : "\(count) more messages"
    var text = Text("\(start) to look at in ") + Text([.channel(id: channel, name: channelName)]) + "."
    for link in links { text += "\n" + Text([.link(label: "", url: link)]) }
    return text
  }
}
