import BotCore
import FoundationEssentials

/// What became of a seed, for managers.
struct SeedReport {
  private static let quotesOfAStance = 2

  let state: SeedState
  let replies: [SeedReply]
  let members: Int
  let zone: Zone
  let now: Date

  var text: Text {
    var text = Text([.bold(Text("Seed \(state.id)"))])
    text += Text(", planted on \(day) in ") + Text([.channel(id: state.channel, name: state.channel.plainName)])
    text += ":\n" + Text([.quote(Text(state.text))])
    text += Text(counts)
    for stance in [Stance.pro, .contra, .mixed] { text += quotes(stance) }
    return text
  }

  /// One line of the list of all seeds.
  var line: Text {
    let phase =
      switch state.phase {
      case .planted: "on its way"
      case .growing: "followed"
      case .ended: "ended"
      }
    return Text("\(state.id), \(day), \(phase): \(answers)")
  }

  private var day: String { String(zone.local(state.planted).description.prefix(10)) }

  private var answers: String {
    let count = state.replies + state.mentions
    return count == 1 ? "1 reply" : "\(count) replies"
  }

  private var counts: String {
    var parts = ["\(state.replies) in the thread", "\(state.mentions) elsewhere in the channel"]
    parts += Stance.allCases.map { "\(state.stances[$0, default: 0]) \($0.rawValue)" }
    let who = "\(answers) by \(members) member\(members == 1 ? "" : "s")"
    let reactions = state.reactions.filter { $0.value > 0 }.sorted { ($0.value, $1.key) > ($1.value, $0.key) }
      .map { "\($0.key) \($0.value)" }
    return "\(who): \(parts.joined(separator: ", "))."
      + (reactions.isEmpty ? "" : "\nReactions: " + reactions.joined(separator: ", ") + ".")
  }

  private func quotes(_ stance: Stance) -> Text {
    var text = Text()
    for reply in replies.filter({ $0.stance == stance }).suffix(Self.quotesOfAStance) {
      text += Text("\n\(stance.rawValue.prefix(1).uppercased() + stance.rawValue.dropFirst()), \(reply.name):\n")
      text += Text([.quote(Text(reply.text))])
      if let link = reply.link { text += Text([.link(label: "", url: link)]) }
    }
    return text
  }

  var csv: Text {
    let rows =
      [["time", "member", "where", "stance", "text", "link"]]
      + replies.map { reply in
        [
          zone.local(reply.at).description, Self.safe(reply.name), reply.isReply ? "thread" : "channel",
          reply.stance.rawValue, Self.safe(reply.text), reply.link ?? "",
        ]
      }
    return Text("Replies to \(state.id):") + Text([.codeBlock(rows.map { CSV.line($0) }.joined(separator: "\n"))])
  }

  /// Spreadsheets take what begins so for a formula.
  private static func safe(_ field: String) -> String {
    field.first.map { "=+-@\t".contains($0) } == true ? "'" + field : field
  }

  var markdown: Text {
    let lines = replies.map { reply in
      "- **\(reply.stance.rawValue)**, \(reply.name), \(zone.local(reply.at).description.prefix(10)): \(reply.text)"
        + (reply.link.map { " <\($0)>" } ?? "")
    }
    return Text("Replies to \(state.id):")
      + Text([.codeBlock((["## \(state.id)", "", "> " + state.text, ""] + lines).joined(separator: "\n"))])
  }
}
