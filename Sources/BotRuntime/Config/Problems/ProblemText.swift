public import BotCore

extension Configuration {
  /// For a terminal, without colours: each problem with its place, as compilers write it, the line that is meant, and
  /// at last how many there are. Empty when there are none.
  public static func render(_ problems: [Problem]) -> String {
    guard !problems.isEmpty else { return "" }
    // What is wrong with one place is told together, above the line that holds it.
    let next = problems.dropFirst().map { Optional($0) } + [nil]
    let lines = zip(problems, next).flatMap { problem, next in
      [problem.line] + (problem.place == next?.place ? [] : problem.excerpt.map { [$0] } ?? [])
    }
    return (lines + [count(problems)]).joined(separator: "\n")
  }

  /// Where errors could drown among warnings, it names their places again.
  private static func count(_ problems: [Problem]) -> String {
    let errors = problems.filter { $0.severity == .error }
    let warnings = problems.count - errors.count
    let places = warnings == 0 ? "" : places(of: errors)
    return [count(errors.count, "error").map { $0 + places }, count(warnings, "warning")].compactMap { $0 }
      .joined(separator: ", ")
  }

  private static let mostPlaces = 5

  private static func places(of errors: [Problem]) -> String {
    var lines: [String] = []
    for place in errors.compactMap(\.shownLine) where place != lines.last { lines.append(place) }
    if lines.isEmpty { return "" }
    let rest = lines.count - mostPlaces
    return " (\(lines.prefix(mostPlaces).joined(separator: ", "))\(rest > 0 ? ", and \(rest) more" : ""))"
  }

  private static func count(_ count: Int, _ noun: String) -> String? {
    count == 0 ? nil : "\(count) \(noun)\(count == 1 ? "" : "s")"
  }
}

extension Problem {
  /// The file and the line, as far as they are known.
  fileprivate var shownLine: String? {
    place.map { Excerpt.printable($0.line > 0 ? "\($0.file):\($0.line)" : $0.file) }
  }

  /// One line: what was written in the configuration cannot break it.
  fileprivate var line: String {
    let place = place.map { $0.line > 0 ? "\($0.file):\($0.line):\($0.column)" : $0.file }
    let parts = [place, severity.rawValue, subject.isEmpty ? nil : about, "\(fault); \(remedy)"]
    return Excerpt.printable(parts.compactMap { $0 }.joined(separator: ": "))
  }

  /// As machines read it.
  public var json: JSON {
    .compact(
      ("severity", .string(severity.rawValue)),
      ("file", .optional(place?.file)),
      ("line", place.flatMap { $0.line > 0 ? .int($0.line) : nil }),
      ("column", place.flatMap { $0.line > 0 ? .int($0.column) : nil }),
      ("subject", .string(subject)),
      ("owner", .optional(owner)),
      ("fault", .string(fault)),
      ("remedy", .string(remedy)))
  }
}

extension [Problem] {
  /// As machines read them, in their order.
  public var json: JSON { .array(map(\.json)) }
}
