internal import BotCore
internal import FoundationEssentials

/// Reads a list of posts that comes newest first in pages, back to the last that was seen.
struct DiscoursePosts {
  let api: DiscourseAPI
  let path: String
  /// The key of the list in the answer.
  let root: String
  let now: Date

  private static let mostPages = 40
  /// Older versions look at this many numbers below `before`, whether there are posts or not.
  private static let window = 50
  /// A post can become visible after one with a higher number: so many below the last are looked at again while they
  /// are young.
  private static let overlap = 20
  private static let youngFor = Duration.minutes(10)

  /// - Returns: oldest first. Nothing at the first reading, which only finds out where to begin.
  /// - Throws: `PlatformFault`, `HTTPError`.
  func new(since place: inout DiscourseCursor.Posts?, tooMuch: (String) -> Void) async throws -> [JSON] {
    var page = try await read(before: nil)
    guard let known = place else {
      let newest = page.compactMap(Self.number).max() ?? 0
      place = DiscourseCursor.Posts(last: newest, start: newest)
      return []
    }
    let floor = max(known.start, known.last - Self.overlap)
    var found: [Int: JSON] = [:]
    var before: Int?
    for count in 1... {
      for post in page {
        guard let id = Self.number(post), id > known.last || id > floor && isYoung(post) else { continue }
        found[id] = post
      }
      guard let next = below(page, before), next > floor + 1 else { break }
      guard count < Self.mostPages else {
        tooMuch(path)
        break
      }
      before = next
      page = try await read(before: next)
    }
    place?.last = max(known.last, found.keys.max() ?? 0)
    return found.sorted { $0.key < $1.key }.map(\.value)
  }

  /// Where the next page begins; `nil` at the end. Newer versions answer what is below `before`, older ones what is not
  /// above it.
  private func below(_ page: [JSON], _ before: Int?) -> Int? {
    guard let lowest = page.compactMap(Self.number).min() else { return before.map { $0 - Self.window } }
    return before.map { lowest < $0 ? lowest : $0 - Self.window + 1 } ?? lowest
  }

  /// Of a post; what no forum ever counted to is none.
  private static func number(_ post: JSON) -> Int? {
    post["id"]?.int.flatMap { (1...(1 << 53)).contains($0) ? $0 : nil }
  }

  private func isYoung(_ post: JSON) -> Bool { post.time("created_at").map { $0 + Self.youngFor > now } ?? false }

  private func read(before: Int?) async throws -> [JSON] {
    let json = try await api.ask("GET", path, query: before.map { [("before", String($0))] } ?? []).json
    return json[root]?.array ?? json["latest_posts"]?.array ?? []
  }
}
