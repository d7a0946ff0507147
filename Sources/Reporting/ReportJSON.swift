public import BotCore
import FoundationEssentials

extension Report {
  /// For programs. A figure that is not told is `null`, and `untold` says why.
  public var json: JSON {
    let figures = groups.flatMap(\.figures)
    let untold = figures.compactMap { figure -> (String, JSON)? in
      guard case .untold(let why) = figure.value else { return nil }
      return (figure.id, .string(why))
    }
    return [
      "community": .string(community), "zone": .string(period.zone.name),
      "from": .string(Day.text(period.days.lowerBound)), "to": .string(Day.text(period.days.upperBound)),
      "known": .string(Date(milliseconds: period.until).timestamp),
      "record": start.map { .string(Date(milliseconds: $0).timestamp) } ?? .null,
      "figures": .object(JSONObject(figures.map { ($0.id, $0.value.json) })),
      "untold": .object(JSONObject(untold)),
      "days": .array(daily.map { .int($0) }),
      "weeks": .array(weeks.map(\.json)),
      "cohorts": .array(cohorts.map(\.json)),
      "topics": .array(topics.map { ["name": .string($0.name), "messages": .int($0.messages)] }),
      "flags": .array(flags.map(\.json)),
      "acts": .array(acts.map(\.json)),
      "members": .array(members.map { ["name": .string($0.name), "messages": .int($0.messages)] }),
    ]
  }
}

extension Figure.Value {
  fileprivate var json: JSON {
    switch self {
    case .count(let count): .int(count)
    case .share, .mean, .score, .wait: Double(plain).map { .double($0) } ?? .null
    case .untold: .null
    }
  }
}

extension ReportWeek {
  fileprivate var json: JSON {
    [
      "monday": .string(Day.text(monday)), "days": .int(days), "messages": .int(messages), "members": .int(members),
      "joined": .int(joined), "asked": .int(asked), "judged": .int(judged), "unanswered": .int(unanswered),
      "median": median.flatMap { Double(Figure.Value.wait($0).plain) }.map { .double($0) } ?? .null,
      "scored": .int(scored), "negative": .int(negative), "flags": .int(flags),
    ]
  }
}

extension Newcomers.Cohort {
  /// A group of fewer than three is only counted.
  var told7: Int? { size < Figure.leastGroup ? nil : returned7 }
  var told30: Int? { size < Figure.leastGroup ? nil : returned30 }

  fileprivate var json: JSON {
    [
      "monday": .string(Day.text(monday)), "size": .int(size), "returned7": told7.map { .int($0) } ?? .null,
      "returned30": told30.map { .int($0) } ?? .null,
    ]
  }
}

extension Moderation.Group {
  fileprivate var json: JSON {
    .object(
      JSONObject(
        [("category", .string(category)), ("raised", .int(raised))]
          + zip(Flag.State.allCases, states).map { ($0.rawValue, .int($1)) }))
  }
}

extension Automation.Row {
  fileprivate var json: JSON {
    .object(
      JSONObject(
        [("plugin", .string(plugin)), ("act", .string("\(act)"))]
          + zip(Fact.End.allCases, ends).map { ("\($0)", .int($1)) }))
  }
}
