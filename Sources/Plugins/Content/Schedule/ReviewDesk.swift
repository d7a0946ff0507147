import BotCore
import FoundationEssentials

/// Hears what people say to the texts that are shown for approval: a reaction on them, or a command.
struct ReviewDesk {
  let posts: [ScheduledPost]

  private static let yes: Set<String> = [
    "👍", "✅", "✔️", "✔", "☑️", "+1", "thumbsup", "white_check_mark", "heavy_check_mark",
  ]
  static let commands: Set<String> = ["approve", "reject"]

  /// A skin tone makes no difference.
  static func isYes(_ emoji: String) -> Bool {
    let plain = String(
      String.UnicodeScalarView(emoji.unicodeScalars.filter { !(0x1F3FB...0x1F3FF).contains($0.value) }))
    return yes.contains(plain) || yes.contains(String(plain.split(separator: ":").first ?? ""))
  }

  /// Notes in which message a text is shown.
  func delivered(_ name: String, _ message: ID<Message>, _ turn: inout PostingTurn) throws {
    for post in posts where name.hasPrefix("review/\(post.id)/") {
      guard let review = try turn.review(of: post), review.name(post.id) == name else { continue }
      turn.context.store.set(
        Review.asked(message), ["post": .string(post.id), "print": .string(review.print)],
        expires: max(review.due, turn.context.now) + PostingTurn.memory)
    }
  }

  func reacted(
    _ emoji: String, _ member: Member, _ message: MessageRef, isTaken: Bool, _ turn: inout PostingTurn
  ) throws {
    let community = turn.context.community
    guard Self.isYes(emoji), community.moderators?.mayBe(message.channel) == true,
      let asked = try turn.context.store.value(Review.asked(message.id)),
      let post = posts.first(where: { $0.id == asked["post"]?.string }), let review = try turn.review(of: post),
      // Who stops it is not overruled by a sign that came late.
      review.print == asked["print"]?.string, review.state != .refused,
      // What is asked is asked among the moderators.
      turn.rules.approval.mayApprove(member, isAmongModerators: true, community)
    else { return }
    if isTaken {
      turn.context.store.remove(Review.approvals(post.id) + member.id.raw)
    } else {
      turn.approve(review, of: post, by: member)
    }
    try turn.count(review, of: post)
  }

  func command(_ command: BotCommand, _ turn: inout PostingTurn) throws {
    let words = command.arguments.split(separator: " ", maxSplits: 1, omittingEmptySubsequences: true)
    let message = command.message
    let community = turn.context.community
    let isAmong = community.isManaged(by: message)
    let answer = Answer(message, community, isSecret: false)
    guard turn.rules.approval.mayApprove(message.author, isAmongModerators: isAmong, community) else {
      return turn.context.remark(Reason("!\(command.name) is for those who may approve of posts (\"approvers\")"))
    }
    guard let id = words.first.map(String.init), let post = posts.first(where: { $0.id == id }) else {
      let open = try posts.filter { try turn.review(of: $0)?.state == .open }.map(\.id)
      // Another instance of the plugin may know it.
      if open.isEmpty, !words.isEmpty { return }
      let waiting = open.isEmpty ? "Nothing waits for approval." : "For approval: \(open.joined(separator: ", "))."
      let fault = words.first.map { "There is no post \($0). " } ?? ""
      return turn.add(answer.saying(Text(fault + waiting)))
    }
    if command.name == "approve", let gap = post.gap {
      return turn.add(answer.saying(Text("\(id) still holds \(gap). Fill it in first: as it stands it is not posted.")))
    }
    guard let review = try turn.review(of: post) else {
      return turn.add(answer.saying(Text("\(id) does not wait for approval.")))
    }
    if command.name == "reject" {
      let reason = words.dropFirst().first.map(String.init) ?? ""
      return try turn.refuse(review, of: post, by: message, reason)
    }
    turn.approve(review, of: post, by: message.author)
    let names = try turn.count(review, of: post)
    let missing = turn.rules.approval.quorum - names.count
    turn.add(answer.saying(Text(missing > 0 ? "\(id): noted; \(missing) more must approve." : "\(id) is approved.")))
  }
}

extension PostingTurn {
  mutating func approve(_ review: Review, of post: ScheduledPost, by member: Member) {
    context.store.set(
      Review.approvals(post.id) + member.id.raw,
      [
        "print": .string(review.print), "name": .string(member.name),
      ], of: member.id, expires: max(review.due, context.now) + Self.memory)
  }

  /// Counts the approvals anew and shows what came of it.
  /// - Returns: who approved.
  @discardableResult
  mutating func count(_ review: Review, of post: ScheduledPost) throws -> [String] {
    let names = try approvals(review, of: post)
    let isEnough = names.count >= rules.approval.quorum
    guard isEnough != (review.state == .approved) else { return names }
    var review = review
    review.state = isEnough ? .approved : .open
    context.store.set(Review.key(post.id), review.json, expires: max(review.due, context.now) + Self.memory)
    if isEnough {
      try show("approved by \(names.joined(separator: ", ")).", of: post)
      if review.isHeld { try release(post) }
    } else {
      try show("waits for approval again. 👍 or !approve \(post.id) lets it go out.", of: post)
    }
    return names
  }

  mutating func refuse(_ review: Review, of post: ScheduledPost, by message: Message, _ reason: String) throws {
    var review = review
    review.state = .refused
    context.store.set(Review.key(post.id), review.json, expires: max(review.due, context.now) + Self.memory)
    try forgetApprovals(of: post)
    let why = reason.isEmpty ? "" : ": \(reason.prefix(200))"
    try show("refused by \(message.author.name)\(why)", of: post)
    add(
      Answer(message, context.community, isSecret: false).saying(
        Text("\(post.id), \(review.local.shown), is not posted.")))
    if review.isHeld { try release(post) }
  }

  /// An answer came to a held post: its waiting is over.
  private mutating func release(_ post: ScheduledPost) throws {
    let zone = post.timezone ?? context.community.timezone
    var state = try PostState.of(post, in: zone, context)
    for index in state.waiting.indices where state.waiting[index].isHeld { state.waiting[index].until = context.now }
    context.store.set(PostState.key(post.id), state.json)
    try run([post])
  }
}
