public import BotCore
internal import FoundationEssentials

extension Discourse {
  /// What Discourse limits apart from each other: posts, likes, and what moderators do. All requests together are
  /// limited as well.
  private enum Kind: String { case post, react, moderate }

  /// What most actions take: one request to look something up, one to do it.
  private static let requestsPerAction = 2.0

  public func buckets(for action: Action) -> [Bucket] {
    guard let kind = kind(of: action) else { return [] }
    let perMinute = Double(settings.requestsPerMinute)
    let spacing = perMinute > 0 ? Duration.seconds(60 / perMinute * Self.requestsPerAction) : nil
    return [Bucket(kind.rawValue), Bucket("api", spacing: spacing, burst: 5)]
  }

  public func perform(_ action: Action, key: String) async -> Outcome {
    guard let kind = kind(of: action) else { return .refused(.unsupported, reason: "this is nothing to send") }
    do {
      switch action {
      case .post(let text, let channel, _): return try await post(text, in: channel, key: key)
      case .reply(let text, let message, _): return try await reply(text, to: message, key: key)
      case .direct(let text, let member): return try await direct(text, to: member, key: key)
      case .schedule(let text, let channel, let at): return try await schedule(text, in: channel, at: at, key: key)
      case .react(let emoji, let message): return try await react(emoji, to: message)
      case .pin(let message): return try await pin(message)
      case .hide(let message, _): return try await hide(message)
      case .delete(let message, _): return try await delete(message)
      case .timeout(let member, let until, let reason): return try await silence(member, until, reason)
      case .ban(let member, let reason): return try await suspend(member, reason)
      case .grant(let role, let member): return try await grant(role, to: member)
      case .approve(let member): return try await approve(member)
      case .decline(let member, _): return try await decline(member)
      case .edit: return .refused(.unsupported, reason: "an edit needs the message that the name stands for")
      case .flag, .settle, .hold, .timer, .fetch, .measure:
        return .refused(.unsupported, reason: "this is nothing to send")
      }
    } catch let step as HarmlessStep {
      return Outcome(step.error, bucket: kind.rawValue, isHarmless: true)
    } catch {
      return Outcome(error, bucket: kind.rawValue, isHarmless: Self.isRepeatable(action))
    }
  }

  private func kind(of action: Action) -> Kind? {
    switch action {
    case .post, .reply, .direct, .schedule, .edit: .post
    case .react: .react
    case .pin, .hide, .delete, .timeout, .ban, .grant, .approve, .decline: .moderate
    case .flag, .settle, .hold, .timer, .fetch, .measure: nil
    }
  }

  /// Done twice it is as if it was done once. A reaction of the plugin is toggled: when the first call is still on its
  /// way, a second may take it back.
  private static func isRepeatable(_ action: Action) -> Bool {
    switch action {
    case .pin, .hide, .delete, .timeout, .ban, .grant, .approve, .decline, .edit: true
    case .post, .reply, .direct, .schedule, .react, .flag, .settle, .hold, .timer, .fetch, .measure: false
    }
  }

  /// Runs what comes before the deed itself: when it fails, nothing was done.
  func before<Value>(_ step: () async throws -> Value) async throws -> Value {
    do {
      return try await step()
    } catch {
      throw HarmlessStep(error: error)
    }
  }
}

/// A failure of something that changes nothing.
struct HarmlessStep: Error { let error: any Error }
