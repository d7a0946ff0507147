import BotCore
import FoundationEssentials

/// Something that was said or done, as a history tells it.
struct HistoryEntry {
  enum Kind {
    case said(String)
    case joined
    case left
  }

  var at: Date
  /// The platform's own, or the place in the file.
  var id: String
  var user: String
  var userName: String?
  var isBot = false
  var channel: String
  var channelName: String?
  var thread: String?
  var kind: Kind
  /// Where a person finds it: `file:line`, or the platform's link.
  var place: String

  func event(in community: ID<Community>) -> Event {
    let member = Member(ID(user), name: userName ?? user, isBot: isBot)
    let channel = ID<Channel>(channel)
    switch kind {
    case .said(let text):
      let message = Message(
        ID(id), in: channel, named: channelName, thread: thread.map { ID($0) }, by: member, text, link: place)
      return .posted(message, in: community, at: at)
    case .joined: return .joined(member, channel: channel, in: community, at: at, mark: id)
    case .left: return .left(member, channel: channel, in: community, at: at, mark: id)
    }
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
  func next() throws -> HistoryEntry?
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
