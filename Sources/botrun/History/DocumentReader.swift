import BotCore
import Connectors
import FoundationEssentials

/// Files that are one JSON document each: read whole, one after the other, their entries sorted by time.
final class DocumentReader: HistoryReader {
  /// Reads one document; what it cannot read goes to the list.
  typealias Decode = (_ json: JSON, _ name: String, _ faults: inout FaultList) -> [HistoryEntry]

  private var rest: ArraySlice<(path: String, name: String)>
  private let decode: Decode
  private var entries: ArraySlice<HistoryEntry> = []
  private var list = FaultList()
  private(set) var bytesRead = 0

  var faults: [HistoryFault] { list.faults }
  var faultCount: Int { list.count }

  /// - Parameter files: in the order of their time.
  init(_ files: [(path: String, name: String)], decode: @escaping Decode) {
    rest = files[...]
    self.decode = decode
  }

  func next() throws -> HistoryEntry? {
    while entries.isEmpty {
      guard let file = rest.popFirst() else { return nil }
      entries = try read(file.path, file.name)[...]
    }
    return entries.popFirst()
  }

  private func read(_ path: String, _ name: String) throws -> [HistoryEntry] {
    let bytes = try HistoryFiles.bytes(path)
    bytesRead += bytes.count
    do throws(JSONSyntaxError) {
      return decode(try JSON(parsing: bytes), name, &list).sorted { $0.at < $1.at }
    } catch {
      list.add(name, "no JSON: \(error.message) at byte \(error.offset)")
      return []
    }
  }
}

/// A Slack export's day: a list of messages of one channel.
struct SlackExport {
  let users: [String: String]
  let channels: [String: String]

  func entries(_ json: JSON, _ name: String, _ faults: inout FaultList) -> [HistoryEntry] {
    let channelName = String(name.split(separator: "/").dropLast().last ?? "general")
    guard let messages = json.array else {
      faults.add(name, "a list of messages is expected")
      return []
    }
    var entries: [HistoryEntry] = []
    for (index, message) in messages.enumerated() {
      let place = "\(name)[\(index)]"
      if let entry = entry(message, channelName, place) {
        entries.append(entry)
        entries += reactions(message, to: entry, place)
      } else {
        faults.add(place, "a message without \"ts\", or without \"user\" and \"text\"")
      }
    }
    return entries
  }

  private func plain(_ markup: String) -> String {
    let read = SlackMarkup(markup)
    return read.mentions.reduce(read.text) { text, member in
      users[member.raw].map { text.replacing("@\(member)", with: "@" + $0) } ?? text
    }
  }

  /// An export does not tell when: they count at the time of the message. Of many it names only some who reacted.
  private func reactions(_ json: JSON, to message: HistoryEntry, _ place: String) -> [HistoryEntry] {
    (json["reactions"]?.array ?? []).flatMap { reaction -> [HistoryEntry] in
      guard let emoji = reaction["name"]?.string else { return [] }
      return (reaction["users"]?.array ?? []).compactMap(\.string).map { user in
        HistoryEntry(
          at: message.at, id: message.id, user: user, userName: users[user], channel: message.channel,
          channelName: message.channelName, kind: .reacted(emoji, to: message.id), place: place)
      }
    }
  }

  private func entry(_ json: JSON, _ channelName: String, _ place: String) -> HistoryEntry? {
    guard let ts = json["ts"]?.string, let at = HistoryTime.date(ts),
      let user = (json["user"] ?? json["bot_id"] ?? json["username"])?.string
    else { return nil }
    let kind: HistoryEntry.Kind? =
      switch json["subtype"]?.string {
      case "channel_join", "group_join": .joined
      case "channel_leave", "group_leave": .left
      default: json["text"]?.string.map { .said(plain($0)) }
      }
    guard let kind else { return nil }
    let thread = json["thread_ts"]?.string
    return HistoryEntry(
      at: at, id: ts, user: user, userName: users[user] ?? json["username"]?.string,
      isBot: json["subtype"]?.string == "bot_message" || json["bot_id"] != nil,
      channel: channels[channelName] ?? channelName, channelName: channelName, thread: thread == ts ? nil : thread,
      kind: kind, place: place)
  }
}

/// A file of DiscordChatExporter: one channel.
enum DiscordExport {
  static func entries(_ json: JSON, _ name: String, _ faults: inout FaultList) -> [HistoryEntry] {
    let channel = json["channel"]?["id"]?.string ?? name
    var entries: [HistoryEntry] = []
    for (index, message) in (json["messages"]?.array ?? []).enumerated() {
      let place = "\(name)[\(index)]"
      guard let id = message["id"]?.string, let at = HistoryTime.date(message["timestamp"]),
        let user = message["author"]?["id"]?.string
      else {
        faults.add(place, "a message without \"id\", \"timestamp\" or \"author\"")
        continue
      }
      let author = message["author"]
      entries.append(
        HistoryEntry(
          at: at, id: id, user: user, userName: author?["nickname"]?.string ?? author?["name"]?.string,
          isBot: author?["isBot"]?.bool ?? false, channel: channel, channelName: json["channel"]?["name"]?.string,
          kind: message["type"]?.string == "GuildMemberJoin" ? .joined : .said(message["content"]?.string ?? ""),
          place: place))
    }
    return entries
  }
}

/// Telegram Desktop's `result.json`: one chat, or all of them.
enum TelegramExport {
  private static let joins = ["invite_members", "join_group_by_link", "join_group_by_request"]

  static func entries(_ json: JSON, _ name: String, _ faults: inout FaultList) -> [HistoryEntry] {
    let chats = json["chats"]?["list"]?.array ?? [json]
    return chats.flatMap { chat in
      (chat["messages"]?.array ?? []).enumerated().flatMap { index, message in
        let entries = self.entries(message, chat, "\(name)[\(index)]")
        if entries == nil { faults.add("\(name)[\(index)]", "a message without \"id\", \"date\" or sender") }
        return entries ?? []
      }
    }
  }

  /// A service message that tells of nothing we handle gives no entry; `nil` is a message that cannot be read.
  private static func entries(_ json: JSON, _ chat: JSON, _ place: String) -> [HistoryEntry]? {
    guard let id = json["id"]?.int, let at = HistoryTime.date(json["date_unixtime"] ?? json["date"]) else { return nil }
    let channel = chat["id"]?.int.map(String.init) ?? chat["name"]?.string ?? "chat"
    func entry(_ user: String, _ name: String?, _ kind: HistoryEntry.Kind) -> HistoryEntry {
      HistoryEntry(
        at: at, id: "\(id)", user: user, userName: name, channel: channel, channelName: chat["name"]?.string,
        kind: kind, place: place)
    }
    if json["type"]?.string == "service" {
      guard joins.contains(json["action"]?.string ?? "") else { return [] }
      let members = json["members"]?.array?.compactMap(\.string) ?? []
      if !members.isEmpty { return members.map { entry($0, $0, .joined) } }
      return (json["actor_id"]?.string).map { [entry($0, json["actor"]?.string, .joined)] } ?? []
    }
    guard let user = json["from_id"]?.string else { return nil }
    return [entry(user, json["from"]?.string, .said(text(json["text"])))]
  }

  /// A plain text, or a list of texts and marked pieces.
  private static func text(_ json: JSON?) -> String {
    (json?.array ?? [json ?? .null]).map { $0.string ?? $0["text"]?.string ?? "" }.joined()
  }
}
