public import BotCore

/// What plugins may fetch from the bot itself: `botrun:report?weeks=2`. Performed like any fetch, outside of the engine's
/// thread, and answered the same way.
public enum OwnAnswers {
  /// Like a server: 200 and what was asked for, else a status and a sentence. 204: there is nothing to tell here.
  public typealias Answer = @Sendable (_ community: ID<Community>, _ path: String) -> (status: Int, body: String)

  private static let scheme = "botrun:"

  /// What is asked of the bot; `nil` for addresses of the world.
  static func path(_ url: String) -> String? {
    url.hasPrefix(scheme) ? String(url.dropFirst(scheme.count)) : nil
  }
}
