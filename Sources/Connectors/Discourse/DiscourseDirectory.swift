internal import BotCore
internal import FoundationEssentials

struct DiscourseCategory: Sendable, Hashable {
  let id: Int
  let name: String
  let slug: String
  let parent: Int?
  /// Whether the bot may make topics in it.
  let takesTopics: Bool

  init?(_ json: JSON) {
    guard let id = json["id"]?.int else { return nil }
    self.id = id
    name = json["name"]?.string ?? String(id)
    slug = json["slug"]?.string ?? ""
    parent = json["parent_category_id"]?.int
    // 1: see, answer and create; 2: see and answer; 3: see (CategoryGroup.permission_types). Older versions leave it out.
    takesTopics = json["permission"]?.int.map { $0 == 1 } ?? true
  }
}

/// What was learnt of the forum, kept for as long as the process runs.
struct DiscourseDirectory: Sendable {
  struct Snapshot: Sendable {
    var categories: [DiscourseCategory] = []
    var listed: Date?
    var users: [String: Int] = [:]
    /// Private messages that the bot takes part in.
    var privateTopics: Set<Int> = []
    /// Lists that the key may not read, told once.
    var closed: Set<String> = []
  }

  static let freshFor = Duration.minutes(10)
  private static let mostUsers = 10_000

  let api: DiscourseAPI
  let now: @Sendable () -> Date
  let state = Lock(Snapshot())

  /// By the category's number, as the decoder wants them.
  var names: [String: String] {
    Dictionary(state.withLock { $0.categories }.map { (String($0.id), $0.slug.isEmpty ? $0.name : $0.slug) }) {
      first, _ in
      first
    }
  }

  /// All categories that the bot may see, at most ten minutes old.
  /// - Throws: `PlatformFault`, `HTTPError`.
  func categories() async throws -> [DiscourseCategory] {
    let known = state.withLock { $0 }
    if let listed = known.listed, now() < listed + Self.freshFor { return known.categories }
    let site = try await api.ask("GET", "/site.json").json
    let categories = (site["categories"]?.array ?? []).compactMap { DiscourseCategory($0) }
    state.withLock {
      $0.categories = categories
      $0.listed = now()
    }
    return categories
  }

  /// The place that a setting such as `#support`, `Support`, `parent/support`, `12` or `topic:123` means.
  /// - Throws: `PlatformFault`, `HTTPError`.
  func place(_ channel: ID<Channel>) async throws -> DiscoursePlace? {
    if let place = DiscoursePlace(channel.raw) { return place }
    return Self.find(channel.raw, in: try await categories()).map { .category($0.id) }
  }

  static func find(_ name: String, in categories: [DiscourseCategory]) -> DiscourseCategory? {
    let bare = (name.hasPrefix("#") ? String(name.dropFirst()) : name).lowercased()
    let parts = bare.split { $0 == "/" || $0 == ":" }
    if parts.count == 2, let parent = categories.first(where: { $0.slug.lowercased() == parts[0] }) {
      return categories.first { $0.parent == parent.id && $0.slug.lowercased() == parts[1] }
    }
    let found = categories.filter {
      String($0.id) == bare || $0.slug.lowercased() == bare || $0.name.lowercased() == bare
    }
    return found.first { $0.parent == nil } ?? found.first
  }

  /// The number of a member's account: the calls for moderators want it.
  /// - Throws: `PlatformFault`, `HTTPError`.
  func number(of member: ID<Member>) async throws -> Int {
    if let number = DiscourseMember.number(member) { return number }
    let name = member.raw.lowercased()
    if let known = state.withLock({ $0.users[name] }) { return known }
    let json = try await api.ask("GET", "/u/\(Percent.encode(member.raw)).json").json
    guard let number = json["user"]?["id"]?.int else {
      throw PlatformFault(.missing, "Discourse tells no number of the member \(member)")
    }
    state.withLock { if $0.users.count < Self.mostUsers { $0.users[name] = number } }
    return number
  }

  /// - Throws: `PlatformFault`, `HTTPError`.
  func post(_ id: ID<Message>) async throws -> JSON {
    try await api.ask("GET", "/posts/\(Percent.encode(id.raw)).json").json
  }
}
