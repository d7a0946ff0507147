/// Why a plugin does something, or does nothing: which of its rules a message met, and by what. For people who try a
/// configuration out, and for those who ask afterwards.
public struct Reason: Sendable, Hashable {
  public struct Fact: Sendable, Hashable {
    public let name: String
    public let value: String

    public init(_ name: String, _ value: String) {
      self.name = name
      self.value = value
    }
  }

  /// What the configuration calls the rule: the heading of an answer, a category, the id of a post.
  public var rule: String
  /// What was found, as it stands in the message, or the event in a few words.
  public var found: [String]
  /// Figures and states that counted: how sure the bot was, how sure it must be.
  public var facts: [Fact]
  /// The message that it is about, where that is not the one of the event: an answer that waited is about the question.
  public var message: MessageRef?
  /// Whom it is about, where that is not who did what the event tells.
  public var member: ID<Member>?

  public init(
    _ rule: String, found: [String] = [], facts: [Fact] = [], message: MessageRef? = nil, member: ID<Member>? = nil
  ) {
    self.rule = rule
    self.found = found
    self.facts = facts
    self.message = message
    self.member = member
  }
}

extension Reason {
  /// In one line, for a person.
  public var text: String {
    let words = found.isEmpty ? "" : ": " + found.map { "\"\($0)\"" }.joined(separator: ", ")
    let figures = facts.isEmpty ? "" : " (" + facts.map { "\($0.name) \($0.value)" }.joined(separator: ", ") + ")"
    return rule + words + figures
  }
}

/// A plugin that can tell what it makes of an event, also where it does nothing: scores and what they would have to be,
/// what is remembered of it, what is waited for.
public protocol Explainer: Plugin {
  /// Changes no record. It is asked with what is remembered now, which may be more than was remembered then.
  func explain(_ event: Event, _ context: Context) throws -> [Reason]
}
