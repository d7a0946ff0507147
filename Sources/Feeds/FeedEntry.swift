internal import BotCore
package import FoundationEssentials

/// What a feed holds, whatever its format.
package struct FeedDocument: Hashable {
  package var title = ""
  package var author: String?
  package var entries: [FeedEntry] = []
  /// Its end was not there: entries may be missing.
  package var isCut = false
}

/// One entry, all of it plain text.
package struct FeedEntry: Hashable {
  /// As the feed gives it; made of link and title where it gives none.
  package var id: String
  package var link: String?
  package var title: String
  package var body: String
  package var author: String?
  package var published: Date?
  package var updated: Date?

  package init(
    id: String?, link: String?, title: String, body: String, author: String? = nil, published: Date? = nil,
    updated: Date? = nil
  ) {
    let title = Self.oneLine(title)
    self.id = id.flatMap { $0.isEmpty ? nil : $0 } ?? Self.made(of: link, title.isEmpty ? body : title)
    self.link = link
    self.title = title
    self.body = body.trimmed
    self.author = author.map(Self.oneLine).flatMap { $0.isEmpty ? nil : $0 }
    self.published = published
    self.updated = updated
  }

  private static func made(of link: String?, _ words: String) -> String {
    (link ?? "") + "#" + String(FNV(words.utf8).value, radix: 36)
  }

  /// Title and text, the title left out where the text begins with it.
  package func text(longest: Int) -> String {
    let isRepeated = !title.isEmpty && body.hasPrefix(title)
    let whole = isRepeated || title.isEmpty ? body : body.isEmpty ? title : title + "\n\n" + body
    return whole.count > longest ? whole.prefix(longest - 1) + "…" : whole
  }

  /// Changes when a reader would see a change. Links do not count: some are made anew for every look.
  package var content: UInt32 {
    let hash = FNV((title + "\u{0}" + body).utf8).value
    return UInt32(truncatingIfNeeded: hash ^ hash >> 32)
  }

  package static func oneLine(_ text: String) -> String {
    text.split(whereSeparator: \.isWhitespace).joined(separator: " ")
  }
}
