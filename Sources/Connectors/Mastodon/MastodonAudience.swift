internal import BotCore

/// Who gets to see a post: Mastodon has no channels, so a channel's name says the visibility, the hashtags and the
/// accounts, parted by spaces: `unlisted`, `#swiftlang`, `public #swiftlang #news`, `@alice @bob@other.example`.
struct MastodonAudience: Hashable {
  /// In the API's words: `public`, `unlisted`, `private` or `direct`.
  var visibility: String
  /// Without `#`.
  var tags: [String] = []
  /// Without `@` at the beginning.
  var accounts: [String] = []

  init(visibility: String, tags: [String] = [], accounts: [String] = []) {
    self.visibility = visibility
    self.tags = tags
    self.accounts = accounts
  }

  /// - Parameter visibility: for a name that tells none; accounts alone are written to in private.
  /// - Returns: `nil` where the name cannot be understood, or names nobody.
  init?(_ name: String, otherwise visibility: MastodonSettings.Visibility) {
    var named: String?
    for word in name.split(whereSeparator: { $0.isWhitespace || $0 == "," }) {
      if word.hasPrefix("#"), let tag = Self.tag(word) {
        tags.append(tag)
      } else if word.hasPrefix("@"), let account = Self.account(word) {
        accounts.append(account)
      } else if named == nil, let known = Self.visibilities[word.lowercased()] {
        named = known
      } else {
        return nil
      }
    }
    self.visibility = named ?? (accounts.isEmpty ? visibility.rawValue : "direct")
    if named == nil && tags.isEmpty && accounts.isEmpty || self.visibility == "direct" && accounts.isEmpty {
      return nil
    }
  }

  /// Whether people see it whom the name does not name.
  var isOpen: Bool { visibility != "direct" }

  /// The visibility that fewer people share.
  static func narrower(_ a: String, _ b: String) -> String {
    let order = ["public", "unlisted", "private", "direct"]
    // What is not known is taken for narrow.
    return (order.firstIndex(of: a) ?? 3) > (order.firstIndex(of: b) ?? 3) ? known(a) : known(b)
  }

  private static func known(_ visibility: String) -> String { visibilities[visibility] ?? "direct" }

  /// Mastodon's words, those of its pages, and the ones that its compatibles add.
  private static let visibilities = [
    "public": "public", "unlisted": "unlisted", "quiet": "unlisted", "private": "private", "followers": "private",
    "direct": "direct", "local": "unlisted", "mutuals_only": "private",
  ]

  /// Letters, digits and underscores, with or without `#`, in lower case; not digits alone.
  static func tag(_ text: some StringProtocol) -> String? {
    let tag = text.drop { $0 == "#" }
    let isTag = tag.allSatisfy { $0.isLetter || $0.isNumber || $0 == "_" } && tag.contains { !$0.isNumber }
    return isTag ? tag.lowercased() : nil
  }

  /// `user` or `user@host`, without the `@` before it; `nil` for what Mastodon would not read as an account.
  static func account(_ text: some StringProtocol) -> String? {
    let account = text.hasPrefix("@") ? String(text.dropFirst()) : String(text)
    let parts = account.split(separator: "@", maxSplits: 1, omittingEmptySubsequences: false)
    guard let user = parts.first, isWord(user.utf8.first), isWord(user.utf8.last), user.utf8.allSatisfy(isNamePart)
    else { return nil }
    guard parts.count == 2 else { return account }
    let host = parts[1].utf8
    let isHost = host.allSatisfy { isNamePart($0) || $0 == UInt8(ascii: ":") }
    return isHost && isWord(host.first) && isWord(host.last) ? account : nil
  }

  private static func isNamePart(_ byte: UInt8) -> Bool {
    isWord(byte) || byte == UInt8(ascii: ".") || byte == UInt8(ascii: "-")
  }

  private static func isWord(_ byte: UInt8?) -> Bool {
    switch byte ?? 0 {
    case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "A")...UInt8(ascii: "Z"),
      UInt8(ascii: "0")...UInt8(ascii: "9"), UInt8(ascii: "_"):
      true
    default: false
    }
  }
}
