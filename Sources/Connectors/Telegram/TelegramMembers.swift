internal import BotCore
internal import FoundationEssentials

/// What is done to a member holds in all groups that are served. Each call can be made again without taking effect
/// twice, so that a whole round is tried again where one of its calls could not be made.
extension Telegram {
  private enum Timeout {
    /// Telegram takes less than 30 seconds, and more than 366 days, for endless.
    static let shortest = Duration.seconds(35)
    static let longest = Duration.days(365)
  }

  private static let permissions = [
    "can_send_messages", "can_send_audios", "can_send_documents", "can_send_photos", "can_send_videos",
    "can_send_video_notes", "can_send_voice_notes", "can_send_polls", "can_send_other_messages",
    "can_add_web_page_previews", "can_react_to_messages", "can_edit_tag", "can_change_info", "can_invite_users",
    "can_pin_messages", "can_manage_topics",
  ]

  func timeout(_ member: ID<Member>, _ until: Date) async -> Outcome {
    let now = tools.now()
    let end = min(max(until, now + Timeout.shortest), now + Timeout.longest)
    let none = JSON.object(JSONObject(Self.permissions.map { ($0, false) }))
    return await everywhere("restrictChatMember", member, in: chats.talking) { user in
      [("user_id", .int(user)), ("permissions", none), ("until_date", .int(Int(end.timeIntervalSince1970)))]
    }
  }

  /// Who speaks as a chat is kept from doing so.
  func ban(_ member: ID<Member>) async -> Outcome {
    if let chat = Int(member.raw), chat < 0 {
      return await everywhere("banChatSenderChat", member, in: chats.groups) { [("sender_chat_id", .int($0))] }
    }
    let revokes = settings.revokeMessages
    return await everywhere("banChatMember", member, in: chats.groups) {
      [("user_id", .int($0)), ("revoke_messages", .bool(revokes))]
    }
  }

  func grant(_ role: String, to member: ID<Member>) async -> Outcome {
    guard (0...16).contains(role.unicodeScalars.count) else {
      return .refused(.content, reason: "Telegram's tags have at most 16 characters, and \"\(role)\" has more")
    }
    return await everywhere("setChatMemberTag", member, in: chats.talking) {
      [("user_id", .int($0)), ("tag", .string(role))]
    }
  }

  /// Approves or declines wherever the member is known to have asked to join; where that is not known, in each group.
  func answer(_ method: String, _ member: ID<Member>) async -> Outcome {
    guard let user = Int(member.raw) else { return Self.nobody(member) }
    let known = directory.state.withLock { $0.requests[user] ?? [] }.sorted().map { TelegramPlace(.id($0)) }
    let asked = known.map(directory.current)
    let others = chats.groups.filter { !asked.contains($0) }
    guard !asked.isEmpty || !others.isEmpty else { return Self.noGroup }
    do {
      let answer = try await answers(method, user, asked)
      if let refusal = answer.refusal { return refusal.platform.outcome(bucket: Self.membersBucket) }
      if answer.isDone { return .done(nil) }
      let other = try await answers(method, user, others)
      // Where the bot may not look, nobody is known to have asked.
      if other.isDone { return .done(nil) }
      if let refusal = other.refusal { return refusal.platform.outcome(bucket: Self.membersBucket) }
      if answer.isIn || other.isIn { return .refused(.target, reason: "the member has joined already") }
    } catch {
      return Outcome(telegram: error, bucket: Self.membersBucket, isHarmless: true)
    }
    return .refused(.target, reason: "\(member) does not ask to join any of the groups that the bot serves")
  }

  /// What came of answering in several groups.
  private struct Answers {
    var isDone = false
    /// Where the member is in one of them, and should not be.
    var isIn = false
    /// Of a group that did not merely say that nobody asks.
    var refusal: TelegramFault?
  }

  private func answers(_ method: String, _ user: Int, _ places: [TelegramPlace]) async throws -> Answers {
    var answers = Answers()
    for place in places {
      do {
        _ = try await chats.call(method, place, [("user_id", .int(user))])
        answers.isDone = true
      } catch let fault as TelegramFault where fault.words.contains("user_already_participant") {
        if method.hasPrefix("approve") { answers.isDone = true } else { answers.isIn = true }
      } catch let fault as TelegramFault where fault.isRefusal {
        guard !fault.isAbsence, !isOver(place, fault) else { continue }
        warn(method, place, fault)
        answers.refusal = answers.refusal ?? fault
      }
    }
    return answers
  }

  /// - Returns: done where at least one group took it and none refused; who is not in a group is no refusal.
  private func everywhere(
    _ method: String, _ member: ID<Member>, in places: [TelegramPlace], _ parameters: (Int) -> [(String, JSON?)]
  ) async -> Outcome {
    guard let user = Int(member.raw) else { return Self.nobody(member) }
    var isDone = false
    var refusal: TelegramFault?
    var absence: TelegramFault?
    for place in places {
      do {
        _ = try await chats.call(method, place, parameters(user))
        isDone = true
      } catch let fault as TelegramFault where fault.platform.kind == .duplicate {
        isDone = true
      } catch let fault as TelegramFault where fault.isRefusal {
        if fault.isAbsence {
          absence = fault
        } else if !isOver(place, fault) {
          warn(method, place, fault)
          refusal = refusal ?? fault
        }
      } catch {
        return Outcome(telegram: error, bucket: Self.membersBucket, isHarmless: true)
      }
    }
    if refusal == nil && isDone { return .done(nil) }
    return (refusal ?? absence)?.platform.outcome(bucket: Self.membersBucket) ?? Self.noGroup
  }

  /// Whether it is a group that nobody listed and that the bot is in no longer: it is forgotten.
  private func isOver(_ place: TelegramPlace, _ fault: TelegramFault) -> Bool {
    guard settings.chats.isEmpty, fault.isFarewell, case .id(let id) = place.chat else { return false }
    directory.forget(group: id)
    return true
  }

  private func warn(_ method: String, _ place: TelegramPlace, _ fault: TelegramFault) {
    tools.log(
      .warning, "Telegram refuses it in one of the groups",
      ["method": method, "chat": place.bucket, "reason": fault.platform.reason])
  }

  private static func nobody(_ member: ID<Member>) -> Outcome {
    .refused(.target, reason: "\(member) is no member id; Telegram's are numbers")
  }

  private static let noGroup = Outcome.refused(
    .target, reason: "the bot knows of no group; name them in \"chats\", or let somebody write in them")
}
