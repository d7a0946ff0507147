import BotCore
import Testing

@testable import Connectors

struct SandboxPageTests {
  @Test func thePageAndItsPartsAreServedWithTheirTypes() throws {
    let stage = try SandboxStage()
    let types = ["/", "/app.css", "/app.js", "/icon.svg"].map { stage.get($0)?.headers["Content-Type"] }
    #expect(
      types == [
        "text/html; charset=utf-8", "text/css; charset=utf-8", "text/javascript; charset=utf-8", "image/svg+xml",
      ])
    #expect(stage.get("/")?.text.contains("It is forgotten when the bot stops.") == true)
  }

  @Test func thePolicyAllowsNothingFromElsewhereAndNothingInline() throws {
    let policy = try #require(try SandboxStage().get("/")?.headers["Content-Security-Policy"])
    #expect(policy.hasPrefix("default-src 'none'; script-src 'self'; style-src 'self'; "))
    #expect(policy.contains("frame-ancestors 'none'") && policy.contains("require-trusted-types-for 'script'"))
    #expect(!policy.contains("unsafe") && !policy.contains("http") && !policy.contains("*"))
  }

  @Test func thePageHoldsNothingInlineAndAsksNobodyElse() throws {
    let stage = try SandboxStage()
    let page = try #require(stage.get("/")).text
    #expect(!page.contains("style=") && !page.contains(" on") && !page.contains("<style"))
    for path in ["/", "/app.css", "/app.js"] {
      let text = try #require(stage.get(path)).text
      #expect(!text.contains("https:") && !text.contains("//cdn"))
    }
  }

  @Test func theScriptNeverSetsMarkup() throws {
    let script = try #require(try SandboxStage().get("/app.js")).text
    for word in ["innerHTML", "outerHTML", "insertAdjacentHTML", "document.write", "eval(", "DOMParser"] {
      #expect(!script.contains(word), "\(word)")
    }
  }

  @Test func thePageIsSmall() throws {
    let stage = try SandboxStage()
    let sizes = ["/", "/app.css", "/app.js", "/icon.svg"].map { stage.get($0)?.text.utf8.count ?? 0 }
    #expect(sizes.allSatisfy { $0 > 100 })
    #expect(sizes.reduce(0, +) < 40_000)
  }

  @Test func everyFieldOfThePageHasALabel() throws {
    let page = try #require(try SandboxStage().get("/")).text
    for field in ["name", "as", "text"] { #expect(page.contains("<label for=\"\(field)\"")) }
    #expect(page.contains("aria-live=\"polite\""))
  }

  @Test func anAddressWithoutItsSlashLeadsToThePage() throws {
    let response = try #require(try SandboxStage().get(""))
    #expect(response.status == 308)
    #expect(response.headers["Location"] == "lobby/")
  }

  @Test func anUnknownPathIsNotFound() throws {
    let stage = try SandboxStage()
    let request = WebhookRequest(method: "GET", path: "/../etc", headers: ["Host": "localhost"])
    guard case .reject(404, _) = stage.sandbox.ingest(request, now: stage.now) else {
      Issue.record("served")
      return
    }
    #expect(stage.post("/nothing", [:]).status == 404)
  }

  @Test func aFaultIsToldInASentenceAndStoresNothing() throws {
    let stage = try SandboxStage()
    let result = stage.post("/say", ["as": "u-0", "text": "hello", "channel": "general"])
    #expect(result.events == [])
    #expect(result.status == 404)
    #expect(result.answer == ["error": "Nobody here has that id: join first."])
    #expect(stage.post("/say", ["as": "u-0"]).answer == ["error": "The field \"text\" is missing."])
  }
}
