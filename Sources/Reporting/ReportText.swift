import BotCore

extension Report {
  /// For a terminal.
  public var text: String {
    var lines = [heading] + (caution.map { [$0] } ?? []) + [""]
    for group in groups {
      lines.append(group.title)
      let width = (group.figures.map(\.name.count).max() ?? 0) + 2
      let values = group.figures.map { $0.value.text }
      let widest = zip(group.figures, values).map { $0.isUntold ? 0 : $1.count }.max() ?? 0
      for (figure, value) in zip(group.figures, values) {
        let blanks = figure.isUntold ? "" : String(repeating: " ", count: widest - value.count)
        let note = figure.note.isEmpty ? "" : "  (\(figure.note))"
        lines.append("  " + Self.padded(figure.name, width) + blanks + value + note)
      }
      lines.append("")
    }
    lines += table("Week by week" + (weeks.contains { $0.days < 7 } ? " (*: not a whole week)" : ""), weekRows)
    lines += table("Newcomers by week, and how many wrote again", cohortRows)
    lines += list("Topics", topics.map { ($0.name, Figure.grouped($0.messages)) })
    lines += list("Flags by what they were", flags.map { ($0.category, Figure.grouped($0.raised)) })
    lines += list("Actions of the bot", acts.map { ("\($0.plugin): \($0.act)", $0.endText) })
    lines += list("Who wrote most", members.map { ($0.name, Figure.grouped($0.messages)) })
    lines.append("What each figure means: docs/kpis.md")
    return lines.joined(separator: "\n")
  }

  /// "The Lobby, 2026-01-05 to 2026-02-01 (28 days, Europe/London)".
  var heading: String {
    let count = period.days.count
    return "\(community), \(Day.text(period.days.lowerBound)) to \(Day.text(period.days.upperBound)) "
      + "(\(Figure.grouped(count)) day\(count == 1 ? "" : "s"), \(period.zone.name))"
  }

  var weekRows: [[String]] {
    let head = ["Week of", "Messages", "Members", "Joined", "Questions", "Unanswered", "First answer"]
    return weeks.isEmpty ? [] : [head] + weeks.map(\.row)
  }

  var cohortRows: [[String]] {
    let head = ["Week of", "Newcomers", "after 7 days", "after 30 days"]
    return cohorts.isEmpty
      ? []
      : [head]
        + cohorts.map { cohort in
          [
            Day.text(cohort.monday), String(cohort.size), cohort.share(cohort.told7),
            cohort.share(cohort.told30),
          ]
        }
  }

  private func table(_ title: String, _ rows: [[String]]) -> [String] {
    guard let head = rows.first else { return [] }
    let widths = head.indices.map { column in rows.map { $0[column].count }.max() ?? 0 }
    return [title]
      + rows.map { row in
        "  "
          + row.enumerated().map { column, cell in
            column == 0
              ? Self.padded(cell, widths[0])
              : String(repeating: " ", count: widths[column] - cell.count) + cell
          }.joined(separator: "  ")
      } + [""]
  }

  private func list(_ title: String, _ items: [(String, String)]) -> [String] {
    guard !items.isEmpty else { return [] }
    let width = (items.map(\.0.count).max() ?? 0) + 2
    return [title] + items.map { "  " + Self.padded($0.0, width) + $0.1 } + [""]
  }

  private static func padded(_ text: String, _ width: Int) -> String {
    text + String(repeating: " ", count: max(0, width - text.count))
  }
}

extension Figure {
  fileprivate var isUntold: Bool {
    if case .untold = value { return true }
    return false
  }
}

extension ReportWeek {
  var row: [String] {
    [
      Day.text(monday) + (days < 7 ? " *" : ""), Figure.grouped(messages), Figure.grouped(members),
      Figure.grouped(joined), Figure.grouped(asked),
      judged < asked ? "too early" : Figure.grouped(unanswered), median.map { Figure.Value.wait($0).text } ?? "-",
    ]
  }
}

extension Newcomers.Cohort {
  /// "3 (43 %)", or why not.
  func share(_ returned: Int?) -> String {
    if size < Figure.leastGroup { return Figure.tooFew }
    guard let returned, let ratio = Ratio(100 * returned, size) else { return "too early" }
    return "\(returned) (\(ratio.text(0)) %)"
  }
}

extension Automation.Row {
  /// "12 sent, 1 failed".
  var endText: String {
    zip(Fact.End.allCases, ends).filter { $1 > 0 }.map { "\($1) \($0)" }.joined(separator: ", ")
  }
}
