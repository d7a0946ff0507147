import BotCore
import FoundationEssentials

/// The weekly post: five lines, and one thing to do.
struct WeekText {
  let community: String
  let now: WeekFigures
  /// `nil`: the bot was not there yet.
  let before: WeekFigures?
  /// Flags of the last two weeks that nobody has taken up.
  let open: Int

  /// Shares and waits are told of so many or more.
  private static let least = 3

  var text: Text {
    Text([.bold(Text("\(community), the week from \(now.monday.dayText)"))])
      + Text([.list(items: [people, newcomers, questions, mood, flags].map { Text($0) })]) + Text(advice)
  }

  private var people: String {
    now.members == 0
      ? "Nobody wrote" + change(0, before?.members, "members")
      : "\(Self.count(now.members, "member")) wrote \(Self.count(now.messages, "message"))"
        + change(now.members, before?.members, "members")
  }

  private var newcomers: String {
    now.joined == 0
      ? "Nobody joined" + change(0, before?.joined, "")
      : "\(now.joined) joined" + change(now.joined, before?.joined, "")
  }

  private var questions: String {
    if now.asked == 0 { return "No questions" + change(0, before?.asked, "") }
    var text = Self.count(now.asked, "question") + change(now.asked, before?.asked, "")
    if now.judged > 0 {
      text +=
        now.unanswered == 0 ? "; all answered within two days" : "; \(now.unanswered) without an answer for two days"
      if now.judged < now.asked { text += ", the last \(now.asked - now.judged) still young" }
    }
    guard let median = now.median else { return text }
    text += "; first answer usually after \(Self.length(median))"
    return text + (before?.median.map { " (\(Self.length($0)) the week before)" } ?? "")
  }

  private var mood: String {
    guard now.scored >= Self.least else {
      return "Mood: too few messages to tell, or \"listen\" is not there to measure"
    }
    var text = "Mood: \(Self.percent(now.negative, now.scored)) of 100 messages sound negative"
    if let before, before.scored >= Self.least {
      text += " (\(Self.percent(before.negative, before.scored)) the week before)"
    }
    return text
  }

  private var flags: String {
    let raised = now.flags == 0 ? "Nothing flagged" : "\(Self.count(now.flags, "thing")) flagged for you"
    return raised + change(now.flags, before?.flags, "") + (open > 0 ? "; \(open) not taken up yet" : "")
  }

  /// The most pressing of what can be done.
  private var advice: String {
    if open > 0 {
      return "Next: look at what is flagged. !flags lists it, and a reaction with 👀 tells the others that you have it."
    }
    if now.judged >= Self.least, now.unanswered * 5 > now.judged {
      return "Next: find somebody for \(Self.count(now.unanswered, "question")) without an answer. Ask them by name; "
        + "the plugin \"unanswered\" can do so."
    }
    if now.scored >= 20, let before, before.scored >= 20,
      now.negative * before.scored > 2 * before.negative * now.scored, now.negative * 5 > now.scored
    {
      return "Next: something weighs on people. Read along, and ask before you answer."
    }
    if let before, now.members * 4 < before.members * 3, before.members >= 8 {
      return "Next: it was quieter. A question that anybody can answer, or a word to those who usually write, may help."
    }
    if now.joined > 0 {
      return "Next: say hello to \(now.joined == 1 ? "whoever is" : "those who are") new, and ask what they came for."
    }
    return "Nothing needs you now. A thank-you to those who helped is always in season."
  }

  /// " (19 members the week before)", " (as in the week before)".
  private func change(_ now: Int, _ before: Int?, _ noun: String) -> String {
    guard let before else { return "" }
    if now == before { return " (as in the week before)" }
    let what = before == 0 ? "none" : noun.isEmpty || before == 1 ? "\(before)" : "\(before) \(noun)"
    return " (\(what) the week before)"
  }

  private static func count(_ count: Int, _ noun: String) -> String { "\(count) \(noun)\(count == 1 ? "" : "s")" }

  private static func percent(_ part: Int, _ whole: Int) -> Int { (200 * part + whole) / (2 * whole) }

  private static func length(_ seconds: Double) -> String {
    let minutes = Int((min(seconds, 1e9) / 60).rounded())
    if minutes < 1 { return "less than a minute" }
    return Duration.minutes(minutes < 120 ? minutes : (minutes + 30) / 60 * 60).settingText
  }
}
