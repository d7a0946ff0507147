internal import BotCore
internal import FoundationEssentials
internal import Signing

/// How requests prove where they come from.
struct WebhookAuth: SettingGroup {
  enum Kind: String, SettingChoice {
    /// A token in `Authorization: Bearer …`.
    case bearer
    /// A token in a header field of any name.
    case header
    /// A token in the address: for senders that can set nothing else.
    case query
    /// An HMAC-SHA256 of the body in a header field.
    case hmac
    /// As Standard Webhooks prescribes.
    case standard
    /// Nothing: for tries on this machine.
    case none
  }

  enum Encoding: String, SettingChoice { case hex, base64 }

  enum Signed: String, SettingChoice {
    case body
    case timestampAndBody = "timestamp.body"
  }

  @Setting(
    "bearer, header or query: a token. hmac: a signature. standard: Standard Webhooks. none: tries on this machine.")
  var kind: Kind
  @Setting("The token, or the key of the signature.")
  var secret: Secret = Secret("")
  @Setting("The header field that holds the token or the signature, when kind is header or hmac.")
  var header: String = ""
  @Setting("The parameter of the address that holds the token when kind is query.", .notEmpty)
  var parameter: String = "token"
  @Setting("How the signature is written when kind is hmac.")
  var encoding: Encoding = .hex
  @Setting("What stands before the token or the signature in its field, such as sha256=.")
  var prefix: String = ""
  @Setting("What is signed: the body, or the timestamp, a full stop and the body.")
  var signed: Signed = .body
  @Setting("The header field of the timestamp, seconds since 1970, when it is signed.")
  var timestampHeader: String = ""
  @Setting("How far a signed timestamp may be off the clock.")
  var tolerance: Duration = .minutes(5)

  func check(_ node: SettingNode) {
    let name = kind.rawValue
    if kind != .none && secret.isEmpty {
      node.fail("\(name) needs its secret", "add \"secret\": \"env:NAME\"")
    }
    if (kind == .header || kind == .hmac) && header.isEmpty {
      node.fail("\(name) needs the name of a header field", "add \"header\": \"X-Signature\"")
    }
    if kind == .standard && !secret.isEmpty && !StandardWebhooks(secret: secret.reveal()).isUsable {
      node.member("secret")?.fail("the secret is no Base 64", "copy it again, with whsec_ if it begins so")
    }
    guard kind == .hmac else { return }
    if signed == .timestampAndBody && timestampHeader.isEmpty {
      node.fail("the timestamp that is signed is nowhere", "add \"timestampHeader\": \"X-Timestamp\"")
    }
    if signed == .body && !timestampHeader.isEmpty {
      node.fail("a timestamp that is not signed protects from nothing", "add \"signed\": \"timestamp.body\"")
    }
  }

  /// Why the request is not to be trusted; `nil` where it is. Takes the same time wherever a token differs.
  func fault(of request: WebhookRequest, now: Date) -> String? {
    let seconds = Int(now.timeIntervalSince1970)
    switch kind {
    case .bearer: return isToken(request.headers["Authorization"], after: "Bearer ") ? nil : Self.wrongToken
    case .header: return isToken(request.headers[header], after: prefix) ? nil : Self.wrongToken
    case .query:
      let field = Percent.fields(of: request.query).first { $0.name == parameter }
      return isToken(field?.value, after: prefix) ? nil : Self.wrongToken
    case .hmac: return isSigned(request, seconds) ? nil : Self.wrongSignature
    case .standard:
      let isRight = StandardWebhooks(secret: secret.reveal()).verify(
        request.headers[StandardWebhooks.signatureField], id: request.headers[StandardWebhooks.idField],
        timestamp: request.headers[StandardWebhooks.timestampField], body: request.body, now: seconds)
      return isRight ? nil : Self.wrongSignature
    case .none: return WebhookNeighbour.fault(of: request)
    }
  }

  private static let wrongToken = "the token is missing or wrong"
  private static let wrongSignature = "the signature is missing, wrong or too old"

  private func isToken(_ value: String?, after prefix: String) -> Bool {
    guard let value, value.count > prefix.count, value.prefix(prefix.count).lowercased() == prefix.lowercased() else {
      return false
    }
    return ConstantTime.equalToken(String(value.dropFirst(prefix.count)), secret.reveal())
  }

  private func isSigned(_ request: WebhookRequest, _ now: Int) -> Bool {
    var bytes = request.body
    if signed == .timestampAndBody {
      guard let timestamp = request.headers[timestampHeader], isFresh(timestamp, now) else { return false }
      bytes = Array("\(timestamp).".utf8) + bytes
    }
    let signature = BodySignature(
      key: secret.reveal().utf8, encoding == .hex ? .hex : .base64, prefix: prefix)
    return signature.verify(request.headers[header], of: bytes)
  }

  private func isFresh(_ timestamp: String, _ now: Int) -> Bool {
    guard !timestamp.isEmpty, timestamp.utf8.allSatisfy({ (0x30...0x39).contains($0) }), let then = Int(timestamp)
    else { return false }
    return Double(now.subtractingReportingOverflow(then).partialValue.magnitude) <= tolerance.seconds
  }
}

/// Tells requests of this machine from others, as far as a request itself tells.
enum WebhookNeighbour {
  /// The server hands over no address of the sender. So a request without proof counts as one of this machine when it was
  /// made to a loopback name, tells of no proxy, and was not made by a web page. A proxy that tells nothing of itself is
  /// not seen.
  static func fault(of request: WebhookRequest) -> String? {
    guard let host = request.headers["Host"].flatMap({ HostName.name(ofHost: $0) }), HostName.isLoopback(host)
    else { return "without a secret only requests to localhost are taken" }
    if request.headers.fields.contains(where: { isOfProxy($0.name.lowercased()) }) {
      return "without a secret no request is taken that came through a proxy"
    }
    for field in ["Origin", "Sec-Fetch-Site"] where request.headers[field] != nil {
      return "without a secret no request of a web page is taken"
    }
    return nil
  }

  /// Not all proxies say so: nginx, as it comes, passes requests on that look like those of this machine.
  private static func isOfProxy(_ field: String) -> Bool {
    ["forwarded", "via", "x-real-ip", "x-client-ip", "true-client-ip"].contains(field)
      || field.hasPrefix("x-forwarded-") || field.hasPrefix("cf-")
  }
}
