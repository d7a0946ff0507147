internal import BotCore
internal import FoundationEssentials

/// What Mastodon's answers mean that are no success. It tells the fault in words (`error`), not in codes.
enum MastodonFault {
  static let scopesPage = "under Preferences, Development, your application, and use the token that it then shows"

  static func read(_ answer: HTTPResponse, _ json: JSON?, now: Date) -> PlatformFault {
    let words = json?["error"]?.string ?? json?["error_description"]?.string ?? ""
    let reason = words.isEmpty ? "the instance answered with status \(answer.status)" : words
    if (200..<300).contains(answer.status) {
      return PlatformFault(.broken, "the instance's answer is no JSON")
    }
    return PlatformFault(kind(answer, words, now), note(words) ?? reason)
  }

  private static func kind(_ answer: HTTPResponse, _ words: String, _ now: Date) -> PlatformFault.Kind {
    switch answer.status {
    case 403 where isScope(words): return .unsupported
    case 403 where isLockedOut(words): return .token
    case 429: return .limited(after: MastodonLimit.wait(answer.headers, now: now), scope: nil)
    default:
      return PlatformFault.kind(of: answer.status, after: RateHeaders.retryAfter(answer.headers, now: now))
    }
  }

  static func isScope(_ words: String) -> Bool { words.contains("outside the authorized scopes") }

  private static func isLockedOut(_ words: String) -> Bool {
    ["login is currently disabled", "is currently pending", "missing a confirmed", "account is suspended"]
      .contains { words.lowercased().contains($0) }
  }

  private static func note(_ words: String) -> String? {
    isScope(words) ? "the token lacks a scope for this (\(words)); add it \(scopesPage)" : nil
  }
}
