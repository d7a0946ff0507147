import BotCore

/// What somebody meant who was asked for yes or no.
enum Consent: Hashable {
  case yes
  case no
  case nothing
  /// As it was said.
  case unclear(String)

  private static let agreeing: Set<String> = ["y", "yes", "j", "ja", "oui", "sí", "si", "sim"]
  private static let refusing: Set<String> = ["n", "no", "nein", "non", "não", "nao"]

  /// Capitals, blanks and a mark at the end do not count.
  init(_ line: String) {
    let words = line.split { $0.isWhitespace || ".!".contains($0) }.joined(separator: " ")
    switch words.lowercased() {
    case "": self = .nothing
    case let word where Self.agreeing.contains(word): self = .yes
    case let word where Self.refusing.contains(word): self = .no
    default: self = .unclear(Spelling.quoted(words))
    }
  }
}
