import BotCore

/// A table whose first row names the settings, made into the objects that the configuration would write.
///
/// Empty cells are left out. `date` and `time` may stand for `at`; `variants.mastodon` is a member of an object; lists are
/// written with `|` between their entries.
struct CalendarTable {
  struct Fault: Hashable {
    let line: Int
    let fault: String
    let remedy: String
  }

  /// Of each row, from 1.
  private(set) var lines: [Int] = []
  private(set) var faults: [Fault] = []
  private let rowsOfTable: [CSV.Row]
  private let keys: [String]
  private let flags: Set<String>
  private let lists: Set<String>

  private static let split = ["date", "time"]

  init(_ table: CSV, _ keys: [String], flags: Set<String>, lists: Set<String>) {
    rowsOfTable = table.rows
    self.keys = keys
    self.flags = flags
    self.lists = lists
  }

  mutating func rows() -> [JSON] {
    guard let head = rowsOfTable.first else { return [] }
    let columns = head.fields.map { column($0, line: head.line) }
    return rowsOfTable.dropFirst().map { row in
      lines.append(row.line)
      if row.fields.count > columns.count {
        faults.append(
          Fault(
            line: row.line, fault: "there are \(row.fields.count) cells under \(columns.count) columns",
            remedy: "put a text that holds the separator in quotation marks"))
      }
      return .object(object(zip(columns, row.fields).map { ($0, $1.trimmed) }))
    }
  }

  /// `nil` for a column that nobody knows, which is told.
  private mutating func column(_ written: String, line: Int) -> String? {
    let name = written.trimmed
    let first = name.split(separator: ".").first.map(String.init) ?? name
    if let known = (keys + Self.split).first(where: { $0.lowercased() == first.lowercased() }) {
      return known + name.dropFirst(first.count)
    }
    let nearest = Spelling.nearest(to: name, in: keys + Self.split)
    faults.append(
      Fault(
        line: line, fault: "the column \(Spelling.quoted(name)) is not known",
        remedy: nearest.map { "did you mean \"\($0)\"?" }
          ?? "remove it, or use one of: \((keys + Self.split).sorted().joined(separator: ", "))"))
    return nil
  }

  private func object(_ cells: [(column: String?, text: String)]) -> JSONObject {
    var object = JSONObject()
    var date: String?
    var time: String?
    for case (let column?, let text) in cells where !text.isEmpty {
      let parts = column.split(separator: ".", maxSplits: 1).map(String.init)
      if column == "date", !keys.contains("date") {
        date = text
      } else if column == "time", !keys.contains("time") {
        time = text
      } else if parts.count == 2 {
        var inner = object[parts[0]]?.object ?? JSONObject()
        inner[parts[1]] = .string(text)
        object[parts[0]] = .object(inner)
      } else {
        object[column] = value(text, of: column)
      }
    }
    if let date {
      // "9:00" is what spreadsheets make of "09:00".
      let hours = time.map { $0.prefix { $0 != ":" }.count == 1 ? "0" + $0 : $0 }
      object[keys.contains("at") ? "at" : "start"] = .string(date + (hours.map { "T" + $0 } ?? ""))
    }
    return object
  }

  /// Settings that were all written as texts, by their names in any case; those that nobody knows are left to be told.
  static func values(_ texts: [String: String], _ keys: [String], flags: Set<String>, lists: Set<String>) -> JSONObject
  {
    let table = CalendarTable(keys: keys, flags: flags, lists: lists)
    return table.object(
      texts.sorted { $0.key < $1.key }.map { name, text in
        (keys.first { $0.lowercased() == name.lowercased() } ?? name, text.trimmed)
      })
  }

  private init(keys: [String], flags: Set<String>, lists: Set<String>) {
    (self.keys, self.flags, self.lists, rowsOfTable) = (keys, flags, lists, [])
  }

  private func value(_ text: String, of column: String) -> JSON {
    if flags.contains(column) {
      switch text.lowercased() {
      case "true", "yes", "1", "x": return true
      case "false", "no", "0": return false
      default: return .string(text)
      }
    }
    guard lists.contains(column) else { return .string(text) }
    return .array(text.split(separator: "|").map { .string($0.trimmed) })
  }
}
