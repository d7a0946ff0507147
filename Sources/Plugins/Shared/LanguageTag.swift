/// Language tags of BCP 47, such as "de-AT".
enum LanguageTag {
  /// How exactly a text in one language suits somebody: the number of its subtags where they are the first ones of the
  /// person's ("de" suits "de-AT" with 1, as RFC 4647, section 3.4, looks languages up), else `nil`.
  static func fit(_ text: String, to person: String) -> Int? {
    let text = subtags(text)
    return subtags(person).starts(with: text) ? text.count : nil
  }

  private static func subtags(_ tag: String) -> [String] {
    tag.lowercased().split { $0 == "-" || $0 == "_" }.map(String.init)
  }
}
