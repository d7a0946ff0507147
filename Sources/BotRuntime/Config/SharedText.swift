import BotCore

/// An entry of the table "texts".
enum SharedText {
  private static let prefix = "texts."

  /// The text itself, or an empty one after the node was told what is wrong: who uses it need not tell it again.
  static func checked(_ text: String, _ node: SettingNode) -> String {
    do throws(Template.Fault) {
      let template = try Template(text)
      guard let other = template.variables.first(where: { $0.hasPrefix(prefix) }) else { return text }
      node.fail("a text of the table cannot use another one: {\(other)}", "write out what it says")
    } catch {
      node.fail(error.fault, error.remedy)
    }
    return ""
  }
}
