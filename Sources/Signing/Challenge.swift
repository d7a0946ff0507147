/// What a platform asks of an address before it sends anything there, and the answer that it expects. `nil` where the
/// request is no challenge of that platform, or not one to be answered: then it gets what any unknown request gets.
public struct Challenge: Sendable, Hashable {
  public let status: Int
  /// The answer's `Content-Type`.
  public let type: String
  public let body: String

  /// Meta (Facebook, Instagram, WhatsApp, Threads): `GET` with `hub.mode=subscribe`; the challenge is given back as
  /// text if the verify token is the one that was set. Source: Graph API, "Webhooks, Getting Started". Mastodon and
  /// other WebSub hubs ask in the same way, with `hub.topic` in the token's place.
  public static func meta(mode: String?, challenge: String?, token: String?, expected: String) -> Challenge? {
    guard mode == "subscribe", let challenge, SharedToken(expected).verify(token) else { return nil }
    return text(challenge)
  }

  /// X: `GET` with `crc_token`; the answer is `sha256=` and the Base 64 HMAC-SHA256 of it under the consumer secret,
  /// within 3 s. Source: X's documentation, "Securing webhooks".
  public static func x(crcToken: String?, consumerSecret: String) -> Challenge? {
    guard let crcToken, !crcToken.isEmpty,
      let code = BodySignature.x(consumerSecret: consumerSecret).sign(Array(crcToken.utf8))
    else { return nil }
    return json(#"{"response_token":"\#(code)"}"#)
  }

  /// LinkedIn: `GET` with `challengeCode`, a UUID; the answer repeats it and adds the hex HMAC-SHA256 of it under the
  /// client secret, within 3 s, asked again every two hours. Anything that would need escaping in JSON is no UUID.
  /// Source: LinkedIn's documentation, "Webhook validation".
  public static func linkedIn(code: String?, clientSecret: String) -> Challenge? {
    guard let code, !code.isEmpty, code.utf8.allSatisfy(isIdentifier),
      let response = BodySignature(key: clientSecret.utf8, .hex).sign(Array(code.utf8))
    else { return nil }
    return json(#"{"challengeCode":"\#(code)","challengeResponse":"\#(response)"}"#)
  }

  /// Slack: a signed body of type `url_verification`; its `challenge` is given back as text. Source: Slack's
  /// documentation, "url_verification".
  public static func slack(type: String?, challenge: String?) -> Challenge? {
    type == "url_verification" ? challenge.map { text($0) } : nil
  }

  /// Discord: a signed interaction of type 1 (PING) is answered with type 1 (PONG); a signed webhook event of type 0
  /// (PING) with 204, no body and a content type all the same. Source: Discord's documentation, "Receiving and
  /// Responding to Interactions" and "Webhook Events".
  public static func discord(interaction type: Int?) -> Challenge? { type == 1 ? json(#"{"type":1}"#) : nil }
  public static func discord(event type: Int?) -> Challenge? {
    type == 0 ? Challenge(status: 204, type: "application/json", body: "") : nil
  }

  /// Microsoft Graph (Teams, Outlook): `POST` with `validationToken` in the query, percent-decoded by the caller; given
  /// back as plain text within 10 s. Source: Graph's documentation, "Receive change notifications through webhooks".
  public static func graph(validationToken: String?) -> Challenge? {
    validationToken.flatMap { $0.isEmpty ? nil : text($0) }
  }

  /// Plain, so that what a stranger wrote into the address is never shown as a page.
  private static func text(_ body: String) -> Challenge {
    Challenge(status: 200, type: "text/plain; charset=utf-8", body: body)
  }

  private static func json(_ body: String) -> Challenge {
    Challenge(status: 200, type: "application/json", body: body)
  }

  private static func isIdentifier(_ byte: UInt8) -> Bool {
    switch byte {
    case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "A")...UInt8(ascii: "Z"),
      UInt8(ascii: "0")...UInt8(ascii: "9"), UInt8(ascii: "-"), UInt8(ascii: "_"):
      true
    default: false
    }
  }
}
