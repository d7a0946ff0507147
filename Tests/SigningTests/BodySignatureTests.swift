import Signing
import Testing

@Suite struct BodySignatureTests {
  /// The example of GitHub's documentation, "Validating webhook deliveries".
  private let signature = BodySignature(key: "It's a Secret to Everybody".utf8, .hex, prefix: "sha256=")
  private let body = Array("Hello, World!".utf8)
  private let header = "sha256=757107ea0eb2509fc211221cce984b8a37570b6d7586c22c46f4379c8b043e17"

  @Test func acceptsThePublishedExample() {
    #expect(signature.verify(header, of: body))
    #expect(signature.sign(body) == header)
  }

  @Test(arguments: ["", "sha256=", "sha1=757107ea", "757107ea0eb2509fc211221cce984b8a37570b6d7586c22c46f4379c8b043e17"])
  func refusesAnotherForm(header: String) { #expect(!signature.verify(header, of: body)) }

  @Test func refusesAMissingHeaderAndAChangedBody() {
    #expect(!signature.verify(nil, of: body))
    #expect(!signature.verify(header, of: body + [0]))
  }

  @Test func readsBase64WhereAPlatformWritesIt() throws {
    let base64 = BodySignature(key: "k".utf8, .base64)
    let header = try #require(base64.sign(body))
    #expect(header.utf8.count == 44)
    #expect(base64.verify(header, of: body))
    #expect(!BodySignature(key: "k".utf8, .hex).verify(header, of: body))
  }

  @Test func anEmptyKeyVerifiesAndSignsNothing() {
    let none = BodySignature(key: [], .hex)
    #expect(!none.verify(Hex.encode(HMACSHA256(key: []).code(of: body)), of: body))
    #expect(none.sign(body) == nil)
  }
}
