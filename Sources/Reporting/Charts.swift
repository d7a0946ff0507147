/// Columns over time. Each chart has one series, so no colour has to be told from another.
struct ColumnChart {
  let title: String
  /// What is counted: "messages a week".
  let unit: String
  /// What stands below a column; only as many are written as there is room for.
  let labels: [String]
  /// `nil`: not known, drawn as a dash.
  let values: [Double?]
  var text: (Double) -> String = { Figure.grouped(Int($0.rounded())) }

  private static let (left, right, top, bottom) = (8.0, 352.0, 26.0, 150.0)
  /// A letter of a label is at most so many units wide, on average.
  private static let letter = 7.2
  /// Narrower columns have no room for the dash of a value that is not known.
  private static let leastForDash = 24.0

  /// Empty where there is nothing to draw.
  var svg: String {
    let known = values.compactMap(\.self)
    guard let largest = known.max(), largest > 0, values.count > 1 else { return "" }
    var drawing = Drawing(height: 172)
    let step = (Self.right - Self.left) / Double(values.count)
    let wide = known.map { Double(text($0).count) }.max() ?? 1
    let areAllTold = wide * Self.letter <= step
    let told = areAllTold ? Set(values.indices) : extremes
    for (place, value) in values.enumerated() {
      let x = Self.left + step * Double(place)
      guard let value else {
        if step >= Self.leastForDash { drawing.text("–", x: x + step / 2, y: Self.bottom - 3, anchor: "middle") }
        continue
      }
      let height = (Self.bottom - Self.top) * value / largest
      drawing.bar(
        x: x + step * 0.1, y: Self.bottom - height, width: max(step * 0.8, 0.6), height: height,
        told.contains(place) ? "bar told" : "bar")
      guard told.contains(place) else { continue }
      tell(value, at: x + step / 2, y: Self.bottom - height - 4, &drawing)
    }
    drawing.line(Self.left, Self.bottom, Self.right, Self.bottom)
    label(step, &drawing)
    return drawing.figure(title, unit + note(areAllTold), says: says)
  }

  private func note(_ areAllTold: Bool) -> String {
    (areAllTold ? "" : "; numbers at the highest and at the last")
      + (values.contains(nil) ? "; left out: too few or too early to tell" : "")
  }

  /// A number stays within the drawing.
  private func tell(_ value: Double, at x: Double, y: Double, _ drawing: inout Drawing) {
    let half = Double(text(value).count) * Self.letter / 2
    let inside = min(max(x, Self.left + half), Self.right - half)
    drawing.text(text(value), x: inside, y: y, anchor: "middle", "value")
  }

  /// The highest and the last, unless they stand too close for two numbers.
  private var extremes: Set<Int> {
    guard let largest = values.compactMap(\.self).max(), let highest = values.firstIndex(of: largest),
      let last = values.lastIndex(where: { $0 != nil })
    else { return [] }
    let step = (Self.right - Self.left) / Double(values.count)
    let room = Double(text(largest).count + text(values[last] ?? 0).count) * Self.letter / 2 + 4
    return Double(last - highest) * step < room ? [highest] : [highest, last]
  }

  private func label(_ step: Double, _ drawing: inout Drawing) {
    var end = -Double.infinity
    for (place, label) in labels.enumerated() {
      let half = Double(label.count) * Self.letter / 2
      let x = max(Self.left + step * (Double(place) + 0.5), half)
      // Neither into the one before nor out of the drawing.
      guard x - half >= end, x + half <= Double(Drawing.width) else { continue }
      drawing.text(label, x: x, y: Self.bottom + 15, anchor: "middle")
      end = x + half + 8
    }
  }

  private var says: String {
    let told = zip(labels, values).map { label, value in "\(label): \(value.map(text) ?? "not told")" }
    if told.count <= 26 { return told.joined(separator: ", ") + "." }
    let known = zip(labels, values).compactMap { label, value in value.map { (label, $0) } }
    guard let high = known.max(by: { $0.1 < $1.1 }), let low = known.min(by: { $0.1 < $1.1 }), let last = known.last
    else { return "" }
    return "\(told.count) values; highest \(text(high.1)) (\(high.0)), lowest \(text(low.1)) (\(low.0)), "
      + "last \(text(last.1)) (\(last.0))."
  }
}

/// Bars under one another, with their names and numbers beside them.
struct BarChart {
  let title: String
  let unit: String
  let bars: [(name: String, value: Int)]

  private static let longest = 34

  var svg: String {
    guard let largest = bars.map(\.value).max(), largest > 0 else { return "" }
    var drawing = Drawing(height: 34 * bars.count + 6)
    for (place, bar) in bars.enumerated() {
      let y = Double(34 * place)
      drawing.text(Self.short(bar.name), x: 4, y: y + 12)
      let number = Figure.grouped(bar.value)
      let room = 344 - Double(number.count) * 7 - 8
      let width = room * Double(bar.value) / Double(largest)
      drawing.bar(x: 4, y: y + 16, width: max(width, 1), height: 12, "bar told")
      drawing.text(number, x: 4 + width + 6, y: y + 26.5, "value")
    }
    let says = bars.map { "\($0.name): \($0.value)" }.joined(separator: ", ") + "."
    return drawing.figure(title, unit, says: says)
  }

  private static func short(_ text: String) -> String {
    text.count <= longest ? text : text.prefix(longest - 1) + "…"
  }
}

/// How much of all messages the least active part of the members writes (Lorenz, 1905), beside the line on which all
/// write alike.
struct SpreadChart {
  /// 21 points in thousandths.
  let curve: [Int]

  private static let (left, right, top, bottom) = (40.0, 350.0, 8.0, 190.0)

  var svg: String {
    guard curve.count == 21 else { return "" }
    var drawing = Drawing(height: 226)
    for percent in [0, 25, 50, 75, 100] {
      let (x, y) = Self.place(Double(percent) / 100, Double(percent) / 100)
      drawing.line(Self.left, y, Self.right, y, "grid")
      drawing.text("\(percent) %", x: Self.left - 5, y: y + 4, anchor: "end")
      drawing.text("\(percent) %", x: percent == 100 ? x - 10 : x, y: Self.bottom + 15, anchor: "middle")
    }
    let (start, end) = (Self.place(0, 0), Self.place(1, 1))
    drawing.line(start.x, start.y, end.x, end.y, "even")
    drawing.path(curve.enumerated().map { Self.place(Double($0.offset) / 20, Double($0.element) / 1000) })
    let half = Self.place(0.34, 0.42)
    drawing.text("if all wrote alike", x: half.x, y: half.y, anchor: "end")
    name(&drawing)
    drawing.text("share of the members, the least active first", x: 195, y: Self.bottom + 32, anchor: "middle")
    return drawing.figure(
      "Who writes how much", "share of all messages, by share of the members",
      says:
        "The less active half of the members writes \(Ratio(curve[10], 10)?.text(1) ?? "0") percent of all messages.")
  }

  /// Below the curve, or above it where it lies on the ground.
  private func name(_ drawing: inout Drawing) {
    let below = Self.place(0.55, Double(curve[11]) / 1000)
    let above = Self.place(0.55, Double(curve[14]) / 1000)
    let isLow = below.y + 14 > Self.bottom - 4
    drawing.text("as it is", x: below.x + 6, y: isLow ? above.y - 7 : below.y + 14)
  }

  private static func place(_ x: Double, _ y: Double) -> (x: Double, y: Double) {
    (left + (right - left) * x, bottom - (bottom - top) * y)
  }
}
