import BotCore

/// A table of which one column holds texts and one labels.
struct LabelledTable {
  private static let textNames = ["text", "sentence", "question", "tweet", "content", "message", "query", "comment"]
  private static let labelNames = [
    "label", "category", "class", "intent", "polarity", "sentiment", "document", "entry", "mean",
  ]

  private let path: String
  /// Lower case; `nil` when the table has no row of names.
  let names: [String]?
  private(set) var rows: [CSV.Row]

  init(_ text: String, _ path: String) throws {
    self.path = path
    let separator = CSV.separator(of: Array(text.utf8.prefix(1 << 15)))
    if separator == 0x09 {
      // Tab-separated files of tweets hold quotation marks that mean nothing.
      rows = LabelledTexts.lines(text).enumerated().filter { !$0.element.isEmpty }.map { index, line in
        CSV.Row(line.split(separator: "\t", omittingEmptySubsequences: false).map(String.init), line: index + 1)
      }
    } else {
      do throws(CSV.Fault) {
        rows = try CSV(text, separator: separator).rows
      } catch {
        throw Failure(.badData, "\(path), line \(error.line): a quotation mark is not closed")
      }
    }
    guard let first = rows.first else { throw Failure(.badData, "\(path) is empty") }
    let lowered = first.fields.map { $0.lowercased() }
    let hasNames = lowered.contains { Self.textNames.contains($0) || Self.labelNames.contains($0) }
    names = hasNames ? lowered : nil
    if hasNames { rows.removeFirst() }
  }

  func texts(_ form: LabelledTexts.Form) throws -> [LabelledText] { try labelled(form).map(\.text) }

  /// What a row has in the column of that name.
  func value(_ name: String, of row: CSV.Row) -> String? {
    guard let column = names?.firstIndex(of: name), row.fields.indices.contains(column) else { return nil }
    return row.fields[column]
  }

  func labelled(_ form: LabelledTexts.Form) throws -> [(row: CSV.Row, text: LabelledText)] {
    let rows = try filtered(form.filter)
    let text = try column(form.textColumn, Self.textNames, "--text") ?? longest(rows)
    let label =
      try column(form.labelColumn, Self.labelNames, "--label", not: text) ?? likeliestLabel(rows, besides: text)
    guard let label else { throw Failure(.badData, "\(path) has no column of labels; name it with --label") }
    return rows.compactMap { row in
      guard row.fields.indices.contains(max(text, label)) else { return nil }
      return (row, LabelledText(label: row.fields[label], text: row.fields[text]))
    }
  }

  private func filtered(_ filter: (column: String, value: String)?) throws -> [CSV.Row] {
    guard let filter else { return rows }
    guard let column = try column(filter.column, [], "--where") else { return rows }
    return rows.filter { $0.fields.indices.contains(column) && $0.fields[column] == filter.value }
  }

  /// The column that was named, or else the first of the usual names.
  private func column(_ given: String?, _ usual: [String], _ option: String, not taken: Int? = nil) throws -> Int? {
    guard let given else {
      return usual.compactMap { name in names?.firstIndex(of: name) }.first { $0 != taken }
    }
    if let number = Int(given), (1...(rows.first?.fields.count ?? 1)).contains(number) { return number - 1 }
    if let place = names?.firstIndex(of: given.lowercased()) { return place }
    throw Failure(
      .usage,
      "\(path) has no column \(given) for \(option); it has \(names?.joined(separator: ", ") ?? "no names: give a number")"
    )
  }

  private var width: Int { rows.first?.fields.count ?? 0 }

  private func longest(_ rows: [CSV.Row]) -> Int {
    let lengths = (0..<width).map { column in
      rows.prefix(500).reduce(0) { $0 + ($1.fields.indices.contains(column) ? $1.fields[column].utf8.count : 0) }
    }
    return lengths.indices.max { lengths[$0] < lengths[$1] } ?? 0
  }

  /// The column with the fewest different values.
  private func likeliestLabel(_ rows: [CSV.Row], besides text: Int) -> Int? {
    let kinds = (0..<width).map { column in
      Set(rows.lazy.compactMap { $0.fields.indices.contains(column) ? $0.fields[column] : nil }).count
    }
    return kinds.indices.filter { $0 != text }.min { kinds[$0] < kinds[$1] }
  }
}
