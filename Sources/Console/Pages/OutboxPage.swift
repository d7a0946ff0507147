import BotCore
import BotRuntime
import FoundationEssentials

/// What is in doubt, was refused, or is held: to settle. And what a person is to post.
struct OutboxPage {
  static let most = 100
  private static let mostPutOff = 20

  let visit: Visit
  var names = SentenceNames()
  var channels: [ID<Channel>: String] = [:]

  func content() throws -> Markup {
    let rows = try visit.store.newestDeliveries(of: visit.id, in: [.unknown, .failed, .dead, .held], limit: Self.most)
    let waiting = try visit.store.newestDeliveries(of: visit.id, in: [.queued, .sending, .retrying], limit: Self.most)
    let sent = try visit.store.newestDeliveries(of: visit.id, in: [.sent], limit: 20)
    let later = try visit.store.waiting(in: visit.shown, now: visit.now)
    var page = self
    let all = rows + waiting + sent
    page.names = try visit.store.names(for: all.map(\.action), later, in: visit.id)
    if all.contains(where: { !$0.members.isEmpty }) { page.names.members = try visit.store.memberNames(of: visit.id) }
    page.channels = try visit.store.channelNames(of: visit.id)
    return try page.content(rows, waiting: waiting, sent: sent, later)
  }

  private func content(
    _ rows: [Delivery], waiting: [Delivery], sent: [Delivery], _ later: [Waiting]
  ) throws -> Markup {
    let open = rows.filter(\.waitsForPerson)
    let drafts = open.filter(\.isDraft)
    let unsettled = open.filter { !$0.isDraft }
    return .group([
      hold(try visit.store.holds(now: visit.now)[visit.id]),
      section("To settle", unsettled, settle, none: "Nothing is in doubt, refused or held."),
      drafts.isEmpty ? .none : section("Drafts for you to post", drafts, draft, none: ""),
      putOff(later),
      section("On its way", waiting, plain, none: "Nothing waits to be sent."),
      section("Sent lately", sent, plain, none: "Nothing was sent yet."),
    ])
  }

  private func section(
    _ title: String, _ rows: [Delivery], _ show: (Delivery) -> Markup, none: String
  ) -> Markup {
    .group([
      .tag("h2", [:], .text(title)),
      rows.isEmpty ? .tag("p", ["class": "empty"], .text(none)) : .tag("ol", ["class": "cards"], .each(rows, show)),
    ])
  }

  private func putOff(_ waiting: [Waiting]) -> Markup {
    guard !waiting.isEmpty else { return .none }
    let more = waiting.count - Self.mostPutOff
    return .group([
      .tag("h2", [:], "Not said yet"),
      .tag(
        "ul", ["class": "rows"],
        .each(waiting.prefix(Self.mostPutOff)) { one in
          .tag(
            "li", [:], visit.time(one.until),
            .tag("span", [:], .text("\(visit.plugin(one.instance)) \(one.why(names))"), .name(aim(one))),
            visit.overdue(since: one.until))
        }),
      more > 0 ? .tag("p", ["class": "quiet"], .text("and \(more) later")) : .none,
    ])
  }

  func hold(_ until: Date?) -> Markup {
    let forms = visit.forms(back: .outbox)
    guard let until else {
      return .tag(
        "details", ["class": "card"],
        .tag("summary", [:], "Hold the scheduled posts, as in a crisis"),
        .tag(
          "p", [:],
          "What is posted by the clock is kept and goes out when the hold ends. Answers and flags go out as ever."),
        forms.form(
          "hold", [:],
          .tag("label", ["for": "hold-for"], "For"),
          .tag(
            "select", ["id": "hold-for", "name": "for"],
            .each([("2h", "2 hours"), ("6h", "6 hours"), ("1d", "a day"), ("3d", "3 days")]) {
              .tag("option", ["value": $0.0], .text($0.1))
            }),
          .tag("label", ["for": "hold-why"], "Why"),
          .tag("input", ["id": "hold-why", "name": "reason", "maxlength": "200"]),
          .tag("button", [:], "Hold")))
    }
    return .tag(
      "div", ["class": "card warning"],
      .tag("p", [:], .tag("strong", [:], "Scheduled posts are held"), " until ", visit.time(until), "."),
      forms.button("Let them go out again", "release", kind: "main"))
  }

  /// " For Ada, in #help.", as far as the sentence above does not tell it.
  private func aim(_ row: Delivery) -> String {
    let whom = row.members.prefix(Self.mostNamed).map { names.member($0) }
    let more = row.members.count - whom.count
    let asker = row.action.subject.flatMap { names.said($0.id, in: $0.channel)?.author }
    let people = whom.isEmpty ? asker.map { [$0] } ?? [] : whom + (more > 0 ? ["\(more) more"] : [])
    let place: ID<Channel>? =
      if case .direct = row.action { nil } else { row.action.place ?? row.action.subject?.channel }
    return aim(people, place)
  }

  /// Where it is to be said, as far as its own words do not tell it.
  private func aim(_ wait: Waiting) -> String {
    guard case .message(let message) = wait.wait.about else { return "" }
    return "." + aim([], message.channel)
  }

  private func aim(_ people: [String], _ place: ID<Channel>?) -> String {
    let parts = [
      people.isEmpty ? nil : "for " + people.joined(separator: ", "),
      place.map { "in " + ID<Channel>(channels[$0] ?? $0.raw).shown },
    ].compactMap(\.self)
    guard let first = parts.first?.first else { return "" }
    return " \(first.uppercased())\(parts.joined(separator: ", ").dropFirst())."
  }

  private static let mostNamed = 3

  private func plain(_ row: Delivery) -> Markup { card(row, .none) }

  private func card(_ row: Delivery, _ deeds: Markup) -> Markup {
    .tag(
      "li", ["class": "card", "id": "delivery-\(row.id)"],
      .tag(
        "p", [:], .tag("span", ["class": "badge \(row.state.rawValue)"], .text(row.state.shown)), " ",
        .tag("bdi", ["class": "text"], .text(row.action.sentence(with: names)))),
      .tag(
        "p", ["class": "quiet"], .text("No. \(row.id), \(visit.plugin(row.instance)), "), visit.time(row.updated),
        .text(row.note.isEmpty ? "." : ": \(row.note)."), .name(aim(row)),
        row.state.isOnItsWay ? visit.overdue(since: row.due) : .none),
      deeds)
  }

  private func settle(_ row: Delivery) -> Markup {
    let forms = visit.forms(back: .outbox)
    let (id, label) = ("\(row.id)", "delivery \(row.id)")
    let mayBeThere = row.state != .held
    return card(
      row,
      .tag(
        "div", ["class": "deeds"],
        forms.button("Send it", "retry", ["id": id], label: label),
        mayBeThere ? forms.button("It is there", "done", ["id": id], label: label) : .none,
        row.state == .dead ? .none : forms.button("Drop it", "drop", ["id": id], label: label)))
  }

  private func draft(_ row: Delivery) -> Markup {
    let forms = visit.forms(back: .outbox)
    let id = "\(row.id)"
    return card(
      row,
      .tag(
        "div", ["class": "deeds"],
        forms.form(
          "posted", ["id": id],
          .tag("label", ["for": "at-\(id)"], "Posted at (address, may stay empty)"),
          .tag("input", ["id": "at-\(id)", "name": "address", "type": "url", "placeholder": "https://…"]),
          .tag("button", ["aria-label": "I have posted draft \(id)"], "I have posted it")),
        forms.button("Drop it", "drop-draft", ["id": id], label: "draft \(id)")))
  }
}

extension Delivery.State {
  var shown: String {
    switch self {
    case .queued: "waits"
    case .sending: "under way"
    case .sent: "sent"
    case .retrying: "tried again"
    case .unknown: "in doubt"
    case .failed: "refused"
    case .dead: "given up"
    case .held: "held"
    }
  }
}

extension Delivery.State {
  fileprivate var isOnItsWay: Bool {
    switch self {
    case .queued, .sending, .retrying: true
    case .sent, .unknown, .failed, .dead, .held: false
    }
  }
}
