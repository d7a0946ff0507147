public import BotCore

/// A place in the configuration that names something on the platform.
public struct Mention: Sendable {
  public let name: PlaceName
  let place: Problem.Place
  let path: JSONPath
  let owner: String?
  let excerpt: String?

  /// The same problem as the configuration check would tell.
  public func problem(_ missing: MissingName) -> Problem {
    Problem(
      place: place, subject: path.description, owner: owner, fault: missing.fault, remedy: missing.remedy,
      excerpt: excerpt)
  }
}
