internal import BotCore

/// How far each of the forum's lists was read. Written as a JSON object with its keys in one order, so that nothing
/// changes where nothing was read.
struct DiscourseCursor: Hashable {
  /// A list of posts: the newest that was seen, and where reading began.
  struct Posts: Hashable {
    var last: Int
    var start: Int
  }

  var open: Posts?
  var closed: Posts?
  /// The newest account that was seen.
  var user: Int?
  /// Accounts that are there but are no members yet.
  var waiting: Set<Int> = []
  /// Who waits to be approved.
  var pending: MemberRoll?
  /// The newest review that was seen.
  var review: Int?

  static let mostWaiting = 200

  /// Anything that is no cursor of ours counts as a first start.
  init(_ cursor: Cursor?) {
    guard let cursor, let json = try? JSON(parsing: cursor.raw) else { return }
    open = Self.posts(json["posts"])
    closed = Self.posts(json["private"])
    user = json["user"]?.int
    waiting = Set((json["waiting"]?.array ?? []).compactMap(\.int))
    pending = json["pending"]?.string.map { MemberRoll(text: $0) }
    review = json["review"]?.int
  }

  var cursor: Cursor {
    let newest = waiting.sorted().suffix(Self.mostWaiting).map { JSON.int($0) }
    return Cursor(
      JSON.compact(
        ("posts", open?.json), ("private", closed?.json), ("user", user.map { .int($0) }),
        ("waiting", newest.isEmpty ? nil : .array(newest)), ("pending", pending.map { .string($0.text) }),
        ("review", review.map { .int($0) })
      ).text)
  }

  private static func posts(_ json: JSON?) -> Posts? {
    guard let last = json?[0]?.int, let start = json?[1]?.int else { return nil }
    return Posts(last: last, start: start)
  }
}

extension DiscourseCursor.Posts {
  fileprivate var json: JSON { [.int(last), .int(start)] }
}
