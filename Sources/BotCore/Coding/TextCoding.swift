/// A text is a list of nodes; plain text stands as it is, so most texts are one string:
/// `"Hello"`, `["Hello ", {"mention": "U1", "name": "Ann"}, {"bold": "!"}]`.
extension Text {
  // A text nested deeper than this is stored as its plain words: the JSON reader refuses bottomless nesting.
  private static let maxDepth = 40

  public var json: JSON { json(depth: 0) }

  /// - Throws: `JSONShapeError` for a node that this version does not know.
  public init(json: JSON) throws(JSONShapeError) {
    switch json {
    case .string(let plain): self.init(plain)
    case .array(let items):
      var nodes: [Node] = []
      for item in items { nodes.append(try Node(json: item)) }
      self.init(nodes)
    case .null, .bool, .int, .double, .object:
      throw JSONShapeError(description: "a text should be a string or a list, not \(json.kindName)")
    }
  }

  fileprivate func json(depth: Int) -> JSON {
    if nodes.count == 1, case .plain(let text) = nodes[0], !text.isEmpty { return .string(text) }
    return depth > Self.maxDepth ? .string(plain) : .array(nodes.map { $0.json(depth: depth) })
  }
}

extension Text.Node {
  private enum Word: String, CaseIterable {
    case mention, channel, link, code, codeBlock, bold, italic, quote, list
  }

  fileprivate func json(depth: Int) -> JSON {
    switch self {
    case .plain(let text): .string(text)
    case .mention(let member, let name): ["mention": .string(member.raw), "name": .string(name)]
    case .channel(let id, let name): ["channel": .string(id.raw), "name": .string(name)]
    case .link(let label, let url): ["link": .string(url), "label": .string(label)]
    case .code(let text): ["code": .string(text)]
    case .codeBlock(let text): ["codeBlock": .string(text)]
    case .bold(let text): ["bold": text.json(depth: depth + 1)]
    case .italic(let text): ["italic": text.json(depth: depth + 1)]
    case .quote(let text): ["quote": text.json(depth: depth + 1)]
    case .list(let items): ["list": .array(items.map { $0.json(depth: depth + 1) })]
    }
  }

  fileprivate init(json: JSON) throws(JSONShapeError) {
    if let plain = json.string {
      self = .plain(plain)
      return
    }
    let shape = try JSONShape(json, as: "a piece of text")
    guard let word = Word.allCases.first(where: { shape.object[$0.rawValue] != nil }) else {
      let keys = shape.object.keys.map { "\"\($0)\"" }.joined(separator: ", ")
      throw JSONShapeError(description: "a piece of text with \(keys) is of no kind that this version knows")
    }
    let key = word.rawValue
    switch word {
    case .mention: self = .mention(member: try shape.id(key), name: try shape.string("name"))
    case .channel: self = .channel(id: try shape.id(key), name: try shape.string("name"))
    case .link: self = .link(label: try shape.string("label"), url: try shape.string(key))
    case .code: self = .code(try shape.string(key))
    case .codeBlock: self = .codeBlock(try shape.string(key))
    case .bold: self = .bold(try shape.text(key))
    case .italic: self = .italic(try shape.text(key))
    case .quote: self = .quote(try shape.text(key))
    case .list: self = .list(items: try Self.items(shape.json(key)))
    }
  }

  private static func items(_ json: JSON) throws(JSONShapeError) -> [Text] {
    guard let array = json.array else {
      throw JSONShapeError(description: "a list in a text should be a list, not \(json.kindName)")
    }
    var items: [Text] = []
    for item in array { items.append(try Text(json: item)) }
    return items
  }
}
