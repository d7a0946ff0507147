import BotCore
import FoundationEssentials

/// Something that was said or done, as a history tells it.
struct HistoryEntry {
  enum Kind {
    case said(String)
    case joined
    case left
    case asksToJoin(answer: String?)
    /// `id` of the entry is the message's.
    case edited(String)
    case deleted
    case reacted(String, to: String)
    case unreacted(String, to: String)
    case reported(String, reason: String)
  }

  var at: Date
  /// The platform's own, or the place in the file.
  var id: String
  var user: String
  var userName: String?
  var isBot = false
  var roles: [String] = []
  /// Said to the bot alone.
  var isDirect = false
  var channel: String
  var channelName: String?
  var thread: String?
  var kind: Kind
  /// Where a person finds it: `file:line`, or the platform's link.
  var place: String

  func event(in community: ID<Community>) -> Event {
    let channel = ID<Channel>(channel)
    switch kind {
    case .said(let text): return .posted(message(text), in: community, at: at)
    case .edited(let text): return .edited(message(text), in: community, at: at, id: place)
    case .joined: return .joined(member, channel: channel, in: community, at: at, mark: id)
    case .left: return .left(member, channel: channel, in: community, at: at, mark: id)
    case .asksToJoin(let answer):
      return .joinRequested(member, channel: channel, answer: answer, in: community, at: at, mark: id)
    case .deleted: return .deleted(ID(id), channel: channel, in: community, at: at, id: place)
    case .reacted(let emoji, let message):
      return .reacted(emoji, by: member, to: ID(message), channel: channel, in: community, at: at, mark: place)
    case .unreacted(let emoji, let message):
      return .unreacted(emoji, by: member, to: ID(message), channel: channel, in: community, at: at, mark: place)
    case .reported(let message, let reason):
      return .reported(ID(message), channel: channel, by: member, reason: reason, in: community, at: at, mark: place)
    }
  }

  private var member: Member { Member(ID(user), name: userName ?? user, isBot: isBot, roles: roles) }

  private func message(_ text: String) -> Message {
    var message = Message(
      ID(id), in: ID(channel), named: channelName, thread: thread.map { ID($0) }, by: member, text,
      isDirect: isDirect, link: place)
    // Each edit is one of its own.
    if case .edited = kind { message.version = max(1, Int(at.timeIntervalSince1970 * 1000)) }
    return message
  }
}

/// Part of a history that could not be read: told, never fatal.
struct HistoryFault {
  let place: String
  let fault: String
}

/// One file of a history, in the order of its time.
protocol HistoryReader: AnyObject {
  /// Bytes read so far, for the progress bar.
  var bytesRead: Int { get }
  var faults: [HistoryFault] { get }
  /// How many entries could not be read; `faults` names the first of them.
  var faultCount: Int { get }
  /// What a reader of the outcome should know of how it was read.
  var note: String? { get }
  func next() throws -> HistoryEntry?
}

extension HistoryReader {
  var note: String? { nil }
}

/// Keeps the first faults and counts the rest.
struct FaultList {
  private static let kept = 20
  private(set) var faults: [HistoryFault] = []
  private(set) var count = 0

  mutating func add(_ place: String, _ fault: String) {
    count += 1
    if faults.count < Self.kept { faults.append(HistoryFault(place: place, fault: fault)) }
  }
}
