import BotCore
import FoundationEssentials

/// Performs one action. Whatever it asks of the homeserver can be asked again without taking effect twice: sending by
/// its transaction id, the rest because it looks first or changes nothing the second time.
struct MatrixActions {
  private let api: MatrixAPI
  private let rooms: MatrixRooms
  private let standing: MatrixStanding
  private let tools: Tools
  private let now: Date
  private let notice: Bool
  private let key: String

  /// - Parameter key: the same at every try of the same action.
  init(_ matrix: Matrix, key: String) {
    (api, rooms, standing) = (matrix.api, matrix.rooms, matrix.standing)
    tools = matrix.tools
    now = tools.now()
    notice = matrix.settings.notice
    self.key = key
  }

  func perform(_ action: Action) async -> Outcome {
    switch action {
    case .post(let text, let channel, _):
      await attempt { try await send(text, in: rooms.resolve(channel.raw)) }
    case .reply(let text, let message, _):
      await attempt { try await reply(text, to: message) }
    case .direct(let text, let member):
      await attempt { try await send(text, in: MatrixDirect(api, rooms).room(with: member.raw)) }
    case .react(let emoji, let message):
      await attempt { try await react(emoji, to: message) }
    case .pin(let message):
      await attempt { try await pin(message) }
    case .hide(let message, let reason), .delete(let message, let reason):
      await attempt { try await redact(message, reason) }
    case .ban(let member, let reason):
      await attempt(Outcome.matrixAdmin) { try await MatrixMembership.ban(member, reason).make(api, rooms, tools) }
    case .approve(let member):
      await attempt(Outcome.matrixAdmin) { try await MatrixMembership.approve(member).make(api, rooms, tools) }
    case .decline(let member, let reason):
      await attempt(Outcome.matrixAdmin) { try await MatrixMembership.decline(member, reason).make(api, rooms, tools) }
    case .timeout(let member, let until, _):
      await attempt(Outcome.matrixAdmin) { try await standing.mute(member, until: until, now: now) }
    case .grant(let role, let member):
      await attempt(Outcome.matrixAdmin) { try await standing.grant(role, to: member) }
    case .edit:
      .refused(.unsupported, reason: "an edit needs the post that its name stands for")
    case .schedule:
      .refused(.unsupported, reason: "Matrix cannot hold a post back; the bot posts it when it is due")
    case .flag, .settle, .hold, .timer, .fetch, .measure:
      .refused(.unsupported, reason: "this is no action on a platform")
    }
  }

  func edit(_ message: MessageRef, text: Text) async -> Outcome {
    await attempt {
      let text = MatrixText(text, notice: notice)
      if let fault = text.fault { return .refused(.content, reason: fault) }
      let room = try await rooms.resolve(message.channel.raw)
      _ = try await put(text.replacement(of: message.id), type: "m.room.message", in: room)
      return .done(message.id)
    }
  }

  private func attempt(
    _ bucket: String = Outcome.matrixSend, _ body: () async throws -> Outcome
  ) async -> Outcome {
    do {
      return try await body()
    } catch let unknown as MatrixUnknownRoom {
      return .refused(.target, reason: unknown.reason)
    } catch {
      return Outcome(error, bucket: bucket)
    }
  }
}

extension MatrixActions {
  private func reply(_ text: Text, to message: MessageRef) async throws -> Outcome {
    let room = try await rooms.resolve(message.channel.raw)
    let answered: JSON = ["event_id": .string(message.id.raw)]
    if message.thread == nil, try await rooms.room(room).isDirect {
      return try await send(text, in: room, relatesTo: ["m.in_reply_to": answered])
    }
    let root = message.thread ?? message.id
    return try await send(
      text, in: room,
      relatesTo: [
        "rel_type": "m.thread", "event_id": .string(root.raw), "is_falling_back": true, "m.in_reply_to": answered,
      ])
  }

  private func send(_ text: Text, in room: String, relatesTo relation: JSON? = nil) async throws -> Outcome {
    let text = MatrixText(text, notice: notice)
    if let fault = text.fault { return .refused(.content, reason: fault) }
    return .done(try await put(text.content(relatesTo: relation), type: "m.room.message", in: room))
  }

  private func react(_ emoji: String, to message: MessageRef) async throws -> Outcome {
    let relation: JSON = ["rel_type": "m.annotation", "event_id": .string(message.id.raw), "key": .string(emoji)]
    let room = try await rooms.resolve(message.channel.raw)
    return .done(try await put(["m.relates_to": relation], type: "m.reaction", in: room))
  }

  private func put(_ content: JSON, type: String, in room: String) async throws -> ID<Message>? {
    let transaction = MatrixKey.transaction(key, step: type)
    let answer = try await api.ask(["rooms", room, "send", type, transaction], "PUT", body: content)
    return answer["event_id"]?.string.map { ID($0) }
  }

  private func pin(_ message: MessageRef) async throws -> Outcome {
    let room = try await rooms.resolve(message.channel.raw)
    let path = ["rooms", room, "state", "m.room.pinned_events", ""]
    let pinned = try await api.find(path)?["pinned"]?.array ?? []
    if pinned.contains(.string(message.id.raw)) { return .done(message.id) }
    _ = try await api.ask(path, "PUT", body: ["pinned": .array(pinned + [.string(message.id.raw)])])
    return .done(message.id)
  }

  private func redact(_ message: MessageRef, _ reason: String) async throws -> Outcome {
    let room = try await rooms.resolve(message.channel.raw)
    let transaction = MatrixKey.transaction(key, step: "redact")
    _ = try await api.ask(
      ["rooms", room, "redact", message.id.raw, transaction], "PUT",
      body: ["reason": .string(String(reason.prefix(500)))])
    return .done(message.id)
  }
}
