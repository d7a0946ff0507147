import BotCore
import FoundationEssentials

/// A question that somebody asked and that waits for an answer.
struct OpenQuestion: Sendable, Hashable {
  let message: ID<Message>
  let channel: ID<Channel>
  /// The thread that it stands in; `nil` outside threads.
  let thread: ID<Message>?
  let asker: ID<Member>
  let askerName: String
  let at: Date
  let expires: Date
  /// Nobody but the asker has written in the channel since.
  var isFresh: Bool
  /// What the plugin keeps with it.
  var note: JSON = .null

  init(_ message: Message, at: Date, expires: Date, note: JSON = .null) {
    self.message = message.id
    channel = message.channel
    thread = message.thread
    isFresh = message.thread == nil
    asker = message.author.id
    askerName = message.author.name
    self.at = at
    self.expires = expires
    self.note = note
  }

  /// Unlike every other question's.
  var name: String { QuestionBoard.name(message, in: channel) }
  var ref: MessageRef { MessageRef(message, in: channel, thread: thread) }
}

// MARK: What other messages mean for it

extension OpenQuestion {
  enum Bearing { case reply, none, stale }

  /// Whether the message may be a reply or end the freshness.
  func isTouched(by message: Message, at time: Date) -> Bool {
    guard message.author.id != asker, !message.author.isBot, message.channel == channel, message.id != self.message,
      time >= at, time < expires, !QuestionReader.isCommand(message.text)
    else { return false }
    return (isFresh && message.thread == nil) || isReply(message)
  }

  /// A reply is what stands in the question's thread, what mentions or names the asker, and what another person writes in
  /// the channel right after the question, unless it is a question itself or speaks to somebody else.
  func bearing(of message: Message, isQuestion: () -> Bool) -> Bearing {
    if isReply(message) { return .reply }
    guard isFresh, thread == nil, message.thread == nil else { return .none }
    return message.mentions.isEmpty && message.text.utf8.first != UInt8(ascii: "@") && !isQuestion() ? .reply : .stale
  }

  /// How a message came to count as an answer.
  func answerWords(_ message: Message) -> String {
    isReply(message)
      ? "somebody answered" : "somebody else was the next to write in the channel, which counts as an answer"
  }

  private func isReply(_ message: Message) -> Bool {
    if let place = message.thread, place == self.message || place == thread { return true }
    guard message.thread == thread else { return false }
    return message.mentions.contains(asker) || names(message.text)
  }

  /// Whether a text begins with the asker's name: "ada: try this", "@ada try this".
  private func names(_ text: String) -> Bool {
    var text = Substring(text)
    if text.utf8.first == UInt8(ascii: "@") { text.removeFirst() }
    // Most messages are told from it by their first byte.
    guard let first = text.utf8.first, let initial = askerName.utf8.first, first | 0x20 == initial | 0x20 else {
      return false
    }
    let head = text.prefix(askerName.count)
    guard !head.isEmpty, head.lowercased() == askerName.lowercased() else { return false }
    let rest = text[head.endIndex...]
    return rest.first.map({ !$0.isLetter && !$0.isNumber }) ?? true
  }
}

// MARK: As a record

extension OpenQuestion {
  var json: JSON {
    .compact(
      ("message", .string(message.raw)), ("channel", .string(channel.raw)), ("thread", thread.map { .string($0.raw) }),
      ("asker", .string(asker.raw)), ("name", .string(askerName)),
      ("at", .double(at.timeIntervalSince1970)), ("expires", .double(expires.timeIntervalSince1970)),
      ("fresh", .bool(isFresh)), ("note", note == .null ? nil : note))
  }

  init?(_ json: JSON) {
    guard let message = json["message"]?.string, let channel = json["channel"]?.string,
      let asker = json["asker"]?.string, let at = json["at"]?.double, let expires = json["expires"]?.double
    else { return nil }
    self.message = ID(message)
    self.channel = ID(channel)
    thread = json["thread"]?.string.map { ID($0) }
    self.asker = ID(asker)
    askerName = json["name"]?.string ?? asker
    self.at = Date(timeIntervalSince1970: at)
    self.expires = Date(timeIntervalSince1970: expires)
    isFresh = json["fresh"]?.bool ?? false
    note = json["note"] ?? .null
  }
}

extension Reason {
  /// Why something was made of a question, or nothing.
  init(_ rule: String, facts: [Fact] = [], about question: OpenQuestion) {
    self.init(rule, facts: facts, message: question.ref, member: question.asker)
  }
}
