import BotCore
import BotRuntime

/// What stands around the content of every page.
struct Layout {
  let visit: Visit
  let page: Page
  let counts: Counts

  func html(_ content: Markup...) -> String {
    let community = visit.community
    return Self.document(
      title: "\(page.title) — \(community.name)",
      body: .group([
        .tag("header", [:], brand, switcher, signOut),
        .tag("nav", ["aria-label": "Pages"], .tag("ul", [:], .each(Page.allCases, item), chat, report)),
        .tag(
          "main", ["id": "main", "tabindex": "-1"], .tag("h1", [:], .text(page.title)), notice, live, .group(content)),
        .tag(
          "footer", [:],
          .text("Times are those of \(visit.zone.name). "),
          .tag("span", ["class": "by"], .text(visit.session.name.isEmpty ? "" : "Signed in as \(visit.session.name)."))),
      ]), community: community.id)
  }

  static func document(title: String, body: Markup, community: ID<Community>? = nil) -> String {
    let head = Markup.tag(
      "head", [:],
      .tag("meta", ["charset": "utf-8"]),
      .tag("meta", ["name": "viewport", "content": "width=device-width, initial-scale=1"]),
      .tag("meta", ["name": "robots", "content": "noindex"]),
      .tag("title", [:], .text("\(title) — botrun")),
      .tag("link", ["rel": "icon", "href": "icon.svg", "type": "image/svg+xml"]),
      .tag("link", ["rel": "stylesheet", "href": "app.css"]),
      .tag("script", ["src": "app.js", "type": "module"]))
    let page = Markup.tag(
      "html", ["lang": "en"], head,
      .tag(
        "body", ["data-community": community?.raw],
        .tag("a", ["class": "skip", "href": "#main"], "Skip to the content"), body))
    return "<!doctype html>\n" + page.html + "\n"
  }

  private var brand: Markup { .tag("p", ["class": "brand"], .link(visit.address(.today), "botrun console")) }

  private var switcher: Markup {
    guard visit.config.communities.count > 1 else { return .tag("p", [:], .name(visit.community.name)) }
    return .tag(
      "form", ["method": "get", "action": page.rawValue, "class": "switch"],
      .tag("label", ["for": "community"], "Community"),
      .tag(
        "select", ["id": "community", "name": "community"],
        .each(visit.config.communities.map(\.community)) { one in
          .tag("option", ["value": one.id.raw, "selected": one.id == visit.id ? "" : nil], .text(one.name))
        }),
      .tag("button", [:], "Show"))
  }

  private var signOut: Markup {
    .tag(
      "form", ["method": "post", "action": "sign-out", "class": "out"],
      .tag("input", ["type": "hidden", "name": "csrf", "value": visit.session.csrf]), .tag("button", [:], "Sign out"))
  }

  private func item(_ one: Page) -> Markup {
    let badge = counts.badge(of: one).map { count in
      Markup.tag(
        "span", ["class": "count", "data-count": one.rawValue, "hidden": count == 0 ? "" : nil],
        .tag("span", ["class": "unseen"], ", waiting: "), .tag("span", ["class": "number"], "\(count)"))
    }
    return .tag(
      "li", [:],
      .tag(
        "a", ["href": visit.address(one), "aria-current": one == page ? "page" : nil], .text(one.title), badge ?? .none)
    )
  }

  private var chat: Markup {
    guard visit.shown.about.name == "sandbox" else { return .none }
    return .tag("li", [:], .link("../communities/\(visit.id)/", "Sandbox chat"))
  }

  private var report: Markup {
    visit.parts.report == nil ? .none : .tag("li", [:], .link("report?community=\(visit.id)", "Report"))
  }

  private var notice: Markup {
    visit.notice.map { note in
      .tag(
        "p", ["class": note.isFault ? "banner fault" : "banner", "role": note.isFault ? "alert" : "status"],
        .text(note.text))
    } ?? .none
  }

  /// Where the script tells that something new came.
  private var live: Markup {
    .tag(
      "div", ["role": "status"],
      .tag(
        "p", ["id": "live", "class": "banner", "hidden": ""], "Something new waits for you. ",
        .link(visit.address(page), "Show it")))
  }
}

/// What waits for a person, in numbers.
struct Counts: Sendable, Hashable {
  /// That nobody takes care of or has put off.
  var flags = 0
  /// That somebody takes care of.
  var taken = 0
  /// In doubt, refused, given up, or held.
  var outbox = 0
  var drafts = 0

  init(flags: Int = 0, taken: Int = 0, outbox: Int = 0, drafts: Int = 0) {
    (self.flags, self.taken, self.outbox, self.drafts) = (flags, taken, outbox, drafts)
  }

  init(of community: ID<Community>, in store: SQLiteStore) throws {
    let (states, drafts) = try store.unsent(of: community)
    let unresolved = try store.unresolvedFlagCounts(of: community)
    (flags, taken) = (unresolved[.open] ?? 0, unresolved[.acknowledged] ?? 0)
    outbox = [Delivery.State.unknown, .failed, .dead, .held].reduce(0) { $0 + (states[$1] ?? 0) }
    self.drafts = drafts
  }

  /// `nil` for pages where nothing waits.
  func badge(of page: Page) -> Int? {
    switch page {
    case .flags: flags
    case .outbox: outbox + drafts
    case .today, .calendar, .questions, .members, .charts: nil
    }
  }

  var json: JSON {
    .object(JSONObject(Page.allCases.compactMap { page in badge(of: page).map { (page.rawValue, .int($0)) } }))
  }
}
