import BotCore

/// Reads one line of a script.
struct SandboxScriptLine {
  private static let verbs = ["join", "leave", "say", "react", "edit", "delete", "report"]
  private static let others = ["after", "as", "in", "to", "label", "moderator", "reason"]

  private let number: Int
  private let object: JSONObject

  init(_ text: String, number: Int) throws(SandboxScript.Fault) {
    self.number = number
    guard let object = (try? JSON(parsing: text))?.object else {
      throw SandboxScript.Fault(
        line: number, fault: "this is no JSON object",
        remedy: "write for example {\"after\": 2, \"join\": \"Ada\"}")
    }
    self.object = object
    for key in object.keys where !(Self.verbs + Self.others).contains(key) {
      let nearest = Spelling.nearest(to: key, in: Self.verbs + Self.others)
      throw fault(
        "the key \"\(key)\" is not known here", nearest.map { "did you mean \"\($0)\"?" } ?? "remove it")
    }
  }

  func entry() throws(SandboxScript.Fault) -> SandboxScript.Entry {
    let verbs = object.keys.filter(Self.verbs.contains)
    guard verbs.count == 1, let verb = verbs.first else {
      throw fault(
        verbs.isEmpty ? "nothing happens in this line" : "this line holds \(verbs.joined(separator: " and "))",
        "use exactly one of \(Self.verbs.joined(separator: ", "))")
    }
    return SandboxScript.Entry(
      line: number, after: try after, name: verb == "join" ? "" : try actor(verb), label: try optional("label"),
      act: try act(verb))
  }

  private func act(_ verb: String) throws(SandboxScript.Fault) -> SandboxScript.Act {
    switch verb {
    case "join":
      let name = try text("join")
      guard let name = SandboxName.member(name) else { throw fault("\"\(name)\" cannot be a name", SandboxName.remedy) }
      return .join(name, isModerator: object["moderator"]?.bool ?? false)
    case "leave": return .leave
    case "say":
      let channel = try optional("in") ?? ""
      return .say(
        try message("say"), channel: channel.hasPrefix("#") ? String(channel.dropFirst()) : channel,
        to: try optional("to"))
    case "react": return .react(try emoji(), to: try text("to"))
    case "edit": return .edit(try message("edit"), to: try text("to"))
    case "delete": return .delete(try text("delete"))
    default: return .report(try optional("reason") ?? "", to: try text("report"))
    }
  }

  private var after: Duration {
    get throws(SandboxScript.Fault) {
      guard let seconds = object["after"]?.double, (0...31_536_000).contains(seconds) else {
        throw fault("\"after\" is missing or no number of seconds", "write \"after\": 2.5 (0 to 31536000)")
      }
      return .milliseconds(Int((seconds * 1000).rounded()))
    }
  }

  /// Who leaves is named by the verb itself; all else is done `as` somebody.
  private func actor(_ verb: String) throws(SandboxScript.Fault) -> String {
    let name = try text(verb == "leave" ? "leave" : "as")
    return SandboxName.member(name) ?? name
  }

  private func message(_ key: String) throws(SandboxScript.Fault) -> String {
    let text = try text(key)
    do throws(SandboxFault) {
      return try SandboxWorld.checked(text)
    } catch {
      throw fault("the text of \"\(key)\" cannot be said", error.sentence)
    }
  }

  private func emoji() throws(SandboxScript.Fault) -> String {
    let emoji = try text("react")
    guard SandboxWords.isEmoji(emoji) else { throw fault("\"\(emoji)\" is no reaction", "use one emoji") }
    return emoji
  }

  private func optional(_ key: String) throws(SandboxScript.Fault) -> String? {
    object[key] == nil ? nil : try text(key)
  }

  private func text(_ key: String) throws(SandboxScript.Fault) -> String {
    guard let text = object[key]?.string, !text.isEmpty else {
      throw fault("\"\(key)\" is missing or no text", "add \"\(key)\": \"…\"")
    }
    return text
  }

  private func fault(_ fault: String, _ remedy: String) -> SandboxScript.Fault {
    SandboxScript.Fault(line: number, fault: fault, remedy: remedy)
  }
}
