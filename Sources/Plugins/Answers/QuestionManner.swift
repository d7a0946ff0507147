/// Questions that want no answer of the kind that a list of answers has: agreement asked for, counter-questions to the
/// person just heard, suggestions, wonder. English; what is in another language passes.
enum QuestionManner {
  /// - Parameters:
  ///   - words: of the sentence, made comparable.
  ///   - isFirst: nothing stands before the sentence in its message, so that "it" and "that" speak of another message.
  static func isClosed(_ words: [String], isFirst: Bool) -> Bool {
    if isFirst, let first = words.first, continuing.contains(first) { return true }
    let words = Array(words.drop { fillers.contains($0) })
    guard let first = words.first, let last = words.last else { return true }
    if words.count <= 8, whole.contains(words.joined(separator: " ")) { return true }
    if words.count > 3, tags.contains(last) { return true }
    if opinions.contains(first) || negations.contains(first) { return true }
    if toOne.contains(where: { words.starts(with: $0) }) { return !isToAll(words) }
    if contains("i", "thought", in: words) || contains("in", "your", in: words) { return true }
    return isRequest(words) || calls(words) || asksForDoings(words) || (isFirst && pointsBack(words)) || states(words)
  }

  private static func contains(_ first: String, _ second: String, in words: [String]) -> Bool {
    zip(words, words.dropFirst()).contains { $0 == first && $1 == second }
  }

  /// What goes on with a talk.
  private static let continuing: Set<String> = ["but", "or", "then", "and", "because", "instead", "like", "unless"]
  /// What may stand before the question itself.
  private static let fillers: Set<String> = [
    "and", "but", "so", "ok", "okay", "oh", "ah", "well", "hm", "hmm", "also", "then", "or", "yes", "yeah", "no",
    "wait",
    "um", "btw", "actually", "sorry", "right", "now", "hi", "hello", "hey", "all", "everyone", "folks",
  ]
  /// Whole questions.
  private static let whole: Set<String> = [
    "right", "really", "no", "yes", "yeah", "ok", "okay", "eh", "huh", "hm", "what", "why", "how", "where", "when",
    "who",
    "which", "why not", "how so", "how come", "you know", "who knows", "who cares", "so what", "what else", "see",
    "got it", "make sense", "makes sense", "does that make sense", "does this make sense", "is that right",
    "is that correct", "is it", "are you sure", "you sure", "or what", "or not", "any idea", "any ideas",
    "any thoughts",
    "thoughts", "anyone", "anybody", "for real", "seriously", "do you", "did you", "can i", "what's up",
    "what happened",
    "what does that mean", "what does this mean", "what is that", "what is this", "what's that", "what's this",
    "what's wrong", "what is wrong", "is anyone here", "anyone here", "anyone around", "isn't it", "what now",
    "now what",
    "then what", "can someone help", "can anyone help", "can someone help me", "can anyone help me", "can you help me",
    "can i ask a question", "may i ask a question", "can i ask something", "what could go wrong", "how hard can it be",
    "what's the point", "what's not to like", "is it just me", "is this a joke", "is this correct", "is this right",
  ]
  /// What asks for agreement at the end of a statement.
  private static let tags: Set<String> = [
    "right", "eh", "huh", "innit", "no", "correct", "yes", "yeah", "ok", "okay", "maybe", "perhaps", "too", "then",
    "though",
  ]
  /// What a suggestion or a guess begins with.
  private static let opinions: Set<String> = [
    "maybe", "perhaps", "try", "looks", "sounds", "seems", "guess", "suppose", "unless", "wonder", "imagine",
    "remember",
  ]
  private static let negations: Set<String> = [
    "isn't", "aren't", "wasn't", "weren't", "doesn't", "don't", "didn't", "won't", "wouldn't", "can't", "couldn't",
    "shouldn't", "haven't", "hasn't", "hadn't",
  ]
  /// What a question to the one person begins with whom the speaker has just heard.
  private static let toOne: [[String]] = [
    ["did", "you"], ["have", "you"], ["are", "you"], ["were", "you"], ["you"], ["you're"], ["you've"], ["your"],
    ["do", "you", "mean"], ["do", "you", "want"], ["do", "you", "need"], ["do", "you", "see"], ["do", "you", "get"],
    ["do", "you", "use"], ["do", "you", "think"], ["do", "you", "really"], ["do", "you", "still"],
    ["do", "you", "have", "a"],
    ["do", "you", "have", "an"], ["do", "you", "actually"], ["what's", "your"], ["what", "is", "your"],
    ["why", "do", "you"], ["why", "did", "you"], ["why", "are", "you"], ["why", "would", "you"], ["why", "not"],
    ["where", "are", "you"], ["where", "did", "you"], ["when", "did", "you"], ["how", "did", "you"],
    ["how", "are", "you"],
    ["how", "familiar", "are", "you"], ["would", "you", "like"], ["will", "you"], ["who", "would"], ["who", "wants"],
    ["how", "about"], ["what", "about"], ["what", "if"], ["guess", "what"], ["how", "cool"], ["how", "awesome"],
  ]
  /// Behind them "you" means everybody.
  private static let all: Set<String> = ["all", "guys", "folks", "people", "open", "taking", "planning", "hiring"]

  private static func isToAll(_ words: [String]) -> Bool {
    guard let you = words.prefix(4).firstIndex(of: "you") else { return false }
    return words.dropFirst(you + 1).prefix(1).contains { all.contains($0) }
  }

  private static let asked: Set<String> = [
    "post", "paste", "show", "share", "try", "give", "send", "provide", "make", "add", "include", "write", "edit",
    "supply",
    "clarify", "elaborate", "describe", "check", "confirm", "reproduce", "upload", "link", "ask", "see", "move",
    "restart",
    "please", "point", "explain", "say", "turn", "put", "also", "maybe", "be", "expand", "rephrase", "specify",
  ]

  /// "Could you post the whole error?" wants something of one person.
  private static func isRequest(_ words: [String]) -> Bool {
    guard words.count > 2, words[1] == "you", ["can", "could", "would"].contains(words[0]) else { return false }
    return asked.contains(words[2])
  }

  private static let turns: Set<String> = ["can", "could", "did", "do", "are", "have", "were", "would", "will"]

  /// "Eddy, can you …" speaks to Eddy.
  private static func calls(_ words: [String]) -> Bool {
    words.count > 3 && words[2] == "you" && turns.contains(words[1]) && !asking.contains(words[0])
      && !["if", "when", "that", "as"].contains(words[0])
  }

  private static let pairs: Set<String> = ["do", "are", "did", "were", "have", "would"]
  private static let doings: Set<String> = [
    "using", "getting", "mean", "seeing", "think", "want", "wanting", "trying", "running", "expect", "plan", "looking",
    "doing", "talking", "referring", "saying", "asking", "suggest", "working", "referring", "intend",
  ]
  private static let doingsOfOne: Set<String> = ["use", "get", "have", "see", "need", "like", "prefer", "say", "try"]

  /// "Which version are you using?" and "what error do you get?", but not "how do you get in?".
  private static func asksForDoings(_ words: [String]) -> Bool {
    guard let place = words.indices.first(where: { $0 > 0 && words[$0] == "you" && pairs.contains(words[$0 - 1]) }),
      place + 1 < words.count
    else { return false }
    let next = words[place + 1]
    return doings.contains(next) || (["what", "which"].contains(words[0]) && doingsOfOne.contains(next))
  }

  private static let verbs: Set<String> = [
    "is", "was", "does", "did", "would", "could", "should", "will", "has", "can", "are", "were", "do", "might", "why",
    "what",
    "how", "when", "where",
  ]
  private static let pronouns: Set<String> = ["it", "that", "they", "he", "she", "these", "those", "its", "the"]
  /// "Is it possible to …" speaks of nothing before.
  private static let open: Set<String> = [
    "possible", "ok", "okay", "allowed", "safe", "better", "recommended", "necessary", "required", "normal", "free",
    "mandatory",
    "worth", "be", "too", "best", "legal", "cost", "take",
  ]

  /// "Is that the new one?", "does it work?", "why does it fail?"
  private static func pointsBack(_ words: [String]) -> Bool {
    guard words.count > 1, verbs.contains(words[0]) else { return false }
    let rest = verbs.contains(words[1]) ? words.dropFirst(2) : words.dropFirst()
    guard let subject = rest.first else { return false }
    if subject == "this" || subject == "the" {
      return subject == "this" && rest.dropFirst().first.map { around.contains($0) } ?? true
    }
    return pronouns.contains(subject) && !(rest.dropFirst().first.map { open.contains($0) } ?? false)
  }

  /// Behind "is this": speaks of what was shown.
  private static let around: Set<String> = [
    "as", "what", "because", "correct", "right", "intended", "expected", "due", "something", "really", "still", "some",
    "for",
    "in", "from", "with", "about", "along", "how", "why", "like", "similar", "related", "look", "mean", "work", "help",
  ]

  private static let subjects: Set<String> = [
    "it", "it's", "that", "that's", "this", "these", "those", "they", "they're", "he", "she", "there's", "you", "the",
    "then",
  ]
  private static let guesses: Set<String> = [
    "suppose", "guess", "thought", "think", "assume", "believe", "wonder", "bet", "imagine",
  ]
  private static let asking: Set<String> = [
    "how", "what", "where", "when", "who", "why", "which", "what's", "where's", "how's",
  ]

  /// "That sounds like a new one?" states rather than asks. "That is my first time, where do I begin?" asks.
  private static func states(_ words: [String]) -> Bool {
    guard words.count > 1 else { return false }
    let isGuess = (words[0] == "i" || words[0] == "we") && guesses.contains(words[1])
    guard isGuess || subjects.contains(words[0]) || words[0] == "i'm" && words[1] == "sorry" else { return false }
    return !words.dropFirst().contains { asking.contains($0) }
  }

  // MARK: Without a question mark

  private static let auxiliaries: Set<String> = [
    "do", "does", "did", "is", "are", "was", "were", "can", "could", "will", "would", "should", "to", "has", "have",
    "may",
    "much", "many", "long", "often", "else", "kind", "sort", "version", "way", "time", "day", "of",
  ]

  private static let first: Set<String> = [
    "i", "you", "we", "they", "he", "she", "it", "there", "this", "that", "these", "those", "the", "a", "an", "any",
    "anyone",
    "anybody", "someone", "somebody", "my", "our", "your", "one", "people",
  ]
  private static let inverted: Set<String> = [
    "do", "does", "did", "is", "are", "will", "would", "should", "can", "could", "has", "have", "may",
  ]

  /// Whether a sentence without a question mark has the order of words of a question: "how do I …", but not "when I came",
  /// "what happens is …" or "do not enter".
  static func isInverted(_ words: [String]) -> Bool {
    guard let opener = words.first, words.count > 1 else { return true }
    if inverted.contains(opener) { return first.contains(words[1]) }
    guard asking.contains(opener), !opener.contains("'") else { return true }
    return auxiliaries.contains(words[1])
  }

  // MARK: How much is said

  /// Whether the questions say enough to be compared by their meaning: two words that matter, or what something is.
  static func saysEnough(_ words: [String], ignoring stopWords: Set<String>) -> Bool {
    let telling = words.count { !stopWords.contains($0) }
    if telling >= 2 { return true }
    return words.count > 2 && ["what", "what's", "who", "who's", "where", "where's"].contains(words[0])
  }
}
