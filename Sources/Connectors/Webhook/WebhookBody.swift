internal import BotCore

/// A body as a tree of JSON in whose texts `{{name}}` stands for a value. Values are put into the tree, never into its
/// text, so nothing in them can change its shape.
struct WebhookBody: SettingValue, Hashable {
  private let tree: JSON

  init(_ tree: JSON) { self.tree = tree }

  /// What another botrun takes in without any settings.
  static let standard = WebhookBody([
    "kind": "{{kind}}", "id": "{{id}}", "text": "{{text}}", "channel": "{{channel}}", "thread": "{{thread}}",
    "to": "{{to}}", "member": "{{member}}", "author": "{{author}}", "bot": true, "time": "{{time}}",
    "emoji": "{{emoji}}", "role": "{{role}}", "reason": "{{reason}}", "until": "{{until}}", "at": "{{at}}",
  ])

  /// What may stand between the braces.
  static let names = [
    "kind", "id", "key", "text", "plain", "markdown", "html", "title", "channel", "thread", "to", "member", "author",
    "community", "time", "at", "until", "emoji", "role", "reason", "name",
  ]

  static var schema: JSON {
    ["$comment": .string("Variables: " + names.map { "{{\($0)}}" }.joined(separator: ", "))]
  }

  var json: JSON? { tree }

  static func read(_ node: SettingNode) -> WebhookBody? {
    var isGood = true
    check(node) { isGood = false }
    return isGood ? WebhookBody(node.json) : nil
  }

  private static func check(_ node: SettingNode, _ fail: () -> Void) {
    switch node.json {
    case .null, .bool, .int, .double: break
    case .array: for element in node.elements ?? [] { check(element, fail) }
    case .object(let object):
      for key in object.keys { if let member = node.member(key) { check(member, fail) } }
    case .string(let text):
      for piece in pieces(of: text) {
        guard case .variable(let name) = piece, !names.contains(name) else { continue }
        fail()
        let nearest = Spelling.nearest(to: name, in: names).map { "did you mean {{\($0)}}? " } ?? ""
        node.fail(
          "the variable {{\(name)}} is not known here",
          nearest + "use \(names.map { "{{\($0)}}" }.joined(separator: ", "))")
      }
    }
  }

  /// The body with the values in it. A member of an object whose text is one variable without a value is left out; in
  /// other places such a text is null, and within a longer text the variable is nothing.
  func filled(with values: [String: String]) -> JSON { Self.fill(tree, values) }

  private static func fill(_ json: JSON, _ values: [String: String]) -> JSON {
    switch json {
    case .null, .bool, .int, .double: return json
    case .string(let text): return fill(text, values) ?? .null
    case .array(let items): return .array(items.map { fill($0, values) })
    case .object(let object):
      let members = object.members.compactMap { member -> (String, JSON)? in
        guard case .string(let text) = member.value else { return (member.key, fill(member.value, values)) }
        return fill(text, values).map { (member.key, $0) }
      }
      return .object(JSONObject(members))
    }
  }

  private static func fill(_ text: String, _ values: [String: String]) -> JSON? {
    let pieces = pieces(of: text)
    if pieces.count == 1, case .variable(let name) = pieces[0] { return values[name].map { .string($0) } }
    return .string(
      pieces.map { piece in
        switch piece {
        case .literal(let text): String(text)
        case .variable(let name): values[name] ?? ""
        }
      }.joined())
  }

  private enum Piece {
    case literal(Substring)
    case variable(String)
  }

  /// Braces that are not closed stand for themselves.
  private static func pieces(of text: String) -> [Piece] {
    var pieces: [Piece] = []
    var rest = Substring(text)
    while let start = range(of: "{{", in: rest) {
      let inner = rest[start.upperBound...]
      guard let end = range(of: "}}", in: inner) else { break }
      if rest.startIndex < start.lowerBound { pieces.append(.literal(rest[..<start.lowerBound])) }
      pieces.append(.variable(String(inner[..<end.lowerBound].filter { !$0.isWhitespace })))
      rest = inner[end.upperBound...]
    }
    if !rest.isEmpty || pieces.isEmpty { pieces.append(.literal(rest)) }
    return pieces
  }

  private static func range(of mark: String, in text: Substring) -> Range<Substring.Index>? {
    var start = text.startIndex
    while start < text.endIndex {
      if text[start...].hasPrefix(mark) { return start..<text.index(start, offsetBy: mark.count) }
      start = text.index(after: start)
    }
    return nil
  }
}
