/// A setting that is one word out of a few.
public protocol SettingChoice: SettingValue, RawRepresentable, CaseIterable where RawValue == String {}

extension SettingChoice {
  public static var schema: JSON { ["enum": .array(allCases.map { .string($0.rawValue) })] }
  public var json: JSON? { .string(rawValue) }

  public static func read(_ node: SettingNode) -> Self? {
    let words = allCases.map(\.rawValue)
    guard let word = node.json.string else {
      node.wrongKind("one of \(words.joined(separator: ", "))", "\"\(words.first ?? "")\"")
      return nil
    }
    if let value = Self(rawValue: word) { return value }
    let nearest = Spelling.nearest(to: word, in: words)
    node.fail(
      "\(Spelling.quoted(word)) is no choice here",
      (nearest.map { "did you mean \"\($0)\"? " } ?? "") + "use one of \(words.joined(separator: ", "))")
    return nil
  }
}

extension MissedRunPolicy: SettingChoice {}
extension Flag.Severity: SettingChoice {}
