/// Words that say little about what a sentence is about.
public enum StopWords {
  /// English articles, pronouns, auxiliaries, prepositions and question words, and what politeness adds to a question.
  public static let english: Set<String> = [
    "a", "about", "am", "an", "and", "any", "anybody", "anyone", "are", "as", "at", "be", "been", "but", "by", "can",
    "can't", "could", "did", "do", "does", "don't", "for", "from", "get", "has", "have", "hello", "help", "hey", "hi",
    "how", "i", "i'm", "if", "in", "into", "is", "it", "its", "know", "may", "me", "might", "my", "not", "of", "on",
    "one", "or", "our", "please", "should", "so", "some", "someone", "thanks", "that", "the", "their", "them", "then",
    "there", "these", "they", "this", "those", "to", "was", "we", "were", "what", "what's", "when", "where", "which",
    "who", "why", "will", "with", "would", "you", "your",
  ]

  /// What an English question begins with when it has no question mark.
  public static let englishQuestionOpeners = [
    "who", "what", "what's", "when", "where", "why", "how", "which", "can", "could", "do", "does", "did", "is", "are",
    "will", "would", "should", "anyone", "anybody",
  ]
}
