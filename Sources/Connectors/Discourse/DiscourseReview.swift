internal import BotCore
internal import FoundationEssentials

/// What stands in the review queue. A webhook tells of one review, with numbers for the members; the queue's own page
/// holds the members, the scores and their kinds beside it.
struct DiscourseReview {
  let decoder: DiscourseDecoder
  private let users: [Int: JSON]
  private let scores: [Int: JSON]
  private let kinds: [Int: JSON]

  /// - Parameter page: the answer of `GET /review.json`, or nothing.
  init(_ decoder: DiscourseDecoder, page: JSON = .null) {
    self.decoder = decoder
    users = Self.byNumber(page["users"])
    scores = Self.byNumber(page["reviewable_scores"])
    kinds = Self.byNumber(page["score_types"])
  }

  /// A report of a post, or a request to join; `nil` for what is neither.
  func event(_ review: JSON) -> Event? {
    switch review["type"]?.string {
    case "ReviewableFlaggedPost": reported(review)
    case "ReviewableUser": asked(review)
    default: nil
    }
  }

  private func reported(_ review: JSON) -> Event? {
    guard let number = review["id"]?.int, let post = review["post_id"]?.int ?? review["target_id"]?.int else {
      return nil
    }
    let score = score(of: review)
    let by = member(review["created_by"], review["created_by_id"]) ?? Member("unknown")
    guard !decoder.isOwn(by.id) else { return nil }
    let topic = review["topic_id"]?.int ?? review["removed_topic_id"]?.int ?? 0
    let channel = review["category_id"]?.int.map { String($0) } ?? DiscoursePlace.topicPrefix + String(topic)
    return .reported(
      ID(String(post)), channel: ID(channel), by: by, reason: reason(score), in: decoder.community,
      at: review.time("created_at") ?? Date(timeIntervalSince1970: 0), mark: String(number), id: "reported/\(number)")
  }

  private func asked(_ review: JSON) -> Event? {
    guard decoder.joining == .approved, (review["status"]?.int ?? 0) == 0,
      let number = review["user_id"]?.int ?? review["target_id"]?.int
    else { return nil }
    var user = (users[number] ?? review["payload"])?.object ?? JSONObject()
    user["id"] = .int(number)
    user["created_at"] = review["created_at"]
    return decoder.asked(.object(user))
  }

  private func score(of review: JSON) -> JSON? {
    if let first = review["reviewable_scores"]?[0] { return first }
    return (review["reviewable_score_ids"]?.array ?? []).compactMap(\.int).compactMap { scores[$0] }.first
  }

  /// What kind of flag it was, in the site's language, where Discourse tells.
  private func reason(_ score: JSON?) -> String {
    let kind = score?["score_type"] ?? score?["score_type_id"]?.int.flatMap { kinds[$0] }
    return [kind?["title"], score?["reason"]].compactMap { $0?.string }.first { !$0.isEmpty } ?? "flagged"
  }

  private func member(_ whole: JSON?, _ number: JSON?) -> Member? {
    if let whole, let member = DiscourseMember.read(whole) { return member }
    guard let number = number?.int else { return nil }
    return users[number].flatMap { DiscourseMember.read($0) } ?? DiscourseMember.numbered(number)
  }

  private static func byNumber(_ list: JSON?) -> [Int: JSON] {
    Dictionary((list?.array ?? []).compactMap { item in item["id"]?.int.map { ($0, item) } }) { first, _ in first }
  }
}
