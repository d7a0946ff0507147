import BotCore
import Testing

@testable import Connectors

@Suite struct JSONPointerTests {
  /// The document and the pointers of RFC 6901, 5.
  private let document: JSON = [
    "foo": ["bar", "baz"], "": 0, "a/b": 1, "c%d": 2, "e^f": 3, "g|h": 4, "i\\j": 5, "k\"l": 6, " ": 7, "m~n": 8,
  ]

  @Test(
    arguments: [
      ("/foo", ["bar", "baz"]), ("/foo/0", "bar"), ("/", 0), ("/a~1b", 1), ("/c%d", 2), ("/e^f", 3), ("/g|h", 4),
      ("/i\\j", 5), ("/k\"l", 6), ("/ ", 7), ("/m~0n", 8),
    ] as [(String, JSON)])
  func theExamplesOfTheStandardHold(pointer: String, value: JSON) {
    #expect(JSONPointer(pointer)?.value(in: document) == value)
  }

  @Test func theEmptyPointerIsAllOfIt() { #expect(JSONPointer("")?.value(in: document) == document) }

  @Test(arguments: [
    "/foo/2", "/foo/01", "/foo/-", "/foo/-1", "/foo/bar", "/nothing", "/a~1b/c", "/foo/0/0",
    "/foo/99999999999999999999",
  ])
  func whatIsNotThereIsNothing(pointer: String) { #expect(JSONPointer(pointer)?.value(in: document) == nil) }

  @Test(arguments: ["foo", "/a~", "/a~2b", "#/foo"]) func whatIsNoPointerIsRefused(text: String) {
    #expect(JSONPointer(text) == nil)
  }
}
