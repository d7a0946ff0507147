import BotCore
internal import FoundationEssentials

/// Addresses within feeds.
package enum FeedLink {
  /// A whole address, of the web only; `nil` for anything else.
  package static func resolve(_ address: String, _ base: String) -> String? {
    let address = address.trimmed
    guard !address.isEmpty else { return nil }
    if isWeb(address) { return address }
    guard let url = URL(string: address, relativeTo: URL(string: base))?.absoluteString, isWeb(url) else { return nil }
    return url
  }

  /// What addresses below an `xml:base` count from.
  static func base(_ written: String, in outer: String) -> String { resolve(written, outer) ?? outer }

  package static func isWeb(_ address: String) -> Bool { address.hasPrefix("https://") || address.hasPrefix("http://") }
}
