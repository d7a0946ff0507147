import BotCore
import FoundationEssentials

/// What was talked about since the last report, for moderators.
struct TopicReport {
  /// Fewer messages tell nothing of how a topic sounds.
  private static let leastJudged = 5

  let period: TopicPeriod
  let now: Date
  let zone: Zone
  let topics: [(name: String, count: TopicCount)]
  let phrases: PhraseTable
  let minimum: Int

  /// Whether there is nothing to tell: nobody wrote, or no topic came up, now or before, and no phrase is new.
  var isEmpty: Bool {
    if period.messages == 0 { return true }
    return topics.allSatisfy { $0.count.count == 0 && ($0.count.before ?? 0) == 0 } && emerging.isEmpty
  }

  var text: Text {
    let since = zone.local(period.since).description.prefix(10)
    var text = Text([.bold(Text("What was talked about since \(since)"))])
    text += Text(", in \(period.messages) message\(period.messages == 1 ? "" : "s")")
    let sorted = topics.sorted { ($0.count.count, $1.name) > ($1.count.count, $0.name) }
    for topic in sorted { text += "\n- " + line(topic.name, topic.count) }
    return text + emerging
  }

  private func line(_ name: String, _ count: TopicCount) -> Text {
    var text = Text("\(name): \(count.count) message\(count.count == 1 ? "" : "s")")
    if count.count > 3 { text += Text(" by about \(count.members.count) members") }
    if let before = count.before { text += Text(", \(Self.change(count.count, before))") }
    if count.judged >= Self.leastJudged {
      let negative = 100 * count.negative / count.judged
      let positive = 100 * count.positive / count.judged
      text += Text("; of 100, \(negative) negative and \(positive) positive")
    }
    if let place = count.places.max(by: { ($0.count, $1.name) < ($1.count, $0.name) }) {
      text += "; mostly in " + Text([.channel(id: place.id, name: place.name)])
    }
    return text
  }

  private static func change(_ now: Int, _ before: Int) -> String {
    if now == before { return "as many as before" }
    if before == 0 { return "none before" }
    if now == 0 { return "\(before) before" }
    let percent = abs(now - before) * 100 / before
    if now > 2 * before { return "\(before) before: \((10 * now + before / 2) / before / 10) times as many" }
    return "\(before) before: \(percent) % \(now > before ? "more" : "fewer")"
  }

  private var emerging: Text {
    if period.isFirst || period.readBefore == 0 { return Text() }
    let growth = Double(max(1, period.read)) / Double(period.readBefore)
    let found = phrases.emerging(minimum, growth: growth)
    if found.isEmpty { return Text() }
    let part = period.read < period.messages ? " (in \(period.read) messages that were read for this)" : ""
    var text = Text("\nNew, or far more than before\(part):")
    for phrase in found {
      text += Text("\n- \(phrase.phrase): \(phrase.count)" + (phrase.before > 0 ? ", before \(phrase.before)" : ""))
    }
    return text
  }
}
