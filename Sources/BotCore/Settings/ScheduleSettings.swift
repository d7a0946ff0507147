extension Cron: SettingValue {
  public static var schema: JSON { ["type": "string", "examples": ["0 9 * * mon-fri", "30 17 L * *", "@daily"]] }
  public var json: JSON? { .string(text) }

  public static func read(_ node: SettingNode) -> Cron? {
    guard let text = node.json.string else {
      node.wrongKind("a cron line", "\"0 9 * * mon-fri\"")
      return nil
    }
    do throws(ScheduleError) {
      return try Cron(text)
    } catch {
      node.fail("\(error.place): \(error.fault)", error.remedy)
      return nil
    }
  }
}

extension LocalTime: SettingValue {
  public static var schema: JSON { ["type": "string", "examples": ["2026-10-25T09:00", "2026-10-25"]] }
  public var json: JSON? { .string(description) }

  public static func read(_ node: SettingNode) -> LocalTime? {
    guard let text = node.json.string else {
      node.wrongKind("a local date and time", "\"2026-10-25T09:00\"")
      return nil
    }
    guard let time = LocalTime(text) else {
      node.fail("\"\(text)\" is no local date and time", "write it like \"2026-10-25T09:00\", without a zone")
      return nil
    }
    return time
  }
}
