import BotCore

/// Finds communities that are reached by the same connection: each would hear what the other hears, and answer it too.
struct SharedConnections {
  private var places: [String: (id: String, place: Problem.Place)] = [:]

  mutating func check(_ community: CommunityConfig, _ node: SettingNode, _ file: ConfigFile) {
    // What a webhook brings is addressed to one community; without secrets, nobody's account is shared.
    guard let connection = node.member("connection"), ClearTraffic.holdsSecret(connection.json),
      !community.about.receives.isSubset(of: [.webhook])
    else { return }
    guard let first = places[community.credential] else {
      places[community.credential] = (community.community.id.raw, file.place(of: node.path))
      return
    }
    let place =
      first.place.file == file.source.name ? "line \(first.place.line)" : "\(first.place.file):\(first.place.line)"
    connection.warn(
      "the community \"\(first.id)\" at \(place) has the same connection: both hear the same messages, and both answer",
      "join their plugins into one community, or give this one its own account or place")
  }
}
