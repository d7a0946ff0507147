import BotCore
import Testing

@testable import Connectors

struct SandboxFeedTests {
  @Test func aFrameIsOneEventWhateverTheTextHolds() throws {
    let data: JSON = ["text": "a\n\nevent: forged\ndata: {}\r\u{2028}b"]
    let bytes = SandboxFeed.frame("message", data)
    let text = String(decoding: bytes, as: UTF8.self)
    #expect(text.hasPrefix("event: message\ndata: {") && text.hasSuffix("}\n\n"))
    #expect(text.utf8.filter { $0 == 10 || $0 == 13 }.count == 3)
    #expect(try SandboxFrame(bytes).data == data)
  }

  @Test func aPageGetsTheWholeFirstAndThenEachChange() async throws {
    let stage = try SandboxStage()
    stage.join("Ada")
    let response = try #require(stage.get("/events"))
    #expect(response.headers["Content-Type"] == "text/event-stream")
    guard case .stream(let stream) = response.body else {
      Issue.record("no stream")
      return
    }
    let mira = stage.join("Mira")
    let id = stage.say("hello", as: mira)
    var frames: [SandboxFrame] = []
    for await bytes in stream.prefix(4) { frames.append(try SandboxFrame(bytes)) }
    #expect(frames.map(\.name) == ["snapshot", "member", "message", "message"])
    #expect(frames[0].data["members"]?.array?.map { $0["name"]?.string } == ["bot", "Ada"])
    #expect(frames[1].data["name"] == "Mira")
    #expect(frames[2].data["kind"] == "notice")
    #expect(
      frames[3].data == [
        "id": .string(id.raw), "short": .string(ShortName.of(id, in: "general")), "channel": "general",
        "by": .string(mira.raw), "at": 1_767_225_600_000,
        "kind": "said", "text": [["kind": "plain", "text": "hello"]], "source": "hello", "edited": false,
        "pinned": false, "reactions": [],
      ])
  }

  @Test func aPageThatDoesNotKeepUpIsCutOff() async {
    var feed = SandboxFeed()
    let stream = feed.open(first: [0])
    for _ in 0..<SandboxFeed.maxWaiting { feed.send([1]) }
    #expect(feed.count == 0)
    var count = 0
    for await _ in stream { count += 1 }
    #expect(count == SandboxFeed.maxWaiting)
  }

  @Test func theOldestPageMakesRoom() async {
    var feed = SandboxFeed()
    let streams = (0...SandboxFeed.maxListeners).map { feed.open(first: [UInt8($0)]) }
    #expect(feed.count == SandboxFeed.maxListeners)
    feed.send([255])
    var first: [[UInt8]] = []
    for await frame in streams[0] { first.append(frame) }
    #expect(first == [[0]])
    var last = streams[SandboxFeed.maxListeners].makeAsyncIterator()
    #expect(await last.next() == [64])
    #expect(await last.next() == [255])
  }

  @Test func aPageThatLeftIsForgottenAtTheNextChange() async {
    var feed = SandboxFeed()
    let stream = feed.open(first: [0])
    let reader = Task { for await _ in stream {} }
    reader.cancel()
    await reader.value
    feed.send([1])
    #expect(feed.count == 0)
  }
}
