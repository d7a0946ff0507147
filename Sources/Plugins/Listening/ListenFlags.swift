import BotCore
import TextAnalysis

/// How what `listen` heard is told to the moderators.
enum ListenFlags {
  static func title(_ kind: Hearing.Finding.Kind) -> String {
    switch kind {
    case .danger(.selfHarm, _): "Somebody may be in danger"
    case .danger(.thirdPerson, _): "A member worries about somebody"
    case .danger(.threat, _), .danger(.abuse, _): "A threat"
    case .abuse(sure: true): "Abuse"
    case .abuse(sure: false): "Maybe abuse"
    case .spam: "Maybe advertising"
    case .words: "Negative words"
    }
  }

  /// - Parameter words: the severity that the manager gave to his own words.
  static func severity(_ kind: Hearing.Finding.Kind, words: Flag.Severity) -> Flag.Severity {
    switch kind {
    case .danger(_, now: true): .urgent
    case .danger(_, now: false), .abuse(sure: true): .warning
    case .abuse(sure: false), .spam: .notice
    case .words: words
    }
  }

  static func flag(_ message: Message, _ findings: [Hearing.Finding], words severity: Flag.Severity) -> Flag? {
    let ranked = findings.max { Self.severity($0.kind, words: severity) < Self.severity($1.kind, words: severity) }
    guard let gravest = ranked else { return nil }
    let around = gravest.words.first ?? ""
    var text = Text("\(message.author.name) wrote in ") + place(of: message) + ":\n"
    text += Text([.quote(Text(Excerpt.of(message.text, around: around)))])
    for finding in findings where !finding.words.isEmpty {
      let name = finding == gravest ? "Found" : title(finding.kind)
      text += Text("\n\(name): \(finding.words.joined(separator: ", ")).")
    }
    if case .danger(.selfHarm, _) = gravest.kind {
      text += "\nThe bot has answered nothing. A person should: ask how they are, listen, and name help near them."
    }
    return Flag(
      title(gravest.kind), severity: Self.severity(gravest.kind, words: severity), text: text, message: message.ref,
      member: message.author.id, link: message.link)
  }

  /// Whether it can wait to be told together with others: words and guesses can, danger and sure abuse cannot.
  static func mayWait(_ findings: [Hearing.Finding]) -> Bool {
    findings.allSatisfy { finding in
      switch finding.kind {
      case .danger, .abuse(sure: true): false
      case .abuse(sure: false), .spam, .words: true
      }
    }
  }

  static func mood(_ message: Message, _ reading: MoodWatch.Reading, _ links: [String]) -> Flag {
    let usual = Int((reading.usual * 100).rounded())
    var text = Text("Many messages in ") + place(of: message)
    text += Text(" are negative right now; usually about \(usual) of 100 are. The latest:")
    for link in links { text += "\n" + Text([.link(label: "", url: link)]) }
    return Flag("The mood turns", severity: .warning, text: text, link: links.last)
  }

  static func place(of message: Message) -> Text {
    if message.isDirect { return "a direct message to the bot" }
    return Text([.channel(id: message.channel, name: message.channelName ?? message.channel.plainName)])
  }
}
