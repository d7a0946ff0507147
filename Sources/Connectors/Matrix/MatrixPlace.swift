import BotCore

/// The place to go on from, as the cursor keeps it: `{"next_batch":"s1"}`.
struct MatrixPlace: Hashable {
  var next: String
  /// The newest report that was read; `nil` where none are read.
  var report: Int?

  init(next: String, report: Int?) { (self.next, self.report) = (next, report) }

  init?(_ cursor: Cursor?) {
    guard let json = cursor.flatMap({ try? JSON(parsing: $0.raw) }), let next = json["next_batch"]?.string else {
      return nil
    }
    self.init(next: next, report: json["report"]?.int)
  }

  var cursor: Cursor {
    Cursor(JSON.compact(("next_batch", .string(next)), ("report", report.map { .int($0) })).text)
  }
}
