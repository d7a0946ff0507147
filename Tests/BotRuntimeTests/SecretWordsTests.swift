import BotCore
import BotTesting
import Testing

@testable import BotRuntime

struct SecretWordsTests {
  private func masked(_ text: String, _ secrets: String..., status: Int = 200) -> String {
    SecretWords(secrets).masked(HTTPResponse(status: status, body: Array(text.utf8))).text
  }

  @Test func aSecretIsMaskedWhereverItStands() {
    #expect(
      masked("xoxb-1234567 said: Bearer xoxb-1234567", "xoxb-1234567") == "(secret) said: Bearer (secret)")
    #expect(masked("nothing of it", "xoxb-1234567") == "nothing of it")
    #expect(masked("", "xoxb-1234567") == "")
  }

  @Test func theLongerOfTwoIsTakenWhole() {
    #expect(masked("secret-token-and-more", "secret-token", "secret-token-and-more") == "(secret)")
  }

  /// Short ones are words of every text.
  @Test func whatIsShortStands() {
    #expect(masked("ok, the bot said so", "bot", "ok") == "ok, the bot said so")
  }

  private static let url = "https://anna:correct-horse@hooks.example/a/path-as-key/x?token=abcdefgh&v=1"

  @Test func anAddressIsASecretInAllItsParts() {
    let url = Self.url
    #expect(masked(url, url, status: 500) == "https://anna:(secret)@hooks.example/a/(secret)/x?token=(secret)&v=1")
    #expect(
      masked("POST /a/path-as-key/x?token=abcdefgh&v=1", url, status: 404) == "POST /a/(secret)/x?token=(secret)&v=1")
    #expect(masked("hooks.example gives no answer", url, status: 502) == "hooks.example gives no answer")
  }

  /// A feed links to itself, and its entries begin with its address.
  @Test func whatIsNoErrorMayNameTheAddressButNotThePassword() {
    let link = "https://hooks.example/a/path-as-key/x?token=abcdefgh&v=1#entry"
    #expect(masked(link, Self.url) == link)
    #expect(masked("Authorization: Basic YW5uYTpjb3JyZWN0LWhvcnNl", Self.url) == "Authorization: Basic (secret)")
    #expect(masked("correct-horse", Self.url) == "(secret)")
  }

  private func answer(_ text: String, _ status: Int, to request: HTTPRequest) async throws -> String {
    let http = ScriptedHTTP { _ in HTTPResponse(status: status, body: Array(text.utf8)) }
    return try await MaskedHTTP(inner: http, words: SecretWords([])).send(request).text
  }

  /// It was obtained at run time: no setting holds it.
  @Test func theRequestsOwnTokenIsMaskedInErrors() async throws {
    let request = HTTPRequest("GET", "https://api.example/x", headers: ["authorization": "Bearer ghs_0123456789"])
    #expect(try await answer("bad token ghs_0123456789!", 401, to: request) == "bad token (secret)!")
    #expect(try await answer(#"{"token":"ghs_0123456789"}"#, 200, to: request) == #"{"token":"ghs_0123456789"}"#)
    let bare = HTTPRequest("GET", "https://api.example/x", headers: ["Authorization": "ghs_0123456789"])
    #expect(try await answer("ghs_0123456789", 403, to: bare) == "(secret)")
  }

  @Test func ofBasicThePasswordIsMaskedInEachShape() async throws {
    let request = HTTPRequest(
      "GET", "https://api.example/x", headers: ["Authorization": "Basic YW5uYTpjb3JyZWN0LWhvcnNl"])
    #expect(
      try await answer("YW5uYTpjb3JyZWN0LWhvcnNl anna:correct-horse, correct-horse of anna", 500, to: request)
        == "(secret) (secret), (secret) of anna")
    let odd = HTTPRequest("GET", "https://api.example/x", headers: ["Authorization": "Basic %%%not-base64"])
    #expect(try await answer("%%%not-base64", 500, to: odd) == "(secret)")
  }

  @Test func thePasswordOfTheAddressIsMasked() async throws {
    let request = HTTPRequest("GET", "https://anna:correct%20horse@api.example/x")
    #expect(
      try await answer("GET //anna:correct%20horse@api.example: correct horse", 404, to: request)
        == "GET //anna:(secret)@api.example: (secret)")
  }

  @Test func errorsAreMaskedToo() async {
    let http = ScriptedHTTP { _ in throw HTTPError.noAnswer("the proxy said: ghs_0123456789, s3cret-word") }
    let masked = MaskedHTTP(inner: http, words: SecretWords(["s3cret-word"]))
    let request = HTTPRequest("GET", "https://api.example/x", headers: ["Authorization": "token ghs_0123456789"])
    await #expect(throws: HTTPError.noAnswer("the proxy said: (secret), (secret)")) { try await masked.send(request) }
  }

  @Test(
    arguments: [
      ("https://example.org/a:b@c", false), ("https://example.org", false), ("https://me@example.org", false),
      ("https://me:you@example.org", true), ("see http://me:you@example.org/x", true), ("me:you@example.org", false),
    ])
  func aPasswordInAnAddressIsSeen(address: String, isOne: Bool) {
    #expect(AddressPasswords.holdsPassword(address) == isOne)
  }
}
