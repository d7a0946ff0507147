public import BotCore

/// Tags of languages as BCP 47 writes them, such as "en-GB".
public enum LanguageCode {
  /// The codes of ISO 639-1.
  private static let known = Set(
    """
    aa ab ae af ak am an ar as av ay az ba be bg bh bi bm bn bo br bs ca ce ch co cr cs cu cv cy da de dv dz ee el en eo \
    es et eu fa ff fi fj fo fr fy ga gd gl gn gu gv ha he hi ho hr ht hu hy hz ia id ie ig ii ik io is it iu ja jv ka kg \
    ki kj kk kl km kn ko kr ks ku kv kw ky la lb lg li ln lo lt lu lv mg mh mi mk ml mn mr ms mt my na nb nd ne ng nl nn \
    no nr nv ny oc oj om or os pa pi pl ps pt qu rm rn ro ru rw sa sc sd se sg sh si sk sl sm sn so sq sr ss st su sv sw \
    ta te tg th ti tk tl tn to tr ts tt tw ty ug uk ur uz ve vi vo wa wo xh yi yo za zh zu
    """.split(separator: " ").map(String.init))

  /// What is wrong with a tag: its shape, or a code of two letters that no language has.
  public static func fault(_ tag: String) -> SettingFault? {
    guard isTag(tag) else {
      return SettingFault(
        "\(Spelling.quoted(tag)) is no language tag",
        meant(tag).map { "did you mean \"\($0)\"?" } ?? "write for example \"en\" or \"en-GB\"")
    }
    let code = tag.prefix { $0 != "-" }.lowercased()
    guard code.count == 2, !known.contains(code) else { return nil }
    return SettingFault(
      "no language has the code \(Spelling.quoted(code))", "write for example \"en\", \"en-GB\", \"de\" or \"pt-BR\"")
  }

  /// Of languages that are often written out.
  private static let names = [
    "english": "en", "deutsch": "de", "german": "de", "français": "fr", "francais": "fr", "french": "fr",
    "español": "es", "espanol": "es", "spanish": "es", "italiano": "it", "italian": "it", "português": "pt",
    "portugues": "pt", "portuguese": "pt", "nederlands": "nl", "dutch": "nl", "polski": "pl", "polish": "pl",
    "svenska": "sv", "swedish": "sv", "dansk": "da", "danish": "da", "norsk": "no", "norwegian": "no", "suomi": "fi",
    "finnish": "fi", "türkçe": "tr", "turkish": "tr", "čeština": "cs", "czech": "cs", "українська": "uk",
    "ukrainian": "uk", "русский": "ru", "russian": "ru", "japanese": "ja", "korean": "ko", "chinese": "zh",
    "arabic": "ar", "greek": "el", "hebrew": "he", "hindi": "hi",
  ]

  /// The tag that somebody has in mind who writes "english" or "en_GB".
  private static func meant(_ tag: String) -> String? {
    let hyphened = String(tag.map { $0 == "_" || $0 == " " ? "-" : $0 })
    if hyphened != tag, isTag(hyphened) { return hyphened }
    return Spelling.nearest(to: tag, in: names.keys).flatMap { names[$0] }
  }

  /// Whether it has the shape of one.
  static func isTag(_ tag: String) -> Bool {
    let parts = tag.utf8.split(separator: UInt8(ascii: "-"), omittingEmptySubsequences: false)
    return (2...3).contains(parts[0].count) && parts[0].allSatisfy { $0 > 0x40 }
      && parts.allSatisfy { part in
        (1...8).contains(part.count)
          && String(part)?.allSatisfy { $0.isASCII && ($0.isLetter || $0.isNumber) } == true
      }
  }
}
