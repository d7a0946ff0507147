/// What Slack's error words mean for a delivery. The words are those of the methods' documentation; one that is not
/// known here is taken as a refusal of the content, so that nothing is sent for ever.
enum SlackWord: Hashable {
  /// The token is not accepted.
  case unauthorized
  /// Slack says itself that it may have done a part of it.
  case unsure
  /// The channel or member takes nothing at all from the bot; the bot then leaves them alone for a while. What concerns
  /// one message of many, such as `thread_not_found`, is not meant.
  case target
  case content
  /// The token may not do this, whatever is said to whom.
  case unsupported

  init(_ word: String) { self = Self.meanings[word] ?? .content }

  private static let meanings: [String: SlackWord] = {
    var meanings: [String: SlackWord] = [:]
    for (meaning, words) in table {
      for word in words { meanings[word] = meaning }
    }
    return meanings
  }()

  private static let table: [(SlackWord, [String])] = [
    (
      .unauthorized,
      [
        "invalid_auth", "not_authed", "account_inactive", "token_revoked", "token_expired", "org_login_required",
        "two_factor_setup_required",
      ]
    ),
    (.unsure, ["internal_error", "fatal_error", "service_unavailable", "request_timeout", "team_added_to_org"]),
    (
      .target,
      [
        "channel_not_found", "not_in_channel", "is_archived", "channel_is_archived", "cannot_dm_bot", "user_not_found",
        "users_not_found", "user_disabled", "user_not_visible", "restricted_action",
        "restricted_action_read_only_channel", "restricted_action_thread_only_channel", "messages_tab_disabled",
        "method_not_supported_for_channel_type",
      ]
    ),
    (
      .unsupported,
      [
        "missing_scope", "no_permission", "access_denied", "not_allowed_token_type", "ekm_access_denied",
        "team_access_not_granted", "unknown_method", "method_deprecated", "deprecated_endpoint",
        "feature_not_enabled", "cant_delete_message", "compliance_exports_prevent_deletion", "permission_denied",
        "plan_upgrade_required", "paid_teams_only", "upgrade_required", "upgrade_require", "not_an_admin",
        "not_an_enterprise", "user_is_restricted",
      ]
    ),
  ]

  /// The word, with what to do about it where that can be said.
  static func sentence(_ word: String) -> String { remedies[word].map { "\(word): \($0)" } ?? word }

  private static let remedies = [
    "token_expired":
      "the app rotates its tokens, which the bot cannot follow; use the token of an app whose Token Rotation was never turned on",
    "cant_delete_message": "a bot may delete its own messages only; set adminToken for those of others",
    "plan_upgrade_required": "user groups need a paid plan of Slack",
    "paid_teams_only": "user groups need a paid plan of Slack",
    "not_in_channel": "the bot is no member of the channel; write /invite @<the bot's name> there",
    "user_is_restricted": "Slack lets no guest do this",
  ]
}
