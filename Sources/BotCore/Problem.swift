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
  public var fault: String
  public var remedy: String

  public init(
    _ severity: Severity = .error, place: Place? = nil, subject: String, fault: String, remedy: String
  ) {
    self.severity = severity
    self.place = place
    self.subject = subject
    self.fault = fault
    self.remedy = remedy
  }
}
