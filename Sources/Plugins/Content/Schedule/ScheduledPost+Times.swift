import BotCore
import FoundationEssentials

extension ScheduledPost {
  /// The texts to choose from on a platform.
  func choices(on platform: String) -> [Template] {
    if let pool { return pool.texts }
    if !texts.isEmpty { return texts }
    return [variants[platform] ?? text]
  }

  func isFor(_ community: Community) -> Bool {
    communities.isEmpty || communities.contains(community.id.raw)
  }

  var isRecurring: Bool { at == nil }
  var isUnique: Bool { unique ?? !isRecurring }

  /// - Parameter anchor: from when `every` counts unless `from` says.
  /// - Throws: `ScheduleError`, which the check of the settings has told before.
  func schedule(anchor: Date, in zone: Zone) throws(ScheduleError) -> PostTimes? {
    let schedule: Schedule? =
      if let cron {
        .cron(cron)
      } else if let rrule, let start {
        .rule(try RecurrenceRule(rrule, start: start))
      } else if let every {
        .every(every, from: from.map(zone.firstInstant) ?? anchor)
      } else {
        at.map { .once($0) }
      }
    return schedule.map { PostTimes(schedule: $0, zone: zone, except: except) }
  }

  /// Changes whenever the times do; texts and channel play no part.
  func fingerprint(in zone: Zone) -> String {
    let parts = [
      cron?.text, rrule, start?.description, every?.settingText, from?.description, at?.description, zone.name,
    ]
    return parts.map { $0 ?? "" }.joined(separator: "|")
  }

  /// What stands for the variables of its texts.
  static func values(_ local: LocalTime, community: String) -> [String: Text] {
    let time = local.description
    let weekday = local.weekday.name
    return [
      "community.name": Text(community),
      "date": Text(String(time.prefix(10))),
      "time": Text(String(time.dropFirst(11).prefix(5))),
      "weekday": Text(weekday.prefix(1).uppercased() + weekday.dropFirst()),
    ]
  }
}

/// The times of a post without those that are left out.
struct PostTimes {
  let schedule: Schedule
  let zone: Zone
  let except: [LocalTime]

  /// So many left out in a row end the search.
  private static let mostLeftOut = 10_000

  func next(after date: Date) -> Occurrence? {
    var last = date
    for _ in 0..<Self.mostLeftOut {
      guard let next = schedule.next(after: last, in: zone) else { return nil }
      if !isLeftOut(next) { return next }
      last = next.at
    }
    return nil
  }

  func occurrences(after start: Date, through end: Date, limit: Int) -> [Occurrence] {
    var found: [Occurrence] = []
    var last = start
    while found.count < limit, let next = next(after: last), next.at <= end {
      found.append(next)
      last = next.at
    }
    return found
  }

  private func isLeftOut(_ occurrence: Occurrence) -> Bool {
    except.contains { time in
      time == occurrence.local || time.secondOfDay == 0 && time.dayNumber == occurrence.local.dayNumber
    }
  }
}
