import BotCore

extension Report {
  /// One line a figure or a week's number: `community,from,to,id,name,value,unit,note`. What is not told has no value.
  public var csv: String {
    var lines = ["community,from,to,id,name,value,unit,note"]
    let days = period.days
    func add(_ days: ClosedRange<Int>, _ id: String, _ name: String, _ value: String, _ unit: String, _ note: String) {
      let cells = [community, Day.text(days.lowerBound), Day.text(days.upperBound), id, name, value, unit, note]
      lines.append(cells.map(Self.cell).joined(separator: ","))
    }
    for figure in groups.flatMap(\.figures) {
      add(days, figure.id, figure.name, figure.value.plain, figure.value.unit, figure.note)
    }
    for week in weeks {
      let days = max(week.monday, days.lowerBound)...min(week.monday + 6, days.upperBound)
      for (id, name, value) in week.cells { add(days, "week.\(id)", name, value, id == "median" ? "s" : "count", "") }
    }
    for cohort in cohorts {
      let days = cohort.monday...cohort.monday + 6
      add(days, "cohort.size", "Newcomers of the week", String(cohort.size), "count", "")
      add(days, "cohort.returned7", "Wrote again after 7 days", cohort.told7.map { String($0) } ?? "", "count", "")
      add(days, "cohort.returned30", "Wrote again after 30 days", cohort.told30.map { String($0) } ?? "", "count", "")
    }
    for topic in topics { add(days, "topic", topic.name, String(topic.messages), "count", "messages") }
    for flag in flags { add(days, "flags", flag.category, String(flag.raised), "count", "raised") }
    for act in acts {
      for (end, count) in zip(Fact.End.allCases, act.ends) where count > 0 {
        add(days, "bot.\(act.act)", act.plugin, String(count), "count", "\(end)")
      }
    }
    return lines.joined(separator: "\n") + "\n"
  }

  /// RFC 4180; a cell that a spreadsheet would take for a formula gets an apostrophe before it.
  private static func cell(_ text: String) -> String {
    let isFormula = text.first.map { "=+@\t\r".contains($0) || $0 == "-" && Double(text) == nil } ?? false
    let safe = isFormula ? "'" + text : text
    guard safe.contains(where: { $0 == "," || $0 == "\"" || $0.isNewline }) else { return safe }
    return "\"" + safe.split(separator: "\"", omittingEmptySubsequences: false).joined(separator: "\"\"") + "\""
  }
}

extension Figure.Value {
  fileprivate var unit: String {
    switch self {
    case .count, .mean: "count"
    case .share: "share"
    case .score: "score"
    case .wait: "s"
    case .untold: ""
    }
  }
}

extension ReportWeek {
  fileprivate var cells: [(id: String, name: String, value: String)] {
    [
      ("messages", "Messages", String(messages)), ("members", "Active members", String(members)),
      ("joined", "Joined", String(joined)), ("asked", "Questions", String(asked)),
      ("unanswered", "Without an answer after 48 hours", String(unanswered)),
      ("median", "First answer, median", median.map { Figure.Value.wait($0).plain } ?? ""),
      ("negative", "Negative messages", String(negative)), ("flags", "Flags raised", String(flags)),
    ]
  }
}
