public import BotCore
import FoundationEssentials
import TextAnalysis

/// Tells the moderators, and nobody else, of messages that somebody should read: danger, abuse, a mood that turns, and
/// words of your own.
///
/// ```json
/// {
///   "plugin": "listen",
///   "words": ["rip-off", "waste of money"],
///   "file": "negative-words.txt",
///   "exclusions": ["worst case"],
///   "severity": "warning",
///   "cooldown": "15m"
/// }
/// ```
///
/// **What it does**
/// - `safety`: somebody speaks of hurting themselves, worries about somebody who may, or threatens: one flag, urgent when
///   the words are plain. Sayings ("this bug kills me"), code and quotations are left out.
/// - `abuse`: somebody insults, or shows contempt for a group: one flag; a warning when the bot is sure, else a notice. It
///   is made for few false alarms: swearing at a program is no abuse.
/// - `mood`: many messages of a channel turn negative within an hour or so, compared with what is usual there: one flag for
///   each turn, with links to the latest of them.
/// - `spam`: a message looks like advertising by a stranger. Off unless you say so.
/// - `words` and the lines of `file` (empty ones and those that begin with `#` left out): a message that holds one of them
///   is flagged. Words are runs of letters and apostrophes, whatever their case: "test" is not in "latest" or "don't", but
///   it is in "test2". Within an exclusion, such as "worst" in "worst case", they do not count.
/// - A flag says who wrote where, with an excerpt, what was found, and the link. A message that is edited is judged again, and
///   told again if it became graver (what was told is remembered for a week).
/// - With `cooldown`, the first message of a channel is told at once; those that follow within that time are told
///   together when it is over. Danger and sure abuse are always told at once.
///
/// `botrun text safety --explain`, and abuse, sentiment and spam, show what is made of a text and why. Danger, abuse and
/// mood are understood in English; in another language nothing is guessed, but you can give `phrases` for danger and a
/// `lexicon` for the mood.
///
/// **What it never does**
/// - Answer, delete or punish: a score is a reason to look, not proof.
/// - Notify the member: the name is written as plain text.
public struct Listen: Plugin {
  public struct Settings: SettingGroup {
    @Setting("Whether messages are flagged of somebody who may hurt themselves or others.")
    public var safety: Bool = true
    @Setting("Whether messages that insult, hate or threaten are flagged.")
    public var abuse: Bool = true
    @Setting("Whether the moderators are told when many messages of a channel turn negative.")
    public var mood: Bool = true
    @Setting("Whether messages that look like advertising by strangers are flagged.")
    public var spam: Bool = false
    @Setting("Words and phrases to listen for.")
    public var words: [String] = []
    @Setting("A file with more of them, one a line; lines that begin with # are left out.")
    public var file: TextFile? = nil
    @Setting("Phrases within which a word does not count.")
    public var exclusions: [String] = []
    @Setting("How urgent your own words are to the moderators.")
    public var severity: Flag.Severity = .notice
    @Setting("How long further messages of a channel are collected after a flag. 0s: each is told at once.")
    public var cooldown: Duration = .zero
    @Setting("A file of phrases that tell of danger in another language.")
    public var phrases: PhrasesFile? = nil
    @Setting("A file of words with figures by which the mood is told in another language.")
    public var lexicon: LexiconFile? = nil
    @Setting("The code of the language of the lexicon, such as de.")
    public var language: String? = nil

    public init() {}

    public func check(_ node: SettingNode) {
      checkLanguage(node)
      if list.isEmpty, !safety, !abuse, !mood, !spam {
        node.fail(
          "there is nothing to listen for", "give \"words\" or a \"file\", or leave \"safety\" or \"abuse\" out")
      }
    }

    private func checkLanguage(_ node: SettingNode) {
      if let language {
        if !(2...3).contains(language.utf8.count) || !language.utf8.allSatisfy({ (0x61...0x7A).contains($0) }) {
          (node.member("language") ?? node).fail(
            "\"\(language)\" is no code of a language", "write one such as de or pt")
        }
        if lexicon == nil {
          (node.member("language") ?? node).fail(
            "there is no lexicon of that language", "give \"lexicon\", or leave it out")
        }
      } else if lexicon != nil {
        (node.member("lexicon") ?? node).fail("its language is not told", "add \"language\", such as \"de\"")
      }
    }

    var list: [String] {
      let lines = (file?.text ?? "").split(whereSeparator: \.isNewline)
        .filter { !$0.hasPrefix("#") && !$0.allSatisfy(\.isWhitespace) }
      return words + lines.map(String.init)
    }
  }

  public static let about = PluginAbout(
    name: "listen", summary: "Tells the moderators of danger, abuse, a mood that turns, and words of your own.",
    needs: [.messages],
    wants: [.edits], maxEventAge: .hours(48))

  /// How long a message that was flagged is remembered, in case it is edited.
  static let memory = Duration.days(7)
  static let moodMemory = Duration.days(60)

  public let triggers: Set<Trigger> = [.messagePosted, .messageEdited, .due]
  private let settings: Settings
  private let hearing: Hearing

  public init(_ settings: Settings) {
    self.settings = settings
    hearing = Hearing(settings)
  }

  public func handle(_ event: Event, _ context: inout Context) throws -> [Action] {
    switch event.kind {
    case .messagePosted(let message):
      let heard = hearing.hear(message.text)
      return try flagged(message, heard, &context) + moodTurned(message, heard.negativity, &context)
    // An edit says nothing new of the mood.
    case .messageEdited(let message):
      return try flagged(message, hearing.hear(message.text), &context)
    case .due(let timer, _):
      return try tellCollected(timer, &context)
    case .memberJoined, .memberLeft, .joinRequested, .messageDeleted, .reacted, .unreacted, .reported, .command,
      .started, .fetched, .delivered, .settled, .other:
      return []
    }
  }

  private func flagged(_ message: Message, _ heard: Hearing.Heard, _ context: inout Context) throws -> [Action] {
    guard let flag = ListenFlags.flag(message, heard.findings, words: settings.severity) else { return [] }
    let mark = "flagged/\(message.channel)/\(message.id)"
    // An edit that makes it graver is told again.
    if let told = try context.store.value(mark)?.string.flatMap(Flag.Severity.init), told >= flag.severity { return [] }
    context.store.set(mark, .string(flag.severity.rawValue), of: message.author.id, expires: context.now + Self.memory)
    if settings.cooldown > .zero, ListenFlags.mayWait(heard.findings) {
      let timer = "quiet/\(message.channel)"
      if let collected = try context.store.value(timer).map(Collected.init) {
        context.store.set(timer, collected.adding(message).json)
        return []
      }
      context.store.set(timer, Collected(message).json)
      return [.flag(flag), .timer(name: timer, at: context.now + settings.cooldown)]
    }
    return [.flag(flag)]
  }

  private func moodTurned(_ message: Message, _ negativity: Double?, _ context: inout Context) throws -> [Action] {
    guard let negativity, !message.isDirect else { return [] }
    let key = "mood/\(message.channel)"
    var state = MoodState(try context.store.value(key))
    let reading = state.add(message, negativity: negativity, at: context.now)
    // A channel that is silent for long has no usual mood any more.
    context.store.set(key, state.json, expires: context.now + Self.moodMemory)
    return reading.alarm == .began ? [.flag(ListenFlags.mood(message, reading, state.links))] : []
  }

  private func tellCollected(_ timer: String, _ context: inout Context) throws -> [Action] {
    guard let collected = try context.store.value(timer).map(Collected.init) else { return [] }
    guard collected.count > 0 else {
      context.store.remove(timer)
      return []
    }
    context.store.set(timer, collected.emptied.json)
    let flag = Flag("More to look at", severity: settings.severity, text: collected.text)
    return [.flag(flag), .timer(name: timer, at: context.now + settings.cooldown)]
  }
}
