internal import BotCore
internal import FoundationEssentials

struct GitHubCategory: Sendable, Hashable {
  /// GitHub's node id, as a new discussion names its category.
  let id: String
  /// As the category's address shows it: `show-and-tell`. The bot's channels are called so.
  let slug: String
  let name: String

  init?(_ json: JSON) {
    guard let id = json["id"]?.string, let slug = json["slug"]?.string else { return nil }
    self.id = id
    self.slug = slug
    name = json["name"]?.string ?? slug
  }

  func isMeant(by name: String) -> Bool {
    let plain = name.hasPrefix("#") ? String(name.dropFirst()) : name
    return plain == id || plain.lowercased() == slug.lowercased() || plain.lowercased() == self.name.lowercased()
  }
}

/// The repository, its categories, and who the bot is there.
struct GitHubPlace: Sendable, Hashable {
  var login: String
  var repository: String
  /// `ADMIN`, `MAINTAIN`, `WRITE`, `TRIAGE`, `READ`; `nil` where GitHub does not tell.
  var permission: String?
  var isOrganization: Bool
  var categories: [GitHubCategory]
}

/// What was learnt of the place, kept for as long as the process runs.
struct GitHubDirectory: Sendable {
  private struct Known: Sendable {
    let place: GitHubPlace
    let at: Date
  }

  static let freshFor = Duration.minutes(10)

  let api: GitHubAPI
  let now: @Sendable () -> Date
  private let state = Lock<Known?>(nil)

  init(_ api: GitHubAPI, now: @escaping @Sendable () -> Date) {
    self.api = api
    self.now = now
  }

  /// `nil` until GitHub was asked for the first time.
  var login: String? { state.withLock { $0?.place.login } }

  /// At most ten minutes old.
  /// - Throws: `PlatformFault`, `HTTPError`.
  func place(atMost age: Duration = freshFor) async throws -> GitHubPlace {
    if let known = state.withLock({ $0 }), now() < known.at + age { return known.place }
    let settings = api.settings
    let data = try await api.query(
      GitHubQuery.place, ["owner": .string(settings.owner), "name": .string(settings.name)])
    guard let login = data["viewer"]?["login"]?.string, let repository = data["repository"],
      let id = repository["id"]?.string
    else { throw PlatformFault(.broken, "GitHub names neither the bot nor the repository") }
    let place = GitHubPlace(
      login: login, repository: id, permission: repository["viewerPermission"]?.string,
      isOrganization: repository["owner"]?["__typename"]?.string == "Organization",
      categories: (repository["discussionCategories"]?["nodes"]?.array ?? []).compactMap { GitHubCategory($0) })
    state.withLock { $0 = Known(place: place, at: now()) }
    return place
  }

  /// The category for a setting such as `general`, `#general`, `General` or a node id; asks again for one that is not
  /// known.
  /// - Throws: `PlatformFault`, `HTTPError`.
  func category(_ channel: ID<Channel>) async throws -> GitHubCategory? {
    let known = try await place().categories.first { $0.isMeant(by: channel.raw) }
    if let known { return known }
    return try await place(atMost: .seconds(5)).categories.first { $0.isMeant(by: channel.raw) }
  }
}
