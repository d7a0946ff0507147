internal import BotCore
internal import FoundationEssentials

/// Reads JSON Feed, versions 1 and 1.1 (https://www.jsonfeed.org).
enum FeedJSON {
  /// `nil` where it is no such feed.
  static func read(_ json: JSON, base: String) -> FeedDocument? {
    guard json["version"]?.string?.contains("jsonfeed.org/version/") == true, let items = json["items"]?.array else {
      return nil
    }
    var feed = FeedDocument()
    feed.title = json["title"]?.string ?? ""
    feed.author = author(of: json)
    feed.entries = items.prefix(FeedBuilder.mostEntries).compactMap { entry($0, base) }
    return feed
  }

  private static func entry(_ item: JSON, _ base: String) -> FeedEntry? {
    guard item.object != nil else { return nil }
    let links = [item["url"], item["external_url"]].compactMap { $0?.string }
    let link = links.lazy.compactMap { FeedLink.resolve($0, base) }.first
    let html = item["content_html"]?.string.map { FeedText.html.plain($0, base: base) }
    let body = [html, item["content_text"]?.string, item["summary"]?.string].compactMap { $0 }.first { !$0.isEmpty }
    let title = item["title"]?.string ?? ""
    guard body != nil || !title.isEmpty || link != nil else { return nil }
    let id = item["id"].flatMap { $0.string ?? ($0.double == nil ? nil : $0.text) }
    let updated = item["date_modified"].flatMap { LenientDate.read($0) }
    return FeedEntry(
      id: id, link: link, title: title, body: body ?? "", author: author(of: item),
      published: item["date_published"].flatMap { LenientDate.read($0) } ?? updated, updated: updated)
  }

  private static func author(of json: JSON) -> String? {
    (json["authors"]?[0] ?? json["author"])?["name"]?.string
  }
}
