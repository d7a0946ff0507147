import BotCore
import BotTesting
import FoundationEssentials
import Testing

@testable import BotRuntime
@testable import Console

/// What open pages are told while they are open.
@Suite struct LiveTests {
  private func open(_ visitor: Visitor, since: Date, seen: String? = nil) async throws -> AsyncStream<[UInt8]>.Iterator
  {
    var headers: Headers = ["Host": "localhost", "Cookie": visitor.cookie]
    headers["Last-Event-ID"] = seen
    let response = await visitor.bench.send("GET", "events?community=lobby&since=\(since.mark)", headers: headers)
    guard case .stream(let stream) = response.body else { throw NotSignedIn() }
    #expect(response.headers["Content-Type"] == "text/event-stream")
    return stream.makeAsyncIterator()
  }

  private func next(_ frames: inout AsyncStream<[UInt8]>.Iterator) async -> String? {
    await frames.next().map { String(decoding: $0, as: UTF8.self) }
  }

  private func join(_ name: String, _ bench: ConsoleBench, at: Date) throws {
    let event = Event.joined(Member(ID(name), name: name), channel: nil, in: "lobby", at: at, mark: "1")
    _ = try bench.store { try $0.admit(event, state: .done, now: at) }
  }

  @Test func countsAndRowsComeAsTheyChange() async throws {
    let bench = try ConsoleBench()
    let now = bench.now
    try join("Ada", bench, at: now)
    let visitor = try await bench.visitor()
    var frames = try await open(visitor, since: now)
    #expect(await next(&frames) == "event: counts\ndata: {\"flags\":0,\"outbox\":0}\n\n")
    _ = try bench.store { try $0.insert(.testing("Trouble")) }
    #expect(await next(&frames) == "event: counts\ndata: {\"flags\":1,\"outbox\":0}\n\n")
    try join("Bob\n\ndata: x", bench, at: now + .seconds(61))
    let short = Event.joined(
      Member("Bob\n\ndata: x"), channel: nil, in: "lobby", at: now + .seconds(61), mark: "1"
    ).shortName
    #expect(
      await next(&frames)
        == "event: row\nid: 1767261661000\ndata: {\"at\":\"2026-01-01T10:01:01Z\",\"time\":\"10:01\","
        + "\"text\":\"Bob data: x joined\",\"bot\":false,\"short\":\"\(short)\"}\n\n")
  }

  @Test func whatCameBetweenThePageAndTheStreamIsTold() async throws {
    let bench = try ConsoleBench()
    let visitor = try await bench.visitor()
    try join("Ada", bench, at: bench.now + .seconds(1))
    var frames = try await open(visitor, since: bench.now)
    #expect(await next(&frames)?.hasPrefix("event: counts") == true)
    #expect(await next(&frames)?.contains("Ada joined") == true)
    var later = try await open(visitor, since: bench.now, seen: (bench.now + .seconds(1)).mark)
    #expect(await next(&later)?.hasPrefix("event: counts") == true)
    try join("Bob", bench, at: bench.now + .seconds(2))
    #expect(await next(&later)?.contains("Bob joined") == true)
  }

  @Test func aRowWhoseNamesChangeIsToldOnce() async throws {
    let bench = try ConsoleBench()
    let visitor = try await bench.visitor()
    var frames = try await open(visitor, since: bench.now)
    _ = await next(&frames)
    let later = bench.now + .seconds(1)
    _ = try bench.store { try $0.enqueue(.testing("k", .sent, action: .direct(text: "Hi", to: "Ada"), at: later)) }
    #expect(await next(&frames)?.contains("writes to Ada: Hi") == true)
    func call(_ name: String, _ mark: String) throws {
      let event = Event.joined(
        Member("Ada", name: name), channel: nil, in: "lobby", at: bench.now + .seconds(2), mark: mark)
      _ = try bench.store { try $0.admit(event, state: .done, now: bench.now) }
    }
    try call("Countess", "1")
    #expect(await next(&frames)?.contains("Countess joined") == true)
    try call("Lady", "2")
    #expect(await next(&frames)?.contains("Lady joined") == true)
  }

  @Test func thoseWhoseSessionEndsAreCutOff() async throws {
    let bench = try ConsoleBench()
    let visitor = try await bench.visitor()
    var frames = try await open(visitor, since: bench.now)
    _ = await next(&frames)
    _ = await visitor.post("sign-out", "")
    #expect(await next(&frames) == nil)
  }

  @Test func aSilentStreamBreathes() async throws {
    let bench = try ConsoleBench()
    let visitor = try await bench.visitor()
    var frames = try await open(visitor, since: bench.now)
    _ = await next(&frames)
    bench.pass(.seconds(21))
    #expect(await next(&frames) == ": well\n\n")
  }

  @Test func ofTooManyPagesTheOldestConnectsAnew() async throws {
    let bench = try ConsoleBench()
    let visitor = try await bench.visitor()
    var first = try await open(visitor, since: bench.now)
    _ = await next(&first)
    var others: [AsyncStream<[UInt8]>.Iterator] = []
    for _ in 0..<Live.most { others.append(try await open(visitor, since: bench.now)) }
    #expect(await next(&first) == nil)
    #expect(others.count == Live.most)
  }

  @Test func aCommunityThatIsNotThereHasNoStream() async throws {
    let visitor = try await ConsoleBench().visitor()
    #expect(await visitor.response("events?community=elsewhere").status == 404)
    #expect(await visitor.response("events").status == 404)
  }

  @Test(arguments: ["", "x", "-1", "99999999999999999"])
  func whatIsNoMarkIsNone(mark: String) { #expect(Date(mark: mark) == nil) }

  @Test func aMarkComesBackToTheMillisecond() {
    let date = Date(timeIntervalSince1970: 1_767_261_600.123)
    #expect(Date(mark: date.mark)?.mark == "1767261600123")
  }
}
