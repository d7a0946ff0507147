internal import BotCore
internal import FoundationEssentials

/// What Discord's answers mean that are no success.
enum DiscordFault {
  /// Without an answer of Discord's own, and without a wait in it: something before Discord keeps the bot out.
  static let blocked = Duration.minutes(10)

  /// Codes of Discord's documentation ("JSON Error Codes") that say more than their status.
  private enum Code {
    static let unknownMessage = 10008
    static let notAllowed = [20001, 20009, 20012, 50003, 50005, 50009, 50024]
    static let slowMode = 20016
    static let tooManyConversations = 40003
    static let overloaded = 130_000
    static let missingAccess = 50001
    static let missingPermissions = 50013
  }

  static func fault(_ answer: HTTPResponse, _ json: JSON?, now: Date) -> PlatformFault {
    PlatformFault(kind(answer, json, now: now), reason(answer, json))
  }

  private static func kind(_ answer: HTTPResponse, _ json: JSON?, now: Date) -> PlatformFault.Kind {
    let after =
      json?["retry_after"]?.double.flatMap { RateHeaders.duration($0) }
      ?? RateHeaders.retryAfter(answer.headers, now: now)
    if answer.status == 429 {
      let isDiscords = json?["retry_after"] != nil || json?["code"] != nil
      guard isDiscords else { return .limited(after: after ?? blocked, scope: .account) }
      return .limited(after: after, scope: isGlobal(answer, json) ? .account : nil)
    }
    switch json?["code"]?.int {
    case Code.slowMode, Code.tooManyConversations: return .limited(after: after ?? .minutes(1), scope: nil)
    case Code.overloaded: return .limited(after: after ?? .seconds(30), scope: .account)
    case let code? where Code.notAllowed.contains(code): return .unsupported
    default: return PlatformFault.kind(of: answer.status, after: after)
    }
  }

  private static func isGlobal(_ answer: HTTPResponse, _ json: JSON?) -> Bool {
    json?["global"]?.bool == true || answer.headers["X-RateLimit-Global"] == "true"
      || answer.headers["X-RateLimit-Scope"] == "global"
  }

  /// Discord's sentence and code, and which part of the request it means.
  private static func reason(_ answer: HTTPResponse, _ json: JSON?) -> String {
    guard let message = json?["message"]?.string else { return "Discord answered with status \(answer.status)" }
    let code = json?["code"]?.int ?? 0
    let advice =
      switch code {
      case Code.missingAccess: "; the bot may not see this: let its role view the channel, or turn on the intent"
      case Code.missingPermissions: "; give the bot's role this permission, and put it above the member's roles"
      default: ""
      }
    let detail = json?["errors"].map { ": " + $0.text.prefix(150) } ?? ""
    return message + (code == 0 ? "" : " (\(code))") + detail + advice
  }

  /// Whether the message is gone already.
  static func isGone(_ error: any Error) -> Bool {
    (error as? PlatformFault).map { $0.kind == .missing && $0.reason.contains("(\(Code.unknownMessage))") } ?? false
  }
}
