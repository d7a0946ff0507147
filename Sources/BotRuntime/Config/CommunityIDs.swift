import BotCore

/// Finds communities that bear the same id, wherever they stand.
struct CommunityIDs {
  private(set) var count = 0
  private var places: [String: Problem.Place] = [:]

  mutating func check(_ community: SettingNode, _ file: ConfigFile) {
    count += 1
    guard let node = community.member("id"), let id = node.json.string else { return }
    guard let first = places[id] else {
      places[id] = file.place(of: node.path)
      return
    }
    let place = first.file == file.source.name ? "line \(first.line)" : "\(first.file):\(first.line)"
    node.fail("the id \"\(id)\" belongs to the community at \(place)", "give each community an id of its own")
  }
}
