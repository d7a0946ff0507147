/// One entry of a FAQ, as the ranker reads it.
public struct QuestionEntry: Sendable, Hashable {
  /// Unlike every other entry's.
  public var id: String
  /// The question as the FAQ puts it; may be empty.
  public var heading: String
  /// Other ways to ask it.
  public var phrasings: [String]
  public var answer: String
  /// Keywords, and the names of the sections that it stands in.
  public var tags: [String]

  public init(id: String, heading: String = "", phrasings: [String] = [], answer: String = "", tags: [String] = []) {
    self.id = id
    self.heading = heading
    self.phrasings = phrasings
    self.answer = answer
    self.tags = tags
  }

  /// The heading and the further phrasings that hold anything.
  var questions: [String] { ([heading] + phrasings).filter { !$0.isEmpty } }
}
