/// One thing that a person has to mend, told as place, fault and remedy.
public struct Problem: Error, Sendable, Hashable {
  public enum Severity: String, Sendable, Hashable { case error, warning }

  public struct Place: Sendable, Hashable, Comparable {
    public let file: String
    /// From 1; 0 where the file as a whole is meant.
    public let line: Int
    public let column: Int

    public init(file: String, line: Int, column: Int) {
      self.file = file
      self.line = line
      self.column = column
    }

    public static func < (a: Self, b: Self) -> Bool { (a.file, a.line, a.column) < (b.file, b.line, b.column) }
  }

  public var severity: Severity
  public var place: Place?
  /// What it is about: a path in the configuration, a channel, a token's name.
  public var subject: String
  /// Whose path it is, where that only counts: the plugin or the community, as a person knows it.
  public var owner: String?
  public var fault: String
  public var remedy: String
  /// The line at the place with a caret below its column, where both may be shown. Two lines without a final break.
  public var excerpt: String?

  public init(
    _ severity: Severity = .error, place: Place? = nil, subject: String, owner: String? = nil, fault: String,
    remedy: String, excerpt: String? = nil
  ) {
    self.severity = severity
    self.place = place
    self.excerpt = excerpt
    self.subject = subject
    self.owner = owner
    self.fault = fault
    self.remedy = remedy
  }

  /// The subject, with its owner behind it: "communities[0].plugins[6].text (welcome)".
  public var about: String { owner.map { "\(subject) (\($0))" } ?? subject }
}
