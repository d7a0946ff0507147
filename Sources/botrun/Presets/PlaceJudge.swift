import BotCore
import BotRuntime

/// Judges what was answered about a platform, before anything is written.
extension PresetPlatform {
  /// Why this is no address here; `nil` where it may be one. The example stands until somebody changes it.
  func addressFault(_ text: String) -> String? {
    if let fault = Asking.line(text) { return fault }
    guard let example = address?.example, !isExample(text) else { return nil }
    if let fault = ExampleValues.fault(text) { return "\(fault.fault); \(fault.remedy), or take \(example) for now" }
    let wanted = "write it like \(example)"
    switch name {
    case "discord":
      let isID = (17...20).contains(text.count) && text.allSatisfy { $0.isASCII && $0.isNumber }
      return isID ? nil : "\(Spelling.quoted(text)) is no server id: it has 17 to 20 digits; \(wanted)"
    case "githubDiscussions":
      let parts = text.split(separator: "/", omittingEmptySubsequences: false)
      let isName = parts.count == 2 && parts.allSatisfy { !$0.isEmpty && $0.allSatisfy(Self.isNameCharacter) }
      return isName ? nil : "\(Spelling.quoted(text)) is no repository; \(wanted)"
    default: return Self.isWebAddress(text) ? nil : "\(Spelling.quoted(text)) is no web address; \(wanted)"
    }
  }

  /// Whether it is the example of the question, with or without a slash at its end.
  func isExample(_ text: String) -> Bool {
    guard let example = address?.example else { return false }
    return text.lowercased() == example || text.lowercased() == example + "/"
  }

  /// Why this is no channel here; `nil` where it may be one.
  func placeFault(_ text: String, zoneFault: (String) -> String?) -> String? {
    if let fault = Asking.line(text) { return fault }
    if [places.main, places.help, places.moderators].contains(text) { return nil }
    let wanted = "the name of a channel is asked for, such as \(places.main)"
    let quoted = Spelling.quoted(text)
    if Self.isShortZone(text) || text.contains("/") && zoneFault(text) == nil {
      return "\(quoted) is a time zone; \(wanted)"
    }
    if Self.isRegionalTag(text) { return "\(quoted) is a language; \(wanted)" }
    if text.contains("://") { return "\(quoted) is a web address; \(wanted)" }
    if text.contains(where: { $0.isWhitespace || ",;".contains($0) }) {
      return "\(quoted) holds a blank, a comma or a semicolon, which no channel's name does; \(wanted)"
    }
    if text.contains(where: { "?!".contains($0) }) && name != "matrix" {
      return "\(quoted) is no channel's name; \(wanted)"
    }
    if Self.all.contains(where: { $0.name.lowercased() == text.lowercased() }) {
      return "\(quoted) is a platform; \(wanted)"
    }
    if name != "draft", let fault = ExampleValues.fault(text) { return "\(fault.fault); \(fault.remedy)" }
    return shapeFault(text).map { "\(quoted) \($0); \(wanted)" }
  }

  private func shapeFault(_ text: String) -> String? {
    switch name {
    case "telegram":
      let isID = text.hasPrefix("-") && text.dropFirst().allSatisfy { $0.isASCII && $0.isNumber } && text.count > 5
      return isID || text.hasPrefix("@") && text.count > 1 ? nil : "is neither a group's @name nor its number"
    case "matrix":
      let isRoom = text.hasPrefix("#") || text.hasPrefix("!")
      return isRoom && text.contains(":") ? nil : "is no room: it begins with # and names its server"
    case "sandbox", "slack", "discord", "discourse", "githubDiscussions":
      let name = text.hasPrefix("#") ? text.dropFirst() : text[...]
      return name.isEmpty || name.contains(where: { "/#@:\"".contains($0) }) ? "is no channel's name" : nil
    default: return nil
    }
  }

  /// In small letters they may be words.
  private static let shortZones: Set<String> = [
    "UTC", "GMT", "CET", "CEST", "EET", "EEST", "WET", "WEST", "MET", "MEST", "BST", "IST", "MSK", "PST", "PDT", "MST",
    "MDT", "CST", "CDT", "EST", "EDT", "AKST", "HST", "JST", "KST", "AEST", "AEDT", "ACST", "AWST", "NZST", "NZDT",
    "SAST",
    "EST5EDT", "CST6CDT", "MST7MDT", "PST8PDT",
  ]

  /// "CET", "UTC+2", "gmt".
  private static func isShortZone(_ text: String) -> Bool {
    let word = text.prefix { $0.isLetter }
    let isShifted = text.dropFirst(word.count).allSatisfy { $0.isNumber || "+-:".contains($0) }
    if ["UTC", "GMT"].contains(word.uppercased()), isShifted { return true }
    return shortZones.contains(text) || ["cet", "cest"].contains(text)
  }

  /// "en-GB", "zh-Hant-TW"; "en" and "qa-us" may be channels.
  private static func isRegionalTag(_ text: String) -> Bool {
    let parts = text.split(separator: "-", omittingEmptySubsequences: false)
    guard parts.count > 1, let region = parts.last, region.count == 2, LanguageCode.fault(text) == nil else {
      return false
    }
    return region.allSatisfy(\.isUppercase) && parts[0].allSatisfy(\.isLowercase)
  }

  private static func isNameCharacter(_ character: Character) -> Bool {
    character.isASCII && (character.isLetter || character.isNumber || "-_.".contains(character))
  }

  private static func isWebAddress(_ text: String) -> Bool {
    guard let scheme = ["https://", "http://"].first(where: text.hasPrefix) else { return false }
    let host = text.dropFirst(scheme.count).prefix { $0 != "/" }
    return !host.isEmpty && (host.contains(".") || host.hasPrefix("localhost")) && !text.contains(" ")
  }
}
