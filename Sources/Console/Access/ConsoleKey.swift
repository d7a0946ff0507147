public import BotCore
public import FoundationEssentials
import Signing

/// What lets a person in: the token, and links that work once and for a few minutes, which whoever can read the token
/// makes out of it.
public struct ConsoleKey: Sendable {
  /// How long a link lets somebody in.
  public static let linkLasts = Duration.minutes(10)

  private let token: Secret

  public init(_ token: Secret) { self.token = token }

  func isToken(_ text: String) -> Bool { ConstantTime.equalToken(token.reveal(), text) }

  /// A name for the cookie that two bots on one machine do not share.
  var cookieName: String { "botrun-" + Hex.encode(mac("cookie").prefix(4)) }

  /// How the book of sessions knows a cookie.
  func mark(ofCookie cookie: String) -> String { Hex.encode(mac("session " + cookie)) }

  /// - Parameter nonce: random letters of base 16, unlike those of every other link.
  public func code(nonce: String, now: Date) -> String {
    let ends = String(Int((now + Self.linkLasts).timeIntervalSince1970))
    return "\(ends).\(nonce).\(Hex.encode(mac("link \(ends) \(nonce)")))"
  }

  /// The nonce of a code that is genuine and not over.
  func read(code: String, now: Date) -> String? {
    let parts = code.split(separator: ".", omittingEmptySubsequences: false).map(String.init)
    guard code.utf8.count < 300, parts.count == 3, let seconds = Int64(parts[0]),
      let sent = Hex.decode(parts[2]), ConstantTime.equal(sent, mac("link \(parts[0]) \(parts[1])"))
    else { return nil }
    let ends = Date(timeIntervalSince1970: Double(seconds))
    return now < ends && ends <= now + Self.linkLasts + .minutes(1) ? parts[1] : nil
  }

  private func mac(_ text: String) -> [UInt8] {
    HMACSHA256(key: token.reveal()).code(of: Array(("botrun console " + text).utf8))
  }
}
