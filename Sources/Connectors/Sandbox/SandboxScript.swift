import BotCore

/// What happens by itself in a sandbox: one JSON object a line, blank lines and lines that start with `//` aside.
struct SandboxScript: Sendable, Hashable {
  struct Fault: Error, Sendable, Hashable {
    let line: Int
    let fault: String
    let remedy: String
  }

  struct Entry: Sendable, Hashable {
    let line: Int
    /// From the start.
    let after: Duration
    /// Empty where somebody joins.
    let name: String
    /// The name under which later lines speak of the message.
    let label: String?
    let act: Act
  }

  enum Act: Sendable, Hashable {
    case join(String, isModerator: Bool)
    case leave
    /// `channel` empty: the first one. Or an answer in the thread of `to`.
    case say(String, channel: String, to: String?)
    case react(String, to: String)
    case edit(String, to: String)
    case delete(String)
    case report(String, to: String)
  }

  static let maxEntries = 10_000
  /// The name of the bot's private conversation with the member who speaks.
  static let direct = "@bot"

  /// By time; lines of one time in their order.
  let entries: [Entry]

  static let empty = SandboxScript(entries: [])

  private init(entries: [Entry]) { self.entries = entries }

  init(_ file: TextFile, channels: [String], members: [String]) throws(Fault) {
    var entries: [Entry] = []
    for (index, line) in file.text.split(omittingEmptySubsequences: false, whereSeparator: \.isNewline).enumerated() {
      let text = SandboxWords.clean(String(line))
      if text.isEmpty || text.hasPrefix("//") { continue }
      guard entries.count < Self.maxEntries else {
        throw Fault(
          line: index + 1, fault: "the script has more than \(Self.maxEntries) lines", remedy: "shorten it")
      }
      entries.append(try SandboxScriptLine(text, number: index + 1).entry())
    }
    self.entries = entries.enumerated().sorted { ($0.element.after, $0.offset) < ($1.element.after, $1.offset) }
      .map(\.element)
    try check(channels, members)
  }

  /// Whether each line speaks only of people, channels and messages that are there by then.
  private func check(_ channels: [String], _ members: [String]) throws(Fault) {
    var known = members
    var labels: Set<String> = []
    for entry in entries {
      if case .join(let name, _) = entry.act {
        known.append(name)
      } else if !known.contains(where: { SandboxName.same($0, entry.name) }) {
        throw Fault(
          line: entry.line, fault: "\"\(entry.name)\" did not join before",
          remedy: "add an earlier line {\"after\": 0, \"join\": \"\(entry.name)\"}")
      }
      if let wanted = entry.act.target, !labels.contains(wanted) {
        throw Fault(
          line: entry.line, fault: "no earlier message is labelled \"\(wanted)\"",
          remedy: "give the message that is meant \"label\": \"\(wanted)\"")
      }
      if case .say(_, let channel, _) = entry.act, !channel.isEmpty, channel != Self.direct,
        !channels.contains(channel)
      {
        throw Fault(
          line: entry.line, fault: "there is no channel \"#\(channel)\"",
          remedy: "use one of \(channels.map { "#" + $0 }.joined(separator: ", ")), or \(Self.direct)")
      }
      if let label = entry.label { labels.insert(label) }
    }
  }
}

extension SandboxScript.Act {
  /// The label of the message that it speaks of.
  var target: String? {
    switch self {
    case .join, .leave: nil
    case .say(_, _, let label): label
    case .react(_, let label), .edit(_, let label), .delete(let label), .report(_, let label): label
    }
  }
}
