/// The name of an element, with its name space where that is none of the feed formats' own.
struct FeedName: Hashable {
  /// `entry`, `dc:date`; of a name space that nobody here knows `?:x`.
  let text: String

  init(_ local: String, prefix: String?, space: String?) {
    // A prefix that was never declared is taken for what everybody uses it for.
    let known = space.map { Self.spaces[$0.lowercased()] ?? "?" } ?? prefix?.lowercased() ?? ""
    text = known.isEmpty || known == "atom" ? local : known + ":" + local
  }

  private static let spaces: [String: String] = [
    "": "",
    "http://www.w3.org/2005/atom": "",
    "http://purl.org/atom/ns#": "",
    "http://purl.org/rss/1.0/": "",
    "http://my.netscape.com/rdf/simple/0.9/": "",
    "http://backend.userland.com/rss2": "",
    "http://www.w3.org/1999/02/22-rdf-syntax-ns#": "rdf",
    "http://purl.org/rss/1.0/modules/content/": "content",
    "http://purl.org/dc/elements/1.1/": "dc",
    "http://purl.org/dc/terms/": "dc",
    "http://search.yahoo.com/mrss/": "media",
    "http://search.yahoo.com/mrss": "media",
    "http://www.itunes.com/dtds/podcast-1.0.dtd": "itunes",
    "http://www.w3.org/1999/xhtml": "xhtml",
  ]
}
