public import BotCore
import FoundationEssentials

/// One entry of the plugin `schedule`: what to post, where, and when.
public struct ScheduledPost: SettingGroup {
  private static let variables: KeyValuePairs = [
    "community.name": "the community's name", "date": "the planned date, 2026-01-05",
    "time": "the planned time, 09:00", "weekday": "the planned day, Monday",
  ]

  @Setting("The name of the post; what was posted already is remembered under it.", .notEmpty)
  public var id: String
  @Setting("What to post.", .variables(Self.variables))
  public var text: Template = ""
  @Setting("Several texts instead of one, which take turns in their order.", .variables(Self.variables))
  public var texts: [Template] = []
  @Setting("Where to post.")
  public var channel: ID<Channel>
  @Setting("When, as a cron line: minute, hour, day of month, month, day of week.")
  public var cron: Cron? = nil
  @Setting("When, as a recurrence rule of iCalendar; needs \"start\".")
  public var rrule: String? = nil
  @Setting("The local time at which the recurrence rule begins.")
  public var start: LocalTime? = nil
  @Setting("When, as a length of time: at the first start of the bot, and then again and again. At least 1m.")
  public var every: Duration? = nil
  @Setting("The local time from which \"every\" counts, instead of the first start.")
  public var from: LocalTime? = nil
  @Setting("When, as one local time.")
  public var at: LocalTime? = nil
  @Setting("The zone of all these times. Left out: the community's.")
  public var timezone: Zone? = nil
  @Setting("What becomes of times that passed while the bot was down: none runs, the newest, or all.")
  public var missed: MissedRunPolicy = .once
  @Setting("What is later than this is never posted. At most 7d.")
  public var maxLateness: Duration = .hours(2)
  @Setting("Whether to pin each post.")
  public var pin: Bool = false
  @Setting("How long before its time a post is handed to the platform, which posts it even if the bot is down then.")
  public var handOver: Duration? = nil

  public init() {}

  public func check(_ node: SettingNode) {
    checkTexts(node)
    checkTiming(node)
    if start != nil, rrule == nil { node.fail("\"start\" has no \"rrule\" to begin", "add \"rrule\", or use \"at\"") }
    if from != nil, every == nil { node.fail("\"from\" has no \"every\" to count", "add \"every\", or use \"at\"") }
    if let every, every < .minutes(1) {
      tell(node, "every", "\(every.settingText) is too often", "use at least \"1m\"")
    }
    if let handOver, !(.minutes(30)...(.days(30))).contains(handOver) {
      tell(node, "handOver", "\(handOver.settingText) is not possible", "use \"30m\" to \"30d\"")
    }
    if handOver != nil, pin {
      tell(node, "pin", "a post that the platform makes itself cannot be pinned", "leave out \"pin\" or \"handOver\"")
    }
    if maxLateness > .days(7) {
      tell(node, "maxLateness", "\(maxLateness.settingText) is too long", "use at most \"7d\"")
    }
  }

  private func checkTexts(_ node: SettingNode) {
    if text.source.isEmpty, texts.isEmpty { node.fail("the post \"\(id)\" has no text", "add \"text\" or \"texts\"") }
    if !text.source.isEmpty, !texts.isEmpty {
      node.fail("the post \"\(id)\" has both \"text\" and \"texts\"", "keep one of them")
    }
  }

  private func checkTiming(_ node: SettingNode) {
    let given = ["cron", "rrule", "every", "at"].filter { node.member($0).map { $0.json != .null } ?? false }
    if given.isEmpty {
      node.fail("the post \"\(id)\" has no time", "add one of \"cron\", \"rrule\", \"every\" and \"at\"")
    } else if given.count > 1 {
      let names = given.map { "\"\($0)\"" }.joined(separator: " and ")
      node.fail("the post \"\(id)\" has several times: \(names)", "keep one of them")
    }
    guard let rrule else { return }
    guard let start else {
      node.fail("the recurrence rule of \"\(id)\" has no start", "add \"start\": \"2026-01-05T09:00\"")
      return
    }
    do throws(ScheduleError) {
      _ = try RecurrenceRule(rrule, start: start)
    } catch {
      tell(node, "rrule", "\(error.place): \(error.fault)", error.remedy)
    }
  }

  private func tell(_ node: SettingNode, _ key: String, _ fault: String, _ remedy: String) {
    (node.member(key) ?? node).fail(fault, remedy)
  }
}

extension ScheduledPost {
  var choices: [Template] { texts.isEmpty ? [text] : texts }

  /// - Parameter anchor: from when `every` counts unless `from` says.
  /// - Throws: `ScheduleError`, which the check of the settings has told before.
  func schedule(anchor: Date, in zone: Zone) throws(ScheduleError) -> Schedule? {
    if let cron { return .cron(cron) }
    if let rrule, let start { return .rule(try RecurrenceRule(rrule, start: start)) }
    if let every { return .every(every, from: from.map(zone.firstInstant) ?? anchor) }
    return at.map { .once($0) }
  }

  /// Changes whenever the times do; texts and channel play no part.
  func fingerprint(in zone: Zone) -> String {
    let parts = [
      cron?.text, rrule, start?.description, every?.settingText, from?.description, at?.description, zone.name,
    ]
    return parts.map { $0 ?? "" }.joined(separator: "|")
  }
}
