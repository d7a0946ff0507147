internal import BotCore
internal import FoundationEssentials
internal import Signing

/// What proves to GitHub who the bot is: a token as it was given, or one that a GitHub App asks for and that is good for
/// an hour. Kept in memory only.
struct GitHubCredential: Sendable {
  struct Installation: Sendable {
    let token: Secret
    let until: Date
  }

  /// An hour's token is renewed this long before its end.
  private static let margin = Duration.minutes(5)

  let settings: GitHubSettings
  let now: @Sendable () -> Date
  private let key: RS256?
  private let known = Lock<Installation?>(nil)

  init(_ settings: GitHubSettings, now: @escaping @Sendable () -> Date) {
    self.settings = settings
    self.now = now
    key = settings.token.isEmpty ? RS256(pem: settings.privateKey.reveal()) : nil
  }

  /// Whether a token that is refused may only be an old one.
  var isRenewable: Bool { settings.token.isEmpty }

  func forget() { known.withLock { $0 = nil } }

  /// - Parameter ask: calls the API with a bearer token: method, path.
  /// - Throws: what `ask` throws, `PlatformFault`.
  func token(
    _ ask: (_ method: String, _ path: String, _ bearer: String) async throws -> JSON
  ) async throws -> String {
    guard isRenewable else { return settings.token.reveal() }
    if let known = known.withLock({ $0 }), now() + Self.margin < known.until { return known.token.reveal() }
    let bearer = try jsonWebToken()
    let number = try await installation(ask, bearer)
    let answer = try await ask("POST", "/app/installations/\(number)/access_tokens", bearer)
    guard let token = answer["token"]?.string else {
      throw PlatformFault(.broken, "GitHub's answer has no installation token")
    }
    let until = answer["expires_at"]?.string.flatMap { Date(timestamp: $0) } ?? now() + .minutes(30)
    known.withLock { $0 = Installation(token: Secret(token), until: until) }
    return token
  }

  private func installation(
    _ ask: (String, String, String) async throws -> JSON, _ bearer: String
  ) async throws -> Int {
    if settings.installation > 0 { return settings.installation }
    let path = "/repos/\(Percent.encode(settings.owner))/\(Percent.encode(settings.name))/installation"
    guard let number = try await ask("GET", path, bearer)["id"]?.int else {
      throw PlatformFault(.missing, "the GitHub App is not installed on \(settings.repository)")
    }
    return number
  }

  /// Good for ten minutes at most; begins a minute ago, for clocks that differ. Source: GitHub's documentation,
  /// "Generating a JSON Web Token (JWT) for a GitHub App".
  private func jsonWebToken() throws -> String {
    let at = Int(now().timeIntervalSince1970)
    let claims: JSON = ["iat": .int(at - 60), "exp": .int(at + 540), "iss": .string(settings.appID)]
    guard let token = key?.token(claims: claims.bytes) else {
      throw PlatformFault(.token, "privateKey is no RSA private key")
    }
    return token
  }
}
