/// One kind of thing that a plugin remembers about people, in the plain words of a privacy notice.
public struct DataUse: Sendable, Hashable {
  /// What is stored: "that somebody was greeted".
  public let what: String
  /// About whom: "each newcomer".
  public let whom: String
  /// How long: "for three days", "until the member is erased".
  public let kept: String
  /// What it is needed for: "nobody is greeted twice", to stand behind "so that".
  public let why: String

  public init(_ what: String, about whom: String, kept: String, why: String) {
    self.what = what
    self.whom = whom
    self.kept = kept
    self.why = why
  }
}
