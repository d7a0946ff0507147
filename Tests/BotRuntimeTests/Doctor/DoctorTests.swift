import BotCore
import BotTesting
import FoundationEssentials
import Glibc
import Testing

@testable import BotRuntime

/// What `botrun doctor` looks at.
@Suite struct DoctorTests {
  @Test(arguments: [
    ("Sun, 06 Nov 1994 08:49:37 GMT", 784_111_777.0), ("Thu, 01 Jan 2026 00:00:00 GMT", 1_767_225_600),
  ]) func theDateOfAnAnswerIsRead(text: String, seconds: Double) {
    #expect(HTTPDate(text)?.date == Date(timeIntervalSince1970: seconds))
  }

  @Test(arguments: [
    "", "now", "Sunday, 06-Nov-94 08:49:37 GMT", "Sun, 06 Nov 1994 08:49:37 CET", "Sun, 6 Noz 94 x GMT",
  ])
  func otherDatesAreLeftAlone(text: String) { #expect(HTTPDate(text) == nil) }

  @Test func aClockThatIsOffIsTold() {
    let findings = ClockExam(ahead: ["a.example": 2, "b.example": -30, "c.example": 301]).findings.prefix(3)
    #expect(findings.map(\.level) == [.ok, .warn, .fail])
    #expect(findings.map(\.says) == ["as that of a.example", "30 s behind b.example", "301 s ahead of c.example"])
  }

  @Test func theSkewIsMeasuredFromTheMiddleOfARequest() async throws {
    let http = ScriptedHTTP { _ in HTTPResponse(status: 200, headers: ["date": "Thu, 01 Jan 2026 00:00:00 GMT"]) }
    let ahead = Lock<[String: Double]>([:])
    let times = Lock([Date.at(100), .at(104)])
    let clock = Clock(
      now: { times.withLock { $0.removeFirst() } }, monotonic: { 0 }, sleep: { _ in }, dice: { 0 })
    let noting = ClockNotingHTTP(inner: http, clock: clock, ahead: ahead)
    _ = try await noting.send(HTTPRequest("GET", "https://api.example/x"))
    #expect(ahead.withLock { $0 } == ["api.example": 101.5])
  }

  @Test func onlyTheBotWithTheStoreGivesTheProof() throws {
    let folder = Folder()
    let store = try SQLiteStore(path: folder.file("a.sqlite"))
    let proof = DoorProof(key: try store.doorKey())
    let again = DoorProof(key: try store.doorKey())
    let query = DoorProof.query("00112233445566778899aabbccddeeff")
    #expect(proof.answer(to: query)?.count == 64)
    #expect(proof.answer(to: query) == again.answer(to: query))
    let other = try SQLiteStore(path: folder.file("b.sqlite"))
    #expect(DoorProof(key: try other.doorKey()).answer(to: query) != proof.answer(to: query))
    for bad in ["", "nonce=", "nonce=00", "nonce=zz112233445566778899aabbccddeeff", "x=00112233445566778899"] {
      #expect(proof.answer(to: bad) == nil)
    }
  }

  private func config(_ publicURL: String, listen: String = "127.0.0.1:0") -> BotConfig {
    var http = HTTPSettings()
    (http.publicURL, http.listen) = (publicURL, listen)
    return BotConfig(store: StoreSettings(), http: http, communities: [], hash: "h")
  }

  @Test func theWayInIsTakenOnlyFromTheBotItself() async {
    let proof = DoorProof(key: [1, 2, 3])
    func findings(_ answer: @escaping @Sendable (HTTPRequest) throws -> HTTPResponse) async -> [Finding.Level] {
      await DoorExam(config: config("https://bot.example/"), http: ScriptedHTTP(answer), proof: proof).findings()
        .map(\.level)
    }
    #expect(
      await findings { request in
        let query = String(request.url.drop { $0 != "?" }.dropFirst())
        return HTTPResponse(status: 200, body: Array((proof.answer(to: query) ?? "").utf8))
      } == [.ok])
    #expect(await findings { _ in HTTPResponse(status: 200, body: Array("hello".utf8)) } == [.fail])
    #expect(await findings { _ in HTTPResponse(status: 502) } == [.fail])
    #expect(await findings { _ in throw HTTPError.notSent("no such host") } == [.fail])
    #expect(
      await DoorExam(config: config(""), http: ScriptedHTTP { _ in HTTPResponse(status: 200) }, proof: proof).findings()
        == [])
  }

  @Test func theStoreIsLookedAtWithoutTouchingIt() throws {
    let folder = Folder()
    let path = folder.file("botrun.sqlite")
    func levels() -> [Finding.Level] { StoreExam(path: path).findings.map(\.level) }
    #expect(levels() == [.warn, .ok, .ok])
    #expect(folder.names == [])
    let store = try SQLiteStore(path: path)
    _ = try store.enqueue(.testing("x", .unknown))
    let lease = try Lease.acquire(path: path, holder: Lease.Holder(version: "1", since: .at(0)))
    #expect(levels() == [.ok, .ok, .warn, .ok])
    withExtendedLifetime(lease) {}
    chmod(path, 0o644)
    #expect(StoreExam(path: path).findings.last?.remedy == "run chmod 600 \(path)")
    store.close()
    try Data("this is no store, whatever it says".utf8).write(to: URL(filePath: path))
    #expect(StoreExam(path: path).findings.contains { $0.level == .fail && $0.subject == "store" })
  }

  @Test func sizesAreShort() {
    #expect(
      [0, 1023, 1536, 5 << 20, 59 << 30].map(StoreExam.size) == [
        "0 bytes", "1023 bytes", "1.5 KiB", "5.0 MiB", "59 GiB",
      ])
  }
}
