public import BotCore
public import TextAnalysis

/// A file of phrases of danger in the community's own language; docs/models/safety.md tells how to write one.
public struct PhrasesFile: SettingValue {
  public let path: String
  public let phrases: SafetyPhrases

  public static var schema: JSON { TextFile.schema }
  public var json: JSON? { .string(path) }

  public static func read(_ node: SettingNode) -> PhrasesFile? {
    guard let file = TextFile.read(node) else { return nil }
    do throws(SafetyPhrases.Problems) {
      return PhrasesFile(path: file.path, phrases: try SafetyPhrases(file.text))
    } catch {
      for problem in error.list {
        node.fail(problem.sentence, "see docs/models/safety.md", in: file.path, line: problem.line)
      }
      return nil
    }
  }
}

/// A file of words with figures in the community's own language; docs/models/sentiment.md tells how to write one.
public struct LexiconFile: SettingValue {
  public let path: String
  public let lexicon: SentimentLexicon

  public static var schema: JSON { TextFile.schema }
  public var json: JSON? { .string(path) }

  public static func read(_ node: SettingNode) -> LexiconFile? {
    guard let file = TextFile.read(node) else { return nil }
    do throws(SentimentLexicon.Problems) {
      return LexiconFile(path: file.path, lexicon: try SentimentLexicon(file.text))
    } catch {
      for problem in error.list { node.fail(problem.fault, problem.remedy, in: file.path, line: problem.line) }
      return nil
    }
  }
}
