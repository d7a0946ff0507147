import BotCore

/// What can be wrong with a text that a manager planned, before anything of it goes out.
struct TextCheck {
  /// Whether it may go out in several messages.
  var maySplit = false
  /// How the remedy for a text that is too long ends.
  var remedy = ""

  /// - Parameter values: what stands for the variables.
  func check(_ template: Template, _ values: [String: Text], _ node: SettingNode) {
    let text = template.render(values)
    if let fault = markup(text) { node.fail(fault.fault, fault.remedy) }
    guard !maySplit, let platform = node.source.target?.platform else { return }
    let length = platform.length(text)
    guard length > platform.text.max else { return }
    node.fail(
      "the text is too long for \(platform.name): \(length) \(Self.name(platform.text.unit)), where \(platform.text.max) fit",
      "shorten it by \(length - platform.text.max)\(remedy)")
  }

  private static func name(_ unit: TextLimits.Unit) -> String {
    switch unit {
    case .bytes: "bytes"
    case .scalars, .utf16, .graphemes: "characters"
    }
  }

  /// What was meant as markup and is read as plain text.
  private func markup(_ text: Text) -> (fault: String, remedy: String)? {
    for node in text.nodes {
      switch node {
      case .plain(let plain):
        if let fault = markup(plain) { return fault }
      case .bold(let inner), .italic(let inner), .quote(let inner):
        if let fault = markup(inner) { return fault }
      case .list(let items):
        for item in items { if let fault = markup(item) { return fault } }
      case .mention, .channel, .link, .code, .codeBlock: continue
      }
    }
    return nil
  }

  private func markup(_ plain: String) -> (fault: String, remedy: String)? {
    let bytes = Array(plain.utf8)
    func has(_ mark: String) -> Bool {
      let mark = Array(mark.utf8)
      return bytes.indices.dropLast(mark.count - 1).contains { bytes[$0..<($0 + mark.count)].elementsEqual(mark) }
    }
    if has("](") {
      return ("a link is not read as one", "write [label](https://…) with the whole address, and close it with )")
    }
    if has("```") { return ("a ``` is never closed", "write ``` on a line of its own at both ends") }
    let isWord = { (byte: UInt8?) in byte.map { $0 > 0x20 && $0 != UInt8(ascii: "*") } ?? false }
    for index in bytes.indices.dropLast() where bytes[index] == UInt8(ascii: "*") && bytes[index + 1] == bytes[index] {
      let before = index > 0 ? bytes[index - 1] : nil
      let after = index + 2 < bytes.count ? bytes[index + 2] : nil
      if isWord(before) != isWord(after) {
        return ("a ** is never closed", "write **bold** with ** at both ends of the words")
      }
    }
    return nil
  }
}
