import BotCore

/// What a judge said of one text.
struct TextVerdict {
  /// The class: "negative", "self_harm", "en".
  let label: String
  /// 0 to 1: how sure that is, where the judge can say.
  var confidence: Double?
  /// How much of it there is: -1 to 1 for sentiment, 0 to 1 for what is flagged.
  var score: Double?
  /// Whether the text is of the kind that is looked for.
  var isFound = false
  /// Whether a person should look at it.
  var isFlagged = false
  /// Whether it is sure enough to act at once.
  var isActedOn = false
  let json: JSON
}
