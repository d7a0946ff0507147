import BotCore
import Testing

struct JSONParserTests {
  @Test func readsEveryKindOfValueInItsOrder() throws {
    let json = try JSON(parsing: #" {"b": [1, -2.5, 1e3, true, false, null], "a": {"x": "y"}, "": ""} "#)
    let expected: JSON = ["b": [1, -2.5, .double(1000), true, false, nil], "a": ["x": "y"], "": ""]
    #expect(json == expected)
    #expect(json.object?.keys == ["b", "a", ""])
  }

  @Test func everySixtyFourBitIntegerIsExact() throws {
    let json = try JSON(parsing: "[9223372036854775807, -9223372036854775808, 9007199254740993, -0]")
    #expect(json == [.int(.max), .int(.min), .int(9_007_199_254_740_993), 0])
    #expect(try JSON(parsing: "9223372036854775808") == .double(9_223_372_036_854_775_808))
  }

  @Test func escapesBecomeWhatTheyStandFor() throws {
    let json = try JSON(parsing: #""\"\\\/\b\f\n\r\t\u00e9\ud83d\ude00""#)
    #expect(json == "\"\\/\u{8}\u{C}\n\r\té😀")
  }

  @Test(arguments: [#""\ud83d""#, #""\ude00""#]) func aLoneSurrogateBecomesTheReplacement(_ text: String) throws {
    #expect(try JSON(parsing: text) == "\u{FFFD}")
  }

  @Test func aHighSurrogateKeepsWhatFollows() throws {
    #expect(try JSON(parsing: #""\ud83d\u0041""#) == "\u{FFFD}A")
    #expect(try JSON(parsing: #""\ud83dA""#) == "\u{FFFD}A")
  }

  @Test func bytesThatAreNoUTF8AreRepaired() throws {
    #expect(try JSON(parsing: [0x22, 0xFF, 0x22]) == "\u{FFFD}")
  }

  @Test func aByteOrderMarkIsPassedOver() throws {
    #expect(try JSON(parsing: "\u{FEFF}[]") == [])
  }

  @Test func ofTwoEqualKeysTheLastIsRead() throws {
    #expect(try JSON(parsing: #"{"a": 1, "a": 2}"#)["a"] == 2)
  }

  @Test func nestingIsLimited() throws {
    let deepest = String(repeating: "[", count: 128) + String(repeating: "]", count: 128)
    _ = try JSON(parsing: deepest)
    #expect(fault("[" + deepest + "]") == "there are more than 128 levels of nesting; nest less deeply @128")
    #expect(fault(String(repeating: "{\"a\":", count: 100_000)).hasPrefix("there are more than 128"))
  }

  private func fault(_ text: String, relaxed: Bool = false) -> String {
    do throws(JSONSyntaxError) {
      if relaxed { _ = try JSONDocument(relaxed: Array(text.utf8)) } else { _ = try JSON(parsing: text) }
      return "none"
    } catch {
      return "\(error.message); \(error.remedy) @\(error.offset)"
    }
  }

  private static let straight = "write a straight \" at both ends of every key and text"
  private static let value = "write a text in double quotes, a number, true, false, null, [ … ] or { … }"

  @Test(
    arguments: [
      ("", "the file ends where a value should stand; write a value @0"),
      ("[1,]", "nothing follows the comma; remove the comma @3"),
      ("{\"a\":1,}", "nothing follows the comma; remove the comma @7"),
      ("[1 2]", "a comma is missing here; write a comma between two values @2"),
      ("[1", "']' is missing before the end of the file; add ']' @2"),
      ("{\"a\":1", "'}' is missing before the end of the file; add '}' @6"),
      ("{", "'}' is missing before the end of the file; add '}' @1"),
      ("{“a”: 1}", "“ is a typographic quotation mark, as word processors write it; \(straight) @1"),
      ("[«a»]", "« is a typographic quotation mark, as word processors write it; \(straight) @1"),
      (
        "[\"a”\n]",
        "this text is not closed: ” is a typographic quotation mark, as word processors write it; "
          + "write a straight \" in its stead @1"
      ),
      (
        "[\"say \"hi\"\"]",
        "the text ends at the quotation mark before this; write \\\" for a quotation mark within a text @7"
      ),
      ("{\"a\": [1}", "']' is missing before this '}'; add ']' @8"),
      ("[{\"a\": 1]", "'}' is missing before this ']'; add '}' @8"),
      ("[\"a\u{1}b\"]", "a control character stands in this text; remove it, or write it as \\u and four digits @3"),
      ("{a:1}", "a key in double quotes is expected here; write \"key\": value @1"),
      ("{\"a\" 1}", "a colon is missing after the key; write \"key\": value @5"),
      ("tru", "this is no value; \(value) @0"),
      ("'a'", "a text stands in single quotes; write double quotes: \"…\" @0"),
      ("é", "this character cannot start a value; \(value) @0"),
      ("01", "a number cannot start with 0; remove the leading zero, or quote it as a text @0"),
      ("-01", "a number cannot start with 0; remove the leading zero, or quote it as a text @0"),
      ("1.", "a digit is missing; write numbers like 3, -3, 0.5 or 1e6 @2"),
      ("-", "a digit is missing; write numbers like 3, -3, 0.5 or 1e6 @1"),
      ("1e+", "a digit is missing; write numbers like 3, -3, 0.5 or 1e6 @3"),
      (".5", "a number begins with a digit; write 0.5 @0"),
      ("1e999", "this number is too large; write a smaller one @0"),
      ("\"a", "this text is never closed; close it with a double quote @0"),
      (
        "\"a\nb\"",
        "this text is not closed before the end of the line; close it with a double quote, and write \\n for a line break @0"
      ),
      ("\"a\tb\"", "a tab stands in this text; write a blank in its stead, or \\t for a tab @2"),
      ("\"\\x\"", "this backslash starts no escape; write \\\\ for a backslash itself @1"),
      ("\"\\u12g4\"", "\\u needs four hexadecimal digits; write for example \\u00e9 @3"),
      ("\"\\", "the file ends after a backslash; close the text with a double quote @2"),
      ("1 2", "there is more text after the end of the value; remove it @2"),
      ("// c\n1", "'/' cannot start a value; \(value) @0"),
    ]
  )
  func saysWhereAndWhatToDo(_ text: String, _ expected: String) {
    #expect(fault(text) == expected)
  }

  @Test(
    arguments: [
      ("/* a", "this comment is never closed; close it with */ @0"),
      ("/ a", "a single '/' starts no comment; write // or /* … */ @0"),
      ("[1 // one\n 2]", "a comma is missing here; write a comma between two values @2"),
      ("[,]", "there is a comma too many here; remove it @1"),
    ]
  )
  func relaxedFilesAreJudgedToo(_ text: String, _ expected: String) {
    #expect(fault(text, relaxed: true) == expected)
  }

  @Test func noPrefixOfATextCrashesTheReader() {
    let bytes = Array(#"{"a":[1,-2.5e3,"\u00e9\ud83d\ude00",true,null],/**/"b":{}}"#.utf8)
    for length in bytes.indices {
      #expect(throws: JSONSyntaxError.self) { try JSON(parsing: bytes[..<length]) }
      #expect(throws: JSONSyntaxError.self) { try JSONDocument(relaxed: Array(bytes[..<length])) }
    }
  }
}
