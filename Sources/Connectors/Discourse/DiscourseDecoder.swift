internal import BotCore
internal import Feeds
internal import FoundationEssentials

/// Turns what Discourse tells into events. Pure; the same thing told by a webhook and found by polling becomes the same
/// event: posts by their number, members by theirs, reports by that of the review.
struct DiscourseDecoder: Sendable {
  let community: ID<Community>
  /// The bot's username in lower case: what it did itself is no event.
  let own: String
  /// Of the forum, without a slash at its end.
  let address: String
  let joining: DiscourseSettings.Joining
  /// Slugs by the categories' numbers.
  let categoryNames: [String: String]

  // MARK: Posts

  /// `nil` for the bot's own posts, for whispers of the staff and for notes such as "closed this topic".
  func posted(_ post: JSON) -> Event? {
    guard isOfMembers(post), post["deleted_at"]?.string == nil, let message = message(post) else { return nil }
    return .posted(message, in: community, at: time(of: post, "created_at"), id: "posted/\(message.id)")
  }

  /// Small corrections within the first minutes do not count the version up, so the time of the change tells edits
  /// apart.
  func edited(_ post: JSON) -> Event? {
    guard isOfMembers(post), var message = message(post) else { return nil }
    let at = time(of: post, "updated_at")
    message.version = Int(at.milliseconds)
    return .edited(message, in: community, at: at, id: "edited/\(message.id)/\(message.version)")
  }

  func deleted(_ post: JSON, now: Date) -> Event? {
    guard isOfMembers(post), let id = post["id"]?.int else { return nil }
    return .deleted(
      ID(String(id)), channel: channel(of: post), in: community, at: post.time("deleted_at") ?? now,
      id: "deleted/\(id)")
  }

  /// - Parameter like: the post and the user who likes it; no time is told.
  func liked(_ like: JSON, now: Date) -> Event? {
    guard let post = like["post"], let id = post["id"]?.int,
      let member = like["user"].flatMap({ DiscourseMember.read($0) }),
      !isOwn(member.id)
    else { return nil }
    return .reacted(
      "heart", by: member, to: ID(String(id)), channel: channel(of: post), in: community, at: now, mark: "like")
  }

  func isOwn(_ member: ID<Member>) -> Bool { member.raw.lowercased() == own }

  static func isPrivate(_ post: JSON) -> Bool {
    post["topic_archetype"]?.string == "private_message" || post["archetype"]?.string == "private_message"
  }

  /// Post types: 1 regular, 2 in the staff's colour, 3 small action, 4 whisper (Post.types).
  private func isOfMembers(_ post: JSON) -> Bool {
    (1...2).contains(post["post_type"]?.int ?? 1) && post["username"]?.string?.lowercased() != own
  }

  private func message(_ post: JSON) -> Message? {
    guard let id = post["id"]?.int, let topic = post["topic_id"]?.int else { return nil }
    let number = post["post_number"]?.int ?? 1
    let markup = DiscourseMarkup(raw: post["raw"]?.string ?? post["cooked"]?.string.map { HTML.plain($0) } ?? "")
    let title = number == 1 ? post["topic_title"]?.string ?? "" : ""
    let author = DiscourseMember.read(post, number: "user_id") ?? Member("unknown")
    let channel = channel(of: post)
    return Message(
      ID(String(id)), in: channel, named: post["category_slug"]?.string ?? categoryNames[channel.raw],
      thread: number > 1 ? ID(DiscoursePlace.topicPrefix + String(topic)) : nil, by: author,
      title.isEmpty ? markup.text : title + "\n" + markup.text, mentions: markup.mentions,
      mentionsBot: markup.mentions.contains { isOwn($0) },
      isDirect: Self.isPrivate(post), link: "\(address)/t/\(topic)/\(number)")
  }

  /// The category; of private messages, and of topics without one, the topic.
  private func channel(of post: JSON) -> ID<Channel> {
    if !Self.isPrivate(post), let category = post["category_id"]?.int { return ID(String(category)) }
    return ID(DiscoursePlace.topicPrefix + String(post["topic_id"]?.int ?? 0))
  }

  private func time(of json: JSON, _ key: String) -> Date {
    json.time(key) ?? json.time("created_at") ?? Date(timeIntervalSince1970: 0)
  }

  // MARK: Members

  /// An account joins once, whatever told of it.
  func joined(_ user: JSON, at: Date) -> Event? {
    guard let number = user["id"]?.int, let member = DiscourseMember.read(user), !isOwn(member.id) else { return nil }
    return .joined(member, channel: nil, in: community, at: at, mark: "account", id: "joined/\(number)")
  }

  func left(_ user: JSON, now: Date) -> Event? {
    guard let number = user["id"]?.int, let member = DiscourseMember.read(user), !isOwn(member.id) else { return nil }
    return .left(member, channel: nil, in: community, at: now, mark: "account", id: "left/\(number)")
  }

  /// Somebody registered and waits to be approved.
  func asked(_ user: JSON, answer: String? = nil) -> Event? {
    guard let number = user["id"]?.int, let member = DiscourseMember.read(user), !isOwn(member.id) else { return nil }
    return .joinRequested(
      member, channel: nil, answer: answer, in: community, at: time(of: user, "created_at"), mark: "account",
      id: "asked/\(number)")
  }

  // MARK: The rest

  /// - Parameter mark: what is the same when Discourse tells it again.
  func other(_ name: String, _ detail: JSON, at: Date, mark: String) -> Event {
    .other(name, Self.withoutAddresses(detail), in: community, at: at, mark: mark)
  }

  private static let addresses = [
    "email", "secondary_emails", "unconfirmed_emails", "ip_address", "registration_ip_address",
  ]

  /// Nobody needs members' addresses to stand in the bot's store.
  private static func withoutAddresses(_ json: JSON) -> JSON {
    guard var object = json.object else { return json }
    for address in addresses { object[address] = nil }
    for member in object.members where member.value.object != nil {
      object[member.key] = withoutAddresses(member.value)
    }
    return .object(object)
  }
}
