import BotCore
internal import Feeds

/// What the bot says as the content of an `m.room.message` event: plain text, and HTML where there is markup.
struct MatrixText {
  /// Bytes of the content in which a text is sent, without what it answers or replaces.
  static let longest = 58_000
  /// Bytes of a whole content. An event holds 65,536 bytes, of which the homeserver's own members take some thousand
  /// (client-server API, "Size limits").
  private static let maxContent = 60_000

  let plain: String
  /// `nil` where plain text says it all.
  let html: String?
  let mentioned: [ID<Member>]
  let type: String

  init(_ text: Text, notice: Bool) {
    plain = Self.trimmed(text.plain)
    html = text.nodes.allSatisfy(Self.isPlain) ? nil : Self.html(text)
    mentioned = text.mentioned
    type = notice ? "m.notice" : "m.text"
  }

  /// How many bytes a text takes with its markup.
  static func length(_ text: Text) -> Int {
    let text = MatrixText(text, notice: true)
    return text.object(text.core(text.html)).bytes.count
  }

  /// Why the homeserver would not take it; `nil` where it would.
  var fault: String? {
    if plain.isEmpty { return "the text is empty" }
    let count = object(core(nil)).bytes.count
    return count > Self.longest ? "the text takes \(count) bytes and a message holds \(Self.longest); shorten it" : nil
  }

  func content(relatesTo relation: JSON? = nil) -> JSON {
    fit { html in object(core(html) + [("m.relates_to", relation)]) }
  }

  /// A replacement of an own message: the new content, and words for clients that know no edits.
  func replacement(of message: ID<Message>) -> JSON {
    let short = plain.utf8.count > 10_000 ? "* (edited)" : "* " + plain
    let content = fit { replacement(of: message, $0, fallback: short) }
    return content.bytes.count <= Self.maxContent ? content : fit { replacement(of: message, $0, fallback: "*") }
  }

  private func replacement(of message: ID<Message>, _ html: String?, fallback: String) -> JSON {
    object([
      ("msgtype", .string(type)), ("body", .string(fallback)),
      // Who was named before is not called again by an edit.
      ("m.mentions", [:]),
      ("m.new_content", object(core(html))),
      ("m.relates_to", ["rel_type": "m.replace", "event_id": .string(message.raw)]),
    ])
  }

  /// The markup is left out where it would not fit.
  private func fit(_ make: (_ html: String?) -> JSON) -> JSON {
    let content = make(html)
    return html == nil || content.bytes.count <= Self.maxContent ? content : make(nil)
  }

  /// Without the members whose value is `nil`.
  private func object(_ members: [(String, JSON?)]) -> JSON {
    .object(JSONObject(members.compactMap { key, value in value.map { (key, $0) } }))
  }

  private func core(_ html: String?) -> [(String, JSON?)] {
    // Always there, so that no word of the text calls anybody: neither a name nor @room.
    let mentions: JSON = mentioned.isEmpty ? [:] : ["user_ids": .array(mentioned.map { .string($0.raw) })]
    return [
      ("msgtype", .string(type)), ("body", .string(plain)), ("format", html.map { _ in "org.matrix.custom.html" }),
      ("formatted_body", .optional(html)), ("m.mentions", mentions),
    ]
  }

  private static func isPlain(_ node: Text.Node) -> Bool {
    if case .plain = node { true } else { false }
  }

  private static func trimmed(_ text: String) -> String {
    var rest = Substring(text)
    while rest.first?.isNewline == true { rest = rest.dropFirst() }
    while rest.last?.isNewline == true { rest = rest.dropLast() }
    return String(rest)
  }

  static func html(_ text: Text) -> String { text.nodes.map(html).joined() }

  private static func html(_ node: Text.Node) -> String {
    switch node {
    case .plain(let text): escaped(text)
    case .mention(let member, let name): anchor(name, "https://matrix.to/#/" + Percent.encode(member.raw))
    case .channel(let id, let name): channel(id, name)
    case .link(let label, let url): link(label, url)
    case .code(let text): "<code>\(escaped(text))</code>"
    case .codeBlock(let text): "<pre><code>\(HTML.escape(text))</code></pre>"
    case .bold(let text): "<strong>\(html(text))</strong>"
    case .italic(let text): "<em>\(html(text))</em>"
    case .quote(let text): "<blockquote>\(html(text))</blockquote>"
    case .list(let items): "<ul>\(items.map { "<li>\(html($0))</li>" }.joined())</ul>"
    }
  }

  private static func channel(_ id: ID<Channel>, _ name: String) -> String {
    let isAddressable = id.raw.hasPrefix("!") || (id.raw.hasPrefix("#") && id.raw.contains(":"))
    return isAddressable
      ? anchor("#" + name, "https://matrix.to/#/" + Percent.encode(id.raw)) : escaped("#" + name)
  }

  /// Only addresses that open a page or a mail become links.
  private static func link(_ label: String, _ url: String) -> String {
    let opens = ["https://", "http://", "mailto:"].contains { url.lowercased().hasPrefix($0) }
    if opens { return anchor(label.isEmpty ? url : label, url) }
    return escaped(label.isEmpty ? url : "\(label) (\(url))")
  }

  private static func anchor(_ label: String, _ url: String) -> String {
    "<a href=\"\(HTML.escape(url))\">\(escaped(label))</a>"
  }

  private static func escaped(_ text: String) -> String {
    text.split(separator: "\n", omittingEmptySubsequences: false).map { HTML.escape(String($0)) }
      .joined(separator: "<br>")
  }
}
