import BotCore
import FoundationEssentials
import TextAnalysis

/// What the moderators read about the answers: what was asked and had none, what nearly had one, what has grown old.
struct FAQReport {
  struct Stale: Hashable {
    let entry: FAQFile.Entry
    let reasons: [String]
  }

  let week: AnswerLog.Week
  let misses: [AnswerLog.Miss]
  /// Entries that were asked for and are held back until they are filled in.
  var unfilled: [FAQFile.Entry] = []
  let stale: [Stale]
  let file: String
  let now: Date
  let zone: Zone

  /// So many of each kind are shown.
  private static let most = 5
  private static let mostPhrasings = 6

  /// Whether the answers lack nothing.
  var isEmpty: Bool { misses.isEmpty && unfilled.isEmpty && stale.isEmpty }

  var text: Text {
    var text =
      Text([.bold(Text("Answers since \(zone.local(week.since).dayText)"))])
      + Text(": given \(week.answered), nearly given \(week.near), no entry near \(week.unanswered).\n")
    for entry in unfilled.prefix(Self.most) {
      if let gap = entry.gap {
        text += Text("\n\"\(entry.question)\" was asked and still holds \(gap) (\(file), line \(entry.line)).\n")
      }
    }
    let groups = clusters
    let near = misses.filter { miss in miss.isNear && !groups.contains { $0.contains(miss) } }
    for group in groups.prefix(Self.most) { text += draft(group) }
    if !near.isEmpty { text += nearMisses(near) }
    let others = misses.filter { miss in !miss.isNear && !groups.contains { $0.contains(miss) } }.suffix(Self.most)
    if !others.isEmpty {
      text += Text("\nAsked once:") + Text([.list(items: others.map { Text(Self.line($0.question)) })])
    }
    for old in stale.prefix(Self.most) { text += review(old) }
    if stale.count > Self.most { text += Text("\(stale.count - Self.most) further entries are stale.\n") }
    return text
  }

  /// Why an entry should be looked at.
  static func reasons(
    used: Date, reviewed: Date?, tally: AnswerVotes.Tally, isSilent: Bool, now: Date, after: Duration, zone: Zone
  ) -> [String] {
    var reasons: [String] = []
    if now > max(used, reviewed ?? used) + after { reasons.append("not asked for since \(zone.local(used).dayText)") }
    if let reviewed, now > reviewed + after { reasons.append("last reviewed on \(zone.local(reviewed).dayText)") }
    if isSilent || tally.unhelpful >= 3 && tally.unhelpful > tally.helped {
      let silence = isSilent ? ", so it is silent" : ""
      reasons.append("helped \(tally.helped) and did not help \(tally.unhelpful) members" + silence)
    }
    return reasons
  }

  /// Questions that two people or more asked in much the same way, the largest group first.
  private var clusters: [[AnswerLog.Miss]] {
    QuestionClusters(misses.map(\.question)).groups.filter { $0.count > 1 }.sorted { $0.count > $1.count }
      .map { $0.map { misses[$0] } }
  }

  private var today: LocalTime { zone.local(now) }

  private func draft(_ group: [AnswerLog.Miss]) -> Text {
    var phrasings: [String] = []
    for miss in group where !phrasings.contains(Self.line(miss.question)) { phrasings.append(Self.line(miss.question)) }
    let shown = phrasings.prefix(1 + Self.mostPhrasings)
    let entry = FAQFile.Entry(
      question: shown[0], phrasings: Array(shown.dropFirst()), answer: "Write the answer here.", reviewed: today,
      line: 0)
    return Text("\nAsked \(group.count) times, and no entry answers. For \(file):") + Text([.codeBlock(entry.markdown)])
  }

  private func nearMisses(_ near: [AnswerLog.Miss]) -> Text {
    let best = near.sorted { $0.certainty > $1.certainty }
    var text = Text("\nNearly answered. Where the entry is the right one, send its line, each as a message of its own:")
    let lines = best.prefix(Self.most).compactMap { miss in
      miss.nearest.first.map {
        "!faq phrase \($0.heading) = \(Self.line(miss.question))"
      }
    }
    text += Text([.codeBlock(lines.joined(separator: "\n"))])
    return text
  }

  private func review(_ old: Stale) -> Text {
    var entry = old.entry
    entry.reviewed = today
    let place = old.entry.line > 0 ? " (\(file), line \(old.entry.line))" : " (added by command)"
    return Text("\n\"\(old.entry.question)\"\(place): \(old.reasons.joined(separator: "; ")). Look whether it holds:")
      + Text([.codeBlock(entry.markdown)])
  }

  /// Without line breaks, which would end a heading or a list's item.
  private static func line(_ text: String) -> String {
    text.split(whereSeparator: \.isNewline).joined(separator: " ")
  }
}
