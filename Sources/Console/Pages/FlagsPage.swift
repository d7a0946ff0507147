import BotCore
import BotRuntime
import FoundationEssentials

/// What a person must look at: to take care of, put off, resolve.
struct FlagsPage {
  static let most = 100
  static let putOff = [("1h", "1 hour"), ("4h", "4 hours"), ("1d", "a day"), ("7d", "a week")]

  let visit: Visit
  var scenes: [MessageRef: Scene] = [:]
  var members: [ID<Member>: String] = [:]

  func content() throws -> Markup {
    let (open, count) = try visit.store.unresolvedFlags(of: visit.id, limit: Self.most)
    let isAll = visit.query["all"] != nil
    let resolved = isAll ? try visit.store.resolvedFlags(of: visit.id, limit: Self.most) : []
    var page = self
    page.scenes = try visit.store.scenes(of: (open + resolved).compactMap(\.flag.message), in: visit.id)
    if (open + resolved).contains(where: { $0.flag.message == nil && $0.flag.member != nil }) {
      page.members = try visit.store.memberNames(of: visit.id)
    }
    return page.content(open, count, resolved, isAll: isAll)
  }

  private func content(_ open: [StoredFlag], _ count: Int, _ resolved: [StoredFlag], isAll: Bool) -> Markup {
    .group([
      .tag("h2", [:], "Not resolved"),
      open.isEmpty ? .tag("p", ["class": "empty"], "No flag is open. Nothing waits for you here.") : .none,
      list(open),
      open.isEmpty
        ? .none
        : .tag(
          "p", ["class": "quiet"], .tag("code", [:], "botrun explain flag NUMBER"), " tells why, or ",
          .tag("code", [:], "explain e-…"), " what the bot made of the message."),
      count > open.count ? .tag("p", [:], "The gravest \(open.count) of \(count) are shown.") : .none,
      isAll
        ? .group([
          .tag("h2", [:], "Resolved"), resolved.isEmpty ? .tag("p", ["class": "empty"], "None.") : list(resolved),
        ])
        : .tag("p", [:], .link(visit.address(.flags) + "&all", "Show those that are resolved")),
    ])
  }

  private func list(_ flags: [StoredFlag]) -> Markup {
    guard !flags.isEmpty else { return .none }
    return .tag("ol", ["class": "cards"], .each(flags, card))
  }

  /// What is resolved has its text folded away: it asks for deeds that are done.
  func card(_ flag: StoredFlag) -> Markup {
    let isOver = flag.state == .resolved
    return .tag(
      "li", ["class": "card \(isOver ? "" : flag.flag.severity.mark)", "id": "flag-\(flag.id)"],
      .tag(
        "h3", [:], .tag("span", ["class": "badge"], .text(flag.flag.severity.shown)), " ", .text(flag.flag.title), " ",
        .tag(
          "span", ["class": "quiet"], .text("no. \(flag.id)" + (flag.flag.message.map { ", \($0.shortName)" } ?? "")))),
      isOver ? .tag("details", [:], .tag("summary", [:], "What it said"), said(flag)) : said(flag),
      .tag(
        "p", ["class": "quiet"], .text("\(visit.plugin(flag.instance)), "), visit.time(flag.created),
        scene(flag), .text(". "), standing(flag)),
      isOver ? .none : buttons(flag))
  }

  private func said(_ flag: StoredFlag) -> Markup {
    .group([
      .block(flag.flag.text),
      flag.flag.link.map { .tag("p", [:], .foreignLink($0, "Open what it is about")) } ?? .none,
    ])
  }

  /// ", in #help, by Ada".
  private func scene(_ flag: StoredFlag) -> Markup {
    if let scene = flag.flag.message.flatMap({ scenes[$0] }) { return .group([", ", .name(scene.words)]) }
    return flag.flag.member.map { .group([", about ", .name(members[$0] ?? $0.raw)]) } ?? .none
  }

  private func standing(_ flag: StoredFlag) -> Markup {
    switch flag.state {
    case .open: "Nobody has looked at it yet."
    case .acknowledged: .group([.name(flag.by), " takes care of it."])
    case .snoozed:
      .group([
        "Put off by ", .name(flag.by), flag.until.map { .group([" until ", visit.time($0)]) } ?? .none, ".",
        flag.until.map { visit.overdue(since: $0) } ?? .none,
      ])
    case .resolved: flag.by.isEmpty ? "Resolved by the bot itself." : .group(["Resolved by ", .name(flag.by), "."])
    }
  }

  private func buttons(_ flag: StoredFlag) -> Markup {
    let forms = visit.forms(back: .flags)
    let id = "\(flag.id)"
    return .tag(
      "div", ["class": "deeds"],
      flag.state == .acknowledged
        ? .none : forms.button("I take care of it", "ack", ["id": id], label: flag.flag.title),
      forms.button("Resolve", "resolve", ["id": id], label: flag.flag.title, kind: "main"),
      forms.form(
        "snooze", ["id": id],
        .tag(
          "label", ["for": "until-\(id)"], "Put off for",
          .tag("span", ["class": "unseen"], .text(": \(flag.flag.title)"))),
        .tag(
          "select", ["id": "until-\(id)", "name": "for"],
          .each(Self.putOff) { .tag("option", ["value": $0.0], .text($0.1)) }),
        .tag("button", ["aria-label": "Put off: \(flag.flag.title)"], "Put off")))
  }
}

extension Flag.Severity {
  var shown: String {
    switch self {
    case .notice: "For your notice"
    case .warning: "Warning"
    case .urgent: "Urgent"
    }
  }

  /// By which its card stands out.
  fileprivate var mark: String {
    switch self {
    case .notice: ""
    case .warning: "warning"
    case .urgent: "urgent"
    }
  }
}

extension Flag.State {
  var shown: String {
    switch self {
    case .open: "open"
    case .acknowledged: "somebody takes care of it"
    case .snoozed: "put off"
    case .resolved: "resolved"
    }
  }
}
