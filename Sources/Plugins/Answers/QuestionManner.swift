/// Questions that want no answer of the kind that a list of answers has. English; others pass.
enum QuestionManner {
  /// Whole questions: agreement asked for, surprise, talk.
  private static let whole: Set<String> = [
    "right", "really", "no", "yes", "yeah", "ok", "okay", "eh", "huh", "hm", "hmm", "what", "why", "how", "where", "when",
    "who", "which", "why not", "how so", "how come", "you know", "who knows", "who cares", "so what", "what else", "see",
    "got it", "make sense", "makes sense", "does that make sense", "does this make sense", "is that right",
    "is that correct", "is it", "are you sure", "you sure", "or what", "or not", "any idea", "any ideas", "any thoughts",
    "thoughts", "anyone", "anybody", "is that so", "for real", "seriously", "do you", "did you", "can i", "what's up",
    "how are you", "how's it going", "how is it going", "what happened", "what do you mean", "what does that mean",
    "what is that", "what's that", "what's wrong", "is anyone here", "anyone here", "anyone around", "hello", "hi", "hey",
    "isn't it", "aren't you", "doesn't it", "don't you think", "what do you think", "what now", "now what", "then what",
    "and then", "can someone help", "can anyone help", "can someone help me", "can anyone help me", "can i ask a question",
    "may i ask a question", "can i ask something", "what could go wrong", "how hard can it be", "what's the point",
    "what's not to like", "is it just me", "is this a joke", "are you kidding", "are you kidding me", "are you serious",
  ]
  /// What a question to the one person begins with whom the speaker has just heard.
  private static let toOne: [[String]] = [
    ["did", "you"], ["didn't", "you"], ["have", "you"], ["haven't", "you"], ["are", "you"], ["aren't", "you"],
    ["were", "you"], ["do", "you", "mean"], ["do", "you", "want"], ["do", "you", "need"], ["do", "you", "see"],
    ["do", "you", "get"], ["do", "you", "use"], ["do", "you", "have", "a"], ["do", "you", "have", "an"],
    ["do", "you", "think"], ["do", "you", "really"], ["do", "you", "still"], ["do", "you", "actually"], ["you", "mean"],
    ["don't", "you"], ["what", "do", "you"], ["what", "did", "you"], ["what", "are", "you"], ["what", "were", "you"],
    ["what", "have", "you"], ["what's", "your"], ["what", "is", "your"], ["why", "do", "you"], ["why", "did", "you"],
    ["why", "are", "you"], ["why", "would", "you"], ["why", "don't", "you"], ["why", "didn't", "you"],
    ["where", "are", "you"], ["where", "did", "you"], ["where", "do", "you"], ["when", "did", "you"],
    ["how", "did", "you"], ["how", "are", "you"], ["how", "old", "are", "you"], ["which", "version", "are", "you"],
    ["which", "version", "do", "you"], ["what", "version", "are", "you"], ["can", "you", "post"], ["can", "you", "paste"],
    ["can", "you", "show"], ["can", "you", "share"], ["can", "you", "try"], ["can", "you", "give"], ["can", "you", "send"],
    ["could", "you", "post"], ["could", "you", "paste"], ["could", "you", "show"], ["could", "you", "share"],
    ["could", "you", "try"], ["could", "you", "give"], ["could", "you", "send"], ["would", "you", "like"], ["will", "you"],
    ["who", "would"], ["who", "wants"], ["who", "else"], ["how", "about"], ["what", "about"], ["what", "if"],
    ["what", "do", "people", "think"], ["what", "does", "everyone"], ["why", "not"], ["remember", "when"],
    ["guess", "what"], ["you", "know", "what"], ["how", "cool"], ["how", "awesome"], ["wouldn't", "it"], ["isn't", "that"],
  ]
  /// What may stand before the question itself.
  private static let fillers: Set<String> = [
    "and", "but", "so", "ok", "okay", "oh", "ah", "well", "hm", "hmm", "also", "then", "or", "yes", "yeah", "no", "wait",
    "um", "btw", "actually", "sorry", "right", "now",
  ]
  /// What asks for agreement at the end of a statement.
  private static let tags: Set<String> = ["right", "eh", "huh", "innit", "no", "correct", "yes", "yeah", "ok", "okay"]
  private static let plural: Set<String> = ["all", "guys", "folks", "people", "there", "taking", "open", "running", "planning"]

  /// - Parameter words: of the sentence, made comparable.
  static func isClosed(_ words: [String]) -> Bool {
    let words = words.drop { fillers.contains($0) }
    guard let last = words.last else { return true }
    if words.count <= 8, whole.contains(words.joined(separator: " ")) { return true }
    if words.count > 3, tags.contains(last) { return true }
    guard let opening = toOne.first(where: { words.starts(with: $0) }) else { return false }
    // "Are you guys open on Sunday?" is asked of all.
    return !words.dropFirst(opening.count).prefix(1).contains { plural.contains($0) }
  }
}
