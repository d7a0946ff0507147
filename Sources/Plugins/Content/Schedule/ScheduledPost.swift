public import BotCore
import FoundationEssentials

/// One entry of the plugin `schedule`: what to post, where, and when.
public struct ScheduledPost: SettingGroup {
  enum Status: String, SettingChoice {
    /// Not finished: stands in the plan alone.
    case draft
    /// Goes out when somebody approved of it.
    case review
    case approved
  }

  static let variables: KeyValuePairs = [
    "community.name": "the community's name", "date": "the planned date, 2026-01-05",
    "time": "the planned time, 09:00", "weekday": "the planned day, Monday",
  ]

  @Setting("The name of the post; what was posted already is remembered under it.", .notEmpty)
  public var id: String
  @Setting("What to post.", .variables(Self.variables, isMeasured: false))
  var text: Template = ""
  @Setting(
    "Several texts instead of one, which take turns in their order.", .variables(Self.variables, isMeasured: false))
  var texts: [Template] = []
  @Setting(
    "Texts to draw from instead: a list, or a file with a text in each block between empty lines. In a shuffled order, and none comes again before all were posted."
  )
  var pool: PostPool? = nil
  @Setting("How long a text of the pool rests, at least, before it comes again.")
  var spacing: Duration = .zero
  @Setting("Texts for single platforms in place of \"text\", by the platform's name.")
  var variants: [String: Template] = [:]
  @Setting("Where to post. Left out: the plugin's \"channel\".")
  var channel: ID<Channel>? = nil
  @Setting("Only in these communities, by their ids: for a calendar that several share. Empty: in each that names it.")
  var communities: [String] = []
  @Setting("draft: never posted, only planned. review: posted when it was approved of. approved: posted.")
  var status: Status = .approved
  @Setting("When, as a cron line: minute, hour, day of month, month, day of week.")
  var cron: Cron? = nil
  @Setting("When, as a recurrence rule of iCalendar; needs \"start\".")
  var rrule: String? = nil
  @Setting("The local time at which the recurrence rule begins.")
  var start: LocalTime? = nil
  @Setting("When, as a length of time: at the first start of the bot, and then again and again. At least 1m.")
  var every: Duration? = nil
  @Setting("The local time from which \"every\" counts, instead of the first start.")
  var from: LocalTime? = nil
  @Setting("When, as one local time.")
  var at: LocalTime? = nil
  @Setting("Local times that are left out; a date alone leaves out the whole day.")
  var except: [LocalTime] = []
  @Setting("The zone of all these times. Left out: the community's.")
  var timezone: Zone? = nil
  @Setting("What becomes of times that passed while the bot was down: none runs, the newest, or all.")
  var missed: MissedRunPolicy = .once
  @Setting("What is later than this is never posted. At most 7d.")
  var maxLateness: Duration = .hours(2)
  @Setting("Whether to pin each post.")
  var pin: Bool = false
  @Setting("How long before its time a post is handed to the platform, which posts it even if the bot is down then.")
  var handOver: Duration? = nil
  @Setting("Whether it is posted in blackouts too, and at any distance from other posts.")
  var always: Bool = false
  @Setting("Whether a text that is too long for one message may go out in several.")
  var split: Bool = false
  @Setting(
    "Whether a text that was posted nearly so before is held for a person to decide. Left out: yes for posts with \"at\", no for recurring ones."
  )
  var unique: Bool? = nil

  public init() {}

  /// Without those of several texts that are still to be filled in, as long as others are left.
  var withoutGaps: ScheduledPost {
    var post = self
    let filled = texts.filter { $0.gap == nil }
    if !filled.isEmpty { post.texts = filled }
    post.pool = pool?.withoutGaps
    return post
  }

  /// What is to be filled in before it can be posted.
  var gap: String? { text.gap ?? (texts.contains { $0.gap == nil } ? nil : texts.first?.gap) }

  /// Where it is posted: the settings give every post a channel.
  var target: ID<Channel> { channel ?? "" }

  public var checks: [(SettingNode) -> Void] {
    [checkText, checkVariables, checkVariants, checkLengths, checkTiming, checkOptions, checkHandOver]
  }

  private func checkOptions(_ node: SettingNode) {
    if start != nil, rrule == nil { node.fail("\"start\" has no \"rrule\" to begin", "add \"rrule\", or use \"at\"") }
    if from != nil, every == nil { node.fail("\"from\" has no \"every\" to count", "add \"every\", or use \"at\"") }
    if let every, every < .minutes(1) {
      tell(node, "every", "\(every.settingText) is too often", "use at least \"1m\"")
    }
    if maxLateness > .days(7) {
      tell(node, "maxLateness", "\(maxLateness.settingText) is too long", "use at most \"7d\"")
    }
  }

  private func checkHandOver(_ node: SettingNode) {
    if let handOver, !(.minutes(30)...(.days(30))).contains(handOver) {
      tell(node, "handOver", "\(handOver.settingText) is not possible", "use \"30m\" to \"30d\"")
    }
    if handOver != nil, pin {
      tell(node, "pin", "a post that the platform makes itself cannot be pinned", "leave out \"pin\" or \"handOver\"")
    }
    if handOver != nil, status == .review {
      tell(
        node, "handOver", "a post that waits for approval cannot be handed over before it",
        "leave out \"handOver\", or set \"status\": \"approved\"")
    }
  }

  private func checkText(_ node: SettingNode) {
    let given = [
      ("text", !text.source.isEmpty), ("texts", !texts.isEmpty), ("pool", pool != nil),
    ].filter(\.1).map { "\"\($0.0)\"" }
    if given.isEmpty, variants.isEmpty {
      node.fail("the post \"\(id)\" has no text", "add \"text\" or \"texts\"")
    } else if given.count > 1 {
      let both = given.count == 2 ? "both \(given[0]) and \(given[1])" : given.joined(separator: ", ")
      node.fail("the post \"\(id)\" has \(both)", "keep one of them")
    }
    if !variants.isEmpty, !texts.isEmpty || pool != nil {
      tell(node, "variants", "variants stand in place of \"text\" alone", "write \"text\", or leave out \"variants\"")
    }
    if spacing > .zero, pool == nil {
      tell(node, "spacing", "\"spacing\" has no \"pool\" to rest", "add \"pool\", or leave it out")
    }
  }

  private func checkVariables(_ node: SettingNode) {
    let known = Self.variables.map(\.key)
    let texts = variants.values.map { $0 } + (pool?.texts ?? [])
    for name in texts.flatMap(\.variables) where !known.contains(name) {
      tell(
        node, pool == nil ? "variants" : "pool", "the variable {\(name)} is not known here",
        "use \(known.map { "{\($0)}" }.joined(separator: ", ")), or {{ for a brace")
      return
    }
  }

  private func checkVariants(_ node: SettingNode) {
    guard let target = node.source.target else { return }
    for name in variants.keys.sorted() where !target.platforms.contains(name) {
      let nearest = Spelling.nearest(to: name, in: target.platforms).map { "did you mean \"\($0)\"? " } ?? ""
      tell(
        node, "variants", "there is no platform \(Spelling.quoted(name))",
        nearest + "use one of: \(target.platforms.sorted().joined(separator: ", "))")
    }
    if text.source.isEmpty, texts.isEmpty, pool == nil, !variants.isEmpty, variants[target.platform.name] == nil {
      tell(
        node, "variants", "there is no text for \(target.platform.name)",
        "add one, or \"text\" for all platforms that have none of their own")
    }
  }

  /// The day of the longest name: 2026-09-30.
  private static let wednesday = Zone.utc.local(Date(timeIntervalSince1970: 1_790_726_400))

  private func checkLengths(_ node: SettingNode) {
    let values = Self.values(Self.wednesday, community: "Community")
    let check = TextCheck(maySplit: split, remedy: ", or set \"split\": true")
    if let platform = node.source.target?.platform.name, let variant = variants[platform] {
      return check.check(variant, values, node.place(of: "variants").place(of: platform))
    }
    check.check(text, values, node.place(of: "text"))
    for (text, element) in zip(texts, node.member("texts")?.elements ?? []) { check.check(text, values, element) }
    let elements = node.member("pool")?.elements ?? []
    for (index, text) in (pool?.texts ?? []).enumerated() {
      check.check(text, values, elements.isEmpty ? node.place(of: "pool") : elements[index])
    }
  }

  private func checkTiming(_ node: SettingNode) {
    let times = [("cron", cron != nil), ("rrule", rrule != nil), ("every", every != nil), ("at", at != nil)]
    let given = times.filter(\.1).map(\.0)
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
      tell(node, "rrule", error.fault(of: "rrule"), error.remedy)
    }
  }

  private func tell(_ node: SettingNode, _ key: String, _ fault: String, _ remedy: String) {
    node.place(of: key).fail(fault, remedy)
  }
}

extension ScheduledPost: CalendarRow {
  static let leftOutUnfilled: Set<String> = ["text", "texts", "pool", "variants"]
  static let flags: Set<String> = ["pin", "always", "split", "unique"]
  static let lists: Set<String> = ["texts", "communities", "except"]

  /// All-day events have no time of day: they are posted at nine.
  private static let morning = 9 * 3600

  static func row(of event: ICalendar.Event) -> JSONObject {
    var row = JSONObject()
    row["id"] = .string(event.id)
    row["text"] = .string(event.details.isEmpty ? event.title : event.details)
    if !event.channel.isEmpty { row["channel"] = .string(event.channel) }
    guard let start = event.start else { return row }
    let local = start.isDate ? start.local.adding(seconds: morning) : start.local
    switch start.clock {
    case .floating: break
    case .utc: row["timezone"] = "UTC"
    case .zone(let name): row["timezone"] = .string(name)
    }
    if let rule = event.rule {
      row["rrule"] = .string(rule)
      row["start"] = .string(local.description)
    } else {
      row["at"] = .string(local.description)
    }
    if !event.except.isEmpty { row["except"] = .array(event.except.map { .string($0.local.description) }) }
    let table = CalendarTable.values(event.own.filter { $0.key != "channel" }, keys, flags: flags, lists: lists)
    for member in table.members { row[member.key] = member.value }
    return row
  }
}
