/// The signatures of single platforms. The header that carries each is named with it.
extension BodySignature {
  /// `X-Hub-Signature-256`. Source: GitHub's documentation, "Validating webhook deliveries".
  public static func gitHub(secret: String) -> BodySignature { sha256(secret) }

  /// `X-Hub-Signature-256`, over the bytes as they came: Meta escapes what is not ASCII, and signs it escaped. Source:
  /// Graph API, "Webhooks, Validating Payloads".
  public static func meta(appSecret: String) -> BodySignature { sha256(appSecret) }

  /// `X-Discourse-Event-Signature`.
  public static func discourse(secret: String) -> BodySignature { sha256(secret) }

  /// `X-Hub-Signature` of Mastodon's webhooks and of other WebSub hubs (WebSub, 7.1).
  public static func webSub(secret: String) -> BodySignature { sha256(secret) }

  /// `x-twitter-webhooks-signature`. Source: X's documentation, "Securing webhooks".
  public static func x(consumerSecret: String) -> BodySignature {
    BodySignature(key: consumerSecret.utf8, .base64, prefix: "sha256=")
  }

  /// `X-LI-Signature`: the bare hex code of `hmacsha256=` and the body. Source: LinkedIn's documentation, "Webhook
  /// validation".
  public static func linkedIn(clientSecret: String) -> BodySignature {
    BodySignature(key: clientSecret.utf8, .hex, signedHead: "hmacsha256=")
  }

  /// `Authorization` of an outgoing webhook of Microsoft Teams: `HMAC ` and the code. Source: Teams' documentation,
  /// "Create Outgoing Webhooks".
  /// - Parameter securityToken: as Teams showed it, Base 64; one that is not verifies nothing.
  public static func teams(securityToken: String) -> BodySignature {
    BodySignature(key: Base64.decode(securityToken) ?? [], .base64, prefix: "HMAC ")
  }

  private static func sha256(_ secret: String) -> BodySignature {
    BodySignature(key: secret.utf8, .hex, prefix: "sha256=")
  }
}
