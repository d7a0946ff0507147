import BotCore
import Glibc

/// A conversation on the terminal: a question, what Enter takes, and again until the answer can be used.
struct Asking {
  private static let mostTries = 5
  /// Takes what Enter would take.
  let isSilent: Bool
  /// Whether a person was there to answer something.
  private(set) var hasAsked = false
  private var isAtEnd = false
  private let input = LineInput(0, longest: 4096)

  init(isSilent: Bool) { self.isSilent = isSilent }

  private struct Answer {
    let text: String
    /// Not taken from the question by Enter.
    let isOwn: Bool
  }

  /// By question: what is known is not asked again, unless it is reopened.
  private var answers: [String: Answer] = [:]
  private var reopened: Set<String> = []

  /// - Parameters:
  ///   - given: an answer from the command line, with its option's name; it is not asked for.
  ///   - fault: why an answer cannot be taken; `nil` where it can.
  mutating func ask(
    _ question: String, _ usual: String, given: String? = nil, _ option: String = "",
    checkedBy fault: (String) -> String?
  ) throws -> String {
    try answer(to: question, asking: question, usual, given: given, option, checkedBy: fault)
  }

  /// - Parameter prompt: what stands before the answer.
  private mutating func answer(
    to question: String, asking prompt: String, _ usual: String, given: String?, _ option: String,
    checkedBy fault: (String) -> String?
  ) throws -> String {
    let known = answers[question].flatMap { fault($0.text) == nil ? $0 : nil }
    if let known, !reopened.contains(question) { return known.text }
    if let given, !knows(question) {
      if let fault = fault(given) { throw Failure(.usage, "\(option): \(fault)") }
      answers[question] = Answer(text: given, isOwn: true)
      return given
    }
    if isSilent { return usual }
    let offered = known.flatMap { $0.isOwn ? $0.text : nil } ?? usual
    let text = try put(prompt, offered, checkedBy: fault)
    answers[question] = Answer(text: text, isOwn: text != usual)
    reopened.remove(question)
    return text
  }

  /// Whether it was answered before.
  func knows(_ question: String) -> Bool { answers[question] != nil || reopened.contains(question) }

  /// They are asked again, with what was answered for Enter to take.
  mutating func reopen(_ questions: [String]) { reopened.formUnion(questions) }

  /// Asks until the answer can be used.
  private mutating func put(_ prompt: String, _ usual: String, checkedBy fault: (String) -> String?) throws -> String {
    hasAsked = true
    for _ in 0..<Self.mostTries {
      Terminal.write(1, "\(prompt) [\(usual)]: ")
      let answer = try line()
      guard !answer.isEmpty else { return usual }
      guard let fault = fault(answer) else { return answer }
      Terminal.say("  \(fault)")
    }
    throw Failure(.usage, "that was no answer \(Self.mostTries) times; nothing was written")
  }

  /// Whether they say yes, as Enter does. Nobody is asked who was asked nothing before, and a script that had an answer
  /// to all before it says yes by its end.
  mutating func confirm(_ question: String) throws -> Bool {
    guard hasAsked else { return true }
    do {
      let answer = try put(question, "yes") { answer in
        Self.agreement(answer) == nil ? "write yes or no" : nil
      }
      return Self.agreement(answer) ?? false
    } catch is Failure where isAtEnd && isatty(0) == 0 {
      Terminal.say("yes")
      return true
    }
  }

  private static func agreement(_ answer: String) -> Bool? {
    switch answer.lowercased() {
    case "yes", "y": true
    case "no", "n": false
    default: nil
    }
  }

  /// One of several, by its number, its name, or what of the name no other one has.
  mutating func choose(
    _ question: String, _ given: String?, _ option: String, _ choices: [(name: String, says: String)], usual: String
  ) throws -> String {
    let names = choices.map(\.name)
    if !isSilent, reopened.contains(question) || !knows(question) && given == nil {
      Terminal.say("\n\(question)?")
      for (index, choice) in choices.enumerated() {
        Terminal.say("  \(index + 1)  \(choice.name.padded(to: 20))\(choice.says)")
      }
    }
    let said = try answer(to: question, asking: "Number or name", usual, given: given, option) { answer in
      let meant = Self.meant(answer, names)
      if meant.count == 1 { return nil }
      if !meant.isEmpty {
        return "\"\(Terminal.safe(answer))\" may mean \(meant.joined(separator: " or ")); write more of it"
      }
      let nearest =
        (Spelling.nearest(to: answer, in: names) ?? Self.told(answer, choices)).map { "did you mean \($0)? " } ?? ""
      return "\"\(Terminal.safe(answer))\" is none of them; \(nearest)choose one of \(names.joined(separator: ", "))"
    }
    let name = Self.meant(said, names).first ?? usual
    answers[question] = Answer(text: name, isOwn: name != usual)
    return name
  }

  /// One of these by its name, or `nil` for none, as Enter and the end of the input say.
  mutating func pick(_ question: String, _ names: [String]) throws -> String? {
    do {
      let answer = try put("\(question): \(names.joined(separator: ", "))", "nothing") { answer in
        let isOne = Self.meant(answer, names).count == 1 || Self.refusals.contains(answer.lowercased())
        return isOne ? nil : "choose one of \(names.joined(separator: ", ")), or nothing"
      }
      return Self.refusals.contains(answer.lowercased()) ? nil : Self.meant(answer, names).first
    } catch is Failure where isAtEnd {
      return nil
    }
  }

  private static let refusals: Set<String> = ["nothing", "no", "none"]

  /// The choice whose description holds the word: Facebook is one that the bot prepares posts for.
  private static func told(_ answer: String, _ choices: [(name: String, says: String)]) -> String? {
    let answer = answer.lowercased()
    return answer.count < 4 ? nil : choices.first { $0.says.lowercased().contains(answer) }?.name
  }

  /// The whole name, else those that begin so, else those that hold it.
  private static func meant(_ answer: String, _ names: [String]) -> [String] {
    if let number = Int(answer) { return names.indices.contains(number - 1) ? [names[number - 1]] : [] }
    // "closed volunteers" is closed-volunteers.
    let answer = answer.lowercased().split(separator: " ").joined(separator: "-")
    if answer.isEmpty { return [] }
    let ways: [(String) -> Bool] = [
      { $0 == answer }, { $0.hasPrefix(answer) }, { answer.count > 2 && $0.contains(answer) },
    ]
    return ways.lazy.map { fits in names.filter { fits($0.lowercased()) } }.first { !$0.isEmpty } ?? []
  }

  /// A line of text that may stand in a template and in Markdown.
  static func line(_ text: String) -> String? {
    if text.allSatisfy(\.isWhitespace) { return "this needs some text" }
    if text.count > 300 { return "at most 300 characters" }
    if text.contains(where: { "{}".contains($0) || $0.isNewline }) || Terminal.safe(text) != text {
      return "write it without { } and line breaks"
    }
    return nil
  }

  private mutating func line() throws -> String {
    guard let bytes = try? input.next() else {
      isAtEnd = true
      throw Failure(.usage, "there was no answer, and nothing was written; --yes takes the defaults")
    }
    return String(decoding: bytes, as: UTF8.self)
  }
}
