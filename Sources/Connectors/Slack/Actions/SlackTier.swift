internal import BotCore

/// How often a minute Slack lets each method be called, at least (Slack's documentation, "Rate limits": tier 2 is 20 and
/// more, tier 3 50 and more; how many may go at once it does not say).
enum SlackTier {
  static func bucket(_ method: String) -> Bucket {
    let calls = tier2.contains(method) ? 20 : 50
    return Bucket(method, spacing: .seconds(60 / Double(calls)), burst: calls / 2)
  }

  private static let tier2: Set = [
    "pins.add", "usergroups.users.update", "usergroups.users.list", "admin.inviteRequests.approve",
    "admin.inviteRequests.deny",
    "admin.users.remove",
  ]
}
