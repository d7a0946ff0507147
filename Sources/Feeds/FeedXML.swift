internal import BotCore
internal import CXML2

/// Drives libxml2's SAX2 reader over a feed. No tree is built, nothing is fetched, no entity of the document's own is
/// expanded, and what is not well formed is read as far as it goes.
final class FeedXML {
  /// Of a feed that is one, elements stand no deeper. What is broken in every tag opens them without an end.
  private static let deepest = 256

  private var builder: FeedBuilder
  private var context: xmlParserCtxtPtr?

  // libxml2 wants its tables made before threads use it.
  private static let isReady: Bool = {
    xmlInitParser()
    return true
  }()

  private init(base: String) { builder = FeedBuilder(base: base) }

  /// - Parameters:
  ///   - charset: what the header told, for documents that do not tell themselves.
  ///   - base: the address of the feed.
  /// - Returns: `nil` where it is no feed.
  static func read(_ body: [UInt8], charset: String?, base: String) -> FeedDocument? {
    let reader = FeedXML(base: base)
    let bytes = FeedBytes(body)
    reader.parse(bytes.mended, encoding: bytes.encoding(told: charset))
    return reader.builder.document
  }

  private func parse(_ bytes: [UInt8], encoding: String?) {
    guard Self.isReady, !bytes.isEmpty, let context = xmlNewParserCtxt() else { return }
    self.context = context
    defer {
      self.context = nil
      xmlFreeParserCtxt(context)
    }
    // Some of its complaints go to standard error whatever the options say, unless this thread's are taken elsewhere.
    xmlSetStructuredErrorFunc(nil) { _, _ in }
    context.pointee.sax.pointee = Self.handler
    context.pointee.userData = Unmanaged.passUnretained(self).toOpaque()
    // A declaration that is not believed must not make the reader stop either.
    let ignoring = encoding == nil ? 0 : XML_PARSE_IGNORE_ENC.rawValue
    let options =
      ignoring | XML_PARSE_RECOVER.rawValue | XML_PARSE_NONET.rawValue | XML_PARSE_NOERROR.rawValue
      | XML_PARSE_NOWARNING.rawValue
    bytes.withUnsafeBytes { raw in
      let start = raw.baseAddress?.assumingMemoryBound(to: CChar.self)
      // For declarations of entities libxml2 makes a document of its own; without any there is none.
      let document = xmlCtxtReadMemory(context, start, Int32(raw.count), nil, encoding, Int32(options))
      if let document { xmlFreeDoc(document) }
    }
  }

  private func start(_ name: FeedName, _ attributes: [String: String]) {
    builder.start(name, attributes)
    if builder.depth > Self.deepest { xmlStopParser(context) }
  }

  private static var handler: xmlSAXHandler {
    var handler = xmlSAXHandler()
    handler.initialized = UInt32(XML_SAX2_MAGIC)
    handler.startElementNs = { reader, name, prefix, space, _, _, count, _, attributes in
      FeedXML.at(reader)?.start(
        FeedName(text(name), prefix: prefix.map { text($0) }, space: space.map { text($0) }),
        pairs(attributes, Int(count)))
    }
    handler.endElementNs = { reader, _, _, _ in FeedXML.at(reader)?.builder.end() }
    handler.characters = { reader, start, count in
      FeedXML.at(reader)?.builder.add(
        String(decoding: UnsafeBufferPointer(start: start, count: Int(count)), as: UTF8.self))
    }
    handler.cdataBlock = handler.characters
    return handler
  }

  private static func at(_ pointer: UnsafeMutableRawPointer?) -> FeedXML? {
    pointer.map { Unmanaged<FeedXML>.fromOpaque($0).takeUnretainedValue() }
  }
}

private func text(_ pointer: UnsafePointer<xmlChar>?) -> String { pointer.map { String(cString: $0) } ?? "" }

/// Five pointers an attribute: name, prefix, name space, begin and end of the value.
private func pairs(_ attributes: UnsafeMutablePointer<UnsafePointer<xmlChar>?>?, _ count: Int) -> [String: String] {
  guard let attributes else { return [:] }
  var pairs: [String: String] = [:]
  for index in 0..<count {
    let parts = attributes + 5 * index
    guard let start = parts[3], let end = parts[4] else { continue }
    let prefix = text(parts[1])
    let name = (prefix.isEmpty ? "" : prefix + ":") + text(parts[0])
    pairs[name] = String(decoding: UnsafeBufferPointer(start: start, count: end - start), as: UTF8.self)
  }
  return pairs
}
