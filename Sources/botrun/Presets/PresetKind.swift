/// One of the kinds of community that `botrun init` writes a configuration for: its texts and its plugins, as they stand in
/// one file with a section after each line `== name`.
struct PresetKind: Sendable {
  /// As the command line names it.
  let id: String
  private let file: @Sendable () -> [UInt8]

  static let all: [PresetKind] = [
    PresetKind("practice") { PackageResources.practice_txt },
    PresetKind("learning") { PackageResources.learning_txt },
    PresetKind("interest") { PackageResources.interest_txt },
    PresetKind("customer-success") { PackageResources.customer_success_txt },
    PresetKind("customer-support") { PackageResources.customer_support_txt },
    PresetKind("direct-action") { PackageResources.direct_action_txt },
    PresetKind("mass-participation") { PackageResources.mass_participation_txt },
    PresetKind("closed-volunteers") { PackageResources.closed_volunteers_txt },
    PresetKind("feedback") { PackageResources.feedback_txt },
  ]

  private init(_ id: String, _ file: @escaping @Sendable () -> [UInt8]) {
    self.id = id
    self.file = file
  }

  /// Read when they are asked for: every command knows the kinds, and one of them needs more than their names.
  private var sections: [String: String] {
    var sections: [String: String] = [:]
    var name = ""
    for line in String(decoding: file(), as: UTF8.self).split(separator: "\n", omittingEmptySubsequences: false) {
      if line.hasPrefix("== ") {
        name = String(line.dropFirst(3))
      } else {
        sections[name, default: ""] += line + "\n"
      }
    }
    return sections
  }

  /// What people do there, in a line to choose by.
  var title: String { line("title") }
  /// What the community is for, if nobody says otherwise.
  var purpose: String { line("purpose") }
  /// In sentences.
  var rules: String { line("rules") }
  /// Further members of the configuration's `store`; may be empty.
  var store: String { sections["store"] ?? "" }
  var faq: String { sections["faq.md"] ?? "" }
  var calendar: String { sections["calendar.json"] ?? "" }
  var words: String { sections["words.txt"] ?? "" }

  /// The entries of `plugins`, each with its comments.
  var plugins: [String] {
    (sections["plugins"] ?? "").split(separator: "\n---\n").map { text in
      String(text.drop { $0 == "\n" }.reversed().drop { $0 == "\n" }.reversed())
    }
  }

  private func line(_ name: String) -> String {
    (sections[name] ?? "").split(separator: "\n").joined(separator: " ")
  }
}
