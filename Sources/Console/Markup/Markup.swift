import BotCore

/// A piece of a page. Names of elements and attributes can only be literals, and every text and value is escaped when it
/// is written, so nothing that a member wrote becomes markup.
indirect enum Markup: Sendable, ExpressibleByStringLiteral, ExpressibleByStringInterpolation {
  case text(String)
  case element(StaticString, [Attribute], Markup)
  case group([Markup])

  struct Attribute: Sendable {
    let name: StaticString
    let value: String
  }

  static let none = Markup.group([])

  init(stringLiteral text: String) { self = .text(text) }

  /// - Parameter attributes: one that is `nil` is left out; "" stands for one without a value.
  static func tag(
    _ name: StaticString, _ attributes: KeyValuePairs<StaticString, String?> = [:], _ children: Markup...
  ) -> Markup {
    tag(name, attributes, children)
  }

  static func tag(
    _ name: StaticString, _ attributes: KeyValuePairs<StaticString, String?>, _ children: [Markup]
  ) -> Markup {
    .element(
      name, attributes.compactMap { name, value in value.map { Attribute(name: name, value: $0) } }, .group(children))
  }

  /// - Parameter address: of this site as it stands here, or of the web; anything else is shown without being a link.
  static func link(_ address: String, _ children: Markup..., current: Bool = false) -> Markup {
    .tag("a", ["href": address, "aria-current": current ? "page" : nil], children)
  }

  /// An address that somebody else wrote.
  static func foreignLink(_ address: String, _ label: String) -> Markup {
    guard isWeb(address) else { return .text(label) }
    return .tag("a", ["href": address, "rel": "noopener noreferrer", "target": "_blank"], .text(label))
  }

  private static func isWeb(_ address: String) -> Bool {
    let start = address.prefix(8).lowercased()
    return start.hasPrefix("https://") || start.hasPrefix("http://")
  }

  var html: String {
    var out = ""
    write(to: &out)
    return out
  }

  private func write(to out: inout String) {
    switch self {
    case .text(let text): Self.escape(text, to: &out)
    case .group(let pieces): for piece in pieces { piece.write(to: &out) }
    case .element(let name, let attributes, let content):
      out += "<\(name)"
      for attribute in attributes {
        out += " \(attribute.name)=\""
        Self.escape(attribute.value, to: &out)
        out += "\""
      }
      out += ">"
      guard !Self.void.contains("\(name)") else { return }
      content.write(to: &out)
      out += "</\(name)>"
    }
  }

  private static let void: Set<String> = ["br", "hr", "input", "link", "meta"]

  /// Control characters have no place on a page; they are left out.
  private static func escape(_ text: String, to out: inout String) {
    for scalar in text.unicodeScalars {
      switch scalar {
      case "\n", "\t": out.unicodeScalars.append(scalar)
      case "\u{0}"..."\u{1F}", "\u{7F}"..."\u{9F}": break
      default:
        if let entity = scalar.htmlEntity { out += entity } else { out.unicodeScalars.append(scalar) }
      }
    }
  }
}

extension Markup {
  static func each<S: Sequence>(_ items: S, _ make: (S.Element) throws -> Markup) rethrows -> Markup {
    .group(try items.map(make))
  }

  /// What somebody else chose, kept from turning the letters around it.
  static func name(_ text: String) -> Markup { .tag("bdi", [:], .text(text)) }
}
