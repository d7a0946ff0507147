/// A text with places for values, such as `Welcome {member.name}!`. What a manager writes around them is light Markdown;
/// a value is put in as it is and never read again, so it can hold neither markup nor a further variable.
public struct Template: Sendable, Hashable {
  /// As it was written.
  public let source: String
  let pieces: [Piece]

  enum Piece: Sendable, Hashable {
    case literal(String)
    case variable(String)
  }

  /// What a reader of templates could not understand.
  public struct Fault: Error, Sendable, Hashable {
    public let fault: String
    public let remedy: String
  }

  /// - Parameter text: `{name}` is a variable, `{{` and `}}` stand for the braces themselves.
  public init(_ text: String) throws(Fault) {
    source = text
    var pieces: [Piece] = []
    var literal = ""
    var rest = Substring(text)
    while let character = rest.popFirst() {
      if character != "{" && character != "}" {
        literal.append(character)
      } else if rest.first == character {
        rest.removeFirst()
        literal.append(character)
      } else if character == "}" {
        throw Fault(fault: "there is a } without its {", remedy: "write }} for the brace itself")
      } else {
        guard let end = rest.firstIndex(of: "}") else {
          throw Fault(fault: "the { is never closed", remedy: "write {{ for the brace itself, or close it with }")
        }
        if !literal.isEmpty { pieces.append(.literal(literal)) }
        literal = ""
        pieces.append(.variable(String(rest[..<end])))
        rest = rest[rest.index(after: end)...]
      }
    }
    if !literal.isEmpty { pieces.append(.literal(literal)) }
    self.pieces = pieces
  }

  /// The names that stand between braces, in their order.
  public var variables: [String] {
    pieces.compactMap { piece in
      switch piece {
      case .literal: nil
      case .variable(let name): name
      }
    }
  }

  /// What is still to be filled in.
  public var gap: String? { FillIn.first(in: source) }

  /// Puts the values in. A variable without a value shows as nothing: the configuration check knows them all.
  public func render(_ values: [String: Text]) -> Text {
    // A private-use scalar stands for each variable while the Markdown is read, so a value can never become markup.
    var marked = ""
    for piece in pieces {
      switch piece {
      case .literal(let text): marked += Markdown.withoutMarks(text)
      case .variable(let name): marked += Markdown.mark(for: name, in: variables)
      }
    }
    return Markdown.read(marked) { index in values[variables[index]] ?? Text() }
  }
}

extension Template: SettingValue {
  public static var schema: JSON { ["type": "string", "pattern": .string(pattern(ofVariables: "[^{}]*"))] }
  public var json: JSON? { .string(source) }

  /// The pattern of all texts whose variables fit the pattern `names`.
  static func pattern(ofVariables names: String) -> String { "^([^{}]|\\{\\{|\\}\\}|\\{(\(names))\\})*$" }

  public static func read(_ node: SettingNode) -> Template? {
    guard let text = String.read(node) else { return nil }
    do throws(Fault) {
      if let word = PlaceholderLike.first(in: text) {
        node.warn("\(word) is posted as it stands", "write a variable in single braces, such as {member.name}")
      }
      return try Template(text).expandingTexts(node)
    } catch {
      node.fail(error.fault, error.remedy)
      return nil
    }
  }

  /// Replaces `{texts.name}` by the shared text of that name, once. Tells the node of every name that is not known.
  private func expandingTexts(_ node: SettingNode) throws(Fault) -> Template {
    var expanded: [Piece] = []
    for piece in pieces {
      guard case .variable(let name) = piece, name.hasPrefix("texts.") else {
        expanded.append(piece)
        continue
      }
      let key = String(name.dropFirst("texts.".count))
      guard let text = node.source.text(key) else {
        let nearest = Spelling.nearest(to: key, in: node.source.textNames)
        node.fail(
          "there is no text \"\(key)\" in the table \"texts\"",
          nearest.map { "did you mean {texts.\($0)}?" } ?? "add \"\(key)\" to \"texts\"")
        continue
      }
      expanded += try Template(text).pieces
    }
    return Template(source: source, pieces: expanded)
  }

  private init(source: String, pieces: [Piece]) {
    self.source = source
    self.pieces = pieces
  }
}

extension Template: ExpressibleByStringLiteral {
  /// For defaults in code; a literal that is no template is a mistake of ours and stops the program.
  public init(stringLiteral text: String) {
    do throws(Fault) {
      try self.init(text)
    } catch {
      preconditionFailure("template \"\(text)\": \(error.fault)")
    }
  }
}
