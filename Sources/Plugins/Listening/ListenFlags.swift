import BotCore
import TextAnalysis

/// How what `listen` heard is told to the moderators.
struct ListenFlags {
  let settings: Listen.Settings

  func title(_ kind: Hearing.Finding.Kind) -> String {
    switch kind {
    case .danger(.selfHarm, _): "Somebody may be in danger"
    case .danger(.thirdPerson, _): "A member worries about somebody"
    case .danger(.threat, _), .danger(.abuse, _): "A threat"
    case .abuse(sure: true): "Abuse"
    case .abuse(sure: false): "Maybe abuse"
    case .spam: "Maybe advertising"
    case .words: "Words of your list"
    case .category(let name): name.prefix(1).uppercased() + name.dropFirst()
    }
  }

  func severity(_ kind: Hearing.Finding.Kind) -> Flag.Severity {
    switch kind {
    case .danger(_, now: true): .urgent
    case .danger(_, now: false), .abuse(sure: true): .warning
    case .abuse(sure: false), .spam: .notice
    case .words: settings.severity
    case .category(let name): settings.category(name)?.severity ?? .warning
    }
  }

  /// The flag of one message; `nil` if nothing in it is told by itself.
  func flag(_ message: Message, _ findings: [Hearing.Finding], _ community: Community, named: String?) -> Flag? {
    let ranked = Flag.Severity.allCases.reversed().flatMap { grade in findings.filter { severity($0.kind) == grade } }
    guard let gravest = ranked.first else { return nil }
    let around = gravest.words.first ?? ""
    var text = Text("\(message.author.name) wrote in ") + Self.place(of: message) + ":\n"
    text += Text([.quote(Text(Excerpt.of(message.text, around: around)))])
    for finding in ranked where !finding.words.isEmpty {
      let name = finding == gravest ? "Found" : title(finding.kind)
      text += Text("\n\(name): \(finding.words.joined(separator: ", ")).")
    }
    if case .danger(.selfHarm, _) = gravest.kind {
      text += "\nThe bot has answered nothing. A person should: ask how they are, listen, and name help near them."
    }
    text += CategoryRemarks(
      settings: settings, community: community, count: 1, place: Self.place(of: message),
      languages: [message.author.locale].compactMap(\.self)
    ).text(ranked.map { IncidentKind.of($0.kind) })
    return Flag(
      title(gravest.kind), severity: severity(gravest.kind), text: text, message: message.ref,
      member: message.author.id, link: message.link, name: named, isDanger: findings.contains { $0.isGrave })
  }

  /// Whether it can wait to be told together with others: words and guesses can, danger and sure abuse cannot.
  static func mayWait(_ findings: [Hearing.Finding]) -> Bool {
    findings.allSatisfy { finding in
      switch finding.kind {
      case .danger, .abuse(sure: true): false
      case .abuse(sure: false), .spam, .words, .category: true
      }
    }
  }

  static func place(of message: Message) -> Text {
    if message.isDirect { return "a direct message to the bot" }
    return Text([.channel(id: message.channel, name: message.channelName ?? message.channel.plainName)])
  }
}
