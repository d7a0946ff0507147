import BotCore
import FoundationEssentials

/// A text that is shown to people for their approval. A post has one at a time.
struct Review: Hashable {
  enum State: String { case open, approved, refused }

  /// Of the occurrence.
  let key: String
  let local: LocalTime
  /// When it is to be posted.
  let due: Date
  /// Of text, channel and time: an approval holds for this alone.
  let print: String
  var state = State.open
  /// It was due, and was held because nearly the same was posted before.
  var isHeld = false

  static func key(_ id: String) -> String { "review/\(id)" }
  /// What the message that shows it is called. The print is part of it: a reaction on an older text is none on this.
  func name(_ id: String) -> String { "review/\(id)/\(print)" }
  static func asked(_ message: ID<Message>) -> String { "asked/\(message)" }
  /// The beginning of the text that was shown.
  static func shown(_ id: String) -> String { "shown/\(id)" }
  /// Ids may hold a stroke.
  static func approvals(_ id: String) -> String { "approval/\(PoolUse.mark(id))/" }

  static func print(_ text: Text, in channel: ID<Channel>, at occurrence: Occurrence) -> String {
    PoolUse.mark("\(occurrence.key)\u{0}\(channel.plainName)\u{0}\(text.plain)")
  }

  init(_ occurrence: Occurrence, due: Date, print: String, isHeld: Bool = false) {
    (key, local, self.due, self.print, self.isHeld) = (occurrence.key, occurrence.local, due, print, isHeld)
  }

  init?(_ json: JSON) {
    guard let key = json["key"]?.string, let local = json["local"]?.string.flatMap({ LocalTime($0) }),
      let due = json["due"]?.double, let print = json["print"]?.string,
      let state = json["state"]?.string.flatMap({ State(rawValue: $0) })
    else { return nil }
    (self.key, self.local, self.print, self.state) = (key, local, print, state)
    self.due = Date(timeIntervalSince1970: due)
    isHeld = json["held"]?.bool ?? false
  }

  var json: JSON {
    [
      "key": .string(key), "local": .string(local.description), "due": .double(due.timeIntervalSince1970),
      "print": .string(print), "state": .string(state.rawValue), "held": .bool(isHeld),
    ]
  }
}

extension PostingTurn {
  /// A held post waits so long for an answer.
  static let holdsFor = Duration.days(1)

  func review(of post: ScheduledPost) throws -> Review? {
    try context.store.value(Review.key(post.id)).flatMap(Review.init)
  }

  /// Shows the next text for approval when it is time to.
  /// - Returns: when it will be time.
  mutating func review(_ next: Occurrence, of post: ScheduledPost, _ state: PostState) throws -> Date? {
    guard !isPlanning else { return nil }
    let present = try review(of: post)
    if present?.isHeld == true { return nil }
    guard post.status == .review else {
      if present != nil { try closeReview(of: post, "it needs no approval any more.") }
      return nil
    }
    var due = next.at
    if !post.always, case .moved(let later, _) = blackouts.place(due, in: post.target) { due = later }
    let asking = due - rules.approval.ask
    guard asking <= context.now else { return asking }
    guard let draw = try draw(post, state, at: max(due, context.now)) else { return nil }
    let text = render(draw, next, of: post)
    let review = Review(next, due: due, print: Review.print(text, in: post.target, at: next))
    if present?.print == review.print { return nil }
    guard room > 0 else { return nextTurn }
    let isChanged = present?.key == review.key
    if isChanged { try show("the post was changed; the new text stands below.", of: post) }
    let gap = draw.text.gap.map { "\($0) is still to be filled in: as it stands it is not posted. " } ?? ""
    ask(review, of: post, text, (isChanged ? "Changed since it was shown. " : "") + gap)
    return nil
  }

  private mutating func ask(_ review: Review, of post: ScheduledPost, _ text: Text, _ start: String) {
    context.store.set(Review.key(post.id), review.json, expires: review.due + Self.memory)
    context.store.set(Review.shown(post.id), .string(String(text.plain.prefix(200))), expires: review.due + Self.memory)
    let question = question(review, of: post, text, start)
    if let moderators = context.community.moderators {
      add(.post(text: question, in: moderators, named: review.name(post.id)))
    } else {
      add(.flag(Flag("For approval", text: question, name: "review-\(post.id)")))
    }
  }

  private func question(_ review: Review, of post: ScheduledPost, _ text: Text, _ start: String) -> Text {
    let people = rules.approval.quorum == 1 ? "" : " \(rules.approval.quorum) people must approve."
    let time = review.isHeld ? "held since \(review.local.shown)" : review.local.shown
    return Text("\(start)For approval: \(post.id), \(time), in #\(post.target.plainName)\n")
      + Text([.quote(text)])
      + Text("👍 here or !approve \(post.id) lets it go out; !reject \(post.id) with a reason stops it.\(people)")
  }

  func isApproved(_ occurrence: Occurrence, of post: ScheduledPost, _ draw: Draw?) throws -> Bool {
    guard let review = try review(of: post), let draw, review.state == .approved else { return false }
    return try review.print == Review.print(render(draw, occurrence, of: post), in: post.target, at: occurrence)
      && approvals(review, of: post).count >= rules.approval.quorum
  }

  /// Who approved of just this, by name.
  func approvals(_ review: Review, of post: ScheduledPost) throws -> [String] {
    try context.store.records(startingWith: Review.approvals(post.id), limit: 100).compactMap { _, record in
      record.value["print"]?.string == review.print ? record.value["name"]?.string : nil
    }
  }

  mutating func closeReview(of post: ScheduledPost, _ words: String) throws {
    guard try review(of: post) != nil else { return }
    try show(words, of: post)
    context.store.remove(Review.key(post.id))
    try forgetApprovals(of: post)
  }

  mutating func forgetApprovals(of post: ScheduledPost) throws {
    for (key, _) in try context.store.records(startingWith: Review.approvals(post.id), limit: 100) {
      context.store.remove(key)
    }
  }

  /// Changes what the moderators see of it.
  mutating func show(_ words: String, of post: ScheduledPost) throws {
    guard context.community.moderators != nil, let review = try review(of: post) else { return }
    let text = try context.store.value(Review.shown(post.id))?.string ?? ""
    add(
      .edit(
        named: review.name(post.id),
        text: Text("\(post.id), \(review.local.shown): \(words)\n") + Text([.quote(Text(text))])))
  }

  /// Nearly the same stood in the channel: a person decides.
  mutating func hold(
    _ ready: Backlog.Ready, of post: ScheduledPost, _ text: Text, _ like: RecentTexts.Entry, _ state: inout PostState
  ) throws {
    let day = context.community.timezone.local(like.at).shown.prefix(10)
    if isPlanning {
      return note(
        Made(
          post: post, occurrence: ready.occurrence, at: context.now, text: text, state: .unapproved,
          notes: ["nearly the same as \(like.item) of \(day)"]))
    }
    let review = Review(
      ready.occurrence, due: context.now, print: Review.print(text, in: post.target, at: ready.occurrence), isHeld: true
    )
    // Who approved of it did not know.
    try forgetApprovals(of: post)
    ask(review, of: post, text, "Nearly the same was posted on \(day) (\(like.item)). ")
    state.waiting.append(
      PostState.Waiting(occurrence: ready.occurrence, until: context.now + Self.holdsFor, isHeld: true))
  }

  /// A held post whose waiting is over: by an answer, or because none came.
  mutating func settleHeld(_ ready: Backlog.Ready, of post: ScheduledPost, _ state: inout PostState) throws {
    let review = try review(of: post)
    if let draw = try draw(post, state), review?.isHeld == true, review?.key == ready.occurrence.key,
      try isApproved(ready.occurrence, of: post, draw)
    {
      context.store.remove(Review.key(post.id))
      return try publish(ready, of: post, draw, &state)
    }
    if review?.isHeld == true, review?.state == .refused {
      context.store.remove(Review.key(post.id))
    } else if review?.isHeld == true {
      try closeReview(of: post, "nobody answered; it was not posted.")
    }
    done(ready.occurrence, of: post, context.now)
  }

  /// What the plan says of an approval.
  func planReview(_ made: inout Made, _ occurrence: Occurrence, _ draw: Draw) throws {
    guard made.post.status == .review else { return }
    made.isAsked = try review(of: made.post).map { $0.key == occurrence.key && $0.state != .refused } ?? false
    if try isApproved(occurrence, of: made.post, draw) {
      made.notes.append("approved")
    } else {
      made.state = .unapproved
      let review = try review(of: made.post).flatMap { $0.key == occurrence.key ? $0 : nil }
      if review?.state == .refused { return made.notes.append("refused: it is not posted") }
      let count = try review.map { try approvals($0, of: made.post).count } ?? 0
      made.notes.append("waits for approval (\(count) of \(rules.approval.quorum))")
    }
  }
}
