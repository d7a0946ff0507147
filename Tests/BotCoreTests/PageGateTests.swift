import BotCore
import Testing

@Suite struct PageGateTests {
  private func check(_ method: String, _ headers: Headers, hosts: Set<String> = ["Bot.example.org"]) -> Int {
    switch PageGate(hosts: hosts).check(WebhookRequest(method: method, path: "/console/today", headers: headers)) {
    case .pass: 200
    case .wrongHost: 421
    case .refuse(let status, _): status
    }
  }

  @Test(arguments: [
    ("127.0.0.1:8080", 200), ("localhost", 200), ("[::1]:8080", 200), ("BOT.example.org", 200),
    ("bot.example.org:443", 200), ("evil.example", 421), ("127.0.0.1.evil.example", 421), ("localhost.evil", 421),
    ("", 400), ("a b", 400),
  ])
  func onlyKnownNamesAreServed(host: String, status: Int) {
    #expect(check("GET", ["Host": host]) == status)
  }

  @Test func whoNamesNoHostIsRefused() { #expect(check("GET", [:]) == 400) }

  @Test func anotherMethodIsRefused() { #expect(check("PUT", ["Host": "localhost"]) == 405) }

  @Test func aLinkFromElsewhereOpensAPageAndNothingElse() {
    let link: Headers = [
      "Host": "localhost", "Sec-Fetch-Site": "cross-site", "Sec-Fetch-Mode": "navigate", "Sec-Fetch-Dest": "document",
    ]
    #expect(check("GET", link) == 200)
    var frame = link
    frame["Sec-Fetch-Dest"] = "iframe"
    #expect(check("GET", frame) == 403)
    #expect(check("GET", ["Host": "localhost", "Sec-Fetch-Site": "cross-site", "Sec-Fetch-Mode": "no-cors"]) == 403)
    #expect(check("GET", ["Host": "localhost", "Sec-Fetch-Site": "same-site", "Sec-Fetch-Mode": "cors"]) == 403)
  }

  @Test(
    arguments: [
      (["Origin": "http://localhost:8080"], 200), (["Origin": "https://LOCALHOST:8080"], 200),
      (["Origin": "http://localhost"], 403), (["Origin": "null"], 403), (["Origin": "http://evil.example"], 403),
      (["Sec-Fetch-Site": "same-origin"], 200), (["Sec-Fetch-Site": "same-site"], 403),
      (["Sec-Fetch-Site": "cross-site"], 403), (["Sec-Fetch-Site": "none"], 403), ([:], 200),
    ] as [([String: String], Int)])
  func formsComeFromTheConsoleItself(fields: [String: String], status: Int) {
    var headers: Headers = ["Host": "localhost:8080"]
    for (name, value) in fields { headers.add(name, value) }
    #expect(check("POST", headers) == status)
  }

  @Test(arguments: [
    "localhost", "LOCALHOST:8080", "127.0.0.1", "127.0.0.1:80", "127.8.9.1", "[::1]:8080", "bot.example.org",
    "bot.example.org:443",
  ])
  func ownNamesAreServed(host: String) {
    #expect(check("GET", ["Host": host]) == 200)
  }

  @Test(arguments: [
    "evil.example", "localhost.evil.example", "127.0.0.1.evil.example", "127.evil", "128.0.0.1", "[::2]", "[::1",
    "bot.example.org.evil", "10.0.0.1", "0.0.0.0",
  ])
  func aNameThatSomebodyPointsHereIsNotServed(host: String) {
    #expect(check("GET", ["Host": host]) != 200)
    #expect(check("POST", ["Host": host, "Origin": "http://" + host, "Sec-Fetch-Site": "same-origin"]) != 200)
  }

  @Test func aPostOfThePageItselfPasses() {
    #expect(check("POST", ["Host": "localhost:8080", "Origin": "http://localhost:8080"]) == 200)
    #expect(
      check(
        "POST", ["Host": "localhost:8080", "Origin": "http://localhost:8080", "Sec-Fetch-Site": "same-origin"]) == 200
    )
    #expect(check("POST", ["Host": "bot.example.org", "Origin": "https://bot.example.org"]) == 200)
  }

  @Test(
    arguments: [
      ["Origin": "http://evil.example"], ["Origin": "null"], ["Origin": "http://localhost:9999"],
      ["Origin": "http://localhost"], ["Origin": "file://localhost:8080"], ["Sec-Fetch-Site": "cross-site"],
      ["Sec-Fetch-Site": "same-site", "Origin": "http://localhost:8080"], ["Sec-Fetch-Site": "none"],
    ] as [Headers])
  func aPostOfAnotherSiteIsRefused(headers: Headers) {
    var headers = headers
    headers["Host"] = "localhost:8080"
    headers["Content-Type"] = "application/json"
    #expect(check("POST", headers) == 403)
  }
}
