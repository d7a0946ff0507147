import BotCore
import Testing

/// Which bracket is told to be left open.
@Suite struct JSONNestingTests {
  private func told(_ text: String) -> String? {
    do throws(JSONSyntaxError) {
      _ = try JSONDocument(relaxed: Array(text.utf8))
      return nil
    } catch {
      let before = text.utf8.prefix(error.offset)
      let line = 1 + before.count { $0 == UInt8(ascii: "\n") }
      return "\(line): \(error.message); \(error.remedy)"
    }
  }

  @Test func anObjectThatSwallowsWhatFollowsIsTold() {
    let text = """
      {
        "http": { // here
          "listen": "{ [ \\" ",
          /* ] } */
        "communities": [
          { "id": "lobby" }
        ]
      }
      """
    #expect(told(text) == "2: this '{' is never closed; add '}' where it should end")
  }

  @Test func oneOnASingleLineIsTold() {
    let text = """
      {
      \t"communities": [
      \t\t{
      \t\t\t"connection": { "channels": ["a", "b"],
      \t\t\t"plugins": [ { "plugin": "welcome" } ]
      \t\t}
      \t]
      }
      """
    #expect(told(text) == "4: this '{' is never closed; add '}' where it should end")
  }

  @Test func aListThatAnOuterBracketClosesIsTold() {
    let text = "{\n  \"a\": {\n    \"b\": [\n      1, 2\n  }\n}"
    #expect(told(text) == "3: this '[' is never closed; add ']' where it should end")
  }

  @Test func whereIndentationTellsNothingTheOpenOneIsNamedAtTheEnd() {
    let open = "'}' is missing before the end of the file: the '{' of line 1 is still open; add '}'"
    #expect(told("{\n  \"a\": { \"b\": 1 },\n") == "3: \(open)")
    #expect(told("{\n\"a\": {\n\"b\": 1,\n\"c\": 2\n}\n") == "6: \(open)")
    #expect(told("{\"a\": [1, 2\n") == "2: ']' is missing before the end of the file; add ']'")
    #expect(told("{\n\"a\": [1}") == "2: ']' is missing before this '}'; add ']'")
  }

  @Test func whatIsWholeIsReadHoweverItIsIndented() {
    #expect(told("{\n\"a\": [\n{\n\"b\": 1\n},\n  ]\n      }") == nil)
  }

  @Test(arguments: ["{\n \"a\": {\n \"", "{\n [\n \"\\", "{\n /", "{\n  \"a\": {\n  /*", "{\n }\n ]]]\n \"x\""])
  func noTextIsReadBeyondItsEnd(text: String) {
    #expect(told(text) != nil)
  }
}
