import BotCore

/// Who invited whom.
struct InvitationTree: Sendable {
  struct Edge: Sendable, Hashable {
    let by: ID<Member>
    let byName: String
    let id: ID<Member>
    let name: String
  }

  private static let mostLines = 60
  private static let deepest = 12

  private var children: [ID<Member>: [Edge]] = [:]
  private var parent: [ID<Member>: Edge] = [:]

  init(_ edges: [Edge]) {
    for edge in edges {
      children[edge.by, default: []].append(edge)
      parent[edge.id] = edge
    }
  }

  /// Whoever invited somebody and was not invited, with all who came through them.
  var lines: [String] {
    let roots = children.filter { parent[$0.key] == nil }.sorted { $0.key < $1.key }
    var lines: [String] = []
    for (root, edges) in roots {
      lines.append("\(edges[0].byName) (\(root))")
      append(below: root, depth: 1, &lines)
    }
    return Self.cut(lines)
  }

  /// From whoever began it down to a member, and all who came through them.
  func lines(of id: ID<Member>) -> [String] {
    var path: [Edge] = []
    while let edge = parent[path.last?.by ?? id], path.count < Self.deepest, !path.contains(edge) { path.append(edge) }
    var lines: [String] = []
    if let top = path.last { lines.append("\(top.byName) (\(top.by))") }
    for (depth, edge) in path.reversed().enumerated() { lines.append(Self.line(edge, depth + 1)) }
    if path.isEmpty, let first = children[id]?.first { lines.append("\(first.byName) (\(id))") }
    append(below: id, depth: path.count + 1, &lines)
    return Self.cut(lines)
  }

  /// The members of this name.
  func named(_ name: String) -> Set<ID<Member>> {
    let name = name.lowercased()
    let edges = children.values.joined()
    return Set(edges.filter { $0.name.lowercased() == name }.map(\.id))
      .union(edges.filter { $0.byName.lowercased() == name }.map(\.by))
  }

  private func append(below id: ID<Member>, depth: Int, _ lines: inout [String]) {
    guard depth <= Self.deepest else { return }
    for edge in children[id] ?? [] where lines.count <= Self.mostLines {
      lines.append(Self.line(edge, depth))
      append(below: edge.id, depth: depth + 1, &lines)
    }
  }

  private static func line(_ edge: Edge, _ depth: Int) -> String {
    String(repeating: "· ", count: depth) + "\(edge.name) (\(edge.id))"
  }

  private static func cut(_ lines: [String]) -> [String] {
    lines.count > mostLines ? lines.prefix(mostLines) + ["and more"] : lines
  }
}
