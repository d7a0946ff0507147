import BotCore
import FoundationEssentials
import Glibc
import Testing

@testable import BotRuntime

/// The fake instance is as strict and as forgetful as the real one.
@Suite struct FakeMastodonTests {
  private func call(
    _ fake: FakeMastodon, _ method: String, _ path: String, _ body: JSON? = nil, key: String? = nil
  ) async throws -> (status: Int, json: JSON) {
    var request = HTTPRequest(
      method, (fake.connection["instance"]?.string ?? "") + path, headers: ["Authorization": "Bearer x"],
      body: body?.bytes ?? [])
    if let key { request.headers["Idempotency-Key"] = key }
    let answer = try await CurlClient().send(request)
    return (answer.status, try JSON(parsing: answer.body))
  }

  @Test func aRepeatedKeyIsAnsweredWithTheFirstPost() async throws {
    let fake = try FakeMastodon()
    func post(_ key: String?) async throws -> String? {
      try await call(fake, "POST", "/api/v1/statuses", ["status": "hello"], key: key).json["id"]?.string
    }
    let first = try await post("a")
    #expect(try await post("a") == first)
    #expect(fake.posted == ["hello"])
    #expect(try await post("b") != first)
    #expect(try await post(nil) != first)
    #expect(fake.posted.count == 3)
    #expect(try await call(fake, "POST", "/api/v1/statuses", [:]).status == 422)
    #expect(try await call(fake, "GET", "/api/v1/other").status == 404)
  }

  @Test(.enabled(if: Self.description != nil, "skipped: no ../shared"))
  func itsAnswersHaveWhatTheOfficialDescriptionRequires() async throws {
    let fake = try FakeMastodon()
    let post = try await call(fake, "POST", "/api/v1/statuses", ["status": "hello", "visibility": "unlisted"]).json
    let me = try await call(fake, "GET", "/api/v1/accounts/verify_credentials").json
    for (entity, answer) in [("Status", post), ("Account", me), ("Account", post["account"] ?? .null)] {
      let required = Self.description?["components"]?["schemas"]?[entity]?["required"]?.array ?? []
      #expect(required.count > 5)
      #expect(required.compactMap(\.string).filter { answer[$0] == nil } == [])
    }
    #expect(post["visibility"] == "unlisted")
  }

  private static let description: JSON? = {
    let root =
      getenv("BOTRUN_SHARED").map { URL(filePath: String(cString: $0)) }
      ?? URL(filePath: #filePath).appending(path: "../../../../shared").standardizedFileURL
    let bytes = FileManager.default.contents(
      atPath: root.appending(path: "platforms/specs/mastodon/schema.json").path)
    return bytes.flatMap { try? JSON(parsing: Array($0)) }
  }()
}
