import BotCore
import BotTesting
import FoundationEssentials
import Signing
import Testing

@testable import Connectors

@Suite struct WebhookIngestTests {
  private func ingest(
    _ body: String, headers: Headers? = nil, _ change: (inout WebhookSettings) -> Void = { _ in }
  ) -> Ingest {
    let request = headers.map { WebhookTest.request(body, headers: $0) } ?? WebhookTest.request(body)
    return WebhookTest.hook(change: change).ingest(request, now: WebhookTest.now)
  }

  private func events(_ body: String, _ change: (inout WebhookSettings) -> Void = { _ in }) throws -> [Event] {
    let ingest = ingest(body, change)
    return try #require(WebhookTest.events(of: ingest), "\(WebhookTest.reason(of: ingest) ?? "")")
  }

  @Test func theBotsOwnFormNeedsNoSettings() throws {
    let body = """
      {"kind":"posted","id":42,"author":"u7","authorName":"Ada","text":"Hello","channel":"general","thread":"41",
       "time":"2026-01-01T10:00:00+01:00","url":"https://a.example/42","more":{"x":[1]}}
      """
    let message = Message(
      "42", in: "general", thread: "41", by: Member("u7", name: "Ada"), "Hello", link: "https://a.example/42")
    #expect(try events(body) == [.posted(message, in: "lobby", at: Date(timeIntervalSince1970: 1_767_258_000))])
  }

  @Test func aTextIsEnough() throws {
    let event = try #require(try events(#"{"text":"Hello"}"#).first)
    #expect(event.at == WebhookTest.now)
    #expect(event.message?.text == "Hello")
    #expect(event.message?.channel == "webhook")
    #expect(event.message?.author == Member("unknown"))
  }

  @Test func aRepeatedDeliveryIsOneEventAndAnotherTextIsAnother() throws {
    let first = try events(#"{"text":"Hello","author":"a"}"#)
    #expect(try events(#"{"text":"Hello","author":"a"}"#).map(\.key) == first.map(\.key))
    #expect(try events(#"{"text":"Hello","author":"b"}"#).map(\.key) != first.map(\.key))
    #expect(first.first?.message?.id.raw.count == 32)
  }

  @Test func aMapFindsEventsAnywhere() throws {
    let body = """
      {"data":[
        {"event":"topic_created","post":{"id":7,"user":{"id":1,"name":"Ada"},"body":"<p>Hi <b>all</b></p>","board":"help","at":1767225000}},
        {"event":"MEMBER.NEW","user":{"id":2,"name":"Ben"},"post":{"id":"j2"}},
        {"event":"Updated","post":{"id":7,"user":{"id":1},"body":"<p>Hi</p>","at":1767225100000}},
        {"event":"deleted","post":{"id":7,"board":"help"}},
        {"event":"left","user":{"name":"Cid"},"post":{"id":"l3"}},
        {"event":"badge","post":{"id":"x4"}}]}
      """
    let events = try events(body) { settings in
      settings.in.items = WebhookPointer(pointer: JSONPointer("/data")!)
      settings.in.kind = WebhookField("/event")
      settings.in.kinds = ["topic_created": .posted, "MEMBER.NEW": .joined]
      settings.in.id = WebhookField("/post/id")
      settings.in.author = WebhookField("/post/user/id", or: "/user/id")
      settings.in.authorName = WebhookField("/post/user/name", or: "/user/name")
      settings.in.text = WebhookField("/post/body")
      settings.in.html = true
      settings.in.channel = WebhookField("/post/board", or: "forum")
      settings.in.time = WebhookField("/post/at")
    }
    var edited = Message("7", in: "forum", by: Member("1"), "Hi")
    edited.version = events.count > 2 ? events[2].message?.version ?? 0 : 0
    let detail = try JSON(parsing: #"{"event":"badge","post":{"id":"x4"}}"#)
    #expect(
      events == [
        .posted(
          Message("7", in: "help", by: Member("1", name: "Ada"), "Hi all"), in: "lobby",
          at: Date(timeIntervalSince1970: 1_767_225_000)),
        .joined(Member("2", name: "Ben"), channel: nil, in: "lobby", at: WebhookTest.now, mark: "j2"),
        .edited(edited, in: "lobby", at: Date(timeIntervalSince1970: 1_767_225_100)),
        .deleted("7", channel: "help", in: "lobby", at: WebhookTest.now),
        .left(Member("Cid"), channel: nil, in: "lobby", at: WebhookTest.now, mark: "l3"),
        .other("badge", detail, in: "lobby", at: WebhookTest.now, mark: "x4"),
      ])
    #expect(edited.version > 0)
  }

  @Test func aListIsSeveralEventsAndFormsAreRead() throws {
    #expect(try events(#"[{"text":"a"},{"text":"b"}]"#).compactMap(\.message?.text) == ["a", "b"])
    let form: Headers = [
      "Authorization": "bearer s3cret-of-the-test", "Content-Type": "application/x-www-form-urlencoded; charset=utf-8",
    ]
    let message = WebhookTest.events(of: ingest("text=Gr%C3%BC%C3%9Fe+%26+so&author=Ada", headers: form))?.first?
      .message
    #expect(message?.text == "Grüße & so")
    #expect(message?.author.id == "Ada")
    let payload = WebhookTest.events(of: ingest("payload=%7B%22text%22%3A%22x%22%7D", headers: form))
    #expect(payload?.first?.message?.text == "x")
    #expect(WebhookTest.events(of: ingest(#"{"text":"json after all"}"#, headers: form))?.count == 1)
    #expect(WebhookTest.events(of: ingest("\u{FEFF}{\"text\":\"marked\"}"))?.count == 1)
  }

  @Test func botsAreMarkedAndTheBotItselfIsLeftOut() throws {
    #expect(try events(#"{"text":"a","author":"x","bot":true}"#).first?.message?.author.isBot == true)
    #expect(
      try events(#"[{"text":"a","author":"me"},{"text":"b","authorName":"Me too"}]"#) {
        $0.in.ownAuthors = ["me", "Me too"]
      } == [])
  }

  @Test(arguments: [("@Me too, how?", true), ("how, @me?", true), ("@mercy, how?", false), ("me@home", false)])
  func aMentionOfTheBotIsItsNameBehindAnAt(_ text: String, _ isMention: Bool) throws {
    let read = try events(#"{"text":"\#(text)","author":"ada"}"#) { $0.in.ownAuthors = ["me", "Me too"] }
    #expect(read.first?.message?.mentionsBot == isMention)
  }

  @Test(arguments: [
    ("{", 400, "the body is neither JSON nor a form"), ("\"text\"", 422, "it is a text in quotes, not an object"),
    ("{}", 422, "text is missing; in.text says where to look for it"),
    (#"{"text":"   "}"#, 422, "the text is empty"), (#"{"text":["a"]}"#, 422, "text is missing"),
    (#"{"kind":"edited","text":"a"}"#, 422, "the edited message's id is missing; in.id"),
    (#"{"kind":"deleted"}"#, 422, "the deleted message's id is missing"),
    (#"{"kind":"joined"}"#, 422, "who joined is missing; in.author"), (#"{"kind":"left"}"#, 422, "who left is missing"),
    (#"[{"text":"a"},5]"#, 200, ""), ("[]", 200, ""), ("[5,{}]", 422, "event 1: it is a number, not an object"),
  ]) func whatIsNotUnderstoodIsToldToTheOperator(body: String, status: Int, reason: String) {
    let ingest = ingest(body)
    #expect(WebhookTest.status(of: ingest) == status)
    #expect(WebhookTest.reason(of: ingest)?.hasPrefix(reason) ?? true, "\(WebhookTest.reason(of: ingest) ?? "")")
    #expect(WebhookTest.reason(of: ingest)?.contains("text\":\"") != true)
  }

  @Test func listsThatAreMissingOrTooLongAreToldSo() {
    let missing = ingest("{}") { $0.in.items = WebhookPointer(pointer: JSONPointer("/data/0")!) }
    #expect(WebhookTest.reason(of: missing) == "there is nothing at /data/0, where in.items looks for events")
    let long = ingest("[" + Array(repeating: "{}", count: 1001).joined(separator: ",") + "]")
    #expect(WebhookTest.status(of: long) == 413)
    let multipart = ingest(
      "x", headers: ["Authorization": "Bearer s3cret-of-the-test", "Content-Type": "multipart/form-data; boundary=x"])
    #expect(WebhookTest.status(of: multipart) == 415)
  }

  @Test func otherMethodsAndPathsAreRefused() {
    let hook = WebhookTest.hook()
    #expect(WebhookTest.status(of: hook.ingest(WebhookTest.request("{}", path: "/x"), now: WebhookTest.now)) == 404)
    #expect(WebhookTest.status(of: hook.ingest(WebhookTest.request("{}", method: "GET"), now: WebhookTest.now)) == 405)
    let deaf = WebhookTest.hook { $0.auth = nil }
    #expect(WebhookTest.status(of: deaf.ingest(WebhookTest.request("{}"), now: WebhookTest.now)) == 404)
  }

  @Test func theChallengeIsAnsweredToWhoeverKnowsTheToken() {
    let hook = WebhookTest.hook { $0.in.verifyToken = Secret("v") }
    func get(_ query: String) -> Ingest {
      hook.ingest(WebhookTest.request("", method: "GET", query: query, headers: [:]), now: WebhookTest.now)
    }
    guard case .answer(let response) = get("hub.mode=subscribe&hub.challenge=12%3C3&hub.verify_token=v"),
      case .bytes(let bytes) = response.body
    else {
      Issue.record("the challenge was not answered")
      return
    }
    #expect(String(decoding: bytes, as: UTF8.self) == "12<3")
    #expect(response.headers["Content-Type"] == "text/plain; charset=utf-8")
    #expect(response.headers["X-Content-Type-Options"] == "nosniff")
    for query in ["hub.challenge=1&hub.verify_token=w", "hub.challenge=1", "hub.verify_token=v", ""] {
      #expect(WebhookTest.status(of: get(query)) == 403)
    }
  }
}
