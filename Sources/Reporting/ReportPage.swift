import BotCore

extension Report {
  /// One page with all of it: no script, nothing from elsewhere; light and dark, for a phone and for paper.
  public var html: String {
    let title = Markup.escaped("\(community): report")
    return """
      <!doctype html>
      <html lang="en">
      <head>
      <meta charset="utf-8">
      <meta name="viewport" content="width=device-width, initial-scale=1">
      <meta http-equiv="Content-Security-Policy" content="default-src 'none'; style-src 'unsafe-inline'">
      <meta name="color-scheme" content="light dark">
      <title>\(title)</title>
      <style>
      \(PageStyle.css)
      </style>
      </head>
      <body>
      <main>
      <header>
      <h1>\(Markup.escaped(community))</h1>
      <p>\(Markup.escaped(span))</p>
      \(caution.map { "<p>\(Markup.escaped($0))</p>" } ?? "")
      </header>
      \(groups.map(section).joined())
      \(details)
      <footer>
      <p>Members are counted, never listed by name unless somebody asked for it. Where fewer than three people or messages
      would be counted, it says “\(Figure.tooFew)”. How each figure is computed stands in docs/kpis.md of botrun.</p>
      </footer>
      </main>
      </body>
      </html>

      """
  }

  private var span: String {
    let count = period.days.count
    return "\(Day.text(period.days.lowerBound)) to \(Day.text(period.days.upperBound)), "
      + "\(Figure.grouped(count)) day\(count == 1 ? "" : "s"), by the clocks of \(period.zone.name)"
  }

  private func section(_ group: FigureGroup) -> String {
    let rows = group.figures.map { figure in
      let note = figure.note.isEmpty ? "" : "<small>\(Markup.escaped(figure.note))</small>"
      return "<div><dt>\(Markup.escaped(figure.name))</dt>"
        + "<dd><b>\(Markup.escaped(figure.value.text))</b>\(note)</dd></div>\n"
    }
    let charts = charts(of: group.figures.first?.id.split(separator: ".").first.map(String.init) ?? "")
    return """
      <section>
      <h2>\(Markup.escaped(group.title))</h2>
      <dl>
      \(rows.joined())</dl>
      \(charts.isEmpty ? "" : "<div class=\"charts\">\n\(charts)</div>")
      </section>

      """
  }

  private func charts(of group: String) -> String {
    switch group {
    case "activity":
      weekly("Active members", "members who wrote in the week") { Double($0.members) }
        + weekly("Messages", "messages of the week") { Double($0.messages) }
        + days
    case "newcomers":
      weekly("Joined", "members who joined in the week", isDrawn: weeks.contains { $0.joined > 0 }) {
        Double($0.joined)
      }
    case "questions": questionCharts
    case "spread": SpreadChart(curve: curve).svg
    case "mood":
      weekly(
        "Negative messages", "percent of the week's measured messages", isDrawn: weeks.contains { $0.scored > 0 },
        text: { "\(Int($0.rounded())) %" },
        value: { week in
          week.scored < Figure.leastGroup ? nil : Double(week.negative * 100) / Double(week.scored)
        })
    case "moderation": flagCharts
    case "bot": BarChart(title: "Actions", unit: "that were done, by plugin and kind", bars: doneActs).svg
    default: ""
    }
  }

  private var flagCharts: String {
    weekly("Flags", "raised in the week", isDrawn: !flags.isEmpty) { Double($0.flags) }
      + BarChart(
        title: "Flags by what they were", unit: "flags raised in the period",
        bars: flags.map { ($0.category, $0.raised) }
      ).svg
  }

  private var doneActs: [(String, Int)] {
    acts.map { ("\($0.plugin): \($0.act)", $0.ends[0]) }.filter { $0.1 > 0 }
  }

  private var questionCharts: String {
    weekly(
      "Without an answer", "percent of the week's questions, after 48 hours",
      isDrawn: weeks.contains { $0.judged > 0 }, text: { "\(Int($0.rounded())) %" },
      value: { week in
        week.judged < Figure.leastGroup || week.judged < week.asked
          ? nil : Double(week.unanswered * 100) / Double(week.judged)
      })
      + weekly(
        "First answer", "minutes until it came, median of the week's answered questions",
        isDrawn: weeks.contains { $0.median != nil },
        text: { $0 < 10 ? Ratio(Int(($0 * 10).rounded()), 10)?.text(1) ?? "" : Figure.grouped(Int($0.rounded())) },
        value: { week in week.median.map { Double($0.over) / Double($0.under) / 60_000 } })
  }

  private func weekly(
    _ title: String, _ unit: String, isDrawn: Bool = true,
    text: @escaping (Double) -> String = { Figure.grouped(Int($0.rounded())) }, value: (ReportWeek) -> Double?
  ) -> String {
    guard isDrawn else { return "" }
    return ColumnChart(
      title: title, unit: unit + (weeks.count > 26 ? "; below, the month of its Monday" : "; below, its Monday"),
      labels: weeks.map { Self.label($0.monday, weeks.count) },
      values: weeks.map(value), text: text
    ).svg
  }

  /// "01-05", and with the year where there may be two of them.
  private static func label(_ monday: Int, _ count: Int) -> String {
    count > 26 ? String(Day.text(monday).prefix(7)) : String(Day.text(monday).dropFirst(5))
  }

  private var days: String {
    guard daily.count <= 93 else { return "" }
    return ColumnChart(
      title: "Active members by day", unit: "members who wrote on the day",
      labels: period.days.map { String(Day.text($0).dropFirst(5)) }, values: daily.map { Double($0) }
    ).svg
  }

  private var details: String {
    let tables = [
      Markup.table("Week by week" + (weeks.contains { $0.days < 7 } ? " (*: not a whole week)" : ""), weekRows),
      Markup.table("Newcomers by the week in which they came, and how many wrote again", cohortRows),
      Markup.table(
        "Topics",
        topics.isEmpty ? [] : [["Topic", "Messages"]] + topics.map { [$0.name, Figure.grouped($0.messages)] }),
      Markup.table("Flags, by what has become of them", flagRows),
      Markup.table(
        "Actions of the bot",
        acts.isEmpty
          ? [] : [["Plugin", "Action", "How it ended"]] + acts.map { [$0.plugin, "\($0.act)", $0.endText] }),
      Markup.table(
        "Who wrote most",
        members.isEmpty ? [] : [["Member", "Messages"]] + members.map { [$0.name, Figure.grouped($0.messages)] }),
    ]
    return "<section>\n<h2>In detail</h2>\n\(tables.joined())</section>"
  }

  private var flagRows: [[String]] {
    flags.isEmpty
      ? []
      : [["What", "Raised", "Open", "Taken up", "Put off", "Resolved"]]
        + flags.map { [$0.category, String($0.raised)] + $0.states.map { String($0) } }
  }
}
