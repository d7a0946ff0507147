import BotCore

/// Pieces of a page. All text goes through `escaped`.
enum Markup {
  static func escaped(_ text: String) -> String {
    var out = ""
    for scalar in text.unicodeScalars {
      // Control signs have no place in a page, and those that turn the direction of writing would turn the rest.
      let isHarmless =
        (scalar.value >= 0x20 || scalar == "\n" || scalar == "\t") && !(0x7F...0x9F).contains(scalar.value)
        && !(0x202A...0x202E).contains(scalar.value) && !(0x2066...0x2069).contains(scalar.value)
      if let entity = scalar.htmlEntity {
        out += entity
      } else if isHarmless {
        out.unicodeScalars.append(scalar)
      }
    }
    return out
  }

  static func table(_ caption: String, _ rows: [[String]]) -> String {
    guard let head = rows.first else { return "" }
    func cells(_ row: [String], _ isHead: Bool) -> String {
      row.enumerated().map { column, cell in
        let text = escaped(cell)
        if isHead { return "<th scope=\"col\">\(text)</th>" }
        return column == 0 ? "<th scope=\"row\">\(text)</th>" : "<td>\(text)</td>"
      }.joined()
    }
    let body = rows.dropFirst().map { "<tr>\(cells($0, false))</tr>\n" }.joined()
    return """
      <div class="table" role="region" aria-label="\(escaped(caption))" tabindex="0"><table>
      <caption>\(escaped(caption))</caption>
      <thead><tr>\(cells(head, true))</tr></thead>
      <tbody>
      \(body)</tbody></table></div>

      """
  }
}

/// A drawing of fixed size in the units of its letters: on a phone it fills the page, beside another on a wide one.
struct Drawing {
  static let width = 360
  let height: Int
  private var body = ""

  init(height: Int) { self.height = height }

  mutating func text(
    _ text: String, x: Double, y: Double, anchor: String = "start", _ style: String = "label"
  ) {
    body += "<text class=\"\(style)\" x=\"\(Self.number(x))\" y=\"\(Self.number(y))\" "
    body += "text-anchor=\"\(anchor)\">\(Markup.escaped(text))</text>\n"
  }

  mutating func line(_ x1: Double, _ y1: Double, _ x2: Double, _ y2: Double, _ style: String = "rule") {
    body += "<line class=\"\(style)\" x1=\"\(Self.number(x1))\" y1=\"\(Self.number(y1))\" "
    body += "x2=\"\(Self.number(x2))\" y2=\"\(Self.number(y2))\"/>\n"
  }

  mutating func bar(x: Double, y: Double, width: Double, height: Double, _ style: String = "bar") {
    body += "<rect class=\"\(style)\" x=\"\(Self.number(x))\" y=\"\(Self.number(y))\" "
    body += "width=\"\(Self.number(width))\" height=\"\(Self.number(height))\"/>\n"
  }

  mutating func path(_ points: [(x: Double, y: Double)], _ style: String = "curve") {
    let list = points.map { "\(Self.number($0.x)),\(Self.number($0.y))" }.joined(separator: " ")
    body += "<polyline class=\"\(style)\" points=\"\(list)\"/>\n"
  }

  /// - Parameters:
  ///   - unit: what is counted, and over what.
  ///   - says: what the drawing shows, for whoever cannot see it.
  func figure(_ title: String, _ unit: String, says: String) -> String {
    """
    <figure>
    <figcaption><b>\(Markup.escaped(title))</b><br><span>\(Markup.escaped(unit))</span></figcaption>
    <svg viewBox="0 0 \(Self.width) \(height)" role="img" aria-label="\(Markup.escaped("\(title), \(unit). \(says)"))">
    \(body)</svg>
    </figure>

    """
  }

  private static func number(_ value: Double) -> String { String((value * 10).rounded() / 10) }
}
