import Testing

@testable import BotCore

@Suite struct FormFieldsTests {
  @Test(
    arguments: [
      ("", [:]), ("a=1&b=2", ["a": "1", "b": "2"]), ("a", ["a": ""]), ("a=b=c", ["a": "b=c"]), ("a=1&a=2", ["a": "2"]),
      ("a+b=c%20d%C3%A9", ["a b": "c dé"]), ("&&a=1&", ["a": "1"]),
    ] as [(String, [String: String])])
  func formsAreReadAsBrowsersWriteThem(text: String, values: [String: String]) {
    #expect(FormFields(text.utf8)?.values == values)
  }

  @Test(arguments: ["a=%", "a=%4", "a=%zz", "%f=1", "a=%ff", "a=%C3"])
  func whatIsNotEncodedAsItShouldBeIsRefused(text: String) { #expect(FormFields(text.utf8) == nil) }

  @Test func aFieldIsFoundByItsName() {
    #expect(FormFields("a=1".utf8)?["a"] == "1")
    #expect(FormFields("a=1".utf8)?["b"] == nil)
  }
}

@Suite struct HostNameTests {
  @Test(
    arguments: [
      ("localhost:8080", "localhost"), ("LocalHost", "localhost"), ("[::1]:80", "[::1]"), ("a.b:1:2", "a.b"),
      ("", nil), ("[::1", nil), ("a b", nil), ("a\u{0}", nil), (":80", ""),
    ] as [(String, String?)])
  func theNameIsReadWithoutItsPort(host: String, name: String?) { #expect(HostName.name(ofHost: host) == name) }

  @Test(arguments: [
    ("localhost", true), ("[::1]", true), ("127.0.0.1", true), ("127.1.2.3", true), ("127.0.0.256", false),
    ("127.0.0.1.evil", false), ("localhost.evil", false), ("", false), ("10.0.0.1", false),
  ])
  func loopbackIsTold(name: String, isLoopback: Bool) { #expect(HostName.isLoopback(name) == isLoopback) }
}
