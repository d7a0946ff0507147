public import BotCore
import FoundationEssentials

/// Tells the managers once a week how the community does, in a few lines, and what to do next.
///
/// ```json
/// {
///   "plugin": "report",
///   "day": "monday",
///   "hour": 9
/// }
/// ```
///
/// **What it does**
/// - Each week it posts to the moderators' channel how many wrote, who came, how questions fared, how it sounds, and
///   what waits for a person: each with the change against the week before, and one thing that is worth doing now.
/// - The week is the last whole one, Monday to Sunday. A bot that is new waits until it has seen one.
/// - `botrun report` tells all of it, for any time, also as a page with charts; docs/kpis.md tells how it is counted.
///
/// **What it never does**
/// - Post anywhere but in the moderators' channel, unless you name another as `channel`.
/// - Name members, or tell shares and waits of fewer than three people or messages.
public struct WeeklyReport: Plugin {
  public struct Settings: SettingGroup {
    public enum Day: String, SettingChoice {
      case monday, tuesday, wednesday, thursday, friday, saturday, sunday
    }

    @Setting("On which day it comes.")
    public var day: Day = .monday
    @Setting("At which full hour, in the community's zone.", .range(0...23))
    public var hour: Int = 9
    @Setting("Another channel than the moderators'. All who can read there read the report.")
    public var channel: ID<Channel>? = nil

    public init() {}
  }

  public static let about = PluginAbout(
    name: "report", summary: "Tells the managers once a week how the community does.", needs: [.post],
    wants: [.messages, .joins, .reactions], maxEventAge: .days(8))

  private static let fetch = "figures"

  public let triggers: Set<Trigger> = [.started, .due, .fetched]
  private let settings: Settings
  private let times: ReportTimes

  public init(_ settings: Settings) {
    self.settings = settings
    times = ReportTimes(cron: try? Cron("0 \(settings.hour) * * \(settings.day.rawValue.prefix(3))"))
  }

  public func handle(_ event: Event, _ context: inout Context) throws -> [Action] {
    switch event.kind {
    case .started: return try times.plan(&context)
    case .due(ReportTimes.timer, let planned):
      guard try times.begin(planned, &context) else { return [] }
      // The bot's own figures: they come back as whatever is fetched.
      return [.fetch(name: Self.fetch, url: "botrun:report?weeks=2")] + (try times.plan(&context))
    case .fetched(Self.fetch, let status, let body): return told(status, body, context.community)
    case .due, .fetched, .memberJoined, .memberLeft, .joinRequested, .messagePosted, .messageEdited, .messageDeleted,
      .reacted, .unreacted, .reported, .command, .delivered, .settled, .other:
      return []
    }
  }

  /// 204: nobody keeps figures here, as in a replay.
  private func told(_ status: Int, _ body: String, _ community: Community) -> [Action] {
    if status == 204 { return [] }
    guard status == 200, let json = try? JSON(parsing: body),
      let weeks = WeekFigures.lastTwo(json, in: community.timezone)
    else {
      let reason = Text("The figures of the week could not be read: \(Excerpt.of(body, around: "")). ")
      return [.flag(Flag("No weekly report", text: reason + "Try \"botrun report\" by hand.", name: "no-report"))]
    }
    guard weeks.now.isWhole else { return [] }
    let text = WeekText(
      community: community.name, now: weeks.now, before: weeks.before.isWhole ? weeks.before : nil,
      open: json["figures"]?["moderation.open"]?.int ?? 0
    ).text
    if let channel = settings.channel { return [.post(text: text, in: channel, named: nil)] }
    return [community.report(text, title: "The week")]
  }
}
