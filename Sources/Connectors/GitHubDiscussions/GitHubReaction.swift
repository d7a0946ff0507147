/// The eight reactions that GitHub knows (GraphQL, `ReactionContent`).
enum GitHubReaction: String, CaseIterable {
  case thumbsUp = "THUMBS_UP"
  case thumbsDown = "THUMBS_DOWN"
  case laugh = "LAUGH"
  case hooray = "HOORAY"
  case confused = "CONFUSED"
  case heart = "HEART"
  case rocket = "ROCKET"
  case eyes = "EYES"

  /// - Parameter emoji: the sign itself, of any skin colour, or a name of it, with or without colons.
  init?(emoji: String) {
    var plain = emoji.unicodeScalars.filter { $0 != "\u{FE0F}" && !(0x1F3FB...0x1F3FF).contains($0.value) }
    while plain.first == ":" { plain.removeFirst() }
    while plain.last == ":" { plain.removeLast() }
    let name = String(String.UnicodeScalarView(plain)).lowercased()
    guard let found = Self.allCases.first(where: { $0.emoji == name || $0.names.contains(name) }) else { return nil }
    self = found
  }

  var emoji: String {
    switch self {
    case .thumbsUp: "👍"
    case .thumbsDown: "👎"
    case .laugh: "😄"
    case .hooray: "🎉"
    case .confused: "😕"
    case .heart: "\u{2764}"
    case .rocket: "🚀"
    case .eyes: "👀"
    }
  }

  private var names: [String] {
    switch self {
    case .thumbsUp: ["+1", "thumbsup", "thumbs_up"]
    case .thumbsDown: ["-1", "thumbsdown", "thumbs_down"]
    case .laugh: ["laugh", "smile"]
    case .hooray: ["hooray", "tada"]
    case .confused: ["confused"]
    case .heart: ["heart"]
    case .rocket: ["rocket"]
    case .eyes: ["eyes"]
    }
  }
}
