import BotCore
import BotRuntime
import FoundationEssentials

/// One member's page: what is kept of them, class by class, in words. The file of the export holds it whole.
struct MemberPage {
  private static let most = 10
  private static let mostRecords = 200
  /// Of one kind.
  private static let mostAlike = 5

  let visit: Visit
  let id: ID<Member>

  private typealias Remembered = (instance: ID<Instance>, key: String, record: Record)

  func content() throws -> Markup {
    let names = try visit.store.memberNames(of: visit.id)
    return .group([
      .tag("h2", [:], .name(names[id] ?? id.raw)),
      .tag("p", ["class": "quiet"], "Id: ", .name(id.raw)),
      try optedOut(), deeds,
      .tag("h2", [:], "What plugins remember"), try remembered(),
      try rows(names),
      .tag(
        "p", ["class": "quiet"],
        .text(
          "Beside this, marks without names, ids or words are kept for \(visit.config.store.keepFacts.inWords): reports "
            + "are made from them. The export holds all of it.")),
      .tag("p", [:], .link(visit.address(.members), "All members")),
    ])
  }

  private func optedOut() throws -> Markup {
    try visit.store.optedOut(id, in: visit.id).map {
      .tag("p", [:], "Does not want to be written to, since ", visit.time($0), ".")
    } ?? .none
  }

  private var deeds: Markup {
    guard visit.parts.members != nil else { return .none }
    return .tag(
      "div", ["class": "deeds"],
      .tag(
        "p", [:],
        .link("export?community=\(visit.id)&member=\(MembersPage.percent(id.raw))", "Export all that is kept")),
      .tag(
        "details", ["class": "card"], .tag("summary", [:], "Erase"),
        visit.forms(back: .members).form(
          "erase", ["member": id.raw],
          .tag("p", [:], "All that is kept of this member is forgotten. This cannot be undone."),
          .tag(
            "label", ["class": "check"],
            .tag("input", ["type": "checkbox", "name": "sure", "value": "yes", "required": ""]),
            " Yes, erase it"),
          .tag("button", ["class": "danger"], "Erase"))))
  }
}

// MARK: What plugins remember

extension MemberPage {
  private func remembered() throws -> Markup {
    let records = try visit.store.records(of: id, in: visit.id, limit: Self.mostRecords)
    guard !records.isEmpty else { return .tag("p", ["class": "empty"], "No plugin keeps anything of this member.") }
    let plugins = Dictionary(grouping: records) { $0.instance }.sorted { $0.key < $1.key }
    return .tag("ol", ["class": "cards"], .each(plugins) { card($0.key, $0.value) })
  }

  private func card(_ instance: ID<Instance>, _ records: [Remembered]) -> Markup {
    let about = visit.shown.instances.first { $0.id == instance }?.about
    let kinds = Dictionary(grouping: records) { String($0.key.prefix { $0 != "/" }) }.sorted { $0.key < $1.key }
    return .tag(
      "li", ["class": "card"], .tag("h3", [:], .text(visit.plugin(instance))), about.map { uses($0.keeps) } ?? .none,
      .tag(
        "dl", ["class": "facts"],
        .each(kinds) { kind, records in
          let more = records.count - Self.mostAlike
          return .group([
            .tag("dt", [:], .name(KeptValue.words(kind))),
            .each(records.prefix(Self.mostAlike)) { .tag("dd", [:], value($0.record)) },
            more > 0 ? .tag("dd", ["class": "quiet"], .text("and \(more) more")) : .none,
          ])
        }))
  }

  private func value(_ record: Record) -> Markup {
    .group([
      KeptValue(json: record.value, zone: visit.zone).markup,
      record.expires.map { .tag("span", ["class": "quiet"], " until ", visit.time($0)) } ?? .none,
    ])
  }

  /// For what the plugin keeps anything, whoever it is of.
  private func uses(_ keeps: [DataUse]) -> Markup {
    guard !keeps.isEmpty else { return .none }
    return .tag(
      "ul", ["class": "quiet uses"],
      .each(keeps) { use in
        .tag("li", [:], .text("It keeps \(use.what), of \(use.whom), \(use.kept), so that \(use.why)."))
      })
  }
}

// MARK: What happened

extension MemberPage {
  private func rows(_ names: [ID<Member>: String]) throws -> Markup {
    let (store, community, kept) = (visit.store, visit.id, Retention(visit.config.store))
    let deliveries = try store.deliveries(to: id, in: community, limit: Self.most)
    var sentences = try store.names(for: deliveries.rows.map(\.action), in: community)
    sentences.members = names
    return .group([
      section(
        "What they wrote and did", try store.events(of: id, in: community, limit: Self.most),
        kept: "for \(kept.events.inWords)"
      ) { row in
        (row.event.at, .name(Happening.line(row.event) ?? "is a member"))
      },
      section("What the bot did for them", deliveries, kept: "for \(kept.deliveries.inWords)") { [sentences] row in
        (
          row.updated,
          .group([
            .tag("span", ["class": "badge \(row.state.rawValue)"], .text(row.state.shown)), " ",
            .name(Happening.short(row.action.sentence(with: sentences))),
          ])
        )
      },
      section(
        "What moderators were told of them", try store.flags(about: id, in: community, limit: Self.most),
        kept: "until it is resolved, then for \(kept.flags.inWords)"
      ) { row in
        (
          row.created,
          .group([
            .tag("span", ["class": "badge"], .text(row.flag.severity.shown)), " ",
            .link(
              visit.address(.flags) + (row.state == .resolved ? "&all" : "") + "#flag-\(row.id)", .text(row.flag.title)),
            .text(", \(row.state.shown)"),
          ])
        )
      },
      section(
        "Why the bot did something", try store.reasons(about: id, in: community, limit: Self.most),
        kept: "for \(kept.events.inWords)"
      ) { row in
        (row.at, .group([.text("\(visit.plugin(row.instance)): "), .name(Happening.short(row.reason.text))]))
      },
    ])
  }

  /// - Parameter kept: how long.
  private func section<Row>(
    _ title: String, _ newest: SQLiteStore.Newest<Row>, kept: String,
    _ line: (Row) -> (at: Date, says: Markup)
  ) -> Markup {
    let shown = newest.count > newest.rows.count ? "; the newest \(newest.rows.count) are shown" : ""
    return .group([
      .tag("h2", [:], .text(title)),
      newest.rows.isEmpty
        ? .tag("p", ["class": "empty"], "Nothing is kept.")
        : .group([
          .tag("p", ["class": "quiet"], .text("\(newest.count), kept \(kept)\(shown).")),
          .tag(
            "ol", ["class": "rows"],
            .each(newest.rows) { row in
              let (at, says) = line(row)
              return .tag("li", [:], visit.time(at), .tag("span", [:], says))
            }),
        ]),
    ])
  }
}
