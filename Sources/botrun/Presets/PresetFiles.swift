import BotCore
import FoundationEssentials

/// What was answered to `botrun init`.
struct PresetAnswers: Sendable {
  var kind: PresetKind
  var platform: PresetPlatform
  var name: String
  var purpose: String
  var timezone: String
  var locale: String
  var address: String
  var places: PresetPlatform.Places
}

/// The files of a new configuration, as texts.
struct PresetFiles {
  let answers: PresetAnswers
  /// What the platform can do.
  let capabilities: Set<Capability>
  /// The day on which the community begins, counted from 1970-01-01.
  let today: Int

  /// - Parameter leftOut: plugins, by their place in the kind's list, that the platform has no use for, with the reason.
  func all(leftOut: [Int: String]) -> [(name: String, text: String)] {
    var files = [
      ("config.json", config(leftOut)), ("faq.md", filled(answers.kind.faq, isJSON: false)),
      ("calendar.json", calendar), ("words.txt", answers.kind.words), ("rules.md", rules),
    ]
    if answers.platform.name == "sandbox" { files.append(("day.jsonl", day)) }
    return files
  }

  private func config(_ leftOut: [Int: String]) -> String {
    let kept = answers.kind.plugins.enumerated().filter { leftOut[$0.offset] == nil }.map(\.element)
    let usesRules = kept.contains { $0.contains("{texts.rules}") }
    var text = """
      // \(answers.name), made by "botrun init --kind \(answers.kind.id)". All of it can be changed; after each change
      //   botrun check config.json
      // tells what is wrong, and
      //   botrun run --config config.json --show
      // shows what the bot does. Comments like this one may stay.
      {
        "store": {
          // The file that holds all state: who was welcomed, what waits to be sent.
          "path": "botrun.sqlite",
      \(Self.indented(answers.kind.store.trimmedEnd, by: 2))
        },
        // The bot's own page, webhooks, /healthz, /readyz and /metrics: for this machine alone.
        "http": { "listen": "127.0.0.1:8080" },

      """
    text =
      text.split(separator: "\n", omittingEmptySubsequences: false).filter { !$0.allSatisfy { $0 == " " } }
      .joined(separator: "\n") + "\n"
    if usesRules {
      text += "  // Used below as {texts.rules}; the same stands in rules.md, for people.\n"
      text += "  \"texts\": { \"rules\": \(Self.quoted(answers.kind.rules)) },\n"
    }
    return text + community(leftOut)
  }

  private func community(_ leftOut: [Int: String]) -> String {
    var lines = [
      "\"id\": \(Self.quoted(id)),", "\"name\": \(Self.quoted(answers.name)),",
      "\"platform\": \(Self.quoted(answers.platform.name)),",
    ]
    if !answers.platform.secrets.isEmpty {
      let names = answers.platform.secrets.joined(separator: ", ")
      lines += [
        "// \(names): set in the environment, never here. From \(answers.platform.origin).",
        "// botrun connectors \(answers.platform.name)  tells each step.",
      ]
    }
    lines.append("\"connection\": {")
    for member in answers.platform.connection(answers.address, answers.places) {
      lines += member.split(separator: "\n").map { "  " + ($0.hasPrefix("//") ? $0 : $0 + ",") }
    }
    lines += ["},", "\"timezone\": \(Self.quoted(answers.timezone)),", "\"locale\": \(Self.quoted(answers.locale)),"]
    if !answers.places.moderators.isEmpty {
      lines += [
        "// What a person must look at is told here, and nowhere else. Who may write here may give the bot commands.",
        "\"moderators\": \(Self.quoted(answers.places.moderators)),",
      ]
    }
    lines += ["", "\"plugins\": ["]
    for (index, plugin) in answers.kind.plugins.enumerated() {
      if let reason = leftOut[index] {
        lines.append("  // Left out: \(reason)")
      } else {
        // Without a place for them, nobody would read the reports.
        let isRead = !answers.places.moderators.isEmpty
        lines += filled(plugin, isJSON: true).split(separator: "\n")
          .filter { isRead || !$0.hasPrefix("  \"report\": ") }.flatMap(paced).map { "  " + $0 }
        lines[lines.count - 1] += ","
      }
    }
    lines += ["],"]
    return "  \"communities\": [\n    {\n" + lines.map { $0.isEmpty ? "\n" : "      \($0)\n" }.joined()
      + "    },\n  ],\n}\n"
  }

  /// On the sandbox, where somebody watches, nothing waits for long, nor for the morning.
  private func paced(_ line: Substring) -> [String] {
    guard answers.platform.name == "sandbox" else { return [String(line)] }
    for key in ["batch", "wait"] where line.hasPrefix("  \"\(key)\": ") {
      let usual = line.drop { $0 == " " }.filter { $0 != "," }
      return ["  // Short, to be watched on the sandbox. With people: \(usual)", "  \"\(key)\": \"2s\","]
    }
    guard line.hasPrefix("  \"quiet\": ") else { return [String(line)] }
    return ["  // With people: " + line.drop { $0 == " " }]
  }

  /// Without the posts to moderators, and those that they approve of, where there is no place for them.
  private var calendar: String {
    var blocks: [[Substring]] = []
    var kept: [Substring] = []
    for line in answers.kind.calendar.trimmedEnd.split(separator: "\n", omittingEmptySubsequences: false) {
      if line == "  {" { blocks.append([]) }
      if blocks.isEmpty || line == "]" {
        kept.append(line)
        if line == "]" { break }
      } else {
        blocks[blocks.count - 1].append(line)
      }
    }
    let isTold = !answers.places.moderators.isEmpty
    let posts = blocks.filter {
      isTold || !$0.contains { $0.contains("@mods@") || $0.contains("\"status\": \"review\"") }
    }.flatMap { $0 }
    let text =
      "// What the bot posts by itself. \"botrun plan --days 28\" shows the next weeks. Times are those of the community.\n"
      + (kept.dropLast() + posts + ["]"]).joined(separator: "\n") + "\n"
    return filled(text, isJSON: true)
  }

  private var rules: String {
    let sentences = answers.kind.rules.split(separator: ". ").map { "- \($0.hasSuffix(".") ? $0 : $0 + ".")\n" }
    return "# Rules of \(answers.name)\n\n\(answers.purpose)\n\n" + sentences.joined()
      + "\nModerators remind first, hide second, and exclude last; always with the reason.\n"
  }

  /// A minute of life for the sandbox: somebody comes and asks what the list of questions knows.
  private var day: String {
    let questions = answers.kind.faq.split(separator: "\n").filter { $0.hasPrefix("## ") }.map {
      String($0.dropFirst(3))
    }
    let help = answers.places.help
    let lines: [JSON] = [
      ["after": 1, "join": "Ada"],
      ["after": 3, "say": "Hello everybody, I am new here.", "as": "Ada", "label": "hello"],
      ["after": 6, "say": .string(questions.first ?? "Where do I start?"), "as": "Ada", "in": .string(help)],
      ["after": 9, "join": "Mira", "moderator": true],
      ["after": 10, "react": "👋", "as": "Mira", "to": "hello"],
      ["after": 14, "join": "Björn"],
      ["after": 17, "say": .string(questions.last ?? "What are the rules?"), "as": "Björn", "in": .string(help)],
    ]
    return "// A minute of community life for the sandbox. Times are seconds after the start.\n"
      + lines.map { $0.text + "\n" }.joined()
  }

  /// The community's name in commands and in the store.
  private var id: String {
    let letters = answers.name.lowercased().map { character -> Character in
      character.isASCII && (character.isLetter || character.isNumber) ? character : "-"
    }
    let words = String(letters).split(separator: "-").joined(separator: "-")
    return words.isEmpty ? "community" : String(words.prefix(40))
  }

  // MARK: Placeholders

  private func filled(_ text: String, isJSON: Bool) -> String {
    func written(_ value: String) -> String { isJSON ? String(Self.quoted(value).dropFirst().dropLast()) : value }
    let places = answers.places
    let hasHelp = places.help != places.main
    var values = [
      "purpose": written(answers.purpose), "name": written(answers.name), "main": written(places.main),
      "help": written(places.help), "mods": written(places.moderators),
      "helpWord": hasHelp ? "in \(written(places.help))" : "here",
      "helpGoal": hasHelp ? "to \(written(places.help))" : "here",
      "pin": capabilities.contains(.pin) ? "true" : "false",
    ]
    for weekday in Weekday.allCases {
      // 1970-01-01 was a Thursday. What begins today may have begun already, so it is tomorrow at the earliest.
      let first = today + 1 + (weekday.rawValue + 6 - (today + 4) % 7) % 7
      for week in 0..<4 { values[weekday.name + (week == 0 ? "" : "\(week + 1)")] = Self.date(first + 7 * week) }
    }
    // Each piece between two signs is a name, or what stood around one.
    let parts = text.split(separator: "@", omittingEmptySubsequences: false).map(String.init)
    var result = parts[0]
    var index = 1
    while index < parts.count {
      if index + 1 < parts.count, let value = values[parts[index]] {
        result += value + parts[index + 1]
        index += 2
      } else {
        result += "@" + parts[index]
        index += 1
      }
    }
    return result
  }

  /// "2026-01-05".
  private static func date(_ day: Int) -> String {
    String(Date(timeIntervalSince1970: Double(day) * 86_400).timestamp.prefix(10))
  }

  static func quoted(_ text: String) -> String { JSON.string(text).text }

  private static func indented(_ text: String, by count: Int) -> String {
    text.split(separator: "\n").map { String(repeating: " ", count: count) + $0 }.joined(separator: "\n")
  }
}

extension [String] {
  /// "a, b and c".
  var sentenceList: String {
    count < 2 ? joined() : dropLast().joined(separator: ", ") + " and " + (last ?? "")
  }
}

extension String {
  fileprivate var trimmedEnd: String { String(reversed().drop { $0.isNewline }.reversed()) }
}
