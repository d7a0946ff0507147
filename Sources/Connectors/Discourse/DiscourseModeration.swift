internal import BotCore
internal import FoundationEssentials

extension Discourse {
  /// Kinds of post action (PostActionType): a like, and the flag "inappropriate".
  private static let like = 2
  private static let inappropriate = 4

  /// The heart, or with the plugin Discourse Reactions any that the site offers.
  func react(_ emoji: String, to message: MessageRef) async throws -> Outcome {
    let name = DiscourseEmoji.name(emoji)
    guard settings.reactions, name != "heart" else { return try await like(message) }
    // The call takes back a reaction that stands there already.
    let standing = try await before { try await directory.post(message.id)["current_user_reaction"]?["id"]?.string }
    if standing == name { return .done(nil) }
    let path = "/discourse-reactions/posts/\(Percent.encode(message.id.raw))/custom-reactions/\(Percent.encode(name))"
    _ = try await api.ask("PUT", path + "/toggle.json")
    return .done(nil)
  }

  private func like(_ message: MessageRef) async throws -> Outcome {
    guard let post = Int(message.id.raw) else { return .refused(.target, reason: "\(message.id) is no post's number") }
    return try await before {
      do {
        let body: JSON = ["id": .int(post), "post_action_type_id": .int(Self.like)]
        _ = try await api.ask("POST", "/post_actions.json", body: .json(body))
        return .done(nil)
      } catch let fault as PlatformFault where fault.kind == .forbidden || fault.kind == .rejected {
        // A second like is forbidden like one of the bot's own posts.
        let likes = try await directory.post(message.id)["actions_summary"]?.array ?? []
        guard likes.contains(where: { $0["id"]?.int == Self.like && $0["acted"]?.bool == true }) else { throw fault }
        return .done(nil)
      }
    }
  }

  /// Pins the topic in its category.
  func pin(_ message: MessageRef) async throws -> Outcome {
    let post = try await directory.post(message.id)
    guard let topic = post["topic_id"]?.int else { return .refused(.target, reason: "the post stands in no topic") }
    let until = (tools.now() + settings.pinFor).timestamp
    return try await set("pinned", of: topic, ["enabled": "true", "until": .string(until)])
  }

  /// A topic is unlisted; an answer is flagged and hidden at once, as a moderator's "take action" does.
  func hide(_ message: MessageRef) async throws -> Outcome {
    let post = try await directory.post(message.id)
    guard let id = post["id"]?.int, let topic = post["topic_id"]?.int else {
      return .refused(.target, reason: "the post stands in no topic")
    }
    if post["hidden"]?.bool == true { return .done(nil) }
    if post["post_number"]?.int == 1 { return try await set("visible", of: topic, ["enabled": "false"]) }
    let flag: JSON = ["id": .int(id), "post_action_type_id": .int(Self.inappropriate), "take_action": "true"]
    _ = try await api.ask("POST", "/post_actions.json", body: .json(flag))
    return .done(nil)
  }

  private func set(_ status: String, of topic: Int, _ more: JSON) async throws -> Outcome {
    _ = try await api.ask("PUT", "/t/\(topic)/status.json", body: .json(more.with("status", .string(status))))
    return .done(nil)
  }

  /// With a first post goes its topic.
  func delete(_ message: MessageRef) async throws -> Outcome {
    try await doneIfGone {
      _ = try await api.ask("DELETE", "/posts/\(Percent.encode(message.id.raw)).json", body: .json([:]))
    }
  }

  private func doneIfGone(_ act: () async throws -> Void) async throws -> Outcome {
    do {
      try await act()
    } catch let fault as PlatformFault where fault.kind == .missing {}
    return .done(nil)
  }

  func silence(_ member: ID<Member>, _ until: Date, _ reason: String) async throws -> Outcome {
    try await punish(member, "silence", ["silenced_till": .string(until.timestamp), "reason": .string(reason)])
  }

  func suspend(_ member: ID<Member>, _ reason: String) async throws -> Outcome {
    let until = (tools.now() + settings.banFor).timestamp
    return try await punish(member, "suspend", ["suspend_until": .string(until), "reason": .string(reason)])
  }

  /// Who is silenced or suspended already stays so: Discourse then answers 409.
  private func punish(_ member: ID<Member>, _ what: String, _ body: JSON) async throws -> Outcome {
    let number = try await directory.number(of: member)
    do {
      _ = try await api.ask("PUT", "/admin/users/\(number)/\(what).json", body: .json(body))
    } catch let fault as PlatformFault where fault.kind == .duplicate {}
    return .done(nil)
  }

  func grant(_ role: String, to member: ID<Member>) async throws -> Outcome {
    guard DiscourseMember.number(member) == nil else {
      return .refused(.target, reason: "Discourse told no name of the member \(member), only a number")
    }
    let json = try await api.ask("GET", "/groups/\(Percent.encode(role)).json").json
    guard let group = (json["group"] ?? json["basic_group"])?["id"]?.int else {
      return .refused(.target, reason: "there is no group \(role)")
    }
    do {
      let body: JSON = ["usernames": .string(member.raw)]
      _ = try await api.ask("PUT", "/groups/\(group)/members.json", body: .json(body))
    } catch let fault as PlatformFault where fault.kind == .rejected {
      let user = try await api.ask("GET", "/u/\(Percent.encode(member.raw)).json").json["user"]
      let isIn = user?["groups"]?.array?.contains { $0["id"]?.int == group } ?? false
      guard isIn else { throw fault }
    }
    return .done(nil)
  }

  func approve(_ member: ID<Member>) async throws -> Outcome {
    let number = try await directory.number(of: member)
    _ = try await api.ask("PUT", "/admin/users/\(number)/approve.json", body: .json([:]))
    return .done(nil)
  }

  /// Deletes an account that waits to be approved, and no other.
  func decline(_ member: ID<Member>) async throws -> Outcome {
    try await doneIfGone {
      let number = try await directory.number(of: member)
      let user = try await api.ask("GET", "/admin/users/\(number).json").json
      guard user["approved"]?.bool == false, user["post_count"]?.int ?? 0 == 0 else {
        throw PlatformFault(.forbidden, "\(member) does not wait to be approved; only such accounts are declined")
      }
      _ = try await api.ask("DELETE", "/admin/users/\(number).json", body: .json([:]))
    }
  }
}

/// Discourse names emoji by words.
enum DiscourseEmoji {
  static func name(_ emoji: String) -> String {
    if let name = names[emoji] { return name }
    return String(emoji.filter { $0 != ":" })
  }

  private static let names = [
    "❤️": "heart", "❤": "heart", "👍": "+1", "👎": "-1", "😂": "laughing", "😆": "laughing", "😮": "open_mouth",
    "😢": "cry", "😡": "angry", "👏": "clap", "🎉": "tada", "🚀": "rocket", "👀": "eyes", "✅": "white_check_mark",
    "🤔": "thinking", "🙏": "pray", "👋": "wave", "😄": "smile", "🔥": "fire", "⭐": "star",
  ]
}
