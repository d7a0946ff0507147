import BotCore
import BotRuntime
import FoundationEssentials

/// The pages, in the order of the navigation.
enum Page: String, CaseIterable, Sendable {
  case today, flags, calendar, outbox, questions, members, charts

  var title: String {
    switch self {
    case .today: "Today"
    case .flags: "Incidents and flags"
    case .calendar: "Calendar"
    case .outbox: "Outbox"
    case .questions: "Open questions"
    case .members: "Members"
    case .charts: "Charts"
    }
  }
}

/// One look of one signed-in person at one community.
struct Visit {
  let config: BotConfig
  let shown: CommunityConfig
  let session: SessionBook.Session
  let notice: SessionBook.Notice?
  let query: FormFields
  let store: SQLiteStore
  let standing: Standing
  let parts: ConsoleParts
  let now: Date

  var community: Community { shown.community }
  var id: ID<Community> { shown.community.id }
  var zone: Zone { community.timezone }

  func forms(back: Page) -> FormMaker { FormMaker(csrf: session.csrf, community: id.raw, back: back.rawValue) }

  /// A page of the same community. Relative, so that it holds behind a proxy that serves the bot under a path.
  func address(_ page: Page) -> String { "\(page.rawValue)?community=\(id)" }

  func time(_ date: Date) -> Markup {
    let local = zone.local(date)
    let isToday = local.dayNumber == zone.local(now).dayNumber
    return .tag(
      "time", ["datetime": date.formatted(.iso8601)], .text(isToday ? "\(local.shown.suffix(5))" : local.shown))
  }

  /// What should have happened by now; the bot's own delays and the platform's pace take a minute or two.
  func overdue(since date: Date) -> Markup {
    let late = Int(now.timeIntervalSince(date) / 60)
    guard late >= Self.patience else { return .none }
    let words = late < 120 ? "\(late) minutes" : late < 2880 ? "\(late / 60) hours" : "\(late / 1440) days"
    return .group([" ", .tag("span", ["class": "badge overdue"], .text("overdue by \(words)"))])
  }

  /// In minutes.
  private static let patience = 5

  /// What a plugin is called within its community.
  func plugin(_ instance: ID<Instance>) -> String {
    instance.raw.split(separator: "/").last.map(String.init) ?? instance.raw
  }
}

extension LocalTime {
  /// "Monday, 2026-01-05".
  var dayShown: String {
    "\(weekday.name.prefix(1).uppercased())\(weekday.name.dropFirst()), \(shown.prefix(10))"
  }
}
