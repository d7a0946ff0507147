import BotCore
import Glibc

/// A conversation on the terminal: a question, what Enter takes, and again until the answer can be used.
struct Asking {
  private static let mostTries = 5
  /// Takes what Enter would take.
  let isSilent: Bool
  private let input = LineInput(0, longest: 4096)

  init(isSilent: Bool) { self.isSilent = isSilent }

  /// - Parameters:
  ///   - given: an answer from the command line, with its option's name; it is not asked for.
  ///   - fault: why an answer cannot be taken; `nil` where it can.
  mutating func ask(
    _ question: String, _ usual: String, given: String? = nil, _ option: String = "",
    checkedBy fault: (String) -> String?
  ) throws -> String {
    if let given {
      if let fault = fault(given) { throw Failure(.usage, "\(option): \(fault)") }
      return given
    }
    if isSilent { return usual }
    for _ in 0..<Self.mostTries {
      Terminal.write(1, "\(question) [\(usual)]: ")
      let answer = try line()
      guard !answer.isEmpty else { return usual }
      guard let fault = fault(answer) else { return answer }
      Terminal.say("  \(fault)")
    }
    throw Failure(.usage, "that was no answer \(Self.mostTries) times; nothing was written")
  }

  /// One of several, by its number or its name.
  mutating func choose(
    _ question: String, _ given: String?, _ option: String, _ choices: [(name: String, says: String)], usual: String
  ) throws -> String {
    if given == nil, !isSilent {
      Terminal.say("\n\(question)?")
      for (index, choice) in choices.enumerated() {
        Terminal.say("  \(index + 1)  \(choice.name.padded(to: 20))\(choice.says)")
      }
    }
    let names = choices.map(\.name)
    func name(_ answer: String) -> String? {
      if let number = Int(answer), choices.indices.contains(number - 1) { return names[number - 1] }
      return names.first { $0.lowercased() == answer.lowercased() }
    }
    let answer = try ask(given == nil ? "Number or name" : question, usual, given: given, option) { answer in
      if name(answer) != nil { return nil }
      let nearest = Spelling.nearest(to: answer, in: names).map { "did you mean \($0)? " } ?? ""
      return "\"\(Terminal.safe(answer))\" is none of them; \(nearest)choose one of \(names.joined(separator: ", "))"
    }
    return name(answer) ?? usual
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
      throw Failure(.usage, "there was no answer, and nothing was written; --yes takes the defaults")
    }
    return String(decoding: bytes, as: UTF8.self)
  }
}
