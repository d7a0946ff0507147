import BotCore

/// The place to go on from, as the cursor keeps it: `{"next_batch":"s1"}`.
struct MatrixPlace: Hashable {
  /// A room of which a sync told that was not read: so much was said in it that one round does not hold it, or it could not
  /// be read.
  struct Owed: Hashable {
    let room: String
    /// The end of the sync before, and of the one that told of it last.
    let since: String
    var end: String
  }

  var next: String
  /// The newest report that was read; `nil` where none are read.
  var report: Int?
  /// In the order in which they are read.
  var owed: [Owed] = []

  init(next: String, report: Int?) { (self.next, self.report) = (next, report) }

  init?(_ cursor: Cursor?) {
    guard let json = cursor.flatMap({ try? JSON(parsing: $0.raw) }), let next = json["next_batch"]?.string else {
      return nil
    }
    self.init(next: next, report: json["report"]?.int)
    owed = (json["owed"]?.array ?? []).compactMap { Owed($0) }
  }

  var cursor: Cursor {
    let owed: JSON? = owed.isEmpty ? nil : .array(owed.map(\.json))
    return Cursor(
      JSON.compact(("next_batch", .string(next)), ("report", report.map { .int($0) }), ("owed", owed)).text)
  }

  /// What is owed of a room already begins where it began.
  mutating func owe(_ room: String, since: String, end: String) {
    if let index = owed.firstIndex(where: { $0.room == room }) {
      owed[index].end = end
    } else {
      owed.append(Owed(room: room, since: since, end: end))
    }
  }
}

extension MatrixPlace.Owed {
  fileprivate init?(_ json: JSON) {
    guard let room = json["room"]?.string, let since = json["since"]?.string, let end = json["end"]?.string else {
      return nil
    }
    self.init(room: room, since: since, end: end)
  }

  fileprivate var json: JSON { ["room": .string(room), "since": .string(since), "end": .string(end)] }
}
