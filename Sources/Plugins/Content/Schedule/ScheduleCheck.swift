import BotCore
import FoundationEssentials

/// Finds posts of a calendar that never go out, whatever is approved or waited for.
struct ScheduleCheck {
  private let settings: ScheduledPosts.Settings
  private let node: SettingNode
  private let zone: Zone
  /// What is not only planned, each with the setting that holds it.
  private let posts: [(post: ScheduledPost, node: SettingNode)]

  /// So many times of a post are looked at.
  private static let looks = 60
  /// Posts that come more often in a day are told.
  private static let mostADay = 48

  init(_ settings: ScheduledPosts.Settings, _ node: SettingNode) {
    self.settings = settings
    self.node = node
    zone = node.source.target?.timezone ?? .utc
    let inline = Array(zip(settings.posts, node.member("posts")?.elements ?? []))
    let filed = (settings.file?.rows ?? []).map { ($0, node.place(of: "file")) }
    let here = node.source.target?.community
    posts = (inline + filed).filter { post, _ in
      post.status != .draft && (post.communities.isEmpty || here.map { post.communities.contains($0.raw) } != false)
    }
    .map { (post: $0.0, node: $0.1) }
  }

  func tell() {
    checkApproval()
    guard let now = node.source.now else { return }
    let endless = endlessBlackouts(now)
    for index in endless {
      let blackout = settings.blackouts[index]
      let place = blackout.channels.isEmpty ? "" : " in its channels"
      node.place(of: "blackouts", at: index).fail(
        "the blackout \"\(blackout.name)\" never ends: nothing is posted\(place)",
        "leave out a day of the week, or add \"hours\" or \"dates\"")
    }
    tellPassed(posts.filter { times($0.post, now)?.next(after: now) == nil })
    for (post, node) in posts { checkTimes(post, node, now, endless.map { settings.blackouts[$0].name }) }
  }

  private func times(_ post: ScheduledPost, _ now: Date) -> PostTimes? {
    try? post.schedule(anchor: now, in: post.timezone ?? zone)
  }

  /// Calendars keep what was: only one whose last post has passed is told, and what stands in the settings itself.
  private func tellPassed(_ passed: [(post: ScheduledPost, node: SettingNode)]) {
    let ids = Set(settings.posts.map(\.id))
    let inline = passed.filter { ids.contains($0.post.id) }
    if let first = inline.first {
      let names = inline.map { "\"\($0.post.id)\"" }.joined(separator: ", ")
      let has = inline.count == 1 ? "has" : "have"
      first.node.warn(
        "\(names) \(has) no time that is still to come: nothing more is posted", "give another time, or remove it")
    }
    let filed = posts.filter { !ids.contains($0.post.id) }
    if let file = settings.file, !filed.isEmpty, passed.count - inline.count == filed.count {
      node.place(of: "file").warn(
        "no post of \(file.path) is still to come", "add new ones, or leave \"file\" out")
    }
  }

  private func checkTimes(_ post: ScheduledPost, _ node: SettingNode, _ now: Date, _ told: [String]) {
    guard let times = times(post, now) else { return }
    if times.occurrences(after: now, through: now + .days(1), limit: Self.mostADay + 1).count > Self.mostADay {
      node.warn(
        "the post \"\(post.id)\" comes more than \(Self.mostADay) times a day",
        "name an hour, as in \"0 9 * * *\", if that is not meant")
    }
    guard !post.always, !settings.blackouts.isEmpty else { return }
    let next = times.occurrences(after: now, through: now + .days(400), limit: Self.looks)
    let blackouts = Blackouts(list: settings.blackouts, zone: zone)
    let target = post.channel ?? settings.channel ?? ""
    let names = next.compactMap { occurrence -> String? in
      if case .leftOut(let name) = blackouts.place(occurrence.at, in: target) { name } else { nil }
    }
    guard let name = names.first, names.count == next.count, !told.contains(name) else { return }
    node.fail(
      "the post \"\(post.id)\" is never posted: \(next.count == 1 ? "its time falls" : "all its times fall") into the "
        + "blackout \"\(name)\"", "change the time or the blackout, or set \"always\": true")
  }

  private func endlessBlackouts(_ now: Date) -> [Int] {
    let local = zone.local(now)
    return settings.blackouts.indices.filter { settings.blackouts[$0].end(from: local, days: 800) == nil }
  }

  private func checkApproval() {
    guard let asked = posts.first(where: { $0.post.status == .review }) else { return }
    let status = asked.node.place(of: "status")
    let approval = settings.approval
    if let target = node.source.target, !target.hasManagers, approval.approvers.isEmpty {
      status.fail(
        "nobody can approve of it: the community has no \"moderators\" and no \"managers\"",
        "add one of them to the community, or \"approval\": { \"approvers\": [ … ] }")
    } else if node.source.target?.hasModerators == false {
      status.warn(
        "nobody is shown the text before: the community has no \"moderators\" channel",
        "add \"moderators\" to the community; without it !approve \(asked.post.id) works all the same")
    }
    guard !approval.approvers.isEmpty, approval.approvers.count < approval.quorum else { return }
    node.place(of: "approval").place(of: "quorum").warn(
      "\(approval.quorum) people must approve, and \"approvers\" names \(approval.approvers.count)",
      "name more, unless it is a role that \(approval.quorum) members have")
  }
}
