internal import BotCore
internal import CXML2

extension HTML {
  /// What a person reads of a piece of HTML: paragraphs and `<br>` as line breaks, items of lists after "- ", quotes
  /// after "> ", a link as its label and its address where they differ, images as their `alt`. Scripts and styles are
  /// left out. Never fetches anything and never fails: what is no HTML is read as a browser would.
  ///
  /// Reads at most 512 KiB, and stops where elements stand more than 512 deep.
  /// - Parameter resolve: makes whole addresses of those that links name.
  package static func plain(_ html: String, resolve: @escaping (String) -> String = { $0 }) -> String {
    let reader = HTMLReader(resolve: resolve)
    reader.read(html)
    return reader.lines.text
  }
}

/// Drives libxml2's HTML parser as a reader of tags and text; no tree is built.
private final class HTMLReader {
  static let mostBytes = 512 << 10
  static let deepest = 512

  var lines = HTMLLines()
  private let resolve: (String) -> String
  private var depth = 0
  private var context: htmlParserCtxtPtr?

  // libxml2 wants its tables made before threads use it.
  private static let isReady: Bool = {
    xmlInitParser()
    return true
  }()

  init(resolve: @escaping (String) -> String) { self.resolve = resolve }

  func read(_ html: String) {
    guard Self.isReady, let context = htmlNewParserCtxt() else { return }
    defer { htmlFreeParserCtxt(context) }
    self.context = context
    context.pointee.sax.pointee = Self.handler
    context.pointee.userData = Unmanaged.passUnretained(self).toOpaque()
    let bytes = Self.bytes(html)
    let options =
      HTML_PARSE_RECOVER.rawValue | HTML_PARSE_NOERROR.rawValue | HTML_PARSE_NOWARNING.rawValue
      | HTML_PARSE_NONET.rawValue | HTML_PARSE_NOIMPLIED.rawValue | HTML_PARSE_IGNORE_ENC.rawValue
    bytes.withUnsafeBytes { raw in
      let start = raw.baseAddress?.assumingMemoryBound(to: CChar.self)
      guard let document = htmlCtxtReadMemory(context, start, Int32(raw.count), nil, "UTF-8", Int32(options)) else {
        return
      }
      xmlFreeDoc(document)
    }
    self.context = nil
    lines.end()
  }

  /// Valid UTF-8 without NUL, at which C would stop. The element around it keeps libxml2 from putting each text at the
  /// top into a paragraph.
  private static func bytes(_ html: String) -> [UInt8] {
    // The cut may have split a character.
    let cut = String(decoding: html.utf8.prefix(mostBytes), as: UTF8.self)
    return Array("<x-text>".utf8) + cut.utf8.map { $0 == 0 ? UInt8(ascii: " ") : $0 }
  }

  private func start(_ tag: String, _ attributes: [String: String]) {
    depth += 1
    if depth > Self.deepest { return xmlStopParser(context) }
    var attributes = attributes
    attributes["href"] = attributes["href"].map(resolve)
    lines.start(tag, attributes)
  }

  private func end(_ tag: String) {
    depth -= 1
    lines.end(tag)
  }

  private static var handler: htmlSAXHandler {
    var handler = htmlSAXHandler()
    handler.startElement = { reader, name, attributes in
      HTMLReader.at(reader)?.start(text(name), pairs(attributes))
    }
    handler.endElement = { reader, name in HTMLReader.at(reader)?.end(text(name)) }
    handler.characters = { reader, start, count in
      HTMLReader.at(reader)?.lines.add(UnsafeBufferPointer(start: start, count: Int(count)))
    }
    handler.ignorableWhitespace = handler.characters
    // What scripts and styles hold comes here.
    handler.cdataBlock = { _, _, _ in }
    return handler
  }

  private static func at(_ pointer: UnsafeMutableRawPointer?) -> HTMLReader? {
    pointer.map { Unmanaged<HTMLReader>.fromOpaque($0).takeUnretainedValue() }
  }
}

private func text(_ pointer: UnsafePointer<xmlChar>?) -> String { pointer.map { String(cString: $0) } ?? "" }

/// Names and values in turn, up to a null name; an attribute without a value has a null one.
private func pairs(_ attributes: UnsafeMutablePointer<UnsafePointer<xmlChar>?>?) -> [String: String] {
  guard let attributes else { return [:] }
  var pairs: [String: String] = [:]
  var index = 0
  while let name = attributes[index] {
    let key = text(name)
    if HTMLLines.attributes.contains(key) { pairs[key] = text(attributes[index + 1]) }
    index += 2
  }
  return pairs
}
