import BotCore
internal import FoundationEssentials

/// An entry of which not all has been seen.
struct FeedDraft {
  private var id: String?
  /// Whether the id is an address as well.
  var isPermalink = false
  var link: String?
  var enclosure: String?
  private var title: String?
  private var content: String?
  private var summary: String?
  private var remark: String?
  private var author: String?
  private var published: Date?
  private var updated: Date?

  /// - Parameter about: where RSS 1.0 has the id.
  init(about: String?) { id = about }

  /// The text of one of its elements.
  /// - Parameter base: what relative addresses in it count from.
  mutating func take(_ text: String, _ element: String, kind: FeedText, base: String) {
    func plain() -> String { kind.plain(text, base: base) }
    switch element {
    case "title": title = title ?? plain()
    case "link": link = FeedLink.resolve(text, base) ?? link
    case "id", "guid": id = text.trimmed
    case "content", "content:encoded": content = plain()
    case "description", "summary": summary = plain()
    case "media:description", "itunes:summary": remark = plain()
    case "name", "dc:creator", "itunes:author": author = author ?? FeedEntry.oneLine(text)
    case "author": author = author ?? Self.person(text)
    case "pubDate", "published", "issued", "created", "dc:date": published = published ?? LenientDate.read(text)
    case "updated", "modified": updated = LenientDate.read(text)
    default: break
    }
  }

  /// RSS's `mail@example.org (Name)`.
  private static func person(_ text: String) -> String? {
    let text = FeedEntry.oneLine(text)
    guard let open = text.firstIndex(of: "("), text.hasSuffix(")") else { return text.isEmpty ? nil : text }
    return String(text[text.index(after: open)...].dropLast())
  }

  /// `nil` where there is nothing to say and nothing to open.
  var entry: FeedEntry? {
    let body = [content, summary, remark].compactMap { $0 }.first { !$0.isEmpty } ?? ""
    let permalink = id.flatMap { isPermalink && FeedLink.isWeb($0) ? $0 : nil }
    let link = link ?? permalink ?? enclosure
    guard !body.isEmpty || title?.isEmpty == false || link != nil else { return nil }
    return FeedEntry(
      id: id, link: link, title: title ?? "", body: body, author: author, published: published ?? updated,
      updated: updated)
  }
}
