import BotCore
import FoundationEssentials

/// Edits of posts that stand in several messages. An edit that is longer than the post goes on in new messages; of one
/// that is shorter the messages that are left over are deleted, or made empty where the platform deletes nothing.
///
/// Which messages stand there is known only when the edit goes out: what comes before it in its line may still change
/// that. How many there may be at most is known when it is decided.
extension Engine {
  /// What is left of a message that cannot be deleted.
  private static let blank = Text("…")

  /// The edits of the messages, and what takes those away that are left over.
  func editInParts(_ name: String, _ text: Text, in seat: Seat) throws -> [Action] {
    let whole = Action.edit(named: name, text: text)
    guard let config = halls[seat.community.id]?.config else { return [whole] }
    // A person edits as the place wants it.
    if config.isDrafting { return [whole] }
    let parts = whole.parts(longest: config.about.text.max, length: config.about.length)
    let standing = try mostParts(of: name, in: seat)
    return parts + (parts.count..<max(standing, parts.count)).map { .takeAway($0 + 1, of: name) }
  }

  /// Notes in how many messages a named text stands once these have gone out.
  func noteParts(_ parts: [Action], in seat: Seat) throws {
    guard let name = parts.first?.postName else { return }
    let count = parts.filter { !$0.takesAway }.count
    guard try mostParts(of: name, in: seat) != count else { return }
    try store.setMeta(Self.partsKey(name, seat), count > 1 ? "\(count)" : nil)
  }

  private func mostParts(of name: String, in seat: Seat) throws -> Int {
    try store.meta(Self.partsKey(name, seat)).flatMap { Int($0) } ?? 1
  }

  private static func partsKey(_ name: String, _ seat: Seat) -> String { PartsNote.key(name, of: seat.id) }

  /// What an edit comes to when it goes out.
  enum EditDeed {
    case perform(Action, edits: MessageRef?)
    /// There is nothing to take away.
    case nothing
    case refuse(String)
  }

  func deed(of delivery: Delivery, named name: String, _ text: Text) throws -> EditDeed {
    guard let target = try store.posted(named: name, by: delivery.instance) else {
      return try deedWithoutTarget(delivery, named: name, text)
    }
    guard delivery.action.takesAway else { return .perform(delivery.action, edits: target) }
    guard halls[delivery.community]?.config.about.capabilities.contains(.delete) == true else {
      return .perform(.edit(named: name, text: Self.blank), edits: target)
    }
    try store.forgetPosted(startingWith: name, by: delivery.instance)
    return .perform(.delete(message: target, reason: "the text has become shorter"), edits: nil)
  }

  private func deedWithoutTarget(_ delivery: Delivery, named name: String, _ text: Text) throws -> EditDeed {
    if delivery.action.takesAway { return .nothing }
    let whole = PartName.whole(name)
    let first = PartName.isPart(name) ? try store.posted(named: whole, by: delivery.instance) : nil
    guard let channel = try first?.channel ?? channelOfLost(whole, delivery) else {
      return .refuse("there is no post named \"\(whole)\"")
    }
    return .perform(.post(text: text, in: channel, named: name), edits: nil)
  }

  /// Where a post should stand that never came to stand: an announcement, or one that the platform refused.
  private func channelOfLost(_ name: String, _ delivery: Delivery) throws -> ID<Channel>? {
    if EngineName.isOwn(name) { return halls[delivery.community]?.config.community.moderators }
    for lost in try store.lostDeliveries(of: delivery.instance, limit: Self.mostLost) {
      if case .post(_, let channel, name) = lost.action { return channel }
    }
    return nil
  }

  private static let mostLost = 200
}
