import BotCore
import BotRuntime
import FoundationEssentials

/// What is going to be posted, day by day, with what waits for approval.
struct CalendarPage {
  static let ranges = [7, 14, 30]

  let visit: Visit

  func content() throws -> Markup {
    let days = visit.query["days"].flatMap { Int($0) }.flatMap { Self.ranges.contains($0) ? $0 : nil } ?? 14
    let lines = try Foresight(visit: visit).posts(days: days)
    let asked = lines.filter(\.post.isAsked)
    return .group([
      .tag(
        "p", ["class": "choices"], "Show ",
        .each(Self.ranges) { range in
          .group([.link("calendar?community=\(visit.id)&days=\(range)", "\(range) days", current: range == days), " "])
        }),
      asked.isEmpty
        ? .none
        : .group([
          .tag("h2", [:], "Shown for approval"),
          .tag("ol", ["class": "cards"], .each(asked) { card($0, isAsked: true) }),
        ]),
      .tag("h2", [:], "Planned"), calendar(lines, days: days),
    ])
  }

  private func calendar(_ lines: [Foresight.Line], days: Int) -> Markup {
    guard !lines.isEmpty else {
      return .tag("p", ["class": "empty"], .text("Nothing is planned for the next \(days) days."))
    }
    var byDay: [Int: [Foresight.Line]] = [:]
    for line in lines { byDay[visit.zone.local(line.post.at).dayNumber, default: []].append(line) }
    var day = visit.zone.local(visit.now).startOfDay
    var out: [Markup] = []
    var empty: [LocalTime] = []
    for _ in 0...days {
      if let lines = byDay[day.dayNumber] {
        out.append(gap(empty))
        empty = []
        out.append(.tag("h3", [:], .text(day.dayShown)))
        out.append(.tag("ol", ["class": "cards"], .each(lines) { card($0, isAsked: false) }))
      } else {
        empty.append(day)
      }
      day = day.adding(days: 1)
    }
    return .group(out + [gap(empty)])
  }

  private func gap(_ days: [LocalTime]) -> Markup {
    guard let first = days.first, let last = days.last else { return .none }
    let span = days.count == 1 ? "on \(first.dayShown)" : "from \(first.dayShown) to \(last.dayShown)"
    return .tag("p", ["class": "quiet"], .text("Nothing \(span)."))
  }

  /// - Parameter isAsked: with the day, and with what a person may say to it. It stands among the others as well.
  private func card(_ line: Foresight.Line, isAsked: Bool) -> Markup {
    let post = line.post
    let local = visit.zone.local(post.at)
    return .tag(
      "li", ["class": "card \(post.state.rawValue)"],
      .tag(
        "h4", [:],
        .tag(
          "time", ["datetime": post.at.formatted(.iso8601)],
          .text(isAsked ? local.shown : String(local.shown.suffix(5)))),
        " ", .name(post.item), " in ", .name(post.channel.shown), " ",
        post.state == .planned ? .none : .tag("span", ["class": "badge"], .text(post.state.shown))),
      .block(post.text),
      post.notes.isEmpty ? .none : .tag("ul", ["class": "quiet"], .each(post.notes) { .tag("li", [:], .text($0)) }),
      isAsked ? answers(post) : .none)
  }

  private func answers(_ post: PlannedPost) -> Markup {
    let forms = visit.forms(back: .calendar)
    let field = "why-\(post.item)"
    return .tag(
      "div", ["class": "deeds"],
      post.state == .unapproved
        ? forms.button("Approve", "approve", ["item": post.item], label: post.item, kind: "main") : .none,
      forms.form(
        "reject", ["item": post.item],
        .tag("label", ["for": field], "Why not"),
        .tag("input", ["id": field, "name": "reason", "maxlength": "200"]),
        .tag("button", ["aria-label": "Reject: \(post.item)"], "Reject")))
  }
}

extension PlannedPost.State {
  var shown: String {
    switch self {
    case .planned: "planned"
    case .unapproved: "not approved"
    case .leftOut: "not posted"
    }
  }
}
