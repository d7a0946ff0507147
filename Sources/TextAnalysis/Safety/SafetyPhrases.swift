import CModels

/// The phrases of one language by which `SafetyReader` judges, read from a text that people can write.
///
/// A line each; a line that begins with `#` is a comment. `PhraseElement` tells what a phrase may hold.
///
///     class kill = kill | killing | end my life
///     self now: i _ want to {kill} myself
///     quiet: kill (the | this) process
///     calm: lol | haha
///
/// - `class NAME = alternatives`: several lines add to one class; a class may use classes that stand above it.
///   No gap runs over the single words of the class `not` (those that negate), and none of a `self` phrase over those
///   of the class `other` (those that name somebody else).
/// - `self`, `third`, `threat` or `abuse`, then how much it weighs (`now` 100, `look` 60, `hint` 30, or a number from 1
///   to 100), a colon and the phrase. Phrases that do not overlap add up; a line adds once.
/// - `quiet: phrase` takes back what overlaps it, unless that covers the quiet phrase and more.
/// - `calm: phrase` takes 35 points from every category, once a line; `calm 50: phrase` 50, and
///   `calm self 50: phrase` from that category alone.
public struct SafetyPhrases: Sendable {
  public struct Problem: Sendable, Equatable, CustomStringConvertible {
    public let line: Int
    /// The thing, the fault and the remedy.
    public let sentence: String
    public var description: String { "line \(line): \(sentence)" }
  }

  public struct Problems: Error, Equatable, CustomStringConvertible {
    public let list: [Problem]
    public var description: String { list.map(\.description).joined(separator: "\n") }
  }

  let table: PhraseTable

  /// - Throws: every bad line with what to do about it.
  public init(_ text: String) throws(Problems) {
    try self.init(utf8: Array(text.utf8))
  }

  private init(utf8: [UInt8]) throws(Problems) {
    var file = PhraseFile()
    file.read(utf8)
    guard file.problems.isEmpty else { throw Problems(list: file.problems) }
    table = PhraseTable(file)
  }

  /// The phrases that ship with the program.
  public static let english: SafetyPhrases = {
    let model = botrun_model_safety()
    do {
      return try SafetyPhrases(utf8: Array(UnsafeBufferPointer(start: model.bytes, count: model.count)))
    } catch {
      preconditionFailure("the shipped phrases: \(error)")
    }
  }()
}
