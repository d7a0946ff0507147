public import BotCore
public import FoundationEssentials

extension Tools {
  /// Tools for a connector under test: a fixed clock, no waiting, a log that goes nowhere.
  public static func testing(
    http: any HTTPClient, community: Community = .testing, now: Date = Date(timeIntervalSince1970: 1_767_225_600),
    longestWait: Duration = .seconds(30)
  ) -> Tools {
    Tools(
      community: community, http: http, now: { now }, sleep: { _ in }, log: { _, _, _ in }, pace: { _, _ in },
      longestWait: longestWait)
  }
}

extension Community {
  public static var testing: Community { Community(id: "lobby", name: "The Lobby", platform: "test") }
}
