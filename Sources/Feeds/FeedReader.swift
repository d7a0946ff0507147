package import BotCore

/// Reads a feed of any format.
package enum FeedReader {
  /// What came is no feed: told with what it seems to be.
  package struct Fault: Error, Hashable {
    package let reason: String
  }

  /// - Parameter base: the address that the feed came from.
  package static func read(_ answer: HTTPResponse, base: String) throws(Fault) -> FeedDocument {
    try read(answer.body, charset: charset(answer.headers), base: base)
  }

  /// - Parameters:
  ///   - charset: what the header told, for documents that do not tell themselves.
  ///   - base: the address that the feed came from.
  package static func read(_ body: [UInt8], charset: String?, base: String) throws(Fault) -> FeedDocument {
    let start = body.prefix(1024).drop { $0 <= 0x20 || [0xEF, 0xBB, 0xBF].contains($0) }
    if start.first == UInt8(ascii: "{") {
      if let json = try? JSON(parsing: body), let feed = FeedJSON.read(json, base: base) { return feed }
      throw Fault(reason: "it answers JSON that is no JSON Feed")
    }
    if let feed = FeedXML.read(body, charset: charset, base: base) { return feed }
    let head = String(decoding: start, as: UTF8.self).lowercased()
    if head.hasPrefix("<!doctype html") || head.hasPrefix("<html") {
      throw Fault(reason: "it is a web page, not a feed; look in the page's source for rel=\"alternate\"")
    }
    throw Fault(reason: body.isEmpty ? "the answer is empty" : "it is neither RSS nor Atom nor JSON Feed")
  }

  private static func charset(_ headers: Headers) -> String? {
    for parameter in (headers["Content-Type"] ?? "").split(separator: ";").dropFirst() {
      let parts = parameter.split(separator: "=").map { $0.filter { !$0.isWhitespace && $0 != "\"" && $0 != "'" } }
      if parts.count == 2, parts[0].lowercased() == "charset" { return parts[1].isEmpty ? nil : parts[1] }
    }
    return nil
  }
}
