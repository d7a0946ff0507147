import BotCore
import BotRuntime
import FoundationEssentials

/// What happened day by day, as bars with their numbers beside them.
struct ChartsPage {
  static let ranges = [14, 30]

  let visit: Visit

  func content() throws -> Markup {
    let days = visit.query["days"].flatMap { Int($0) }.flatMap { Self.ranges.contains($0) ? $0 : nil } ?? 14
    let today = visit.zone.local(visit.now).startOfDay
    let first = today.adding(days: 1 - days)
    let since = visit.zone.firstInstant(atOrAfter: first)
    let events = try visit.store.eventCounts(of: visit.id, since: since)
    let sent = try visit.store.sentCounts(of: visit.id, since: since)
    func series(_ quarters: [SQLiteStore.Quarter], _ kinds: Set<String>) -> DayBars {
      DayBars(quarters.filter { kinds.contains($0.kind) }, first: first, days: days, zone: visit.zone)
    }
    let charts: [(title: String, unit: String, bars: DayBars)] = [
      ("Messages of members", "messages a day", series(events, ["messagePosted"])),
      ("Members who joined", "members a day", series(events, ["memberJoined"])),
      ("Replies of the bot", "replies and private messages a day", series(sent, ["reply", "direct"])),
      ("Posts of the bot", "posts a day", series(sent, ["post", "schedule"])),
    ]
    return .group([
      .tag(
        "p", ["class": "choices"], "Show ",
        .each(Self.ranges) { range in
          .group([.link("charts?community=\(visit.id)&days=\(range)", "\(range) days", current: range == days), " "])
        }),
      .tag(
        "p", ["class": "quiet"],
        .text(
          "All is counted that members wrote, also commands, in private to the bot and among moderators. From \(first.shown.prefix(10)) to today. Events are kept for \(Retention(visit.config.store).events.inWords), so earlier days may be missing."
        )),
      visit.parts.report == nil
        ? .none
        : .tag(
          "p", [:], .link("report?community=\(visit.id)", "The full report"),
          " counts fewer: only what is said to the community, and only answers to questions."),
      .each(charts) { $0.bars.figure($0.title, unit: $0.unit) },
      try mood(first, days),
    ])
  }

  private func mood(_ first: LocalTime, _ days: Int) throws -> Markup {
    guard let mood = visit.parts.mood else { return .none }
    let told = try mood(visit.store, visit.shown, first.dayNumber...first.dayNumber + days - 1)
    return MoodBars(first: first, days: told).figure
  }
}

/// One number for each day; `nil`: it is not known.
struct DayBars {
  let first: LocalTime
  let counts: [Int?]

  init(_ counts: [Int?], first: LocalTime) { (self.counts, self.first) = (counts, first) }

  init(_ quarters: [SQLiteStore.Quarter], first: LocalTime, days: Int, zone: Zone) {
    self.first = first
    var counts = [Int](repeating: 0, count: days)
    for quarter in quarters {
      let day = zone.local(quarter.at).dayNumber - first.dayNumber
      if counts.indices.contains(day) { counts[day] += quarter.count }
    }
    self.counts = counts
  }

  private static let (step, height, foot) = (22, 100, 18)

  func figure(_ title: String, unit: String) -> Markup {
    let known = counts.compactMap(\.self)
    return figure(
      title, caption: "\(known.reduce(0, +)) in all; \(unit), \(known.max() ?? 0) at most",
      isDrawn: known.contains { $0 > 0 }
    ) { "\(counts[$0] ?? 0)" }
  }

  /// - Parameter cell: what the table says of a day.
  func figure(_ title: String, caption: String, isDrawn: Bool, cell: (Int) -> String) -> Markup {
    .tag(
      "figure", ["class": "card"],
      .tag("figcaption", [:], .tag("h2", [:], .text(title)), .tag("p", ["class": "quiet"], .text(caption))),
      isDrawn ? .group([drawing(title), table(title, cell)]) : .none)
  }

  private func drawing(_ title: String) -> Markup {
    let most = max(1, counts.compactMap(\.self).max() ?? 1)
    let width = counts.count * Self.step
    let bars = Markup.each(counts.enumerated()) { index, count in
      let height = (count ?? 0) * Self.height / most
      return .group([
        .tag(
          "rect",
          [
            "class": "bar", "x": "\(index * Self.step + 3)", "y": "\(Self.height - height + Self.foot)",
            "width": "\(Self.step - 6)", "height": "\(height)",
          ]),
        count == 0
          ? .none
          : .tag(
            "text",
            [
              "class": "value", "x": "\(index * Self.step + Self.step / 2)",
              "y": "\(Self.height - height + Self.foot - 4)",
            ], .text(count.map(String.init) ?? "–")),
        index % 7 == 0
          ? .tag(
            "text", ["class": "day", "x": "\(index * Self.step + 3)", "y": "\(Self.height + 2 * Self.foot - 3)"],
            .text(String(first.adding(days: index).shown.prefix(10).dropFirst(5)))) : .none,
      ])
    }
    return .tag(
      "div", ["class": "wide", "tabindex": "0", "role": "region", "aria-label": "\(title), drawn"],
      .tag(
        "svg",
        [
          "viewBox": "0 0 \(width) \(Self.height + 2 * Self.foot)", "width": "\(width)",
          "height": "\(Self.height + 2 * Self.foot)", "role": "img",
          "aria-label": "\(title), a bar for each day; the numbers stand in the table below",
        ],
        bars,
        .tag(
          "line",
          [
            "class": "axis", "x1": "0", "x2": "\(width)", "y1": "\(Self.height + Self.foot)",
            "y2": "\(Self.height + Self.foot)",
          ])))
  }

  private func table(_ title: String, _ cell: (Int) -> String) -> Markup {
    .tag(
      "details", [:], .tag("summary", [:], .tag("span", ["class": "unseen"], .text("\(title): ")), "The numbers"),
      .tag(
        "table", [:],
        .tag("thead", [:], .tag("tr", [:], .each(["Day", "Number"]) { .tag("th", ["scope": "col"], .text($0)) })),
        .tag(
          "tbody", [:],
          .each(counts.indices) { index in
            .tag(
              "tr", [:], .tag("th", ["scope": "row"], .text(first.adding(days: index).dayShown)),
              .tag("td", [:], .text(cell(index))))
          })))
  }
}

/// The share of negative messages for each day.
struct MoodBars {
  let first: LocalTime
  let days: [MoodDay?]

  private static let title = "Messages that sound negative"

  var figure: Markup {
    let known = days.compactMap(\.self)
    let bars = DayBars(days.map { $0.map(percent) }, first: first)
    guard !known.isEmpty else {
      return bars.figure(Self.title, caption: "Nothing to tell yet: \(why)", isDrawn: false) { _ in "" }
    }
    let scored = known.reduce(0) { $0 + $1.scored }
    let caption =
      "percent of a day's messages, \(known.map(percent).max() ?? 0) at most; \(scored) messages could be read. – stands "
      + "where it is not told: \(why)"
    return bars.figure(Self.title, caption: caption, isDrawn: true) { index in
      days[index].map { "\(percent($0)) % (\($0.negative) of \($0.scored))" } ?? "too few to tell"
    }
  }

  private var why: String {
    "the plugin listen measures how messages sound, and a day is told when three members or more wrote."
  }

  private func percent(_ day: MoodDay) -> Int { (200 * day.negative + day.scored) / (2 * max(1, day.scored)) }
}
