internal import BotCore

extension GitHubDiscussions {
  /// Collapses a comment, with a reason that everybody sees.
  func hide(_ message: MessageRef, _ reason: String) async -> Outcome {
    switch GitHubNode(message) {
    case .comment, .issueComment: break
    case .discussion, .issue:
      return .refused(.unsupported, reason: "GitHub hides comments only; a discussion can be deleted")
    }
    let classifier = GitHubClassifier(reason) ?? GitHubClassifier(settings.hideAs)
    return await change(
      .minimizeComment, ["subjectId": .string(message.id.raw), "classifier": .string(classifier.rawValue)],
      isHarmless: true)
  }

  /// Blocks a member in the organisation, or for the bot's account where no organisation owns the repository. Sources:
  /// GitHub's REST documentation, "Block a user from an organization", "Block a user".
  func block(_ member: ID<Member>) async -> Outcome {
    guard let login = login(member) else { return Self.noLogin(member) }
    do {
      let place = try await directory.place()
      let path = place.isOrganization ? "/orgs/\(Percent.encode(settings.owner))/blocks/" : "/user/blocks/"
      _ = try await api.rest("PUT", path + login)
      return .done(nil)
    } catch let fault as PlatformFault where fault.kind == .rejected && fault.reason.contains("already") {
      return .done(nil)
    } catch {
      return Outcome(error, bucket: GitHubBucket.rest, isHarmless: true)
    }
  }

  /// A role is a team of the organisation; who is no member yet is invited. Source: GitHub's REST documentation, "Add or
  /// update team membership for a user".
  func add(_ member: ID<Member>, toTeam role: String) async -> Outcome {
    guard let login = login(member) else { return Self.noLogin(member) }
    do {
      guard try await directory.place().isOrganization else {
        return .refused(.unsupported, reason: "\(settings.owner) is no organisation, so it has no teams")
      }
      let team = Percent.encode(Self.slug(role))
      let path = "/orgs/\(Percent.encode(settings.owner))/teams/\(team)/memberships/\(login)"
      _ = try await api.rest("PUT", path, ["role": "member"])
      return .done(nil)
    } catch {
      return Outcome(error, bucket: GitHubBucket.rest, isHarmless: true)
    }
  }

  private func login(_ member: ID<Member>) -> String? { GitHubText.isLogin(member.raw) ? member.raw : nil }

  private static func noLogin(_ member: ID<Member>) -> Outcome {
    .refused(.target, reason: "\(member) is no account of a person on GitHub")
  }

  /// `Core Team`, `core-team`, `octo/core-team` and `@octo/core-team` mean one team.
  static func slug(_ role: String) -> String {
    let name = role.split(separator: "/").last ?? ""
    return String(name.lowercased().map { $0 == " " ? "-" : $0 })
  }
}

/// Why a comment is hidden (GraphQL, `ReportedContentClassifiers`).
enum GitHubClassifier: String, CaseIterable {
  case spam = "SPAM"
  case abuse = "ABUSE"
  case offTopic = "OFF_TOPIC"
  case outdated = "OUTDATED"
  case duplicate = "DUPLICATE"
  case resolved = "RESOLVED"

  init(_ setting: GitHubSettings.Classifier) {
    self =
      switch setting {
      case .spam: .spam
      case .abuse: .abuse
      case .offTopic: .offTopic
      case .outdated: .outdated
      case .duplicate: .duplicate
      case .resolved: .resolved
      }
  }

  /// The first of GitHub's reasons that a plugin's own names in English; `nil` where it names none.
  init?(_ reason: String) {
    let reason = reason.lowercased()
    let words: [(GitHubClassifier, [String])] = [
      (.spam, ["spam"]), (.abuse, ["abus", "insult", "hate", "harass"]), (.offTopic, ["off topic", "off-topic"]),
      (.outdated, ["outdated"]), (.duplicate, ["duplicate"]), (.resolved, ["resolved"]),
    ]
    guard let found = words.first(where: { $0.1.contains { reason.contains($0) } }) else { return nil }
    self = found.0
  }
}
