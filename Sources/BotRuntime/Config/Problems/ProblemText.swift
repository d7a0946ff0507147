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

  private static func count(_ problems: [Problem]) -> String {
    let errors = problems.count { $0.severity == .error }
    let warnings = problems.count - errors
    return [count(errors, "error"), count(warnings, "warning")].compactMap { $0 }.joined(separator: ", ")
  }

  private static func count(_ count: Int, _ noun: String) -> String? {
    count == 0 ? nil : "\(count) \(noun)\(count == 1 ? "" : "s")"
  }
}

extension Problem {
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
