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
    return await everywhere("restrictChatMember", member) { user in
      [("user_id", .int(user)), ("permissions", none), ("until_date", .int(Int(end.timeIntervalSince1970)))]
    }
  }

  /// Who speaks as a chat is kept from doing so.
  func ban(_ member: ID<Member>) async -> Outcome {
    if let chat = Int(member.raw), chat < 0 {
      return await everywhere("banChatSenderChat", member) { [("sender_chat_id", .int($0))] }
    }
    let revokes = settings.revokeMessages
    return await everywhere("banChatMember", member) { [("user_id", .int($0)), ("revoke_messages", .bool(revokes))] }
  }

  func grant(_ role: String, to member: ID<Member>) async -> Outcome {
    guard (0...16).contains(role.unicodeScalars.count) else {
      return .refused(.content, reason: "Telegram's tags have at most 16 characters, and \"\(role)\" has more")
    }
    return await everywhere("setChatMemberTag", member) { [("user_id", .int($0)), ("tag", .string(role))] }
  }

  /// Approves or declines where the member asked to join; where that is not known, in each group.
  func answer(_ method: String, _ member: ID<Member>) async -> Outcome {
    guard let user = Int(member.raw) else { return Self.nobody(member) }
    let asked = directory.state.withLock { $0.requests[user] }.map { [TelegramPlace(.id($0))] } ?? []
    let places = asked + chats.groups.filter { !asked.contains($0) }
    guard !places.isEmpty else { return Self.noGroup }
    var refusal: Outcome?
    for place in places {
      do {
        _ = try await chats.call(method, place, [("user_id", .int(user))])
        return .done(nil)
      } catch let fault as TelegramFault where fault.words.contains("user_already_participant") {
        return method.hasPrefix("approve") ? .done(nil) : .refused(.target, reason: "the member has joined already")
      } catch let fault as TelegramFault where fault.isRefusal {
        if !fault.isAbsence { refusal = refusal ?? fault.platform.outcome(bucket: Self.membersBucket) }
      } catch {
        return Outcome(telegram: error, bucket: Self.membersBucket, isHarmless: true)
      }
    }
    return refusal ?? .refused(.target, reason: "\(member) does not ask to join any of the groups that the bot serves")
  }

  private func everywhere(
    _ method: String, _ member: ID<Member>, _ parameters: (Int) -> [(String, JSON?)]
  ) async -> Outcome {
    guard let user = Int(member.raw) else { return Self.nobody(member) }
    let places = chats.groups
    guard !places.isEmpty else { return Self.noGroup }
    var isDone = false
    var refusal: TelegramFault?
    for place in places {
      do {
        _ = try await chats.call(method, place, parameters(user))
        isDone = true
      } catch let fault as TelegramFault where fault.isRefusal || fault.platform.kind == .duplicate {
        if fault.platform.kind == .duplicate { isDone = true }
        if refusal == nil || refusal?.isAbsence == true { refusal = fault }
        if !fault.isAbsence {
          tools.log(
            .warning, "Telegram refuses it in one of the groups",
            ["method": method, "chat": place.bucket, "reason": fault.platform.reason])
        }
      } catch {
        return Outcome(telegram: error, bucket: Self.membersBucket, isHarmless: true)
      }
    }
    return isDone ? .done(nil) : refusal?.platform.outcome(bucket: Self.membersBucket) ?? .done(nil)
  }

  private static func nobody(_ member: ID<Member>) -> Outcome {
    .refused(.target, reason: "\(member) is no member id; Telegram's are numbers")
  }

  private static let noGroup = Outcome.refused(
    .target, reason: "the bot knows of no group; name them in \"chats\", or let somebody write in them")
}
