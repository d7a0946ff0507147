public import BotCore
internal import FoundationEssentials

extension Discourse {
  private static let reviewPage = 10
  private static let mostReviewPages = 10

  /// Reads what came in each of the forum's lists since the cursor. In webhook mode this is what fills gaps, and what
  /// tells which private messages are the bot's own.
  public func poll(_ cursor: Cursor?) async throws -> Poll {
    let start = DiscourseCursor(cursor)
    var place = start
    var events: [Event] = []
    var next = settings.receive == .webhook ? settings.catchUpEvery : settings.pollEvery
    do {
      try await learnCategories()
      events += try await openPosts(&place)
      for list in lists {
        do {
          events += try await list(&place)
        } catch  where Self.isOfOneList(error) {
          let reason = PlatformFault.reason(of: error)
          tools.log(.warning, "a list cannot be read; the others are", ["reason": reason])
        }
      }
    } catch let fault as PlatformFault {
      guard case .limited(let after) = fault.asConnectorError, place != start else {
        throw fault.asConnectorError
      }
      // What was read of the first lists counts; the others wait for the next round.
      next = max(next, after ?? .minutes(1))
    }
    return Poll(events: events, cursor: place.cursor, next: next)
  }

  /// A failure that keeps no other list from being read.
  private static func isOfOneList(_ error: any Error) -> Bool {
    switch error {
    case let fault as PlatformFault: fault.kind == .broken || fault.kind == .busy
    case HTTPError.noAnswer, HTTPError.tooLarge: true
    default: false
    }
  }

  private typealias List = (inout DiscourseCursor) async throws -> [Event]

  /// All but the open posts.
  private var lists: [List] {
    var lists: [List] = []
    if settings.privateMessages { lists.append { try await self.privatePosts(&$0) } }
    if settings.members { lists.append { try await self.newMembers(&$0) } }
    if settings.members && settings.joining == .approved { lists.append { try await self.pendingMembers(&$0) } }
    if settings.reports { lists.append { try await self.reports(&$0) } }
    return lists
  }

  /// Whoever may not see the site's description reads the posts all the same, unless it takes the categories' names to
  /// know which posts are meant.
  private func learnCategories() async throws {
    do {
      _ = try await directory.categories()
    } catch {
      let isKnown = directory.state.withLock { $0.listed != nil }
      guard isKnown || settings.categories.allSatisfy({ DiscoursePlace($0) != nil }) else { throw error }
      tools.log(.debug, "the categories cannot be listed", ["reason": "\(error)"])
    }
  }

  private func openPosts(_ place: inout DiscourseCursor) async throws -> [Event] {
    let reading = DiscoursePosts(api: api, path: "/posts.json", root: "latest_posts", now: tools.now())
    let decoder = decoder
    return try await reading.new(since: &place.open) { warn($0) }
      .filter { listens(to: $0["category_id"]?.int, slug: $0["category_slug"]?.string) }
      .compactMap { decoder.posted($0) }
  }

  /// Not every key may read these; a bot that nobody writes to needs none.
  private func privatePosts(_ place: inout DiscourseCursor) async throws -> [Event] {
    let reading = DiscoursePosts(api: api, path: "/private-posts.json", root: "private_posts", now: tools.now())
    let decoder = decoder
    let posts = try await ifOpen("private messages") { try await reading.new(since: &place.closed) { warn($0) } } ?? []
    return posts.compactMap { post in
      directory.takePart(in: post["topic_id"]?.int)
      return decoder.posted(post.with("topic_archetype", "private_message"))
    }
  }

  /// New reviews, newest first and ten a page. A further flag on a post that waits for review already is none.
  private func reports(_ place: inout DiscourseCursor) async throws -> [Event] {
    let seen = place.review
    var newest = seen ?? 0
    var events: [Event] = []
    for number in 0... {
      guard number < Self.mostReviewPages else {
        warn("/review.json")
        break
      }
      let offset = number == 0 ? [] : [("offset", String(number * Self.reviewPage))]
      let query = [("status", "pending"), ("sort_order", "created_at")] + offset
      let read = { try await api.ask("GET", "/review.json", query: query).json }
      guard let page = try await ifOpen("the review queue", read) else { return [] }
      let rows = page["reviewables"]?.array ?? []
      let ids = rows.compactMap { $0["id"]?.int }
      newest = max(newest, ids.max() ?? 0)
      guard let seen else { break }
      events += reports(rows.filter { ($0["id"]?.int ?? 0) > seen }, on: page)
      if rows.count < Self.reviewPage || (ids.min() ?? 0) <= seen { break }
    }
    place.review = newest
    return events.reversed()
  }

  private func reports(_ rows: [JSON], on page: JSON) -> [Event] {
    let review = DiscourseReview(decoder, page: page)
    return rows.compactMap { row in
      guard let event = review.event(row) else { return nil }
      if case .reported = event.kind, !listens(to: row["category_id"]?.int, slug: nil) { return nil }
      return event
    }
  }

  /// Nothing where the key may not read a list: that is told once, and by `probe`.
  func ifOpen<Value>(_ list: String, _ read: () async throws -> Value) async throws -> Value? {
    do {
      return try await read()
    } catch let fault as PlatformFault where fault.kind == .forbidden || fault.kind == .missing {
      let isNews = directory.state.withLock { $0.closed.insert(list).inserted }
      if isNews { tools.log(.warning, "the bot may not read a list", ["list": list, "reason": fault.reason]) }
      return nil
    }
  }

  private func warn(_ path: String) {
    tools.log(.warning, "too much to read at once: the oldest were left out", ["list": path])
  }
}

extension JSON {
  /// The object with one more member.
  func with(_ key: String, _ value: JSON) -> JSON {
    guard var object else { return self }
    object[key] = value
    return .object(object)
  }
}
