internal import BotCore

/// A text that may be a secret, as addresses with a key in them are: written as it is, or as a reference such as
/// `env:NAME`. It is treated as a secret either way and never shown.
struct TextOrSecret: SettingValue, Hashable {
  private let secret: Secret

  init(_ text: String) { secret = Secret(text) }
  private init(_ secret: Secret) { self.secret = secret }

  /// Every use is a place to look at in a review.
  func reveal() -> String { secret.reveal() }
  var isEmpty: Bool { secret.isEmpty }

  static var schema: JSON { ["type": "string", "minLength": 1] }
  var json: JSON? { nil }

  static func isReference(_ text: String) -> Bool {
    ["env:", "file:", "credential:"].contains { text.hasPrefix($0) }
  }

  static func read(_ node: SettingNode) -> TextOrSecret? {
    guard let text = node.json.string, !isReference(text) else {
      return Secret.read(node).map { TextOrSecret($0) }
    }
    node.source.conceal(node.path)
    guard !text.isEmpty else {
      node.fail("the text is empty", "write at least one character")
      return nil
    }
    return TextOrSecret(text)
  }
}
