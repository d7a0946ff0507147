import BotCore
import FoundationEssentials

/// Who approves of posts, and when they are asked.
struct Approval: SettingGroup {
  @Setting(
    "Who may approve, by member id or role. Empty: the community's managers, and all who write in the moderators' channel.",
    .noBlanks, .names(.person))
  var approvers: [String] = []
  @Setting("How many different people must approve.", .range(1...20))
  var quorum: Int = 1
  @Setting("How long before its time a text is shown for approval.")
  var ask: Duration = .days(1)

  func check(_ node: SettingNode) {
    if !(.minutes(5)...(.days(30))).contains(ask) {
      node.place(of: "ask").fail("\(ask.settingText) is not possible", "use \"5m\" to \"30d\"")
    }
  }

  /// - Parameter isAmongModerators: whether they say so in the moderators' channel.
  func mayApprove(_ member: Member, isAmongModerators: Bool, _ community: Community) -> Bool {
    if member.isBot { return false }
    if approvers.isEmpty { return isAmongModerators || community.isManager(member) }
    return approvers.contains { $0 == member.id.raw || member.roles.contains($0) }
  }
}

/// What holds for all posts of a calendar.
struct PostingRules {
  enum Crowded: String, SettingChoice {
    /// The later of two posts waits until the distance is kept.
    case shift
    case skip
  }

  let approval: Approval
  let blackouts: [Blackout]
  let distance: Duration
  let crowded: Crowded
  let duplicates: Duration
}
