/// What the bot says, as a small tree. Each connector renders and escapes it, so that nothing a member wrote can become
/// markup or ping anybody.
public struct Text: Sendable, Hashable, ExpressibleByStringLiteral {
  public indirect enum Node: Sendable, Hashable {
    /// May hold line breaks.
    case plain(String)
    case mention(member: ID<Member>, name: String)
    case channel(id: ID<Channel>, name: String)
    /// `label` empty: the address itself is shown.
    case link(label: String, url: String)
    case code(String)
    case codeBlock(String)
    case bold(Text)
    case italic(Text)
    case quote(Text)
    case list(items: [Text])
  }

  public var nodes: [Node]

  public init(_ nodes: [Node] = []) { self.nodes = nodes }
  public init(_ plain: String) { nodes = plain.isEmpty ? [] : [.plain(plain)] }
  public init(stringLiteral plain: String) { self.init(plain) }

  public var isEmpty: Bool { nodes.isEmpty }

  public static func + (a: Text, b: Text) -> Text { Text(a.nodes + b.nodes) }
  public static func += (a: inout Text, b: Text) { a.nodes += b.nodes }

  /// Without any markup, as a terminal or a log shows it.
  public var plain: String {
    var out = ""
    for node in nodes {
      switch node {
      case .plain(let text), .code(let text): out += text
      case .codeBlock(let text): out += "\n" + text + "\n"
      case .mention(_, let name): out += "@" + name
      case .channel(_, let name): out += "#" + name
      case .link(let label, let url): out += label.isEmpty ? url : "\(label) (\(url))"
      case .bold(let text), .italic(let text): out += text.plain
      case .quote(let text): out += "> " + text.plain + "\n"
      case .list(let items): out += items.map { "\n- " + $0.plain }.joined() + "\n"
      }
    }
    return out
  }

  /// The members whom this text would notify.
  public var mentioned: [ID<Member>] {
    nodes.flatMap { node -> [ID<Member>] in
      switch node {
      case .mention(let member, _): [member]
      case .bold(let text), .italic(let text), .quote(let text): text.mentioned
      case .list(let items): items.flatMap(\.mentioned)
      case .plain, .channel, .link, .code, .codeBlock: []
      }
    }
  }
}
