import BotCore
import BotTesting
import FoundationEssentials
import Testing

@testable import Connectors

/// GitHub's own examples of its webhooks' payloads.
@Suite(.enabled(if: SpecFolder.isThere, SpecFolder.skipped))
struct GitHubSpecTests {
  private struct Sample {
    let path: String
    /// What `X-GitHub-Event` says: the name of the folder.
    let event: String
    let payload: JSON
  }

  private static func samples() throws -> [Sample] {
    try SpecFolder.files(in: "github/api.github.com", suffix: ".json").map { path in
      let event = path.split(separator: "/").dropLast().last.map { String($0) } ?? ""
      return Sample(path: path, event: event, payload: try SpecFolder.json(path))
    }
  }

  /// What a connector that is set to the payload's own repository or organisation makes of it.
  private static func ingest(_ sample: Sample) -> Ingest {
    let repository =
      sample.payload["repository"]?["full_name"]?.string
      ?? (sample.payload["organization"]?["login"]?.string).map { $0 + "/town" } ?? "octo/town"
    let connector = GitHubTest.connector {
      $0.repository = repository
      $0.issues = true
    }
    return connector.ingest(GitHubTest.request(sample.event, sample.payload), now: GitHubTest.now)
  }

  @Test func everySampleIsUnderstood() throws {
    let samples = try Self.samples()
    #expect(samples.count == 39)
    for sample in samples {
      let name = sample.path.split(separator: "/").suffix(2).joined(separator: "/")
      if sample.event == "ping" {
        #expect(GitHubTest.status(of: Self.ingest(sample)) == 200)
        continue
      }
      let event = try #require(GitHubTest.events(of: Self.ingest(sample))?.first, "\(name)")
      #expect(event.trigger == Self.expected(sample), "\(name)")
      #expect(event.id == "72d3162e-cc78-11e3-81ab-4c9367dc0958")
      if let message = event.message { Self.look(at: message, sample) }
    }
  }

  private static func expected(_ sample: Sample) -> Trigger {
    switch (sample.event, sample.payload["action"]?.string ?? "") {
    case ("discussion", "created"), ("discussion_comment", "created"), ("issue_comment", "created"): .messagePosted
    case ("discussion", "edited"), ("discussion_comment", "edited"), ("issue_comment", "edited"): .messageEdited
    case ("discussion_comment", "deleted"), ("issue_comment", "deleted"): .messageDeleted
    case ("member", "added"), ("membership", "added"), ("organization", "member_added"): .memberJoined
    case ("membership", "removed"): .memberLeft
    default: .other
    }
  }

  private static func look(at message: Message, _ sample: Sample) {
    let said = sample.payload["comment"] ?? sample.payload["discussion"] ?? .null
    #expect(message.id.raw == said["node_id"]?.string)
    #expect(message.author.id.raw == said["user"]?["login"]?.string)
    #expect(message.text.contains(said["body"]?.string ?? "?"))
    #expect(message.link == said["html_url"]?.string)
    let isIssue = sample.event == "issue_comment"
    #expect(message.channel.raw == (isIssue ? "issues" : sample.payload["discussion"]?["category"]?["slug"]?.string))
    #expect((message.thread != nil) == (sample.payload["comment"] != nil))
  }

  /// Fields and kinds that nobody knows yet do not spoil what is known.
  @Test func unknownFieldsChangeNothing() throws {
    var looked = 0
    for sample in try Self.samples() where sample.event != "ping" {
      let known = try #require(GitHubTest.events(of: Self.ingest(sample))?.first)
      let mutated = Sample(path: sample.path, event: sample.event, payload: sample.payload.withUnknownFields)
      let read = try #require(GitHubTest.events(of: Self.ingest(mutated))?.first)
      #expect(read.key == known.key && read.trigger == known.trigger, "\(sample.path)")
      #expect(read.message == known.message)
      looked += 1
    }
    #expect(looked == 36)
  }

  @Test func unknownActionsAndEventsAreLetThrough() throws {
    for sample in try Self.samples() where sample.event != "ping" {
      var payload = sample.payload.object ?? JSONObject()
      payload["action"] = "newly_invented"
      let action = Sample(path: sample.path, event: sample.event, payload: .object(payload))
      #expect(GitHubTest.events(of: Self.ingest(action))?.first?.trigger == .other)
      let event = Sample(path: sample.path, event: "newly_invented", payload: sample.payload)
      #expect(GitHubTest.events(of: Self.ingest(event))?.first?.trigger == .other)
    }
  }

  /// Nothing that lacks a part, or has another kind of value in its place, stops the bot.
  @Test func whatIsMissingOrOfAnotherKindIsNoHarm() throws {
    var looked = 0
    for sample in try Self.samples() where sample.event != "ping" {
      for member in sample.payload.object?.members ?? [] {
        for value in [JSON.null, 7, "x", [], [:], nil as JSON?] {
          var payload = sample.payload.object ?? JSONObject()
          payload[member.key] = value
          let mutated = Sample(path: sample.path, event: sample.event, payload: .object(payload))
          #expect(GitHubTest.events(of: Self.ingest(mutated)) != nil, "\(sample.path) \(member.key)")
          looked += 1
        }
      }
    }
    #expect(looked > 1000)
  }
}

extension JSON {
  /// With a field that nobody knows in every object, at any depth.
  fileprivate var withUnknownFields: JSON {
    if let object {
      var members = object.members.map { ($0.key, $0.value.withUnknownFields) }
      members.append(("newly_invented", ["kind": "newly_invented"]))
      return .object(JSONObject(members))
    }
    return array.map { .array($0.map(\.withUnknownFields)) } ?? self
  }
}
