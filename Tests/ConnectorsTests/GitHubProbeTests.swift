import BotCore
import BotTesting
import FoundationEssentials
import Testing

@testable import Connectors

@Suite struct GitHubProbeTests {
  private static func place(permission: String = "WRITE", categories: [JSON]? = nil) -> JSON {
    let known = GitHubTest.place["repository"]?["discussionCategories"]?["nodes"]?.array ?? []
    return [
      "viewer": ["login": "town-bot"],
      "repository": [
        "id": "R_1", "viewerPermission": .string(permission), "owner": ["__typename": "Organization"],
        "discussionCategories": ["nodes": .array(categories ?? known)],
      ],
    ]
  }

  private func probe(
    place: JSON = place(), repository: JSON = ["has_discussions": true], headers: Headers = [:],
    moderators: ID<Channel>? = nil, members: HTTPResponse? = nil,
    _ change: (inout GitHubSettings) -> Void = { _ in }
  ) async -> [Problem] {
    let http = GitHubTest.http(place: place) { call in
      if call.line == "GET /repos/Octo/town" { return .json(repository, headers: headers) }
      return call.document == GitHubQuery.organizationMembers ? members : nil
    }
    return await GitHubTest.connector(http, moderators: moderators, change).probe()
  }

  private func probe(
    _ answer: @escaping @Sendable (GitHubCall) throws -> HTTPResponse?,
    _ change: (inout GitHubSettings) -> Void = { _ in }
  ) async -> [Problem] { await GitHubTest.connector(GitHubTest.http(answer), change).probe() }

  @Test func whereAllIsWellThereIsNoProblem() async {
    #expect(await probe(moderators: "#general") == [])
  }

  @Test func aTokenThatIsRefusedIsMadeAnew() async {
    let problems = await probe({ _ in .json(["message": "Bad credentials"], status: 401) })
    #expect(
      problems == [
        Problem(
          subject: "token", fault: "GitHub does not accept it: Bad credentials",
          remedy: "make a new one in the bot's account under Settings > Developer settings > Personal access tokens > "
            + "Fine-grained tokens")
      ])
  }

  @Test func aRepositoryThatIsNotSeenIsNamed() async {
    let said = "Could not resolve to a Repository with the name 'Octo/town'."
    let problems = await probe({ _ in GitHubTest.error("NOT_FOUND", said) })
    #expect(problems.map(\.subject) == ["repository"])
    #expect(problems.first?.fault == "Octo/town is not there, or hidden from the bot: \(said)")
    #expect(problems.first?.remedy.hasSuffix("Fine-grained tokens > Repository access") == true)
  }

  @Test func aPermissionThatLacksIsNamedInGitHubsWords() async {
    let problems = await probe({ _ in GitHubTest.error("FORBIDDEN", "Resource not accessible") })
    #expect(
      problems.first?.remedy
        == "give the token, under Settings > Developer settings > Personal access tokens > Fine-grained tokens, "
        + "Repository permissions > Discussions: Read and write")
  }

  @Test func anAppsProblemsAreMendedInItsSettings() async {
    let problems = await probe(
      { _ in .json(["message": "A JSON web token could not be decoded"], status: 401) },
      { ($0.token, $0.appID, $0.privateKey) = (Secret(""), "12", Secret(GitHubKey.rsa)) })
    #expect(problems.map(\.subject) == ["privateKey"])
    #expect(
      problems.first?.remedy
        == "check appID, and generate a new private key in the GitHub App's settings under Private keys")
  }

  @Test func discussionsThatAreOffAreToldWithTheirSwitch() async {
    let off = await probe(repository: ["has_discussions": false])
    #expect(
      off == [
        Problem(
          subject: "repository", fault: "discussions are turned off in Octo/town",
          remedy: "turn them on in the repository under Settings > General > Features > Discussions")
      ])
    let none = await probe(place: Self.place(categories: []))
    #expect(none.first?.fault == "Octo/town has no categories of discussions that the bot can see")
  }

  @Test func anArchiveIsTold() async {
    #expect(await probe(repository: ["archived": true]).map(\.subject) == ["repository"])
  }

  @Test func aPublicModeratorsCategoryIsTold() async {
    #expect(
      await probe(repository: ["private": false], moderators: "#general") == [
        Problem(
          .warning, subject: "moderators",
          fault: "Octo/town is public: everybody can read what the bot tells the moderators there",
          remedy: "use a private repository, or leave \"moderators\" out")
      ])
    #expect(await probe(repository: ["private": true], moderators: "#general") == [])
    #expect(await probe(repository: ["private": false]) == [])
  }

  @Test func theModeratorsCategoryMustBeThere() async {
    #expect(
      await probe(moderators: "moderators") == [
        Problem(
          subject: "moderators", fault: "Octo/town has no category moderators",
          remedy: "use one of these: general, q-a, or add it on the Discussions page under Categories")
      ])
  }

  @Test func aReaderIsToldThatItCannotModerate() async {
    let problems = await probe(place: Self.place(permission: "READ"))
    #expect(problems.map(\.severity) == [.warning])
    #expect(problems.map(\.subject) == ["permission"])
    #expect(await probe(place: Self.place(permission: "TRIAGE")) == [])
  }

  @Test(arguments: [
    ("repo, gist", true, nil), ("public_repo", false, nil), ("public_repo", true, "scope repo"),
    ("gist", false, "scope public_repo"), ("", true, "scope repo"),
  ])
  func aClassicTokensScopesAreRead(scopes: String, isPrivate: Bool, subject: String?) async {
    let problems = await probe(repository: ["private": .bool(isPrivate)], headers: ["X-OAuth-Scopes": scopes])
    #expect(problems.map(\.subject) == [subject].compactMap { $0 })
  }

  @Test func aListOfMembersThatIsHiddenIsAWarning() async {
    let problems = await probe(members: GitHubTest.error("FORBIDDEN", "no")) { $0.memberList = .organization }
    #expect(problems.map(\.subject) == ["memberList"])
    #expect(problems.first?.severity == .warning)
    #expect(problems.first?.remedy.contains("Organization permissions > Members: Read-only") == true)
    let seen = GitHubTest.data(["organization": ["membersWithRole": GitHubTest.page([])]])
    #expect(await probe(members: seen) { $0.memberList = .organization } == [])
  }

  @Test func noAnswerAndLimitsAreTold() async {
    #expect(await probe({ _ in throw HTTPError.notSent("name not found") }).map(\.subject) == ["api"])
    let limited = await probe({ _ in .json(["message": "rate limit"], status: 403) })
    #expect(limited.map(\.severity) == [.warning])
    #expect(await probe({ _ in HTTPResponse(status: 500) }).map(\.subject) == ["api"])
  }
}
