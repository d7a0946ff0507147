/// What a message asks of everybody.
struct AskedText: Sendable, Hashable {
  /// What is compared with the entries: the message without quotes and fences; of a long one, the questions, each with
  /// the sentence before it.
  var text: String
  /// The sentences that ask, each by itself.
  var questions: [String]
  /// There are words enough to tell what it means; else only keywords answer.
  var saysEnough = true
}
