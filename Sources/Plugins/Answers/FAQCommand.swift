import BotCore

/// What `!faq` is told.
enum FAQCommand: Hashable {
  case ask(String)
  case add(question: String, answer: String)
  case phrase(entry: String, phrasing: String)
  case remove(String)
  case list(isWhole: Bool)
  case export
  /// What a manager wrote that cannot be understood: how it is written.
  case usage(String)

  static let longestQuestion = 300
  static let longestAnswer = 4000

  /// - Parameter isManager: whether the words of managers count; for all others whatever is not `list` is a question.
  init(_ arguments: String, isManager: Bool) {
    let verb = arguments.prefix { !$0.isWhitespace }.lowercased()
    let rest = arguments.dropFirst(verb.count).trimmed
    if verb == "list", rest.isEmpty {
      self = .list(isWhole: isManager)
      return
    }
    guard isManager else {
      self = verb.isEmpty ? .usage("Write !faq and your question behind it.") : .ask(arguments)
      return
    }
    switch verb {
    case "export" where rest.isEmpty: self = .export
    case "remove" where !rest.isEmpty: self = .remove(rest)
    case "add": self = Self.pair(rest, "!faq add QUESTION = ANSWER") { .add(question: $0, answer: $1) }
    case "phrase":
      self = Self.pair(rest, "!faq phrase ENTRY = PHRASING") {
        $1.contains(where: \.isNewline)
          ? .usage("A phrasing is one line. Send each line as a message of its own.") : .phrase(entry: $0, phrasing: $1)
      }
    case "":
      self = .usage(
        "Write !faq QUESTION, !faq list, !faq add QUESTION = ANSWER, !faq phrase ENTRY = PHRASING, !faq remove ENTRY or "
          + "!faq export.")
    default: self = .ask(arguments)
    }
  }

  private static func pair(_ text: String, _ form: String, _ make: (String, String) -> FAQCommand) -> FAQCommand {
    guard let sign = sign(in: text) else { return .usage("There is no = in it. Write: \(form)") }
    let first = text[..<sign].split(whereSeparator: \.isNewline).joined(separator: " ").trimmed
    let second = text[text.index(after: sign)...].trimmed
    guard !first.isEmpty, !second.isEmpty else { return .usage("Something is missing. Write: \(form)") }
    guard first.utf8.count <= longestQuestion, second.utf8.count <= longestAnswer else {
      return .usage(
        "That is too long: a question may have \(longestQuestion) letters, an answer \(longestAnswer). "
          + "Longer ones belong into the file.")
    }
    return make(first, second)
  }

  /// The first = between blanks, as headings may hold others ("What does a==b mean?"); else the first.
  private static func sign(in text: String) -> String.Index? {
    let signs = text.indices.filter { text[$0] == "=" }
    return signs.first {
      text[..<$0].last?.isWhitespace == true && text[text.index(after: $0)...].first?.isWhitespace == true
    }
      ?? signs.first
  }
}
