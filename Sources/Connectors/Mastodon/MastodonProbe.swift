internal import BotCore
internal import FoundationEssentials

/// Looks whether the token, its scopes, the account's rights and the instance fit what was configured.
struct MastodonProbe {
  private let mastodon: Mastodon
  private var api: MastodonAPI { mastodon.api }
  private var settings: MastodonSettings { mastodon.settings }

  init(_ mastodon: Mastodon) { self.mastodon = mastodon }

  func problems() async -> [Problem] {
    do {
      let me = try await api.identity()
      return account(me) + (try await instance()) + (try await scopes()) + (try await lists())
        + (try await moderators())
    } catch {
      return [unreachable(error)]
    }
  }

  private func account(_ me: MastodonSelf) -> [Problem] {
    guard !me.isMarkedAsBot else { return [] }
    return [
      Problem(
        .warning, subject: "@\(me.account)", fault: "the account is not marked as automated",
        remedy: "tick \"This is an automated account\" under Preferences, Public profile; many instances ask for it")
    ]
  }

  private func instance() async throws -> [Problem] {
    var told = try await api.look("/api/v2/instance")
    if told == nil { told = try await api.look("/api/v1/instance") }
    let most = told?["configuration"]?["statuses"]?["max_characters"]?.int ?? told?["max_toot_chars"]?.int
    guard let most, most != settings.maxCharacters else { return [] }
    return [
      Problem(
        most < settings.maxCharacters ? .error : .warning, subject: "maxCharacters",
        fault: "the instance takes posts of \(most) characters, not \(settings.maxCharacters)",
        remedy: "set \"maxCharacters\": \(most)")
    ]
  }

  /// An instance tells only what the application may ask for (from 4.3 on); a token may hold less.
  private func scopes() async throws -> [Problem] {
    let told: JSON?
    do {
      told = try await api.look("/api/v1/apps/verify_credentials")
    } catch let fault as PlatformFault where fault.kind == .forbidden || fault.kind == .unsupported {
      told = nil
    }
    guard let granted = told?["scopes"]?.array?.compactMap(\.string) else { return [] }
    return Self.missing(wantedScopes, in: granted).map { scope, use in
      Problem(
        .warning, subject: "scope \(scope)", fault: "the application lacks it: \(use)",
        remedy: "tick \(scope) \(MastodonFault.scopesPage)")
    }
  }

  var wantedScopes: [(String, String)] {
    var wanted = [
      ("read:accounts", "the bot cannot tell who it is"), ("read:notifications", "mentions and follows are not seen"),
      ("read:statuses", "posts cannot be read"), ("write:statuses", "nothing can be posted"),
      ("write:favourites", "posts cannot be favoured"),
    ]
    if !settings.lists.isEmpty { wanted.append(("read:lists", "lists cannot be read")) }
    if settings.hide == .report { wanted.append(("write:reports", "posts cannot be reported")) }
    if settings.moderator {
      wanted += [
        ("admin:read:reports", "reports are not seen"), ("admin:write:accounts", "accounts cannot be limited"),
      ]
    } else {
      wanted += [("write:mutes", "members cannot be muted"), ("write:blocks", "members cannot be blocked")]
    }
    if settings.joins == .accounts { wanted.append(("admin:read:accounts", "new accounts are not seen")) }
    if settings.joins == .follows { wanted.append(("write:follows", "requests to follow cannot be answered")) }
    return wanted
  }

  /// `write` holds `write:statuses`; `admin:read` holds `admin:read:accounts`.
  static func missing(_ wanted: [(String, String)], in granted: [String]) -> [(String, String)] {
    wanted.filter { scope, _ in !granted.contains { scope == $0 || scope.hasPrefix($0 + ":") } }
  }

  /// Each list is asked for one thing, as reading it will.
  private func lists() async throws -> [Problem] {
    var problems: [Problem] = []
    var asked = mastodon.sources.map { ($0.name, $0.path, $0.query) }
    if settings.joins == .accounts {
      asked.append(("accounts", "/api/v2/admin/accounts", [("origin", "local"), ("status", "pending")]))
    }
    for (name, path, query) in asked {
      do {
        _ = try await api.get(path, query + [("limit", "1")])
      } catch let fault as PlatformFault {
        if let problem = closed(name, fault) { problems.append(problem) } else { throw fault }
      }
    }
    return problems
  }

  private func closed(_ name: String, _ fault: PlatformFault) -> Problem? {
    let isModeration = name == "reports" || name == "accounts"
    switch fault.kind {
    case .unsupported:
      return Problem(
        subject: name, fault: fault.reason,
        remedy: isModeration
          ? "tick admin:read and admin:write:accounts \(MastodonFault.scopesPage)"
          : "tick read \(MastodonFault.scopesPage)")
    case .forbidden where isModeration:
      return Problem(
        subject: name, fault: "the account may not see them (\(fault.reason))",
        remedy: "give it a role with Manage Reports and Manage Users under Administration, Roles, or drop \"moderator\""
      )
    case .missing, .rejected, .forbidden:
      return Problem(
        subject: name, fault: "there is none, or it is closed to the account (\(fault.reason))",
        remedy: "correct the id or the name, or remove it")
    case .token, .limited, .duplicate, .busy, .broken, .foreign: return nil
    }
  }

  /// A flag must never be seen by all, nor by nobody.
  private func moderators() async throws -> [Problem] {
    guard let channel = mastodon.tools.community.moderators else { return [] }
    let audience = MastodonAudience(channel.raw, otherwise: settings.visibility)
    if let audience, !audience.isOpen { return crowd(audience) + (try await strangers(audience)) }
    return [
      Problem(
        subject: "moderators",
        fault: audience == nil
          ? "\"\(channel)\" names nobody"
          : "what is posted in \"\(channel)\" is seen by others, so flags are not posted",
        remedy: "write the moderators' accounts, such as \"@alice @bob\": they get private mentions")
    ]
  }

  private func crowd(_ audience: MastodonAudience) -> [Problem] {
    let added = MastodonText.added(by: audience)
    guard added > MastodonText.reserve else { return [] }
    return [
      Problem(
        .warning, subject: "moderators",
        fault: "the accounts take \(added) characters of each post, and only \(MastodonText.reserve) are kept free: "
          + "long flags are shortened",
        remedy: "name fewer accounts")
    ]
  }

  /// An account of another instance may be found only when a post calls it.
  private func strangers(_ audience: MastodonAudience) async throws -> [Problem] {
    var problems: [Problem] = []
    for account in audience.accounts where !(try await isKnown(account)) {
      let isRemote = account.contains("@")
      problems.append(
        Problem(
          isRemote ? .warning : .error, subject: "moderators",
          fault: isRemote ? "the instance has not heard of @\(account) yet" : "there is no account @\(account)",
          remedy: "check how it is written; a private mention of an account that is not there reaches nobody"))
    }
    return problems
  }

  private func isKnown(_ account: String) async throws -> Bool {
    do {
      return try await api.look("/api/v1/accounts/lookup", [("acct", account)]) != nil
    } catch let fault as PlatformFault where fault.kind == .forbidden || fault.kind == .unsupported {
      return true
    }
  }

  private func unreachable(_ error: any Error) -> Problem {
    guard let fault = error as? PlatformFault else {
      return Problem(
        subject: "instance", fault: "\(settings.instance) cannot be asked: \(error)",
        remedy: "check \"instance\" and whether this machine reaches it")
    }
    switch fault.kind {
    case .token:
      return Problem(
        subject: "token", fault: "the instance does not accept the token: \(fault.reason)",
        remedy: "take \"Your access token\" from Preferences, Development, your application; regenerate it if need be")
    case .limited:
      return Problem(
        .warning, subject: "instance", fault: "the instance limits the rate", remedy: "ask again in five minutes")
    case .unsupported:
      return Problem(subject: "token", fault: fault.reason, remedy: "tick read \(MastodonFault.scopesPage)")
    case .forbidden, .missing, .duplicate, .rejected, .busy, .broken, .foreign:
      return Problem(
        subject: "instance", fault: "\(settings.instance) does not answer as Mastodon does: \(fault.reason)",
        remedy: "check that \"instance\" is the address of the instance")
    }
  }
}
