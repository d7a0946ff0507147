import BotCore
import Testing

@testable import Connectors

struct SandboxFieldsTests {
  private func read(_ type: String, _ body: String) throws(SandboxFault) -> [String: String] {
    let request = WebhookRequest(
      method: "POST", path: "/", headers: ["Content-Type": type], body: Array(body.utf8))
    return try SandboxFields(request).values
  }

  @Test func jsonAndFormsGiveTheSameFields() throws {
    let wanted = ["name": "Ada & Björn = 100%", "moderator": "true"]
    #expect(try read("application/json; charset=utf-8", #"{"name":"Ada & Björn = 100%","moderator":true}"#) == wanted)
    #expect(
      try read(
        "Application/X-WWW-Form-Urlencoded", "name=Ada+%26+Bj%C3%B6rn+%3d+100%25&moderator=true") == wanted)
  }

  @Test func aFieldWithoutAValueIsEmptyAndNullIsNone() throws {
    #expect(try read("application/x-www-form-urlencoded", "a&b=&&c==") == ["a": "", "b": "", "c": "="])
    #expect(try read("application/json", #"{"a":null}"#) == [:])
  }

  @Test(arguments: ["a=%", "a=%4", "a=%zz", "a=%+1", "a=%ff"])
  func aFormThatIsNotEncodedIsRefused(body: String) {
    #expect(throws: SandboxFault(400, "The form is not encoded as it should be.")) {
      try read("application/x-www-form-urlencoded", body)
    }
  }

  @Test(arguments: ["", "[]", "{", "\"text\"", "{\"a\":1}x"])
  func whatIsNoObjectIsRefused(body: String) {
    #expect(throws: SandboxFault(400, "The body is not a JSON object.")) { try read("application/json", body) }
  }

  @Test(arguments: [#"{"a":1}"#, #"{"a":["b"]}"#, #"{"a":{}}"#])
  func aFieldThatIsNoTextIsRefused(body: String) {
    #expect(throws: SandboxFault(400, "The field \"a\" must be a text.")) { try read("application/json", body) }
  }

  @Test(arguments: ["", "text/plain", "multipart/form-data; boundary=x", "application/jsonp"])
  func otherTypesAreRefused(type: String) {
    #expect(throws: SandboxFault(415, "Send application/json or application/x-www-form-urlencoded.")) {
      try read(type, "{}")
    }
  }

  @Test func aLargeBodyIsRefusedBeforeItIsRead() {
    #expect(throws: SandboxFault(413, "The request is too large.")) {
      try read("application/json", String(repeating: "x", count: SandboxFields.maxBody + 1))
    }
  }
}
