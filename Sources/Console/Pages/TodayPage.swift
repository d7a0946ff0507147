import BotCore
import BotRuntime
import FoundationEssentials

/// The first look: what waits, what is planned, what happened, and whether all is well.
struct TodayPage {
  static let mostRows = 30
  private static let ahead = 2
  private static let mostPlanned = 8

  let visit: Visit
  let counts: Counts

  func content() throws -> Markup {
    let planned = try Foresight(visit: visit).posts(days: Self.ahead)
    let waiting = try Foresight(visit: visit).questions().flatMap(\.questions).count { $0.kind == .waiting }
    return .group([
      .tag("div", ["class": "columns"], waits(planned.filter(\.post.isAsked).count, waiting), try health()),
      .tag("h2", [:], "Planned for the next two days"), plan(planned.filter { $0.post.state != .leftOut }),
      .tag("h2", [:], "What happened"), try happened(),
    ])
  }

  private func waits(_ approvals: Int, _ questions: Int) -> Markup {
    let rows: [(Int, String, String, Page)] = [
      (counts.flags, "flag to look at", "flags to look at", .flags),
      (approvals, "post to approve", "posts to approve", .calendar),
      (counts.outbox, "delivery to settle", "deliveries to settle", .outbox),
      (counts.drafts, "draft to post", "drafts to post", .outbox),
      (questions, "question without an answer", "questions without an answer", .questions),
    ]
    let open = rows.filter { $0.0 > 0 }
    return .tag(
      "section", ["class": "card", "aria-labelledby": "waits"], .tag("h2", ["id": "waits"], "Waits for you"),
      open.isEmpty
        ? .tag("p", ["class": "empty"], "Nothing. Well done.")
        : .tag(
          "ul", ["class": "figures"],
          .each(open) { count, one, many, page in
            .tag(
              "li", [:],
              .link(visit.address(page), .tag("strong", [:], "\(count)"), .text(" " + (count == 1 ? one : many))))
          }),
      counts.taken == 0
        ? .none
        : .tag(
          "p", ["class": "quiet"],
          "Somebody takes care of ",
          .link(visit.address(.flags), "\(counts.taken) flag\(counts.taken == 1 ? "" : "s")"), "."))
  }

  private func health() throws -> Markup {
    let standing = visit.standing
    let held = try visit.store.holds(now: visit.now)[visit.id]
    var lines: [Markup] = []
    let link = standing.troubles[visit.id]
    lines.append(
      sign(link == nil, link.map { "\(visit.community.platform): \($0)" } ?? "\(visit.community.platform) answers."))
    lines.append(
      sign(standing.store == nil, standing.store.map { "\($0.fault); \($0.remedy)" } ?? "The store takes what comes."))
    lines += standing.safeMode.map { sign(false, "Safe mode, what comes is stored and waits: \($0)") }
    if let stuck = standing.stuck { lines.append(sign(false, "Stuck in \(stuck).")) }
    if let held {
      lines.append(
        .tag(
          "li", ["class": "bad"], "Scheduled posts are held until ", visit.time(held), ". ",
          .link(visit.address(.outbox), "Change it")))
    }
    return .tag(
      "section", ["class": "card", "aria-labelledby": "health"], .tag("h2", ["id": "health"], "Health"),
      .tag("ul", ["class": "health"], lines))
  }

  private func sign(_ isWell: Bool, _ sentence: String) -> Markup {
    .tag(
      "li", ["class": isWell ? "well" : "bad"], .tag("span", ["class": "unseen"], isWell ? "Well: " : "Not well: "),
      .text(sentence))
  }

  private func plan(_ lines: [Foresight.Line]) -> Markup {
    guard !lines.isEmpty else { return .tag("p", ["class": "empty"], "Nothing is planned.") }
    let more = lines.count - Self.mostPlanned
    return .group([
      .tag("ol", ["class": "rows"], .each(lines.prefix(Self.mostPlanned), planned)),
      more > 0
        ? .tag("p", ["class": "quiet"], .text("and \(more) more: "), .link(visit.address(.calendar), "the calendar"))
        : .none,
    ])
  }

  private func planned(_ line: Foresight.Line) -> Markup {
    .tag(
      "li", [:],
      .tag("time", ["datetime": line.post.at.formatted(.iso8601)], .text(visit.zone.local(line.post.at).shown)),
      .tag(
        "span", [:], .name(line.post.item), " in ", .name(line.post.channel.shown), ": ",
        .name(Happening.short(line.post.text.plain)),
        line.post.state == .unapproved ? .group([" ", .tag("span", ["class": "badge"], "not approved")]) : .none))
  }

  private func happened() throws -> Markup {
    let rows = try Happening.newest(of: visit.id, in: visit.store, limit: Self.mostRows)
    return .group([
      rows.isEmpty ? .tag("p", ["class": "empty", "id": "nothing"], "Nothing has happened here yet.") : .none,
      .tag(
        "ol", ["class": "rows", "id": "happened", "data-since": (rows.first?.at ?? visit.now).mark],
        .each(rows) { row in
          .tag(
            "li", ["class": row.isBot ? "bot" : nil], visit.time(row.at),
            .tag(
              "bdi", [:], .text(row.sentence),
              row.short.map { .group([" ", .tag("span", ["class": "quiet"], .text($0))]) } ?? .none))
        }),
    ])
  }
}

extension Date {
  /// In milliseconds, by which a page says what it has shown already.
  var mark: String { "\(Int((timeIntervalSince1970 * 1000).rounded()))" }

  init?(mark: String) {
    guard let milliseconds = Int64(mark), (0...253_402_300_799_000).contains(milliseconds) else { return nil }
    self.init(timeIntervalSince1970: Double(milliseconds) / 1000)
  }
}
