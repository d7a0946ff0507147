extension Cron: SettingValue {
  public static var schema: JSON {
    [
      "type": "string", "pattern": "^\\s*(@[A-Za-z]+|\\S+(\\s+\\S+){4})\\s*$",
      "examples": ["0 9 * * mon-fri", "30 17 L * *", "@daily"],
    ]
  }
  public var json: JSON? { .string(text) }

  /// A line that does not come within forty years of one day never does.
  private static let anyTime = LocalTime(dayNumber: 20_454, secondOfDay: 0)

  public static func read(_ node: SettingNode) -> Cron? {
    guard let text = node.json.string else {
      node.wrongKind("a cron line", "\"0 9 * * mon-fri\"")
      return nil
    }
    do throws(ScheduleError) {
      let cron = try Cron(text)
      if cron.first(atOrAfter: anyTime) == nil {
        node.fail("no day is ever like that", "use a day that the month has, or L for its last, as in \"0 9 L 2 *\"")
      }
      if cron.days.eitherMatches {
        node.warn(
          "it names days of the month and days of the week, and comes on all of both, not only where the two meet",
          "write * for one of them; \"0 9 * * mon#1\" is the first Monday of each month")
      }
      return cron
    } catch {
      // The setting itself is the line.
      let isLine = error.place == "cron"
      node.fail(
        isLine ? error.fault : "\(error.place): \(error.fault)",
        error.remedy + (isLine ? "; \"30 9 * * mon\" is Mondays at half past nine" : ""))
      return nil
    }
  }
}

extension LocalTime: SettingValue {
  public static var schema: JSON {
    [
      "type": "string", "pattern": "^\\d{4}-\\d\\d-\\d\\d([T ]\\d\\d:\\d\\d(:\\d\\d)?)?$",
      "examples": ["2026-10-25T09:00", "2026-10-25"],
    ]
  }
  public var json: JSON? { .string(description) }

  public static func read(_ node: SettingNode) -> LocalTime? {
    guard let text = node.json.string else {
      node.wrongKind("a local date and time", "\"2026-10-25T09:00\"")
      return nil
    }
    guard let time = LocalTime(text) else {
      let hint = LocalTimeHint(text)
      node.fail(hint.fault, hint.remedy)
      return nil
    }
    return time
  }
}
