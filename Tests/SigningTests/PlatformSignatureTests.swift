import Signing
import Testing

@Suite struct PlatformSignatureTests {
  struct Case: Sendable, CustomTestStringConvertible {
    let testDescription: String
    let signature: BodySignature
    let header: String

    /// Made with Python's `hmac`, but for GitHub's, which signs the example of its documentation.
    static let all = [
      Case(
        testDescription: "Meta", signature: .meta(appSecret: "app-secret"),
        header: "sha256=863d4711ec0a8dbb0c3e6a3f98ebde866633ba5bd7698a6e42d253533a4b7930"),
      Case(
        testDescription: "WebSub", signature: .webSub(secret: "s"),
        header: "sha256=11dad59eaefbaa1a7dc5ffe1b9f6eae46e3f5f5042c1a150cdf11665284eb9b0"),
      Case(
        testDescription: "X", signature: .x(consumerSecret: "consumer-secret"),
        header: "sha256=TlVvTtTMmRrRBP7+AaESJlWGLPR/ENQ/sSA33vM7wMI="),
      Case(
        testDescription: "LinkedIn", signature: .linkedIn(clientSecret: "client-secret"),
        header: "eb2d88e5a0ea464c5ae6b133a2aae33ca84191879d95d6c3958192e9410f6ad6"),
      Case(
        testDescription: "Teams",
        signature: .teams(securityToken: "AAECAwQFBgcICQoLDA0ODxAREhMUFRYXGBkaGxwdHh8="),
        header: "HMAC EHXb+YMZPmd+aDUn7puTvczvCNB7EVWVPcmPiQ8zGOU="),
    ]
  }

  private let body = Array("{\"text\":\"héllo ✅ 日本\"}".utf8)

  @Test(arguments: Case.all) func eachPlatformSignsInItsWay(_ one: Case) {
    #expect(one.signature.sign(body) == one.header)
    #expect(one.signature.verify(one.header, of: body))
    #expect(!one.signature.verify(one.header, of: body + [0]))
    #expect(!one.signature.verify("x" + one.header, of: body))
    #expect(!one.signature.verify(nil, of: body))
  }

  @Test func gitHubsAndDiscoursesAreAlike() {
    let hello = Array("Hello, World!".utf8)
    let header = "sha256=757107ea0eb2509fc211221cce984b8a37570b6d7586c22c46f4379c8b043e17"
    #expect(BodySignature.gitHub(secret: "It's a Secret to Everybody").verify(header, of: hello))
    #expect(BodySignature.discourse(secret: "It's a Secret to Everybody").verify(header, of: hello))
  }

  @Test(arguments: ["", "no base 64"])
  func aTokenOfTeamsThatIsNoneVerifiesNothing(token: String) {
    #expect(BodySignature.teams(securityToken: token).sign(body) == nil)
  }
}
