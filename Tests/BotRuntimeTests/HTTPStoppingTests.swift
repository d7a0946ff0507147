import BotCore
import Testing

@testable import BotRuntime

/// Cancelling, queueing and closing.
@Suite(.timeLimit(.minutes(1)))
struct HTTPStoppingTests {
  @Test func aHundredRequestsAreCancelledAndTheClientGoesOn() async throws {
    let client = CurlClient()
    let server = try ScriptedServer { peer in
      while let request = peer.request() {
        if request.hasPrefix("GET /go") { peer.answer("go") } else { return peer.hang() }
      }
    }
    let url = server.url
    let tasks = (0..<100).map { _ in Task { await failure(client, HTTPRequest("POST", url)) } }
    #expect(await eventually { server.accepted == 16 })
    for task in tasks { task.cancel() }
    for task in tasks { #expect(await task.value == .cancelled) }
    #expect(try await client.send(HTTPRequest("GET", "\(url)/go")).text == "go")
  }

  @Test func aRequestThatWasCancelledBeforeItBeganIsNotSent() async throws {
    let client = CurlClient()
    let server = try ScriptedServer.answering { _ in ok("") }
    let url = server.url
    let (gate, open) = AsyncStream<Void>.makeStream()
    let task = Task {
      for await _ in gate {}
      return await failure(client, HTTPRequest("POST", url))
    }
    task.cancel()
    open.finish()
    #expect(await task.value == .cancelled)
    #expect(server.accepted == 0)
  }

  @Test func closingEndsWhatIsOnItsWayAndWhatComesLater() async throws {
    var options = CurlClient.Options()
    options.perHost = 2
    let client = try CurlClient(options)
    let server = try ScriptedServer { $0.hang() }
    let url = server.url
    let tasks = (0..<10).map { _ in Task { await failure(client, HTTPRequest("POST", url)) } }
    #expect(await eventually { server.accepted == 2 })
    client.close()
    client.close()
    for task in tasks {
      let error = await task.value
      #expect(error == .cancelled || error == HTTPFault.closed)
    }
    #expect(await failure(client, HTTPRequest("GET", url)) == HTTPFault.closed)
  }

  @Test func tooManyWaitingRequestsAreTurnedAway() async throws {
    var options = CurlClient.Options()
    options.perHost = 1
    options.waiting = 1
    let client = try CurlClient(options)
    let server = try ScriptedServer { $0.hang() }
    let url = server.url
    let first = Task { await failure(client, HTTPRequest("GET", url)) }
    #expect(await eventually { server.accepted == 1 })
    let two = [0, 1].map { _ in Task { await failure(client, HTTPRequest("GET", url)) } }
    let crowded = HTTPError.notSent("127.0.0.1: 1 requests are waiting already; send fewer or try later.")
    async let one = two[0].value
    async let other = two[1].value
    try await Task.sleep(for: .milliseconds(50))
    client.close()
    #expect(Set(await [one, other]) == [crowded, .cancelled])
    #expect(await first.value == .cancelled)
  }

  @Test func timeSpentInTheQueueCounts() async throws {
    var options = CurlClient.Options()
    options.perHost = 1
    let client = try CurlClient(options)
    let server = try ScriptedServer { $0.hang() }
    let url = server.url
    let first = Task { await failure(client, HTTPRequest("GET", url)) }
    #expect(await eventually { server.accepted == 1 })
    var request = HTTPRequest("POST", url)
    request.limits.total = .milliseconds(50)
    #expect(
      await failure(client, request)
        == .notSent("127.0.0.1: it could not be sent within 50 ms; too many requests may be waiting, try later."))
    first.cancel()
    #expect(await first.value == .cancelled)
  }

  @Test func aClientThatIsLetGoEndsItsThread() async throws {
    let server = try ScriptedServer.answering { _ in ok("") }
    for _ in 0..<20 { _ = try await CurlClient().send(HTTPRequest("GET", server.url)) }
    #expect(server.accepted == 20)
  }
}
