import BotCore
import Testing

struct JSONDocumentTests {
  private static let text = """
    { // a comment
      "a": [1, /* two */ 2,],
      "b": { "c": "//", "c": "/*" },
    } // the end
    """

  private func document() throws -> JSONDocument { try JSONDocument(relaxed: Array(Self.text.utf8)) }

  /// What stands at the offset, up to three bytes.
  private func text(_ offset: Int?) -> String {
    offset.map { String(decoding: Array(Self.text.utf8)[$0...].prefix(3), as: UTF8.self) } ?? "nowhere"
  }

  @Test func commentsAndTrailingCommasAreAllowed() throws {
    #expect(try document().value == .object(JSONObject([("a", [1, 2]), ("b", ["c": "//", "c": "/*"])])))
  }

  @Test func everyValueAndKeyHasItsPlace() throws {
    let document = try document()
    let a = JSONPath([.key("a")])
    #expect(text(document.values[JSONPath()]) == "{ /")
    #expect(text(document.values[a]) == "[1,")
    #expect(text(document.keys[a]) == "\"a\"")
    #expect(text(document.values[a.index(1)]) == "2,]")
    #expect(document.values.count == 6)
    #expect(document.keys.count == 3)
  }

  @Test func aKeyThatStandsTwiceHasBothPlaces() throws {
    let document = try document()
    let c = JSONPath([.key("b"), .key("c")])
    #expect(document.duplicates.map(\.path) == [c])
    #expect(text(document.duplicates[0].first) == "\"c\"")
    #expect(document.duplicates[0].first < document.duplicates[0].offset)
    #expect(text(document.values[c]) == "\"/*")
  }

  @Test func pathsReadLikeCode() {
    let path = JSONPath([.key("communities"), .index(0), .key("a-b_c"), .key("é")])
    #expect(path.description == "communities[0].a-b_c.é")
    #expect(JSONPath().description == "")
    #expect(JSONPath([.key("a.b"), .key(""), .key("c\n")]).description == #"["a.b"][""]["c\n"]"#)
  }
}
