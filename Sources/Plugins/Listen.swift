public import BotCore
import FoundationEssentials
import TextAnalysis

/// Tells the moderators, and nobody else, when a message holds a negative word.
///
/// ```json
/// {
///   "plugin": "listen",
///   "words": ["rip-off", "waste of money"],
///   "file": "negative-words.txt",
///   "exclusions": ["killing it", "worst case"],
///   "severity": "warning",
///   "cooldown": "15m"
/// }
/// ```
///
/// The list is `words`, the lines of `file` (empty ones and those that begin with `#` left out), and, unless `builtIn`
/// is false, some forty English words. Words are runs of letters and apostrophes, whatever their case: "test" is not in
/// "latest" or "don't", but it is in "test2".
///
/// **What it does**
/// - A message is posted with a word or phrase of the list: the moderators get one flag with who wrote it, where, an
///   excerpt, what was found, and the link.
/// - A word within an exclusion, such as "killing" in "killing it", does not count.
/// - A message is edited: the same, unless it was flagged before (remembered for a week).
/// - With `cooldown`, the first message of a channel is told at once; those that follow within that time are told
///   together when it is over.
///
/// **What it never does**
/// - Answer, delete or punish: a word is a reason to look, not proof.
/// - Notify the member: the name is written as plain text.
public struct Listen: Plugin {
  public struct Settings: SettingGroup {
    @Setting("Words and phrases to listen for.")
    public var words: [String] = []
    @Setting("A file with more of them, one a line; lines that begin with # are left out.")
    public var file: TextFile? = nil
    @Setting("Whether the built-in list of some forty English words counts as well.")
    public var builtIn: Bool = true
    @Setting("Phrases within which a word does not count.")
    public var exclusions: [String] = []
    @Setting("How urgent it is to the moderators.")
    public var severity: Flag.Severity = .notice
    @Setting("How long further messages of a channel are collected after a flag. 0s: each is told at once.")
    public var cooldown: Duration = .zero

    public init() {}

    public func check(_ node: SettingNode) {
      if list.isEmpty {
        node.fail("there is no word to listen for", "give \"words\" or a \"file\", or leave \"builtIn\" out")
      }
    }

    var list: [String] {
      let lines = (file?.text ?? "").split(whereSeparator: \.isNewline)
        .filter { !$0.hasPrefix("#") && !$0.allSatisfy(\.isWhitespace) }
      return words + lines.map(String.init) + (builtIn ? NegativeWords.english : [])
    }
  }

  public static let about = PluginAbout(
    name: "listen", summary: "Tells the moderators of messages that hold negative words.", needs: [.messages],
    wants: [.edits], maxEventAge: .hours(48))

  /// How long a message that was flagged is remembered, in case it is edited.
  static let memory = Duration.days(7)

  public let triggers: Set<Trigger> = [.messagePosted, .messageEdited, .due]
  private let settings: Settings
  private let negative: PhraseSet
  private let exclusions: PhraseSet

  public init(_ settings: Settings) {
    self.settings = settings
    negative = PhraseSet(settings.list, .letters)
    exclusions = PhraseSet(settings.exclusions, .letters)
  }

  public func handle(_ event: Event, _ context: inout Context) throws -> [Action] {
    switch event.kind {
    case .messagePosted(let message), .messageEdited(let message):
      return try heard(message, &context)
    case .due(let timer, _):
      return try tellCollected(timer, &context)
    case .memberJoined, .memberLeft, .joinRequested, .messageDeleted, .reacted, .unreacted, .reported, .command,
      .started, .fetched, .delivered, .other:
      return []
    }
  }

  private func heard(_ message: Message, _ context: inout Context) throws -> [Action] {
    let found = negativeWords(in: message.text)
    guard let first = found.first else { return [] }
    let mark = "flagged/\(message.channel)/\(message.id)"
    if try context.store.contains(mark) { return [] }
    context.store.set(mark, true, of: message.author.id, expires: context.now + Self.memory)
    guard settings.cooldown > .zero else { return [.flag(flag(message, found, around: first))] }
    let timer = "quiet/\(message.channel)"
    if let collected = try context.store.value(timer).map(Collected.init) {
      context.store.set(timer, collected.adding(message).json)
      return []
    }
    context.store.set(timer, Collected(message).json)
    return [
      .flag(flag(message, found, around: first)), .timer(name: timer, at: context.now + settings.cooldown),
    ]
  }

  /// What was found, each once, in the order of the text.
  private func negativeWords(in text: String) -> [String] {
    let words = Words(text, .letters)
    let found = negative.matches(in: words)
    if found.isEmpty { return [] }
    let excluded = exclusions.matches(in: words).map(\.range)
    var texts: [String] = []
    for match in found where !excluded.contains(where: { $0.contains(match.range) }) {
      let text = words.string(match.range)
      if !texts.contains(text) { texts.append(text) }
    }
    return texts
  }

  private func flag(_ message: Message, _ found: [String], around word: String) -> Flag {
    var text = Text("\(message.author.name) wrote in ") + Self.place(of: message) + ":\n"
    text += Text([.quote(Text(Excerpt.of(message.text, around: word)))])
    text += Text("\nFound: \(found.prefix(5).joined(separator: ", ")).")
    return Flag(
      "Negative words", severity: settings.severity, text: text, message: message.ref, member: message.author.id,
      link: message.link)
  }

  private static func place(of message: Message) -> Text {
    if message.isDirect { return "a direct message to the bot" }
    return Text([.channel(id: message.channel, name: message.channelName ?? message.channel.plainName)])
  }

  private func tellCollected(_ timer: String, _ context: inout Context) throws -> [Action] {
    guard let collected = try context.store.value(timer).map(Collected.init) else { return [] }
    guard collected.count > 0 else {
      context.store.remove(timer)
      return []
    }
    context.store.set(timer, collected.emptied.json)
    let flag = Flag("Negative words", severity: settings.severity, text: collected.text)
    return [.flag(flag), .timer(name: timer, at: context.now + settings.cooldown)]
  }
}

/// Messages of one channel that wait to be told together.
private struct Collected {
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
    var text = Text("\(start) with negative words in ") + Text([.channel(id: channel, name: channelName)]) + "."
    for link in links { text += "\n" + Text([.link(label: "", url: link)]) }
    return text
  }
}

extension Range<Int> {
  fileprivate func contains(_ other: Range<Int>) -> Bool {
    lowerBound <= other.lowerBound && other.upperBound <= upperBound
  }
}
