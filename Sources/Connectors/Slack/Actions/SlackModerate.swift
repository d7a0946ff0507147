internal import BotCore

extension Slack {
  /// What the `adminToken` may do, the bot's own may not.
  var admin: SlackAPI? {
    settings.adminToken.isEmpty
      ? nil : SlackAPI(base: settings.api.withSlash, token: settings.adminToken, http: tools.http)
  }

  private static let needsAdmin = "Slack lets an admin alone do this; set adminToken"

  /// The bot's own messages with its own token, those of others with the admin's.
  func delete(_ message: MessageRef) async -> Outcome {
    await at(message) { await deleteThere($0) }
  }

  private func deleteThere(_ message: MessageRef) async -> Outcome {
    let reply = await api.write("chat.delete", Self.place(message))
    if case .refused("cant_delete_message", _) = reply, let admin { return await delete(message, as: admin) }
    return reply.outcome(bucket: "chat.delete", settled: ["message_not_found"])
  }

  /// Slack hides nothing: who hides, deletes.
  func hide(_ message: MessageRef) async -> Outcome {
    guard let admin else { return .refused(.unsupported, reason: Self.needsAdmin) }
    return await at(message) { await delete($0, as: admin) }
  }

  private func delete(_ message: MessageRef, as admin: SlackAPI) async -> Outcome {
    await admin.write("chat.delete", Self.place(message))
      .outcome(bucket: "chat.delete", settled: ["message_not_found"]).ofAdmin
  }

  private static func place(_ message: MessageRef) -> JSON {
    ["channel": .string(message.channel.raw), "ts": .string(message.id.raw)]
  }

  /// From the workspace where Slack lets the admin (Enterprise), else from the channels that the bot is in.
  func ban(_ member: ID<Member>) async -> Outcome {
    guard let admin else { return await removeFromChannels(member) }
    do {
      let team = try await directory.identity().team
      let reply = await admin.write(
        "admin.users.remove", ["team_id": .string(team), "user_id": .string(member.raw)])
      if case .refused(let word, _) = reply, SlackWord(word) == .unsupported {
        return await removeFromChannels(member)
      }
      return reply.outcome(bucket: "admin.users.remove").ofAdmin
    } catch {
      return Self.notDone(error, bucket: "auth.test")
    }
  }

  /// Where the member is not, or may not be removed from, all is as it can be. A channel that refuses keeps them in no
  /// other.
  private func removeFromChannels(_ member: ID<Member>) async -> Outcome {
    let channels: [SlackChannel]
    do {
      channels = try await directory.channels().filter(\.isMember)
    } catch {
      return Self.notDone(error, bucket: "conversations.list")
    }
    guard !channels.isEmpty else { return .refused(.target, reason: "the bot is in no channel to remove anybody from") }
    var refusal: Outcome?
    for channel in channels {
      let body: JSON = ["channel": .string(channel.id.raw), "user": .string(member.raw)]
      let outcome = await api.write("conversations.kick", body)
        .outcome(bucket: "conversations.kick", settled: ["not_in_channel", "cant_kick_from_general"])
      switch outcome {
      case .done: break
      case .refused: refusal = refusal ?? outcome
      case .retry, .unknown, .unauthorized: return outcome
      }
    }
    return refusal ?? .done(nil)
  }

  /// On a request for an invitation, whose id stands for the person.
  func decide(_ method: String, _ request: ID<Member>) async -> Outcome {
    guard let admin else { return .refused(.unsupported, reason: Self.needsAdmin) }
    do {
      let team = try await directory.identity().team
      return await admin.write(method, ["team_id": .string(team), "invite_request_id": .string(request.raw)])
        .outcome(bucket: method, settled: ["invite_request_already_handled", "already_approved", "already_denied"])
        .ofAdmin
    } catch {
      return Self.notDone(error, bucket: "auth.test")
    }
  }
}

extension Outcome {
  /// An admin's token that is not accepted stops what needs it, not the bot.
  fileprivate var ofAdmin: Outcome {
    guard case .unauthorized(let reason) = self else { return self }
    return .refused(.unsupported, reason: "Slack does not accept the adminToken: \(reason)")
  }
}
