internal import BotCore
internal import FoundationEssentials

extension GitHubDiscussions {
  /// 10,000 members.
  private static let maxPages = 100

  /// Who is in the list and was not at the last look. The first look tells of nobody.
  func newcomers(_ cursor: inout GitHubCursor, _ place: GitHubPlace) async throws -> [Event] {
    guard settings.memberList != .off, cursor.rolled.map({ tools.now() >= $0 + settings.membersEvery }) ?? true else {
      return []
    }
    let members: [ID<Member>]
    do {
      members = try await list()
    } catch let fault as PlatformFault where !fault.isLimit && fault.kind != .token {
      tools.log(.warning, "the list of members cannot be read", ["reason": fault.reason])
      cursor.rolled = tools.now()
      return []
    }
    let before = cursor.roll
    cursor.roll = MemberRoll(members)
    cursor.rolled = tools.now()
    guard let before else { return [] }
    return members.filter { !before.contains($0) && $0.raw != place.login }.map {
      .joined(
        Member($0), channel: nil, in: tools.community.id, at: tools.now(), mark: GitHubDecoder.membershipMark)
    }
  }

  /// - Throws: `PlatformFault`, `HTTPError`.
  func list(atMost pages: Int = maxPages) async throws -> [ID<Member>] {
    let isOrganization = settings.memberList == .organization
    var found: [ID<Member>] = []
    var place: JSON = .null
    for _ in 0..<pages {
      var variables: JSONObject = .init([("owner", .string(settings.owner)), ("after", place)])
      if !isOrganization { variables["name"] = .string(settings.name) }
      let data = try await api.query(
        isOrganization ? GitHubQuery.organizationMembers : GitHubQuery.collaborators, .object(variables))
      let page = data["organization"]?["membersWithRole"] ?? data["repository"]?["collaborators"]
      guard let nodes = page?["nodes"]?.array else {
        throw PlatformFault(.forbidden, "GitHub does not show the list")
      }
      found += nodes.compactMap { $0["login"]?.string.map { ID($0) } }
      guard page?["pageInfo"]?["hasNextPage"]?.bool == true, let end = page?["pageInfo"]?["endCursor"] else { break }
      place = end
    }
    return found
  }
}
