public import BotCore

extension GitHubDiscussions {
  private static let tokens =
    "Settings > Developer settings > Personal access tokens > Fine-grained tokens"

  public func probe() async -> [Problem] {
    do {
      let place = try await directory.place(atMost: .zero)
      let repository = try await api.rest(
        "GET", "/repos/\(Percent.encode(settings.owner))/\(Percent.encode(settings.name))")
      return problems(place) + problems(repository) + (await memberProblems())
    } catch let fault as PlatformFault {
      return [problem(fault)]
    } catch {
      return [
        Problem(
          subject: "api", fault: "\(settings.api) gives no answer: \(error)",
          remedy: "check the address and the network")
      ]
    }
  }

  private func problems(_ place: GitHubPlace) -> [Problem] {
    var problems: [Problem] = []
    if place.categories.isEmpty {
      problems.append(
        Problem(
          subject: "repository", fault: "\(settings.repository) has no categories of discussions that the bot can see",
          remedy: "turn them on in the repository under Settings > General > Features > Discussions, and give "
            + "\(permissionsPage) > Discussions: Read and write"))
    } else if let moderators = tools.community.moderators,
      !place.categories.contains(where: { $0.isMeant(by: moderators.raw) })
    {
      let slugs = place.categories.map(\.slug)
      let nearest = Spelling.nearest(to: moderators.raw, in: slugs).map { "did you mean \"\($0)\"? " } ?? ""
      problems.append(
        Problem(
          subject: "moderators", fault: "\(settings.repository) has no category \(moderators)",
          remedy:
            "\(nearest)use one of these: \(slugs.joined(separator: ", ")), or add it on the Discussions page under Categories"
        ))
    }
    // An app has no role; what it may do, its permissions tell.
    if settings.appID.isEmpty, let role = place.permission, role == "READ" {
      problems.append(
        Problem(
          .warning, subject: "permission",
          fault: "the bot's role in the repository is READ: it cannot hide or delete "
            + "what others wrote",
          remedy:
            "to let it, give it the role Triage or Write in the repository under Settings > Collaborators and teams"))
    }
    return problems
  }

  /// Classic tokens name their scopes in a header; fine-grained ones have none to name.
  private func problems(_ repository: RESTClient.Answer) -> [Problem] {
    var problems: [Problem] = []
    if repository.json["has_discussions"]?.bool == false {
      problems.append(
        Problem(
          subject: "repository", fault: "discussions are turned off in \(settings.repository)",
          remedy: "turn them on in the repository under Settings > General > Features > Discussions"))
    }
    if repository.json["archived"]?.bool == true {
      problems.append(
        Problem(
          subject: "repository", fault: "\(settings.repository) is archived: nobody can write there",
          remedy: "unarchive it under Settings > General > Danger Zone, or name another"))
    }
    if tools.community.moderators != nil && repository.json["private"]?.bool == false {
      problems.append(
        Problem(
          .warning, subject: "moderators",
          fault: "\(settings.repository) is public: everybody can read what the bot tells the moderators there",
          remedy: "use a private repository, or leave \"moderators\" out"))
    }
    if let scopes = repository.headers["X-OAuth-Scopes"] {
      let scopes = Set(scopes.split { $0 == "," || $0 == " " }.map { String($0) })
      let isPrivate = repository.json["private"]?.bool == true
      if !scopes.contains("repo") && (isPrivate || !scopes.contains("public_repo")) {
        problems.append(
          Problem(
            subject: "scope \(isPrivate ? "repo" : "public_repo")", fault: "the classic token lacks it",
            remedy: "add it under Settings > Developer settings > Personal access tokens > Tokens (classic), or use a "
              + "fine-grained token"))
      }
    }
    return problems
  }

  private func memberProblems() async -> [Problem] {
    guard settings.memberList != .off else { return [] }
    do {
      _ = try await list(atMost: 1)
      return []
    } catch let fault as PlatformFault {
      let remedy =
        settings.memberList == .organization
        ? "give \(place) Organization permissions > Members: Read-only"
        : "give the bot the role Write in the repository under Settings > Collaborators and teams"
      return [
        Problem(
          .warning, subject: "memberList", fault: "the list of members cannot be read: \(fault.reason)",
          remedy: "\(remedy), or set \"memberList\": \"off\"")
      ]
    } catch {
      return []
    }
  }

  private func problem(_ fault: PlatformFault) -> Problem {
    switch fault.kind {
    case .token:
      let remedy =
        settings.appID.isEmpty
        ? "make a new one in the bot's account under \(Self.tokens)"
        : "check appID, and generate a new private key in the GitHub App's settings under Private keys"
      return Problem(
        subject: settings.appID.isEmpty ? "token" : "privateKey",
        fault: "GitHub does not accept it: \(fault.reason)", remedy: remedy)
    case .limited:
      return Problem(.warning, subject: "github", fault: "GitHub limits the rate", remedy: "ask again in a minute")
    case .missing:
      return Problem(
        subject: "repository", fault: "\(settings.repository) is not there, or hidden from the bot: \(fault.reason)",
        remedy: settings.appID.isEmpty
          ? "check its name, and choose it for the token under \(Self.tokens) > Repository access"
          : "check its name, and install the GitHub App on it under Install App")
    case .forbidden:
      return Problem(
        subject: "permission", fault: "GitHub refuses: \(fault.reason)",
        remedy: "give \(permissionsPage) > Discussions: Read and write")
    case .rejected, .duplicate, .unsupported, .busy, .broken, .foreign:
      return Problem(
        subject: "api", fault: "GitHub gives no good answer: \(fault.reason)",
        remedy: "check \"api\", and https://www.githubstatus.com")
    }
  }

  private var place: String {
    settings.appID.isEmpty ? "the token, under \(Self.tokens)," : "the GitHub App, under Permissions & events,"
  }

  private var permissionsPage: String { place + " Repository permissions" }
}
