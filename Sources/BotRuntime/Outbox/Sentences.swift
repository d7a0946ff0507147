public import BotCore

/// What happened and what the bot does, in one sentence each, as the terminal, `replay` and the bot's own page tell it.
/// A sentence holds what members wrote: whoever shows it has to escape it.
extension Event.Kind {
  /// `nil` for what is of no interest to a person.
  /// - Parameter whose: names a message of a channel: "Ada's message".
  public func sentence(whose: (ID<Message>, ID<Channel>) -> String) -> String? {
    switch self {
    case .memberJoined(let member, _, .transition): "\(member.name) joined"
    case .memberLeft(let member, _): "\(member.name) left"
    case .joinRequested(let member, _, _): "\(member.name) asks to join"
    case .messagePosted(let message): "\(message.author.name) \(message.place): \(message.text)"
    case .messageEdited(let message): "\(message.author.name) \(message.place), edited: \(message.text)"
    case .messageDeleted: "a message was deleted"
    case .reacted(let emoji, let member, let message, let channel):
      "\(member.name) reacted \(emoji) to \(whose(message, channel))"
    case .unreacted(let emoji, let member, let message, let channel):
      "\(member.name) took \(emoji) back from \(whose(message, channel))"
    case .reported(let message, let channel, let member, let reason):
      "\(member.name) reported \(whose(message, channel)): \(reason)"
    case .command(let name, let arguments, let message): "\(message.author.name): !\(name) \(arguments)"
    case .memberJoined(_, _, .snapshot), .started, .due, .fetched, .delivered, .settled, .other: nil
    }
  }
}

extension Message {
  fileprivate var place: String {
    isDirect
      ? "to the bot" : "in " + ID<Channel>(channelName ?? channel.raw).shown + (thread == nil ? "" : " (thread)")
  }
}

extension ID where Of == Channel {
  /// With the sign that channels of most platforms have; ids that are no names stay as they are.
  public var shown: String { raw.first.map { $0.isLetter && $0.isLowercase } ?? false ? "#" + raw : raw }
}

/// What sentences call members and messages; by their ids where nothing better is known.
public struct SentenceNames: Sendable {
  /// Who wrote a message, `nil` for the bot itself, and its first words.
  public struct Said: Sendable {
    public let author: String?
    /// At most 40 characters, on one line.
    public let words: String

    /// - Parameter text: all that was written; no more than its first words are kept.
    public init(_ text: String, by author: String?) {
      let line = text.split(whereSeparator: \.isWhitespace).joined(separator: " ")
      words = line.count <= Self.longest ? line : line.prefix(Self.longest - 1) + "…"
      self.author = author
    }

    /// "Ada's message "I am new here"".
    fileprivate var phrase: String {
      let owner = author.map { "\($0)'s message" } ?? "its message"
      return words.isEmpty ? owner : "\(owner) \"\(words)\""
    }

    private static let longest = 40
  }

  public var members: [ID<Member>: String] = [:]
  /// By channel as well: some platforms count the messages of each channel for themselves.
  private var messages: [ID<Message>: [ID<Channel>: Said]] = [:]

  public init() {}

  /// - Returns: whether nothing was known of the message before.
  @discardableResult
  public mutating func note(_ said: Said, as message: ID<Message>, in channel: ID<Channel>) -> Bool {
    messages[message, default: [:]].updateValue(said, forKey: channel) == nil
  }

  public mutating func forget(_ message: ID<Message>, in channel: ID<Channel>) {
    messages[message]?[channel] = nil
    if messages[message]?.isEmpty == true { messages[message] = nil }
  }

  /// What members wrote is known by the id of its channel. Of what the bot posted only a name of the channel may be known.
  public func said(_ message: ID<Message>, in channel: ID<Channel>) -> Said? {
    guard let places = messages[message] else { return nil }
    if let said = places[channel] { return said }
    let own = places.filter { $0.value.author == nil && $0.key.mayBe(channel) }
    return own.min { $0.key < $1.key }?.value
  }

  public func member(_ id: ID<Member>) -> String { members[id] ?? id.raw }

  /// By what it says.
  public func message(_ message: MessageRef) -> String {
    said(message.id, in: message.channel)?.phrase ?? message.id.raw
  }

  fileprivate func thread(_ message: MessageRef) -> String {
    guard let said = said(message.id, in: message.channel) else {
      return "in the thread of \(message.thread ?? message.id)"
    }
    return said.author.map { "\($0) in the thread" } ?? "in the thread of \(said.phrase)"
  }
}

extension Action {
  public var sentence: String { sentence(with: SentenceNames()) }

  public func sentence(with names: SentenceNames) -> String {
    switch self {
    case .post(let text, let channel, _): "in \(channel.shown): \(text.plain)"
    case .schedule(let text, let channel, let at): "hands over for \(at), in \(channel.shown): \(text.plain)"
    case .reply(let text, let message, _) where message.id.isFromConsole: "answers on the console: \(text.plain)"
    case .reply(let text, let message, _): "answers \(names.thread(message)): \(text.plain)"
    case .direct(let text, let member): "writes to \(names.member(member)): \(text.plain)"
    case .edit(let name, _) where takesAway: "takes away \(PartName.sentence(name)), if it is there"
    case .edit(let name, let text): "edits \(PartName.sentence(name)): \(text.plain)"
    case .react(let emoji, let message): "reacts \(emoji) to \(names.message(message))"
    case .pin(let message): "pins \(names.message(message))"
    case .hide(let message, let reason): "hides \(names.message(message)): \(reason)"
    case .delete(let message, let reason): "deletes \(names.message(message)): \(reason)"
    case .timeout(let member, let until, let reason): "silences \(names.member(member)) until \(until): \(reason)"
    case .ban(let member, let reason): "bans \(names.member(member)): \(reason)"
    case .grant(let role, let member): "gives \(names.member(member)) the role \(role)"
    case .approve(let member): "lets \(names.member(member)) in"
    case .decline(let member, let reason): "declines \(names.member(member)): \(reason)"
    case .flag(let flag): "flags: \(flag.title)"
    case .settle(let name): "says that \(name) is over"
    case .hold(let until?, let reason): "holds scheduled posts until \(until): \(reason)"
    case .hold(nil, _): "lets scheduled posts go out again"
    case .timer(let name, let at): "sets the timer \(name) to \(at.map { "\($0)" } ?? "never")"
    case .fetch(_, let url): "fetches \(url)"
    case .measure(let name, let value, _): "counts for the reports: \(Self.measured(name, value))"
    }
  }

  /// The message that it is about, which somebody wrote before.
  public var subject: MessageRef? {
    switch self {
    case .reply(_, let message, _), .react(_, let message), .pin(let message), .hide(let message, _),
      .delete(let message, _):
      message
    case .post, .schedule, .direct, .edit, .timeout, .ban, .grant, .approve, .decline, .flag, .settle, .hold, .timer,
      .fetch, .measure:
      nil
    }
  }

  /// Where what it says stands, by the id or a name of the channel; a conversation in private, by the member. `nil` for what
  /// is not said, or stands somewhere else.
  public var place: ID<Channel>? {
    switch self {
    case .post(_, let channel, _), .schedule(_, let channel, _): channel
    case .reply(_, let message, _): message.channel
    case .direct(_, let member): ID(member.raw)
    case .edit, .react, .pin, .hide, .delete, .timeout, .ban, .grant, .approve, .decline, .flag, .settle, .hold, .timer,
      .fetch, .measure:
      nil
    }
  }

  /// Whether a sentence about it calls a member by name.
  var namesMember: Bool {
    switch self {
    case .direct, .timeout, .ban, .grant, .approve, .decline: true
    case .post, .reply, .schedule, .edit, .react, .pin, .hide, .delete, .flag, .settle, .hold, .timer, .fetch, .measure:
      false
    }
  }

  /// What it says; `nil` for what is not said but done.
  public var text: Text? {
    switch self {
    case .post(let text, _, _), .reply(let text, _, _), .schedule(let text, _, _), .direct(let text, _),
      .edit(_, let text):
      text
    case .react, .pin, .hide, .delete, .timeout, .ban, .grant, .approve, .decline, .flag, .settle, .hold, .timer,
      .fetch, .measure:
      nil
    }
  }

  private static func measured(_ name: String, _ value: Double) -> String {
    switch name {
    case "sentiment": MoodWords.of(value)
    case "vote": value > 0 ? "an answer helped" : value < 0 ? "an answer did not help" : "a vote was taken back"
    case let topic where topic.hasPrefix("topic/"): "the topic \(topic.dropFirst("topic/".count))"
    default: "\(name) \(value)"
    }
  }
}
