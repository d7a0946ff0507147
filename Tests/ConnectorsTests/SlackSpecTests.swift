import BotCore
import BotTesting
import FoundationEssentials
import Glibc
import Testing

@testable import Connectors

/// The examples in Slack's own descriptions of its APIs.
@Suite(.enabled(if: SlackSpec.folder != nil, "skipped: no ../shared"))
struct SlackSpecTests {
  @Test func everyExampleOfAnEventIsUnderstoodOrLetThrough() throws {
    let examples = try SlackSpec.read("slack_events_api_async_v1.json").objects { key, json in
      key == "event" ? json["type"]?.string != nil : json["event_ts"] != nil && json["type"]?.string != nil
    }
    #expect(examples.count >= 5)
    for example in examples {
      let event = SlackTest.event(example)
      #expect(event != nil, "\(example)")
      #expect(event.map { !$0.key.isEmpty } ?? true)
    }
  }

  @Test func everyExampleOfAHistoryIsRead() throws {
    let paths = try #require(try SlackSpec.read("slack_web_openapi_v2.json")["paths"])
    var messages = 0
    for path in ["/conversations.history", "/conversations.replies"] {
      let examples = try #require(paths[path]).objects { _, json in json["ok"] == true && json["messages"] != nil }
      for message in examples.flatMap({ $0["messages"]?.array ?? [] }) {
        messages += 1
        let event = SlackTest.slack().decoder(own: []).event(message, channel: "C1")
        #expect(event?.trigger == .messagePosted)
        #expect(event?.message?.text == message["text"]?.string)
      }
    }
    #expect(messages >= 6)
  }

  @Test func everyErrorWordOfTheMethodsHasAnOutcome() throws {
    let paths = try #require(try SlackSpec.read("slack_web_openapi_v2.json")["paths"])
    for method in ["chat.postMessage", "chat.update", "chat.delete", "reactions.add", "pins.add", "conversations.open"]
    {
      let errors = try #require(paths["/" + method]).objects { key, json in key == "error" && json["enum"] != nil }
      for word in errors.flatMap({ $0["enum"]?.array ?? [] }).compactMap(\.string) where word != "rate_limited" {
        switch SlackReply(.json(["ok": false, "error": .string(word)])).outcome(bucket: "b") {
        case .refused, .unknown, .unauthorized: break
        case .done, .retry: Issue.record("\(method): \(word)")
        }
      }
    }
  }
}

private enum SlackSpec {
  static var folder: URL? {
    let root =
      getenv("BOTRUN_SHARED").map { URL(filePath: String(cString: $0)) }
      ?? URL(filePath: #filePath).appending(path: "../../../../shared").standardizedFileURL
    let folder = root.appending(path: "platforms/specs/slack")
    return FileManager.default.fileExists(atPath: folder.path) ? folder : nil
  }

  static func read(_ name: String) throws -> JSON {
    try JSON(parsing: Data(contentsOf: try #require(folder).appending(path: name)))
  }
}

extension JSON {
  /// All objects at any depth that the condition holds for, with the key they stand under.
  fileprivate func objects(under key: String = "", where condition: (String, JSON) -> Bool) -> [JSON] {
    let own = object != nil && condition(key, self) ? [self] : []
    let members = object?.members.flatMap { $0.value.objects(under: $0.key, where: condition) } ?? []
    let items = array?.flatMap { $0.objects(under: key, where: condition) } ?? []
    return own + members + items
  }
}
