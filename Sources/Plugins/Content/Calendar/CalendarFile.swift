import BotCore
import FoundationEssentials

/// What stands a row each in a manager's file, which may be JSON, CSV or iCalendar.
protocol CalendarRow: SettingGroup {
  /// The settings that are true or false, and those that are lists of texts: in CSV all is text.
  static var flags: Set<String> { get }
  static var lists: Set<String> { get }
  /// The settings in which a gap (`FillIn`) keeps the row back; anywhere else it is a fault.
  static var leftOutUnfilled: Set<String> { get }

  /// An event as the settings would say it.
  static func row(of event: ICalendar.Event) -> JSONObject
}

/// Rows in a file of their own: `.json` (a list, with comments and trailing commas allowed), `.csv` (the first row names
/// the settings) or `.ics`.
struct CalendarFile<Row: CalendarRow>: SettingValue {
  /// As the configuration names the file.
  let path: String
  let rows: [Row]

  static var schema: JSON { TextFile.schema }
  var json: JSON? { .string(path) }

  static func read(_ node: SettingNode) -> CalendarFile? {
    guard let file = TextFile.opened(node) else { return nil }
    let name = file.path.lowercased()
    let sheet: CalendarSheet? =
      if name.hasSuffix(".csv") || name.hasSuffix(".tsv") {
        CalendarSheet(csv: file, Row.self, node)
      } else if name.hasSuffix(".ics") {
        CalendarSheet(ics: file, Row.self, node)
      } else {
        CalendarSheet(json: file, node)
      }
    guard let sheet else { return nil }
    let source = CalendarSource(node, file.path, sheet)
    let list = SettingNode(sheet.rows, at: JSONPath(), from: source)
    let isUsable = source.checkGaps(in: list, leftOut: Row.leftOutUnfilled)
    guard let rows = [Row].read(list), isUsable, !sheet.isFaulty else { return nil }
    return CalendarFile(path: file.path, rows: rows)
  }
}

/// The rows of a file as JSON, and in which line each thing stands.
struct CalendarSheet {
  let rows: JSON
  /// Whether the setting was told of a fault already.
  private(set) var isFaulty = false
  /// `nil` where a row's own line is all that is known.
  private var document: (document: JSONDocument, bytes: [UInt8])?
  private var lines: [Int] = []

  /// `nil` after the setting was told what is wrong.
  init?(json file: TextFile, _ node: SettingNode) {
    let bytes = Array(file.text.utf8)
    do throws(JSONSyntaxError) {
      let read = try JSONDocument(relaxed: bytes)
      document = (read, bytes)
      rows = read.value
    } catch {
      let place = Self.place(of: error.offset, in: bytes, file.path)
      node.source.report(SettingFault(error.message, error.remedy), .error, at: node.path, in: place)
      return nil
    }
  }

  init?<Row: CalendarRow>(csv file: TextFile, _ row: Row.Type, _ node: SettingNode) {
    do throws(CSV.Fault) {
      var table = CalendarTable(try CSV(file.text), Row.keys, flags: Row.flags, lists: Row.lists)
      (rows, lines) = (.array(table.rows()), table.lines)
      for fault in table.faults {
        node.fail(fault.fault, fault.remedy, in: file.path, line: fault.line)
        isFaulty = true
      }
    } catch {
      node.fail("a quotation mark is not closed", "close it, or write it twice", in: file.path, line: error.line)
      return nil
    }
  }

  init?<Row: CalendarRow>(ics file: TextFile, _ row: Row.Type, _ node: SettingNode) {
    let calendar = ICalendar(file.text)
    for fault in calendar.faults { node.fail(fault.fault, fault.remedy, in: file.path, line: fault.line) }
    isFaulty = !calendar.faults.isEmpty
    rows = .array(calendar.events.map { .object(Row.row(of: $0)) })
    lines = calendar.events.map(\.line)
  }

  func place(of path: JSONPath, onKey: Bool, in file: String) -> FilePlace {
    if let (document, bytes) = document, let offset = (onKey ? document.keys : document.values)[path] {
      return Self.place(of: offset, in: bytes, file)
    }
    guard case .index(let row)? = path.parts.first, lines.indices.contains(row) else { return FilePlace(file, line: 1) }
    return FilePlace(file, line: lines[row])
  }

  /// What is wrong, with the place within the file where its line does not tell enough.
  func place(_ path: JSONPath) -> String {
    let setting = "\(JSONPath(Array(path.parts.dropFirst())))"
    guard document != nil, case .index(let row)? = path.parts.first else {
      return setting.isEmpty ? "" : "\(setting): "
    }
    return (setting.isEmpty ? entry(row) : "\(entry(row)), \(setting)") + ": "
  }

  /// A row as whoever wrote it knows it.
  private func entry(_ row: Int) -> String {
    let name = ["id", "title"].lazy.compactMap { rows[row]?[$0]?.string }.first { !$0.isEmpty }
    return "entry " + (name.map(Spelling.quoted) ?? "\(row + 1)")
  }

  private static func place(of offset: Int, in bytes: [UInt8], _ file: String) -> FilePlace {
    let before = bytes.prefix(offset)
    let start = before.lastIndex(of: 0x0A).map { $0 + 1 } ?? 0
    let column = 1 + before[start...].count { !UTF8.isContinuation($0) }
    return FilePlace(file, line: 1 + before.count { $0 == 0x0A }, column: column)
  }
}

/// Tells faults within the file at their lines there.
private final class CalendarSource: SettingSource {
  private let node: SettingNode
  private let file: String
  private let sheet: CalendarSheet

  init(_ node: SettingNode, _ file: String, _ sheet: CalendarSheet) {
    self.node = node
    self.file = file
    self.sheet = sheet
  }

  func report(fault: String, remedy: String, at path: JSONPath, onKey: Bool) {
    tell(SettingFault(fault, remedy), .error, at: path, onKey: onKey)
  }

  func warn(fault: String, remedy: String, at path: JSONPath) {
    tell(SettingFault(fault, remedy), .warning, at: path, onKey: false)
  }

  /// Tells of gaps that are still to be filled.
  /// - Returns: whether all of them stand where the row is kept back.
  func checkGaps(in list: SettingNode, leftOut: Set<String>) -> Bool {
    var isUsable = true
    list.eachText { node, text in
      guard let gap = FillIn.first(in: text) else { return }
      var isLeftOut = false
      if node.path.parts.count > 1, case .key(let setting) = node.path.parts[1] {
        isLeftOut = leftOut.contains(setting)
      }
      isUsable = isUsable && isLeftOut
      tell(FillIn.fault(gap, isLeftOut: isLeftOut), isLeftOut ? .warning : .error, at: node.path, onKey: false)
    }
    return isUsable
  }

  private func tell(_ fault: SettingFault, _ severity: Problem.Severity, at path: JSONPath, onKey: Bool) {
    // What a row as a whole lacks may stand in a column that nobody knows.
    if sheet.isFaulty, path.parts.count == 1 { return }
    node.source.report(
      SettingFault(sheet.place(path) + fault.fault, fault.remedy), severity, at: node.path,
      in: sheet.place(of: path, onKey: onKey, in: file))
  }

  /// In a further file that this one names.
  func report(_ fault: SettingFault, _ severity: Problem.Severity, at path: JSONPath, in place: FilePlace) {
    node.source.report(fault, severity, at: node.path, in: place)
  }

  /// What a row of another community names is none of this one's business.
  func names(_ name: PlaceName, at path: JSONPath) {
    if case .index(let row)? = path.parts.first, let communities = sheet.rows[row]?["communities"]?.array,
      !communities.isEmpty, let here = target?.community, !communities.contains(.string(here.raw))
    {
      return
    }
    node.source.names(name, at: node.path, in: sheet.place(of: path, onKey: false, in: file))
  }

  func conceal(_ path: JSONPath) {}
  func file(_ path: String) throws(SettingFault) -> [UInt8] { try node.source.file(path) }

  func secret(_ reference: String, at path: JSONPath) throws(SettingFault) -> Secret {
    throw SettingFault("a calendar holds no secrets", "remove it")
  }

  func zone(_ name: String) throws(SettingFault) -> Zone { try node.source.zone(name) }
  func text(_ name: String) -> String? { node.source.text(name) }
  var textNames: [String] { node.source.textNames }
  var target: SettingTarget? { node.source.target }
  var now: Date? { node.source.now }
}
