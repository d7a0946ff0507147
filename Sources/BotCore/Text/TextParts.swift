extension Text {
  /// The text in pieces that each fit into one message: cut between paragraphs, lines, sentences or words, in this
  /// order, and never inside a mention, a channel's name or a link. Code and quotes that are cut stay code and quotes.
  /// What cannot be cut stands alone, even if it is too long. Of a text that would be more than `most` pieces the rest is
  /// left out, with an ellipsis: nobody reads it, and a mistake must not flood a channel.
  /// - Parameters:
  ///   - longest: the most that one message may hold.
  ///   - length: how long the platform counts a text; it must not shrink when the text grows.
  /// - Returns: at least one piece.
  public func parts(longest: Int, most: Int = 20, length: (Text) -> Int) -> [Text] {
    guard length(self) > longest else { return [self] }
    let pieces = nodes.enumerated().flatMap { source, node in
      Piece.pieces(of: node, source: source) { length(Text([$0])) <= longest }
    }
    var parts: [Text] = []
    var start = 0
    while start < pieces.count {
      guard parts.count < most else {
        parts[most - 1] = parts[most - 1].ended(longest: longest, length: length)
        break
      }
      let end = Self.end(from: start, in: pieces) { length(Piece.joined(pieces[start..<$0]).trimmed) <= longest }
      let part = Piece.joined(pieces[start..<end]).trimmed
      if !part.isEmpty { parts.append(part) }
      start = end
    }
    return parts.isEmpty ? [self] : parts
  }

  /// The text, or its beginning with an ellipsis where it is too long for one message.
  public func cut(longest: Int, length: (Text) -> Int) -> Text {
    length(self) > longest ? ended(longest: longest, length: length) : self
  }

  /// With an ellipsis at its end, for which room is made.
  private func ended(longest: Int, length: (Text) -> Int) -> Text {
    let ellipsis = Text(" …")
    return (parts(longest: max(1, longest - length(ellipsis)), length: length).first ?? self) + ellipsis
  }

  /// As many pieces as fit, fewer where that ends better: the best boundary of the last two thirds.
  private static func end(from start: Int, in pieces: [Piece], fits: (Int) -> Bool) -> Int {
    // The window doubles until it is too large, so that one part costs no more than its own length.
    var (low, high) = (start + 1, start + 2)
    while high < pieces.count, fits(high) { (low, high) = (high, start + 2 * (high - start)) }
    high = min(high, pieces.count)
    while low < high {
      let middle = (low + high + 1) / 2
      if fits(middle) { low = middle } else { high = middle - 1 }
    }
    guard low < pieces.count else { return low }
    let third = start + (low - start) / 3
    return (third..<low).max { (pieces[$0].end, $0) < (pieces[$1].end, $1) }.map { $0 + 1 } ?? low
  }

  /// Without white space at both ends.
  private var trimmed: Text {
    var nodes = nodes
    while case .plain(let text) = nodes.first {
      let rest = text.drop(while: \.isBlank)
      if rest.isEmpty { nodes.removeFirst() } else { nodes[0] = .plain(String(rest)) }
      if !rest.isEmpty { break }
    }
    while case .plain(let text) = nodes.last {
      var rest = Substring(text)
      while rest.last?.isBlank == true { rest.removeLast() }
      nodes.removeLast()
      if !rest.isEmpty { nodes.append(.plain(String(rest))) }
      if !rest.isEmpty { break }
    }
    return Text(nodes)
  }
}

/// The smallest run of a text that a cut leaves whole.
private struct Piece {
  /// How good a place to cut its end is.
  enum Boundary: Int, Comparable {
    case none, word, sentence, line, paragraph
    static func < (a: Self, b: Self) -> Bool { a.rawValue < b.rawValue }
  }

  let node: Text.Node
  /// Which node of the text it is of: only pieces of one node grow together again.
  let source: Int
  /// Which item of a list it is of.
  var item = 0
  var end: Boundary

  static func pieces(of node: Text.Node, source: Int, fits: (Text.Node) -> Bool) -> [Piece] {
    func whole(_ end: Boundary) -> [Piece] { [Piece(node: node, source: source, end: end)] }
    func each(_ inner: [Piece], _ wrap: (Text.Node) -> Text.Node) -> [Piece] {
      inner.map { Piece(node: wrap($0.node), source: source, end: $0.end) }
    }
    switch node {
    case .plain(let text): return plain(text, source: source) { fits(.plain($0)) }
    case .mention, .channel, .link: return whole(.none)
    case .code(let text):
      return fits(node) ? whole(.none) : each(plain(text, source: source) { fits(.code($0)) }) { .code($0.words) }
    case .codeBlock(let text):
      if fits(node) { return whole(.line) }
      return text.split(separator: "\n", omittingEmptySubsequences: false)
        .flatMap { line in chunks(line) { fits(.codeBlock($0)) } }
        .map { Piece(node: .codeBlock($0), source: source, end: .line) }
    case .bold(let text): return fits(node) ? whole(.none) : each(inside(text, fits) { .bold($0) }) { $0 }
    case .italic(let text): return fits(node) ? whole(.none) : each(inside(text, fits) { .italic($0) }) { $0 }
    case .quote(let text): return fits(node) ? whole(.line) : each(inside(text, fits) { .quote($0) }) { $0 }
    case .list(let items):
      return items.enumerated().flatMap { index, item -> [Piece] in
        let one = Text.Node.list(items: [item])
        if fits(one) { return [Piece(node: one, source: source, item: index, end: .line)] }
        return inside(item, fits) { .list(items: [$0]) }
          .map { Piece(node: $0.node, source: source, item: index, end: $0.end) }
      }
    }
  }

  private static func inside(
    _ text: Text, _ fits: (Text.Node) -> Bool, _ wrap: (Text) -> Text.Node
  ) -> [Piece] {
    text.nodes.flatMap { node in pieces(of: node, source: 0) { fits(wrap(Text([$0]))) } }
      .map { Piece(node: wrap(Text([$0.node])), source: 0, end: $0.end) }
  }

  /// Words, each with the white space after it.
  private static func plain(_ text: String, source: Int, fits: (String) -> Bool) -> [Piece] {
    var pieces: [Piece] = []
    var rest = Substring(text)
    while !rest.isEmpty {
      let word = rest.prefix { !$0.isBlank }
      let space = rest.dropFirst(word.count).prefix { $0.isBlank }
      let broken = chunks(word, fits: fits)
      for chunk in broken.dropLast() { pieces.append(Piece(node: .plain(chunk), source: source, end: .none)) }
      let last = (broken.last ?? "") + space
      pieces.append(Piece(node: .plain(last), source: source, end: boundary(word, space)))
      rest = rest.dropFirst(word.count + space.count)
    }
    return pieces
  }

  private static func boundary(_ word: Substring, _ space: Substring) -> Boundary {
    let breaks = space.count(where: \.isNewline)
    if breaks > 0 { return breaks > 1 ? .paragraph : .line }
    if word.last.map({ "。！？".contains($0) }) == true { return .sentence }
    guard !space.isEmpty else { return .none }
    let bare = word.reversed().drop { "\"')]}»”’".contains($0) }
    return bare.first.map { ".!?…".contains($0) } == true ? .sentence : .word
  }

  /// A run without white space in as few chunks as fit.
  private static func chunks(_ run: Substring, fits: (String) -> Bool) -> [String] {
    var chunks: [String] = []
    var rest = run
    while !fits(String(rest)), rest.count > 1 {
      var (low, high) = (1, rest.count - 1)
      while low < high {
        let middle = (low + high + 1) / 2
        if fits(String(rest.prefix(middle))) { low = middle } else { high = middle - 1 }
      }
      chunks.append(String(rest.prefix(low)))
      rest = rest.dropFirst(low)
    }
    return chunks + [String(rest)]
  }

  static func joined(_ pieces: ArraySlice<Piece>) -> Text {
    var out: [Piece] = []
    for piece in pieces {
      if let last = out.last, last.source == piece.source,
        let both = last.node.grown(by: piece.node, sameItem: last.item == piece.item)
      {
        out[out.count - 1] = Piece(node: both, source: piece.source, item: piece.item, end: piece.end)
      } else {
        out.append(piece)
      }
    }
    return Text(out.map(\.node))
  }
}

extension Text.Node {
  fileprivate var words: String { if case .plain(let text) = self { text } else { "" } }

  /// Two pieces of one node as one; `nil` where they were never one.
  fileprivate func grown(by next: Text.Node, sameItem: Bool = true) -> Text.Node? {
    switch (self, next) {
    case (.plain(let a), .plain(let b)): .plain(a + b)
    case (.code(let a), .code(let b)): .code(a + b)
    case (.codeBlock(let a), .codeBlock(let b)): .codeBlock(a + "\n" + b)
    case (.bold(let a), .bold(let b)): .bold(a.grown(by: b))
    case (.italic(let a), .italic(let b)): .italic(a.grown(by: b))
    case (.quote(let a), .quote(let b)): .quote(a.grown(by: b))
    case (.list(let a), .list(let b)):
      if sameItem, let last = a.last, let first = b.first {
        .list(items: a.dropLast() + [last.grown(by: first)] + b.dropFirst())
      } else {
        .list(items: a + b)
      }
    default: nil
    }
  }
}

extension Text {
  fileprivate func grown(by next: Text) -> Text {
    // Of lists within it is not known whether they were one item.
    guard let last = nodes.last, let first = next.nodes.first, let both = last.grown(by: first, sameItem: false) else {
      return self + next
    }
    return Text(nodes.dropLast() + [both] + next.nodes.dropFirst())
  }
}

extension Character {
  /// White space and nothing else: a blank that carries an accent says something.
  fileprivate var isBlank: Bool { isWhitespace && (unicodeScalars.count == 1 || self == "\r\n") }
}
