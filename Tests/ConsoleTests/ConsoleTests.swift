import BotCore
import BotTesting
import FoundationEssentials
import Testing

@testable import BotRuntime
@testable import Console

/// Who is let in, and what is refused.
@Suite struct ConsoleTests {
  @Test(arguments: Page.allCases.map(\.rawValue) + ["", "report", "export", "events", "nothing"])
  func strangersSeeOnlyTheDoor(page: String) async throws {
    let bench = try ConsoleBench([.testing("lobby", name: "The Secret Lobby")])
    let response = await bench.send("GET", page + "?community=lobby")
    #expect(response.status == 401)
    #expect(!response.text.contains("Secret"))
  }

  @Test func theAddressWithoutASlashLeadsIn() async throws {
    let bench = try ConsoleBench()
    let response = await bench.answer(
      to: WebhookRequest(method: "GET", path: "/console", headers: ["Host": "localhost"]))
    #expect(response.status == 303)
    #expect(response.headers["Location"] == "console/today")
  }

  @Test func everyAnswerIsGuarded() async throws {
    let bench = try ConsoleBench()
    let visitor = try await bench.visitor()
    let answers = await [
      bench.send("GET", "today"), bench.send("GET", "app.js"), visitor.response("flags"), visitor.response("nothing"),
      visitor.post("do", ""), bench.send("GET", "today", headers: ["Host": "evil.example"]),
    ]
    #expect(answers.map(\.status) == [401, 200, 200, 404, 303, 421])
    for answer in answers {
      #expect(answer.headers["Content-Security-Policy"] == WebhookResponse.policy)
      #expect(answer.headers["X-Content-Type-Options"] == "nosniff")
      #expect(answer.headers["X-Frame-Options"] == "DENY")
    }
    #expect(!WebhookResponse.policy.contains("unsafe"))
    #expect(answers[2].headers["Cache-Control"] == "no-store")
  }

  @Test func theTokenLetsInAndAWrongOneDoesNot() async throws {
    let bench = try ConsoleBench()
    let wrong = await bench.send("POST", "sign-in", "token=guess")
    #expect(wrong.status == 403)
    #expect(wrong.text.contains("That is not the token."))
    #expect(wrong.headers["Set-Cookie"] == nil)
    let right = await bench.send("POST", "sign-in", "token=\(ConsoleBench.token)")
    #expect(right.status == 303)
    #expect(right.headers["Location"] == "today")
    #expect(await bench.send("POST", "sign-in", "").status == 403)
  }

  @Test func guessesAreHeldBackAndALinkStillLetsIn() async throws {
    let bench = try ConsoleBench()
    for _ in 0..<10 { #expect(await bench.send("POST", "sign-in", "token=guess").status == 403) }
    let held = await bench.send("POST", "sign-in", "token=\(ConsoleBench.token)")
    #expect(held.status == 429)
    #expect(held.headers["Retry-After"] == "300")
    let code = bench.key.code(nonce: "ab", now: bench.now)
    #expect(await bench.send("POST", "sign-in", "code=\(code)").status == 303)
    bench.pass(.minutes(5))
    #expect(await bench.send("POST", "sign-in", "token=\(ConsoleBench.token)").status == 303)
  }

  @Test func aLinkLetsInOnceAndLookingAtItDoesNotUseItUp() async throws {
    let bench = try ConsoleBench()
    let code = bench.key.code(nonce: "ab", now: bench.now)
    #expect(await bench.send("GET", "enter?code=\(code)").text.contains("This link lets you in once."))
    #expect(await bench.send("POST", "sign-in", "code=\(code)").status == 303)
    let again = await bench.send("POST", "sign-in", "code=\(code)")
    #expect(again.status == 403)
    #expect(again.text.contains("This link was used already"))
    #expect(await bench.send("POST", "sign-in", "code=\(bench.key.code(nonce: "cd", now: bench.now))").status == 303)
  }

  @Test func aLinkThatWasUsedStaysUsedAfterARestart() async throws {
    let bench = try ConsoleBench()
    let code = bench.key.code(nonce: "ab", now: bench.now)
    #expect(await bench.send("POST", "sign-in", "code=\(code)").status == 303)
    bench.restart()
    #expect(await bench.send("POST", "sign-in", "code=\(code)").status == 403)
    #expect(await bench.send("POST", "sign-in", "code=\(bench.key.code(nonce: "cd", now: bench.now))").status == 303)
  }

  @Test func aSessionEndsByItselfAndBySigningOut() async throws {
    let bench = try ConsoleBench()
    let visitor = try await bench.visitor()
    bench.pass(.minutes(119))
    #expect(await visitor.response("today").status == 200)
    bench.pass(.hours(2))
    #expect(await visitor.response("today").status == 401)
    let other = try await bench.visitor()
    let out = await other.post("sign-out", "")
    #expect(out.headers["Set-Cookie"]?.hasSuffix("Max-Age=0") == true)
    #expect(await other.response("today").status == 401)
  }

  @Test func aFormWithoutTheTokenOfItsSessionDoesNothing() async throws {
    let bench = try ConsoleBench()
    let (visitor, other) = (try await bench.visitor(), try await bench.visitor())
    for csrf in ["", "0", other.csrf, String(repeating: "0", count: 64)] {
      #expect(await visitor.post("do", "deed=hold&for=1d&community=lobby", csrf: csrf).status == 403)
      #expect(await visitor.post("sign-out", "", csrf: csrf).status == 403)
    }
    #expect(try bench.store { try $0.holds(now: bench.now) } == [:])
    #expect(await visitor.response("today").status == 200)
  }

  @Test func aFormOfASessionThatIsOverIsToldSo() async throws {
    let bench = try ConsoleBench()
    let visitor = try await bench.visitor()
    bench.pass(.hours(3))
    let response = await visitor.post("do", "deed=release&community=lobby")
    #expect(response.status == 401)
    #expect(response.text.contains("You were signed out."))
  }

  @Test func whatIsNoFormIsRefused() async throws {
    let bench = try ConsoleBench()
    #expect(await bench.send("POST", "sign-in", "token=%zz").status == 400)
    #expect(await bench.send("GET", "today?%ff").status == 400)
  }

  @Test func anotherCommunityThanThoseOfTheConfigurationIsNone() async throws {
    let bench = try ConsoleBench()
    let visitor = try await bench.visitor()
    #expect(await visitor.response("today?community=elsewhere").status == 404)
    #expect(await visitor.post("do", "deed=release&community=elsewhere").status == 404)
  }

  @Test func aNameIsKeptShortAndWithoutControlCharacters() async throws {
    let bench = try ConsoleBench()
    let visitor = try await bench.visitor("%3Cb%3E%00%0A" + String(repeating: "x", count: 60))
    #expect(await visitor.get("today").contains("Signed in as &lt;b&gt;\(String(repeating: "x", count: 37))."))
  }

  @Test func onePageShowsOneOfTenCommunities() async throws {
    let bench = try ConsoleBench((1...10).map { .testing(ID("c\($0)"), name: "Community <\($0)>") })
    let visitor = try await bench.visitor()
    for page in Page.allCases {
      let html = await visitor.get("\(page.rawValue)?community=c7")
      #expect(html.contains("<option value=\"c7\" selected=\"\">Community &lt;7&gt;</option>"), "\(page)")
      #expect(html.components(separatedBy: "<option value=\"c").count == 11)
      #expect(html.utf8.count < 100_000)
    }
  }

  @Test func aStoreThatCannotBeReadIsTold() async throws {
    let bench = try ConsoleBench()
    try FileManager.default.removeItem(atPath: bench.path + "/store")
    try FileManager.default.createDirectory(atPath: bench.path + "/store", withIntermediateDirectories: true)
    let response = await bench.send("POST", "sign-in", "token=\(ConsoleBench.token)")
    let cookie = response.headers["Set-Cookie"].map { String($0.prefix { $0 != ";" }) } ?? ""
    let page = await bench.send("GET", "today", headers: ["Host": "localhost", "Cookie": cookie])
    #expect(page.status == 503)
    #expect(page.text.contains("The page could not be made"))
  }
}
