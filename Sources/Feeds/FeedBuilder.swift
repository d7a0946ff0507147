internal import BotCore
internal import FoundationEssentials

/// Puts entries together from the elements of RSS 0.9 to 2.0 and Atom 0.3 and 1.0. Elements that it does not know are
/// passed over; an entry counts when its end was seen.
struct FeedBuilder {
  /// Entries beyond are left out.
  static let mostEntries = 1000

  private var feed = FeedDocument()
  private var isFeed = false
  private var frames: [Frame] = []
  private var draft: FeedDraft?

  /// An element that is open.
  private struct Frame {
    let name: String
    /// What relative addresses in it count from.
    let base: String
    /// Collected where its text matters.
    var text: String?
    var kind = FeedText.plain
    /// XHTML: tags are collected as well.
    var isMarkup = false
    /// It and what is in it do not matter.
    var isSkipped = false
  }

  private let base: String

  init(base: String) { self.base = base }

  /// `nil` where the root was none of a feed.
  var document: FeedDocument? {
    guard isFeed else { return nil }
    var document = feed
    document.isCut = !frames.isEmpty
    return document
  }

  /// How many elements are open.
  var depth: Int { frames.count }

  mutating func start(_ name: FeedName, _ attributes: [String: String]) {
    let name = name.text
    if frames.isEmpty { isFeed = ["rss", "rdf:RDF", "feed"].contains(name) }
    let outer = frames.last
    let base =
      attributes["xml:base"].map { FeedLink.base($0, in: outer?.base ?? self.base) } ?? outer?.base ?? self.base
    var frame = Frame(name: name, base: base)
    frame.isSkipped = outer?.isSkipped ?? false || Self.skipped.contains(name) && !frames.isEmpty
    if let markup = markupFrame {
      let tag = Self.tag(name, attributes)
      frames[markup].text? += tag
    } else if !frame.isSkipped {
      open(&frame, attributes, in: outer?.name ?? "")
    }
    frames.append(frame)
  }

  mutating func end() {
    guard let frame = frames.popLast() else { return }
    if let markup = markupFrame {
      frames[markup].text? += "</\(Self.local(frame.name))>"
    } else if frame.name == "item" || frame.name == "entry", let entry = draft?.entry {
      if feed.entries.count < Self.mostEntries { feed.entries.append(entry) }
      draft = nil
    } else if let text = frame.text {
      close(frame, text)
    }
  }

  mutating func add(_ text: String) {
    guard let index = frames.lastIndex(where: { $0.text != nil }), frames.last?.isSkipped == false else { return }
    let added = frames[index].isMarkup ? HTML.escape(text) : text
    frames[index].text? += added
  }

  private var markupFrame: Int? { frames.lastIndex { $0.isMarkup } }

  // The feed's own things within an entry, and what has titles and links of its own.
  private static let skipped: Set<String> = ["source", "image", "textInput", "textinput", "media:credit"]

  private mutating func open(_ frame: inout Frame, _ attributes: [String: String], in outer: String) {
    switch frame.name {
    case "item", "entry":
      if draft == nil { draft = FeedDraft(about: attributes["rdf:about"]) }
    case "title", "summary", "content", "subtitle", "tagline":
      let type = attributes["type"] ?? "text"
      guard attributes["src"] == nil, attributes["mode"] != "base64" else { return }
      frame.text = ""
      frame.isMarkup = type.hasSuffix("xhtml") || type.hasSuffix("xhtml+xml")
      // RSS knows no types, and Atom 0.3 says how by another attribute.
      frame.kind = type.hasSuffix("html") || frame.isMarkup ? .html : isAtom ? .plain : .either
    case "link": openLink(&frame, attributes)
    case "enclosure", "media:content":
      if let url = attributes["url"], draft?.enclosure == nil { draft?.enclosure = FeedLink.resolve(url, frame.base) }
    case "guid":
      frame.text = ""
      draft?.isPermalink = attributes["isPermaLink"] != "false"
    case "name": if outer == "author" { frame.text = "" }
    case "description", "content:encoded", "itunes:summary": (frame.text, frame.kind) = ("", .either)
    case "id", "author", "dc:creator", "itunes:author", "pubDate", "published", "issued", "created", "dc:date",
      "updated", "modified", "media:description", "managingEditor":
      frame.text = ""
    default: break
    }
  }

  private var isAtom: Bool { frames.first?.name == "feed" }

  private mutating func openLink(_ frame: inout Frame, _ attributes: [String: String]) {
    guard let href = attributes["href"] else {
      frame.text = ""
      return
    }
    let relation = attributes["rel"] ?? "alternate"
    let url = FeedLink.resolve(href, frame.base)
    if relation == "alternate" && draft?.link == nil { draft?.link = url }
    if relation == "enclosure" && draft?.enclosure == nil { draft?.enclosure = url }
  }

  private mutating func close(_ frame: Frame, _ text: String) {
    guard draft != nil else { return closeOfFeed(frame, text) }
    draft?.take(text, frame.name, kind: frame.kind, base: frame.base)
  }

  private mutating func closeOfFeed(_ frame: Frame, _ text: String) {
    switch frame.name {
    case "title": if feed.title.isEmpty { feed.title = FeedEntry.oneLine(frame.kind.plain(text, base: frame.base)) }
    case "name", "itunes:author", "dc:creator": feed.author = feed.author ?? FeedEntry.oneLine(text)
    default: break
    }
  }

  private static func local(_ name: String) -> Substring { name.split(separator: ":").last ?? "" }

  private static func tag(_ name: String, _ attributes: [String: String]) -> String {
    let kept = ["href", "alt"].compactMap { key in
      attributes[key].map { " \(key)=\"\(HTML.escape($0))\"" }
    }
    return "<\(local(name))\(kept.joined())>"
  }
}
