internal import BotCore
internal import FoundationEssentials

/// What is done to posts and accounts. Where the bot is no moderator, it does for its own account what the instance's
/// moderators would do for all: it mutes and blocks.
///
/// A report, and what a moderator does to an account, must not be asked for twice: each report is one more for the
/// moderators to read, each action one more strike that the member is told of. The rest changes nothing when it is
/// repeated.
struct MastodonModeration {
  private let api: MastodonAPI
  private let settings: MastodonSettings
  private let tools: Tools

  init(_ mastodon: Mastodon) {
    (api, settings, tools) = (mastodon.api, mastodon.settings, mastodon.tools)
  }

  // MARK: Posts

  /// The one reaction that Mastodon has.
  func favourite(_ message: MessageRef) async -> Outcome {
    await attempt {
      _ = try await api.send("POST", "\(path(message))/favourite")
      return .done(message.id)
    }
  }

  func pin(_ message: MessageRef) async -> Outcome {
    await attempt {
      guard let post = try await api.look(path(message)) else { return gone(message) }
      guard try await isOwn(post) else {
        return .refused(.unsupported, reason: "Mastodon pins only posts of one's own")
      }
      if post["pinned"]?.bool != true { _ = try await api.send("POST", "\(path(message))/pin") }
      return .done(message.id)
    }
  }

  /// Deletes a post of the bot. Others' posts cannot be taken away by the API: moderators are told of them, or the
  /// author's media are hidden.
  func remove(_ message: MessageRef, _ reason: String) async -> Outcome {
    await attempt(MastodonAPI.deleteBucket) {
      guard let post = try await api.look(path(message)) else { return .done(nil) }
      if try await isOwn(post) {
        return try await delete(message)
      }
      guard let author = post["account"]?.id("id") else { return gone(message) }
      switch settings.hide {
      case .sensitive: return await act("sensitive", on: author, reason)
      case .report:
        let body: JSON = [
          "account_id": .string(author), "status_ids": [.string(message.id.raw)],
          "comment": .string(String(reason.prefix(1000))),
        ]
        return await once("the report reached the moderators", "/api/v1/reports", body)
      }
    }
  }

  private func delete(_ message: MessageRef) async throws -> Outcome {
    do {
      _ = try await api.send("DELETE", path(message))
    } catch let fault as PlatformFault where fault.kind == .missing {
      return .done(nil)
    }
    return .done(nil)
  }

  private func isOwn(_ post: JSON) async throws -> Bool {
    let me = try await api.identity().id
    return post["account"]?.id("id") == me
  }

  // MARK: Accounts

  /// As a moderator: until a person lifts it, for Mastodon has no end for it. Else the bot does not hear the member
  /// until then.
  func limit(_ member: ID<Member>, until: Date, _ reason: String) async -> Outcome {
    await attempt {
      if settings.moderator {
        return await act(settings.timeout.rawValue, on: member.raw, "\(reason) (until \(until.timestamp))")
      }
      let seconds = max(60, Int(until.timeIntervalSince(tools.now())))
      return try await relate(member, "mute", ["notifications": true, "duration": .int(seconds)])
    }
  }

  func ban(_ member: ID<Member>, _ reason: String) async -> Outcome {
    await attempt {
      settings.moderator ? await act("suspend", on: member.raw, reason) : try await relate(member, "block")
    }
  }

  func approve(_ member: ID<Member>) async -> Outcome {
    await attempt {
      guard settings.joins == .accounts else { return try await answer(member, "authorize") }
      do {
        _ = try await api.send("POST", "\(admin(member.raw))/approve")
      } catch let fault as PlatformFault where fault.kind == .forbidden {
        // So Mastodon answers too when the account was approved before.
        guard try await api.look(admin(member.raw))?["approved"]?.bool == true else { throw fault }
      }
      return .done(nil)
    }
  }

  /// Declining an account deletes it, so one that is not there was declined before.
  func decline(_ member: ID<Member>) async -> Outcome {
    await attempt {
      guard settings.joins == .accounts else { return try await answer(member, "reject") }
      do {
        _ = try await api.send("POST", "\(admin(member.raw))/reject")
      } catch let fault as PlatformFault where fault.kind == .missing {
        return .done(nil)
      }
      return .done(nil)
    }
  }

  /// A request to follow the bot.
  private func answer(_ member: ID<Member>, _ word: String) async throws -> Outcome {
    _ = try await api.send("POST", "/api/v1/follow_requests/\(Percent.encode(member.raw))/\(word)")
    return .done(nil)
  }

  private func relate(_ member: ID<Member>, _ word: String, _ body: JSON? = nil) async throws -> Outcome {
    _ = try await api.send("POST", "/api/v1/accounts/\(Percent.encode(member.raw))/\(word)", body)
    return .done(nil)
  }

  private func act(_ type: String, on account: String, _ reason: String) async -> Outcome {
    let body: JSON = ["type": .string(type), "text": .string(String(reason.prefix(1000)))]
    return await once("the account was acted against (\(type))", "\(admin(account))/action", body)
  }

  /// Asks for what must not happen twice: where the answer is lost, nobody knows, and a person looks.
  private func once(_ claim: String, _ path: String, _ body: JSON) async -> Outcome {
    do {
      _ = try await api.send("POST", path, body)
      return .done(nil)
    } catch {
      let outcome = Outcome(error, bucket: MastodonAPI.accountBucket)
      guard case .unknown(let reason) = outcome else { return outcome }
      return .unknown("nobody knows whether \(claim) (\(reason)); look in Mastodon")
    }
  }

  private func path(_ message: MessageRef) -> String { "/api/v1/statuses/\(Percent.encode(message.id.raw))" }
  private func admin(_ account: String) -> String { "/api/v1/admin/accounts/\(Percent.encode(account))" }

  private func gone(_ message: MessageRef) -> Outcome {
    .refused(.target, reason: "the post \(message.id) is gone, or the bot may not see it")
  }

  private func attempt(
    _ bucket: String = MastodonAPI.accountBucket, _ body: () async throws -> Outcome
  ) async -> Outcome {
    do {
      return try await body()
    } catch {
      return Outcome(error, bucket: bucket, isHarmless: true)
    }
  }
}
