/// A file that a setting names, read when the configuration is read.
public struct TextFile: SettingValue, Hashable {
  /// As the configuration writes it, relative to the configuration file.
  public let path: String
  public let text: String

  public init(path: String, text: String) {
    self.path = path
    self.text = text
  }

  public static var schema: JSON { ["type": "string", "minLength": 1] }
  public var json: JSON? { .string(path) }

  public static func read(_ node: SettingNode) -> TextFile? {
    guard let file = opened(node) else { return nil }
    for (line, column, gap) in FillIn.lines(of: file.text) {
      node.source.report(
        FillIn.fault(gap, isLeftOut: true), .warning, at: node.path,
        in: FilePlace(file.path, line: line, column: column))
    }
    return file
  }

  /// Without a word of gaps (`FillIn`): for files whose reader knows which of them are left out.
  public static func opened(_ node: SettingNode) -> TextFile? {
    guard let path = String.read(node) else { return nil }
    do throws(SettingFault) {
      var bytes = try node.source.file(path)[...]
      // Editors on Windows put a byte order mark in front.
      if bytes.starts(with: [0xEF, 0xBB, 0xBF]) { bytes = bytes.dropFirst(3) }
      guard let text = String(validating: bytes, as: UTF8.self) else {
        throw SettingFault("the file \(path) is not UTF-8 text", "save it as UTF-8")
      }
      return TextFile(path: path, text: text)
    } catch {
      node.fail(error.fault, error.remedy)
      return nil
    }
  }
}

extension Secret: SettingValue {
  public static var schema: JSON {
    ["type": "string", "pattern": "^(env|file|credential):.+", "examples": ["env:BOT_TOKEN"]]
  }

  public var json: JSON? { nil }

  public static func read(_ node: SettingNode) -> Secret? {
    node.source.conceal(node.path)
    guard let reference = node.json.string else {
      node.wrongKind("a reference to a secret", "\"env:BOT_TOKEN\"")
      return nil
    }
    do throws(SettingFault) {
      return try node.source.secret(reference, at: node.path)
    } catch {
      node.source.lack(error, at: node.path)
      // Of no use, as what was told is an error; it stands for what will be there.
      return Secret("?")
    }
  }
}

extension Zone: SettingValue {
  public static var schema: JSON { ["type": "string", "format": "timezone", "examples": ["Europe/London", "UTC"]] }
  public var json: JSON? { .string(name) }

  public static func read(_ node: SettingNode) -> Zone? {
    guard let name = node.json.string else {
      node.wrongKind("the name of a time zone", "\"Europe/London\"")
      return nil
    }
    do throws(SettingFault) {
      return try node.source.zone(name)
    } catch {
      node.fail(error.fault, error.remedy)
      return nil
    }
  }
}

extension Duration: SettingValue {
  public static var schema: JSON {
    ["type": "string", "pattern": "^([0-9]+(ms|s|m|h|d|w))+$", "examples": ["30s", "10m", "1h30m", "2d"]]
  }

  public var json: JSON? { .string(settingText) }

  public static func read(_ node: SettingNode) -> Duration? {
    guard let text = node.json.string else {
      node.wrongKind("a length of time", "\"10m\", \"1h30m\" or \"2d\"")
      return nil
    }
    guard let value = Duration(settingText: text) else {
      let nearest = nearest(to: text).map { "did you mean \"\($0)\"? " } ?? ""
      node.fail(
        "\(Spelling.quoted(text)) is no length of time",
        nearest + "write a number with s, m, h, d or w, such as \"10m\" or \"1h30m\"")
      return nil
    }
    return value
  }

  /// "10 minutes" as the configuration writes it: the number and the first letter of the word.
  private static func nearest(to text: String) -> String? {
    let words = text.lowercased().split(separator: " ").map(String.init)
    guard words.count == 2, !words[1].hasPrefix("mon"), !words[1].hasPrefix("mil"), let unit = words[1].first else {
      return nil
    }
    let short = words[0] + String(unit)
    return Duration(settingText: short) == nil ? nil : short
  }

  private static let units: [(name: String, milliseconds: Int)] = [
    ("w", 604_800_000), ("d", 86_400_000), ("h", 3_600_000), ("m", 60_000), ("s", 1000), ("ms", 1),
  ]

  /// Reads "1h30m", "45s", "500ms". At most a hundred years.
  public init?(settingText text: String) {
    var total = 0
    var rest = Substring(text)
    guard !rest.isEmpty else { return nil }
    while !rest.isEmpty {
      let digits = rest.prefix { $0.isASCII && $0.isNumber }
      let name = rest.dropFirst(digits.count).prefix { $0.isLetter }
      guard let count = Int(digits), count < 1_000_000_000,
        let unit = Self.units.first(where: { $0.name == name })
      else { return nil }
      total += count * unit.milliseconds
      guard total <= 3_155_760_000_000 else { return nil }
      rest = rest.dropFirst(digits.count + name.count)
    }
    self = .milliseconds(total)
  }

  /// The shortest text that reads back as the same length, to the millisecond.
  public var settingText: String {
    var rest = Int((seconds * 1000).rounded())
    if rest == 0 { return "0s" }
    var text = ""
    for unit in Self.units where rest >= unit.milliseconds && unit.name != "w" {
      text += "\(rest / unit.milliseconds)\(unit.name)"
      rest %= unit.milliseconds
    }
    return text
  }
}
