/// A secret that a platform sends as it is with every request, without signing anything: it says who speaks, not what
/// was said. Compared in constant time; an empty one lets nobody in.
///
/// - In a header: Telegram's `X-Telegram-Bot-Api-Secret-Token` (Bot API, `setWebhook`).
/// - Behind `Bearer ` in `Authorization`: a Matrix homeserver's `hs_token` (Application Service API, "Authorization"),
///   Mighty Networks' webhook secret.
/// - In the field `token` of the body: outgoing webhooks of Mattermost (form or JSON), Zulip and Rocket.Chat (JSON). Such
///   a body has to be parsed before it is verified: nothing else of it may be used before.
public struct SharedToken: Sendable {
  private let token: String

  public init(_ token: String) { self.token = token }

  /// - Parameter sent: the header's or the field's value; `nil` where it is missing.
  public func verify(_ sent: String?) -> Bool {
    sent.map { ConstantTime.equalToken(token, $0) } ?? false
  }

  /// - Parameter authorization: the header `Authorization`. The scheme's name is of either case (RFC 9110, 11.1).
  public func verify(bearer authorization: String?) -> Bool {
    guard let authorization, let space = authorization.firstIndex(of: " "),
      authorization[..<space].lowercased() == "bearer"
    else { return false }
    return verify(String(authorization[authorization.index(after: space)...]))
  }
}
