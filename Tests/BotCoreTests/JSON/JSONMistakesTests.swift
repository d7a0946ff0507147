import BotCore
import FoundationEssentials
import Testing

/// What a person is told of the mistakes that people make in a configuration: where, what, and what to write.
@Suite struct JSONMistakesTests {
  private func told(_ text: String) -> String? {
    let bytes = Array(text.utf8)
    do throws(JSONSyntaxError) {
      _ = try JSONDocument(relaxed: bytes)
      return nil
    } catch {
      let lines = bytes[..<error.offset].split(separator: UInt8(ascii: "\n"), omittingEmptySubsequences: false)
      return "\(lines.count):\((lines.last?.count ?? 0) + 1): \(error.message); \(error.remedy)"
    }
  }

  /// Two plugins of a community, as people indent them.
  private static let whole = """
    {
      "communities": [
        {
          "id": "a",
          "moderators": "#moderators",
          "plugins": [
            {
              "plugin": "welcome",
              "batch": "2s"
            },
            {
              "plugin": "faq"
            }
          ]
        }
      ]
    }

    """

  /// The text with one thing changed.
  private func whole(_ old: String, _ new: String) throws -> String {
    let parts = Self.whole.components(separatedBy: old)
    try #require(parts.count == 2, "\(old) stands there \(parts.count - 1) times")
    return parts.joined(separator: new)
  }

  @Test(
    arguments: [
      (
        "        {\n          \"plugin\": \"welcome\"", "          \"plugin\": \"welcome\"",
        "7:11: '{' is missing before this key, which stands in a list; write { before it"
      ),
      (
        "        {\n          \"plugin\": \"faq\"", "          \"plugin\": \"faq\"",
        "11:11: '{' is missing before this key, which stands in a list; write { before it"
      ),
      (
        "\"2s\"\n        },\n", "\"2s\"\n", "10:9: the '{' of line 7 is not closed before this '{'; write }, before it"
      ),
      (
        "\"2s\"\n        },\n", "\"2s\",\n        ,\n",
        "11:9: the '{' of line 7 is not closed before this '{'; write } before the comma"
      ),
      (
        "\"2s\"\n        },\n", "\"2s\"\n        }\n",
        "10:10: a comma is missing here; write a comma between two values"
      ),
      (
        "\"#moderators\",", "\"#moderators\"],",
        "5:34: this ']' is one too many: what is open here is the '{' of line 3; remove it, or write [ where its list begins"
      ),
      (
        "\"#moderators\",", "\"#moderators\",\n      ],",
        "6:7: this ']' is one too many: what is open here is the '{' of line 3; remove it"
      ),
      (
        "\"2s\"\n        },", "\"2s\"\n        }\n        },",
        "11:9: this '}' is one too many: what is open here is the '[' of line 6; remove it"
      ),
      (
        "\"2s\"\n        },", "\"2s\"\n        },\n        },",
        "11:9: this '}' is one too many: what is open here is the '[' of line 6; remove it"
      ),
      (
        "\"2s\"\n        },", "\"2s\"\n        },\n        ],",
        "11:9: this ']' closes the '[' of line 6 too early: more of it follows; remove it"
      ),
      ("      ]\n    }", "      }\n    }", "14:7: this '}' closes the '[' of line 6; write ] in its stead"),
      ("      ]\n    }\n", "    }\n", "6:18: this '[' is never closed; add ']' where it should end"),
      (
        "\"welcome\",\n", "\"welcome\",\n          },\n",
        "9:11: this '}' closes the '{' of line 7 too early: more of it follows; remove it"
      ),
      (
        "\"plugins\": [", "\"plugins\":",
        "7:9: '[' is missing before this '{': it begins a list, which the ']' of line 14 closes; write [ before it"
      ),
      (
        "\"communities\": [", "\"communities\":",
        "3:5: '[' is missing before this '{': it begins a list, which the ']' of line 16 closes; write [ before it, or remove the ']'"
      ),
      (
        "\"plugins\": [", "\"plugins\": {",
        "6:18: this '{' holds a list of { … }; write [ in its stead, and ] where it ends"
      ),
      (
        "  ]\n}\n", "  ]\n}\n}\n", "18:1: this '}' is one too many: line 17 closes the '{' of line 1 already; remove it"
      ),
      ("\"id\": \"a\",", "\"id\":", "4:7: this key has no value; write \"key\": value"),
      ("\"id\": \"a\",", "\"id\": ,", "4:11: a value is missing after this colon; write one, or remove the key"),
    ] as [(String, String, String)])
  func aBracketIsToldAsOne(_ old: String, _ new: String, _ expected: String) throws {
    #expect(told(try whole(old, new)) == expected)
  }

  @Test func theWholeIsSound() { #expect(told(Self.whole) == nil) }

  /// Where nothing is indented, the number of brackets that follow tells.
  @Test(
    arguments: [
      (
        #"{"c":[{"p":["plugin":"w"}]}]}"#,
        "1:13: '{' is missing before this key, which stands in a list; write { before it"
      ),
      (#"{"c":[{"p":[{"x":"w"]}]}"#, "1:21: '}' is missing before this ']'; add '}'"),
      (#"{"c":[{"p":[{"x":"w"}}]}"#, "1:22: ']' is missing before this '}'; add ']'"),
      (
        #"{"c":[{"p":[{"x":"w",{"x":"f"}]}]}"#,
        "1:22: the '{' before it is not closed before this '{'; write }, before it"
      ),
      (#"{"c":[{"p":[{"x":"w"}}]}]}"#, "1:22: this '}' is one too many: what is open here is the '['; remove it"),
      (#"{"c":["a"},"d":1}"#, "1:10: this '}' closes the '['; write ] in its stead"),
      (#"{"c": "d": 1 }}"#, "1:7: '{' is missing before this key; write { before it"),
      (
        #"{"c":[{"p":{"x":"w"} /* one */, {"x":"f"}]}]}"#,
        "1:12: '[' is missing before this '{': it begins a list, which the ']' closes; write [ before it"
      ),
      (
        #"{"c":[{"p":[{"x":{"y":1}, {"x":2}]}]}"#,
        "1:27: the '{' before it is not closed before this '{'; write }, before it"
      ),
      (#"{["a"]}"#, "1:2: a key is missing before this '['; write \"key\": before it"),
      (
        "{ \"s\": { \"p\": 1 } },\n\"c\": 2 }",
        "1:19: this '}' closes the '{' of line 1 and ends the file, but more follows; remove it, or what follows"
      ),
      ("{} {}", "1:4: there is more text after the end of the value; remove it"),
    ] as [(String, String)])
  func bracketsAreCounted(_ text: String, _ expected: String) { #expect(told(text) == expected) }

  @Test(
    arguments: [
      (#"{"a": True}"#, "1:7: True is no value; write true in small letters"),
      (#"{"a": None}"#, "1:7: None is no value; write null for nothing, or leave out the key"),
      (#"{"a": yes}"#, "1:7: yes is no value; write true or false"),
      (#"{"a": ture}"#, "1:7: this is no value; did you mean true?"),
      (#"{"a": hello}"#, "1:7: a text stands here without quotes; put it into double quotes: \"…\""),
      (#"{"a": nothing}"#, "1:7: a text stands here without quotes; put it into double quotes: \"…\""),
      (#"{"a": 0,92}"#, "1:7: a number has a point where this has a comma; write 0.92"),
      (#"{"a": 1, 92}"#, "1:10: a key in double quotes is expected here; write \"key\": value"),
      (#"{"a": 92%}"#, "1:9: a number stands alone; leave out the %; half of all is 0.5"),
      (#"{"a": .92}"#, "1:7: a number begins with a digit; write 0.92"),
      (#"{"a": 5m}"#, "1:7: a text stands here without quotes; put it into double quotes: \"…\""),
      (#"{"a": 2026-01-01}"#, "1:7: a text stands here without quotes; put it into double quotes: \"…\""),
      (#"{"a": #general}"#, "1:7: a text stands here without quotes; put it into double quotes: \"…\""),
      (#"{"a": 1; "b": 2}"#, "1:8: a semicolon stands here in place of a comma; write a comma"),
      (#"{"a": 1,, "b": 2}"#, "1:9: there is a comma too many here; remove it"),
      (#"{"a" = 1}"#, "1:6: '=' stands here in place of a colon; write \"key\": value"),
      (#"{"a", "b": 1}"#, "1:2: this key has no value; write \"key\": value"),
      (#"{"a: "b"}"#, "1:2: the double quote at the end of this key is missing; write \"key\": value"),
      (#"{"a": ("b")}"#, "1:7: '(' opens no list; write [ for a list, { for an object"),
      ("{\n# why\n\"a\": 1}", "2:1: this begins no comment here; write // in its stead, on each line of the comment"),
      ("{\"a\": 1 # why\n}", "1:9: this begins no comment here; write // in its stead, on each line of the comment"),
      (
        "{<!-- why -->\n\"a\": 1}",
        "1:2: this begins no comment here; write // in its stead, on each line of the comment"
      ),
      (
        "{\"a\":\u{A0}1}",
        "1:6: an invisible character stands here, as word processors and web pages put it; remove it; where a blank is wanted, type one"
      ),
      (
        "{\u{200B}\"a\": 1}",
        "1:2: an invisible character stands here, as word processors and web pages put it; remove it; where a blank is wanted, type one"
      ),
    ] as [(String, String)])
  func otherMistakesAreToldAsWhatTheyAre(_ text: String, _ expected: String) { #expect(told(text) == expected) }

  /// The word may be a secret.
  @Test func aWordThatIsNoValueIsNotRepeated() {
    #expect(told(#"{"token": hunter}"#)?.contains("hunter") == false)
    #expect(told(#"{"token": truu}"#)?.contains("truu") == false)
  }

  /// Whatever is cut away, doubled or put in: one sentence, and no reading beyond the end.
  @Test func everySingleBracketMayBeLostDoubledOrChanged() {
    let bytes = Array(Self.whole.utf8)
    for index in bytes.indices where "{}[],:\"".utf8.contains(bytes[index]) {
      for change in ["", "{{", "}}", "]", "[", ",,", ":", "\"", "\n"] {
        let text =
          String(decoding: bytes[..<index], as: UTF8.self) + change
          + String(decoding: bytes[(index + 1)...], as: UTF8.self)
        let said = told(text) ?? ""
        #expect(!said.contains("\n"))
      }
    }
    for length in bytes.indices {
      #expect(told(String(decoding: bytes[..<length], as: UTF8.self)) != nil || length >= bytes.count - 1)
    }
  }
}
