import BotCore
import Testing

@testable import Connectors

struct SandboxScriptTests {
  private func file(_ lines: [String]) -> TextFile {
    TextFile(path: "day.jsonl", text: lines.joined(separator: "\n") + "\n")
  }

  private func fault(_ lines: String...) -> SandboxScript.Fault? {
    do throws(SandboxScript.Fault) {
      _ = try SandboxScript(file(lines), channels: ["general", "help"], members: ["Mira"])
      return nil
    } catch {
      return error
    }
  }

  private static let day = [
    "// A short day.", "", ##"{"after": 4, "say": "Hi", "as": "Ada", "in": "#help", "label": "hi"}"##,
    #"{"after": 0.5, "join": " Ada ", "moderator": true}"#, #"{"after": 5, "react": "👍", "as": "Mira", "to": "hi"}"#,
    #"{"after": 5, "say": "Me too", "as": "ada", "to": "hi"}"#, #"{"after": 6, "leave": "Ada"}"#,
  ]

  @Test func linesPlayByTimeAndThoseOfOneTimeInTheirOrder() throws {
    let script = try SandboxScript(file(Self.day), channels: ["general", "help"], members: ["Mira"])
    typealias Entry = SandboxScript.Entry
    #expect(
      script.entries == [
        Entry(line: 4, after: .milliseconds(500), name: "", label: nil, act: .join("Ada", isModerator: true)),
        Entry(line: 3, after: .seconds(4), name: "Ada", label: "hi", act: .say("Hi", channel: "help", to: nil)),
        Entry(line: 5, after: .seconds(5), name: "Mira", label: nil, act: .react("👍", to: "hi")),
        Entry(line: 6, after: .seconds(5), name: "ada", label: nil, act: .say("Me too", channel: "", to: "hi")),
        Entry(line: 7, after: .seconds(6), name: "Ada", label: nil, act: .leave),
      ])
  }

  @Test(arguments: [
    ("Hello", "this is no JSON object", "write for example {\"after\": 2, \"join\": \"Ada\"}"),
    (
      #"{"join": "Ada"}"#, "\"after\" is missing or no number of seconds", "write \"after\": 2.5 (0 to 31536000)"
    ),
    (
      #"{"after": -1, "join": "A"}"#, "\"after\" is missing or no number of seconds",
      "write \"after\": 2.5 (0 to 31536000)"
    ),
    (
      #"{"after": 1}"#, "nothing happens in this line",
      "use exactly one of join, leave, say, react, edit, delete, report"
    ),
    (
      #"{"after": 1, "join": "A", "leave": "A"}"#, "this line holds join and leave",
      "use exactly one of join, leave, say, react, edit, delete, report"
    ),
    (#"{"after": 1, "jion": "A"}"#, "the key \"jion\" is not known here", "did you mean \"join\"?"),
    (#"{"after": 1, "join": ""}"#, "\"join\" is missing or no text", "add \"join\": \"…\""),
    (#"{"after": 1, "say": "Hi"}"#, "\"as\" is missing or no text", "add \"as\": \"…\""),
    (
      #"{"after": 1, "say": " ", "as": "Mira"}"#, "the text of \"say\" cannot be said",
      "The text is empty: write something."
    ),
    (
      #"{"after": 1, "say": "Hi", "as": "Ada"}"#, "\"Ada\" did not join before",
      "add an earlier line {\"after\": 0, \"join\": \"Ada\"}"
    ),
    (
      ##"{"after": 1, "say": "Hi", "as": "Mira", "in": "#hlep"}"##, "there is no channel \"#hlep\"",
      "use one of #general, #help, or @bot"
    ),
    (
      #"{"after": 1, "react": "👍", "as": "Mira", "to": "x"}"#, "no earlier message is labelled \"x\"",
      "give the message that is meant \"label\": \"x\""
    ),
    (#"{"after": 1, "react": "<b>", "as": "Mira", "to": "x"}"#, "\"<b>\" is no reaction", "use one emoji"),
  ])
  func aFaultIsToldWithItsLine(line: String, fault: String, remedy: String) {
    #expect(self.fault("", line) == SandboxScript.Fault(line: 2, fault: fault, remedy: remedy))
  }

  @Test func theSettingTellsTheFileAndTheLine() {
    let source = SandboxFaults(files: ["day.jsonl": "{\"after\": 1, \"join\": \"Ada\"}\nHello\n"])
    let node = SettingNode(["script": "day.jsonl"], at: JSONPath(), from: source)
    #expect(SandboxSettings.read(node) == nil)
    #expect(
      source.faults == [
        "script: line 2 of day.jsonl: this is no JSON object; write for example {\"after\": 2, \"join\": \"Ada\"}"
      ])
  }

  @Test func namesOfChannelsAndMembersAreChecked() {
    let source = SandboxFaults()
    let json: JSON = ["channels": ["#help", "a", "A"], "members": [" "], "bot": "\u{202E}"]
    #expect(SandboxSettings.read(SettingNode(json, at: JSONPath(), from: source)) == nil)
    let remedy = "use 1 to 40 visible characters; a channel's name has no spaces and no leading #"
    #expect(
      source.faults == [
        "channels[0]: \"#help\" cannot be a name here; \(remedy)",
        "channels[2]: the name \"A\" stands here twice; remove one of them",
        "members[0]: \" \" cannot be a name here; \(remedy)", "bot: \"\u{202E}\" cannot be a name; \(remedy)",
      ])
  }

  @Test func nothingNeedsToBeSet() throws {
    let settings = try #require(SandboxSettings.read(SettingNode([:], at: JSONPath(), from: SandboxFaults())))
    #expect(settings.channels == ["general", "help", "moderators"] && settings.script == nil && !settings.approval)
  }
}

/// Collects what is wrong with settings and has a few files.
private final class SandboxFaults: SettingSource {
  private let files: [String: String]
  private(set) var faults: [String] = []

  init(files: [String: String] = [:]) { self.files = files }

  func report(fault: String, remedy: String, at path: JSONPath, onKey: Bool) {
    faults.append("\(path): \(fault); \(remedy)")
  }

  func file(_ path: String) throws(SettingFault) -> [UInt8] {
    guard let text = files[path] else { throw SettingFault("there is no file \(path)", "write it") }
    return Array(text.utf8)
  }

  func secret(_ reference: String, at path: JSONPath) throws(SettingFault) -> Secret {
    throw SettingFault("no secret", "give one")
  }

  func conceal(_ path: JSONPath) {}
  func zone(_ name: String) throws(SettingFault) -> Zone { throw SettingFault("no zone", "give one") }
  func text(_ name: String) -> String? { nil }
  var textNames: [String] { [] }
}
